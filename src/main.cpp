// SPDX-License-Identifier: Apache-2.0
#include "cli/parse.hpp"
#include "commands/dispatch.hpp"
#include "report/text.hpp"

#include <iostream>

int main(int argc, char** argv) {
    using namespace chatsweep;
    try {
        const Parsed parsed = parse({argv, static_cast<std::size_t>(argc)}, process_environment());
        const auto* invocation = std::get_if<Invocation>(&parsed);
        return invocation != nullptr ? dispatch(*invocation) : leave(std::get<Exit>(parsed));
    } catch (const std::exception& error) {
        std::cerr << "chatsweep: internal error: " << clean(error.what()) << '\n';
        return static_cast<int>(ExitCode::internal_error);
    }
}

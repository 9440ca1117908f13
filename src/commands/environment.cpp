// SPDX-License-Identifier: Apache-2.0
#include "commands/environment.hpp"

#include <cstdlib>

namespace chatsweep {

std::optional<std::string> variable(const std::string& name) {
    const char* value = std::getenv(name.c_str());
    return value == nullptr ? std::nullopt : std::optional<std::string>{value};
}

} // namespace chatsweep

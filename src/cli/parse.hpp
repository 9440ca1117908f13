// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "commands/exit_code.hpp"
#include "commands/options.hpp"

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <variant>

namespace chatsweep {

/// Says what an environment variable holds; `nullopt` when it is not set.
using Environment = std::function<std::optional<std::string>(const std::string& name)>;

/// The end of a process that has nothing to run: help, the version, or a usage error.
struct Exit {
    ExitCode code = ExitCode::done;
    std::string out; ///< For stdout.
    std::string err; ///< For stderr.
};

using Parsed = std::variant<Invocation, Exit>;

/// Reads a command line, the program's name first, and the CHATSWEEP_* variables. Nothing else is
/// looked at and nothing is done. A flag wins over its variable; a variable that is empty counts
/// as not set. No password is accepted, and none is repeated in what an Exit says.
/// What an Override holds is checked by the configuration that it becomes part of, not here.
[[nodiscard]] Parsed parse(std::span<const char* const> argv, const Environment& environment);

/// The environment of this process.
[[nodiscard]] Environment process_environment();

/// Says what is to be said and returns the code to end with: `ExitCode::output` when stdout could
/// not take it.
[[nodiscard]] int leave(const Exit& exit);

} // namespace chatsweep

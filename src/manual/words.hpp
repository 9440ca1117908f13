// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/definition.hpp"

#include <string>
#include <vector>

namespace chatsweep {

/// The command itself, and every one below it, in their order.
[[nodiscard]] std::vector<const CommandDefinition*> all_commands(const CommandDefinition& program);

/// `-c` and `--config`, as far as the option has them.
[[nodiscard]] std::vector<std::string> names_of(const ArgumentDefinition& option);

/// The options of all commands, each name once.
[[nodiscard]] std::vector<const ArgumentDefinition*> all_options(const CommandDefinition& program);

[[nodiscard]] bool takes_a_file(const ArgumentDefinition& argument);
[[nodiscard]] bool may_stand_twice(const ArgumentDefinition& argument);

/// The beginning of a description: what a list of completions has room for.
[[nodiscard]] std::string in_short(const std::string& description);

[[nodiscard]] std::string joined(const std::vector<std::string>& words,
                                 const std::string& separator);

} // namespace chatsweep

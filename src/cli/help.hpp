// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/layout.hpp"

#include <string>

namespace CLI {
class App;
}

namespace chatsweep {

/// What `--help` prints for the program or a subcommand: no line is longer than 80 columns.
[[nodiscard]] std::string help_of(const CLI::App& app);

/// How to call it, and the subcommands below it: what a call without a subcommand shows.
[[nodiscard]] std::string short_help_of(const CLI::App& app);

/// What each exit code means, in their order.
[[nodiscard]] const Rows& exit_codes();

/// Whether the positional may be left out.
[[nodiscard]] bool is_optional(const std::string& positional);

} // namespace chatsweep

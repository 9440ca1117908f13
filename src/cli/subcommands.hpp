// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "commands/options.hpp"

#include <vector>

namespace CLI {
class App;
}

namespace chatsweep {

/// A subcommand that can be run, and how its options are read once the command line is parsed.
/// Reading throws UsageError.
struct Subcommand {
    const CLI::App* app;
    CommandOptions (*read)(const CLI::App& app);
};

using Subcommands = std::vector<Subcommand>;

/// Each adds one subcommand, with those below it, to the command line.
void add_sweep(CLI::App& root, Subcommands& subcommands);
void add_report(CLI::App& root, Subcommands& subcommands);
void add_explain(CLI::App& root, Subcommands& subcommands);
void add_run(CLI::App& root, Subcommands& subcommands);
void add_deliver(CLI::App& root, Subcommands& subcommands);
void add_history(CLI::App& root, Subcommands& subcommands);
void add_check(CLI::App& root, Subcommands& subcommands);
void add_schema(CLI::App& root, Subcommands& subcommands);
void add_schedule(CLI::App& root, Subcommands& subcommands);

/// Adds all of them and the global options to an empty command line.
[[nodiscard]] Subcommands define_command_line(CLI::App& root);

} // namespace chatsweep

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/parse.hpp"
#include "config/config.hpp"

#include <optional>
#include <span>
#include <string>

namespace CLI {
class App;
}

namespace chatsweep {

/// An option that an environment variable can say too.
struct Variable {
    const char* name;
    const char* option;
};

/// All of them, in the order of the help.
[[nodiscard]] std::span<const Variable> variables() noexcept;

/// What a variable of `variables()` holds; an empty one counts as not set.
[[nodiscard]] std::optional<std::string> value_of(const Environment& environment,
                                                  const std::string& variable);

/// Each adds options that become overrides.
void add_timeout(CLI::App& app);
void add_interval(CLI::App& app);
void add_limits_of_a_sweep(CLI::App& app);

/// The settings that the command line says, from the subcommand `chosen` and the global options,
/// and else the environment. Throws UsageError when an option stands twice.
[[nodiscard]] Overrides read_overrides(const CLI::App& root, const CLI::App& chosen,
                                       const Environment& environment);

} // namespace chatsweep

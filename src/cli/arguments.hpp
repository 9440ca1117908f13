// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/time.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace chatsweep {

/// Each adds one argument; `names` are as CLI11 writes them (`-c,--config`), the placeholder stands
/// for the value in the help.
void add_flag(CLI::App& app, const std::string& names, const std::string& description);
void add_value(CLI::App& app, const std::string& names, const std::string& placeholder,
               const std::string& description);
void add_positional(CLI::App& app, const std::string& placeholder, const std::string& description);

/// Adds a subcommand. The summary is its line in the list of subcommands.
[[nodiscard]] CLI::App& add_subcommand(CLI::App& parent, const std::string& name,
                                       const std::string& summary, const std::string& story,
                                       const std::string& example);

/// Each reads one argument after the parsing, by one of its names. They throw UsageError when the
/// value is no such thing, and, but for flags and `texts_of`, when it stands twice.
[[nodiscard]] bool is_given(const CLI::App& app, const std::string& name);
[[nodiscard]] int count_of(const CLI::App& app, const std::string& name);
[[nodiscard]] std::vector<std::string> texts_of(const CLI::App& app, const std::string& name);
[[nodiscard]] std::optional<std::string> text_of(const CLI::App& app, const std::string& name);
[[nodiscard]] std::optional<std::string> file_of(const CLI::App& app, const std::string& name);
[[nodiscard]] std::optional<Instant> instant_of(const CLI::App& app, const std::string& name);
/// A duration of more than zero.
[[nodiscard]] std::optional<Duration> duration_of(const CLI::App& app, const std::string& name);
/// A duration that may be zero: not at all.
[[nodiscard]] std::optional<Duration> patience_of(const CLI::App& app, const std::string& name);
/// A whole number of at least `least`.
[[nodiscard]] std::optional<std::int64_t> number_of(const CLI::App& app, const std::string& name,
                                                    std::int64_t least);

/// Throws UsageError for an option of the app whose value is missing.
[[noreturn]] void refuse_missing_value(const CLI::App& app, const std::string& name);

/// The subcommands right below, in the order in which they were added.
[[nodiscard]] std::vector<const CLI::App*> children_of(const CLI::App& app);

/// `chatsweep history prune`: how the subcommand is called.
[[nodiscard]] std::string path_of(const CLI::App& app);

} // namespace chatsweep

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "config/node.hpp"
#include "config/source.hpp"
#include "config/values.hpp"
#include "config/wording.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace chatsweep {

/// One value that must be a text of at least one character. Throws ConfigError; so does everything
/// below.
[[nodiscard]] const std::string& text_of(const Source& source, std::string_view name,
                                         const Node& node);

/// The same for the absolute path of a file, which its errors do not repeat.
[[nodiscard]] const std::string& absolute_path_of(const Source& source, std::string_view name,
                                                  const Node& node);

/// A map of the configuration, all of whose keys are known. Where a key is absent, what it would
/// be is `nullopt`, and a list is empty.
class Section {
public:
    /// Throws ConfigError when the node is no map, or holds a key that is not among `known`.
    Section(const Source& source, std::string_view name, const Node& node, Words known);

    [[nodiscard]] const Entry* find(std::string_view key) const;
    [[nodiscard]] std::size_t at() const noexcept { return node_.at; }

    /// A value that must not be in quotes.
    [[nodiscard]] std::optional<std::string> bare(std::string_view key) const;
    [[nodiscard]] std::optional<Duration> duration(std::string_view key,
                                                   Duration longest = longest_duration,
                                                   Zero zero = Zero::refused) const;
    [[nodiscard]] std::optional<std::int64_t> whole_number(std::string_view key,
                                                           std::int64_t least) const;
    [[nodiscard]] std::optional<double> percent(std::string_view key) const;
    [[nodiscard]] std::optional<bool> truth(std::string_view key) const;

    /// One of these words, as its index.
    [[nodiscard]] std::optional<std::size_t> choice(std::string_view key, Words words) const;

    /// One text, or a list of at least one, each different. Each is one of `words`, unless there
    /// are none.
    [[nodiscard]] std::vector<std::string> texts(std::string_view key, Words words = {}) const;

    /// The entry of a key that must be there.
    [[nodiscard]] const Entry& required(std::string_view key, const std::string& hint) const;

private:
    template <class Read>
    auto read_bare(std::string_view key, Read read) const;

    const Source& source_;
    std::string name_;
    const Node& node_;
};

/// Calls `read`, and gives a BadValue that it throws the place that it lacks.
template <class Read>
auto reading_at(const Source& source, std::size_t offset, Read read) -> decltype(read()) {
    try {
        return read();
    } catch (const BadValue& bad) {
        source.fail(offset, bad.text, bad.hint);
    }
}

} // namespace chatsweep

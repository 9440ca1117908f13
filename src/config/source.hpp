// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "config/config.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace chatsweep {

/// The largest configuration file, in bytes.
inline constexpr std::size_t largest_file = std::size_t{1024} * 1024;

/// The text of a configuration, and where in it an offset lies.
class Source {
public:
    /// Throws ConfigError unless the text is UTF-8, without control characters other than tabs and
    /// line ends, and no larger than `largest_file`. A byte order mark is dropped.
    Source(std::string name, std::string text);

    [[nodiscard]] const std::string& name() const noexcept { return name_; }
    [[nodiscard]] const std::string& text() const noexcept { return text_; }

    /// The place of a byte; one behind the end is the end. Takes as long as its line is.
    [[nodiscard]] Place place(std::size_t offset) const;

    [[noreturn]] void fail(std::size_t offset, const std::string& text,
                           const std::string& hint) const;

private:
    std::string name_;
    std::string text_;
    std::vector<std::size_t> line_starts_;
};

/// Reads a file. Throws ConfigError when it is missing, unreadable, a directory, or no text.
[[nodiscard]] Source read_source(const std::string& path);

} // namespace chatsweep

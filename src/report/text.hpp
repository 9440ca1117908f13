// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace chatsweep {

/// The text as it may be shown: valid UTF-8, one line, and nothing in it that steers a terminal.
/// Control characters are escaped (`\n`, `\x1b`, `\u202e`), invalid UTF-8 becomes U+FFFD. What is
/// clean stays as it is. Controls are C0, DEL, C1, the line separators and the bidi formatting.
[[nodiscard]] std::string clean(std::string_view text);

/// False when the UTF-8 text holds a control character that `clean` would escape.
[[nodiscard]] bool is_free_of_controls(std::string_view text);

/// The columns that a clean text takes: two for East Asian wide characters and emoji, none for
/// combining ones.
[[nodiscard]] std::size_t display_width(std::string_view text);

/// The clean text in at most `width` columns: what is too long loses its middle to an ellipsis.
[[nodiscard]] std::string shorten(std::string_view text, std::size_t width);

/// The clean text in lines of at most `width` columns (at least 2), broken at blanks, and inside
/// a word only where one is longer than a line. At least one line.
[[nodiscard]] std::vector<std::string> wrap(std::string_view text, std::size_t width);

} // namespace chatsweep

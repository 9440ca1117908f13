// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace chatsweep::roff {

/// The text as roff shows it: nothing in it is a request, an escape or a hyphen to break at.
[[nodiscard]] std::string plain(const std::string& text);
[[nodiscard]] std::string bold(const std::string& text);
/// In italics: what stands for a value.
[[nodiscard]] std::string value(const std::string& text);

/// The page's first lines. `date` is written as 2026-11-20, `section` such as "User Commands".
[[nodiscard]] std::string title(const std::string& name, int number, const std::string& date,
                                const std::string& version, const std::string& section);
[[nodiscard]] std::string heading(const std::string& text);
[[nodiscard]] std::string subheading(const std::string& text);
/// What follows a heading. Words in `backquotes` become bold.
[[nodiscard]] std::string text(const std::string& text);
/// What follows a text.
[[nodiscard]] std::string paragraph(const std::string& text);
/// A label that is roff already, and what is said of it, as in a paragraph.
[[nodiscard]] std::string entry(const std::string& label, const std::string& text);
/// Lines that stay as they are.
[[nodiscard]] std::string example(const std::string& text);

} // namespace chatsweep::roff

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace chatsweep {

using Words = std::span<const std::string_view>;

/// A text from outside as it stands in errors: in quotes, and cut when it is long.
[[nodiscard]] std::string in_quotes(std::string_view text);

/// `a, b and c`, with the given word before the last one.
[[nodiscard]] std::string listed(Words words, std::string_view last);

/// The known word that was probably meant: equal but for case and `-`, or one slip of the finger
/// for every three letters away. Empty when there is none.
[[nodiscard]] std::string_view closest(std::string_view word, Words known);

} // namespace chatsweep

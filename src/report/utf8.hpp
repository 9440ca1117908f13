// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string_view>

namespace chatsweep {

/// What stands in for a byte sequence that is not UTF-8.
inline constexpr char32_t replacement_character = U'\uFFFD';

struct CodePoint {
    char32_t value = replacement_character;
    std::size_t length = 1; ///< In bytes; of an ill-formed sequence, its longest valid beginning.
    bool valid = false;
};

/// The first code point of a text that is not empty. Overlong forms, surrogates and what lies
/// beyond U+10FFFF are ill-formed.
[[nodiscard]] CodePoint first_code_point(std::string_view text);

/// The columns that it takes on a terminal: 0, 1 or 2.
[[nodiscard]] std::size_t columns_of(char32_t code_point);

/// C0, DEL, C1, the line separators and the bidi formatting.
[[nodiscard]] bool is_control(char32_t code_point);

} // namespace chatsweep

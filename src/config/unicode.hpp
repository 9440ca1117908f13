// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace chatsweep {

/// The offset of the first byte that is not UTF-8 (overlong forms, surrogates and what lies beyond
/// U+10FFFF are not); `nullopt` when all of it is.
[[nodiscard]] std::optional<std::size_t> first_invalid_utf8(std::string_view text) noexcept;

/// Whether a byte of UTF-8 begins a character.
[[nodiscard]] constexpr bool starts_character(char byte) noexcept {
    return (static_cast<unsigned char>(byte) & 0xc0U) != 0x80U;
}

/// Whether UTF-8 text holds a character that does not show or that rearranges what does: the
/// controls, the line and paragraph separators, the bidirectional controls.
[[nodiscard]] bool holds_control_character(std::string_view text) noexcept;

} // namespace chatsweep

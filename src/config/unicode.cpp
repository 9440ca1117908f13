// SPDX-License-Identifier: Apache-2.0
#include "config/unicode.hpp"

#include <cstdint>

namespace chatsweep {

namespace {

struct Character {
    std::uint32_t code = 0;
    std::size_t length = 0; ///< 0: the bytes are not UTF-8.
};

Character first_character(std::string_view text) noexcept {
    const auto first = static_cast<unsigned char>(text.front());
    if (first < 0x80) {
        return {first, 1};
    }
    const std::size_t length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
    if (first < 0xc2 || first > 0xf4 || text.size() < length) {
        return {};
    }
    std::uint32_t code = first & (0xffU >> (length + 1));
    for (const char byte : text.substr(1, length - 1)) {
        if (starts_character(byte)) {
            return {};
        }
        code = (code << 6U) | (static_cast<unsigned char>(byte) & 0x3fU);
    }
    const std::uint32_t least = length == 4 ? 0x10000 : length == 3 ? 0x800 : 0x80;
    const bool surrogate = code >= 0xd800 && code <= 0xdfff;
    return code < least || surrogate || code > 0x10ffff ? Character{} : Character{code, length};
}

constexpr bool is_control(std::uint32_t code) noexcept {
    return code < 0x20 || (code >= 0x7f && code <= 0x9f) || code == 0x61c || code == 0x200e ||
           code == 0x200f || (code >= 0x2028 && code <= 0x202e) ||
           (code >= 0x2066 && code <= 0x2069) || code == 0xfeff;
}

} // namespace

std::optional<std::size_t> first_invalid_utf8(std::string_view text) noexcept {
    for (std::size_t at = 0; at < text.size();) {
        const Character character = first_character(text.substr(at));
        if (character.length == 0) {
            return at;
        }
        at += character.length;
    }
    return std::nullopt;
}

bool holds_control_character(std::string_view text) noexcept {
    while (!text.empty()) {
        const Character character = first_character(text);
        if (character.length == 0 || is_control(character.code)) {
            return true;
        }
        text.remove_prefix(character.length);
    }
    return false;
}

} // namespace chatsweep

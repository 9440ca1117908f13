// SPDX-License-Identifier: Apache-2.0
#include "report/utf8.hpp"

#include <algorithm>
#include <array>
#include <span>

namespace chatsweep {
namespace {

struct Range {
    char32_t first;
    char32_t last;
};

constexpr std::array controls{
    Range{0x00, 0x1F},     Range{0x7F, 0x9F},     Range{0x61C, 0x61C},
    Range{0x200E, 0x200F}, Range{0x2028, 0x202E}, Range{0x2066, 0x2069},
};

constexpr std::array combining{
    Range{0x300, 0x36F},   Range{0x483, 0x489},   Range{0x591, 0x5BD},   Range{0x610, 0x61A},
    Range{0x64B, 0x65F},   Range{0x1AB0, 0x1AFF}, Range{0x1DC0, 0x1DFF}, Range{0x200B, 0x200D},
    Range{0x20D0, 0x20FF}, Range{0xFE00, 0xFE0F}, Range{0xFE20, 0xFE2F}, Range{0xFEFF, 0xFEFF},
};

constexpr std::array wide{
    Range{0x1100, 0x115F},   Range{0x2E80, 0x303E},   Range{0x3041, 0x4DBF},
    Range{0x4E00, 0xA4CF},   Range{0xA960, 0xA97F},   Range{0xAC00, 0xD7A3},
    Range{0xF900, 0xFAFF},   Range{0xFE30, 0xFE6F},   Range{0xFF00, 0xFF60},
    Range{0xFFE0, 0xFFE6},   Range{0x1F300, 0x1F64F}, Range{0x1F680, 0x1F6FF},
    Range{0x1F900, 0x1F9FF}, Range{0x20000, 0x3FFFD},
};

bool is_in(std::span<const Range> ranges, char32_t code_point) {
    return std::any_of(ranges.begin(), ranges.end(), [=](const Range& range) {
        return range.first <= code_point && code_point <= range.last;
    });
}

/// What a first byte says of the sequence that it begins.
struct Lead {
    std::size_t length = 0; ///< 0: no sequence begins with it.
    unsigned char second_from = 0x80;
    unsigned char second_to = 0xBF;
};

Lead lead_of(unsigned char byte) {
    if (byte >= 0xC2 && byte <= 0xDF) {
        return {2};
    }
    if (byte >= 0xE0 && byte <= 0xEF) {
        return {3, static_cast<unsigned char>(byte == 0xE0 ? 0xA0 : 0x80),
                static_cast<unsigned char>(byte == 0xED ? 0x9F : 0xBF)};
    }
    if (byte >= 0xF0 && byte <= 0xF4) {
        return {4, static_cast<unsigned char>(byte == 0xF0 ? 0x90 : 0x80),
                static_cast<unsigned char>(byte == 0xF4 ? 0x8F : 0xBF)};
    }
    return {};
}

} // namespace

CodePoint first_code_point(std::string_view text) {
    const auto first = static_cast<unsigned char>(text.front());
    if (first < 0x80) {
        return {first, 1, true};
    }
    const Lead lead = lead_of(first);
    if (lead.length == 0) {
        return {};
    }
    char32_t value = first & (0x7FU >> lead.length);
    for (std::size_t index = 1; index < lead.length; ++index) {
        const auto byte = index < text.size() ? static_cast<unsigned char>(text[index]) : 0U;
        const unsigned from = index == 1 ? lead.second_from : 0x80U;
        const unsigned to = index == 1 ? lead.second_to : 0xBFU;
        if (byte < from || byte > to) {
            return {replacement_character, index, false};
        }
        value = value << 6U | (byte & 0x3FU);
    }
    return {value, lead.length, true};
}

std::size_t columns_of(char32_t code_point) {
    if (code_point < 0x300) {
        return 1;
    }
    if (is_in(combining, code_point)) {
        return 0;
    }
    return is_in(wide, code_point) ? 2 : 1;
}

bool is_control(char32_t code_point) {
    return is_in(controls, code_point);
}

} // namespace chatsweep

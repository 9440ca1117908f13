// SPDX-License-Identifier: Apache-2.0
#include "report/text.hpp"

#include "report/utf8.hpp"

#include <algorithm>

namespace chatsweep {
namespace {

constexpr std::string_view ellipsis = "…";
constexpr std::string_view replacement = "\uFFFD";

bool is_plain(std::string_view text) {
    return std::all_of(text.begin(), text.end(),
                       [](char byte) { return byte >= ' ' && byte < 0x7F; });
}

void append_hex(std::string& text, char32_t value, int digits) {
    constexpr std::string_view hex = "0123456789abcdef";
    for (int shift = (digits - 1) * 4; shift >= 0; shift -= 4) {
        text += hex[(value >> static_cast<unsigned>(shift)) & 0xFU];
    }
}

void append_escaped(std::string& text, char32_t control) {
    if (control == U'\n') {
        text += "\\n";
    } else if (control == U'\r') {
        text += "\\r";
    } else if (control == U'\t') {
        text += "\\t";
    } else if (control < 0x80) {
        text += "\\x";
        append_hex(text, control, 2);
    } else {
        text += "\\u";
        append_hex(text, control, 4);
    }
}

/// The longest beginning of the text that fits into so many columns, in bytes.
std::size_t beginning_that_fits(std::string_view text, std::size_t width) {
    std::size_t bytes = 0;
    std::size_t columns = 0;
    while (bytes < text.size()) {
        const CodePoint point = first_code_point(text.substr(bytes));
        columns += columns_of(point.value);
        if (columns > width) {
            break;
        }
        bytes += point.length;
    }
    return bytes;
}

/// Where the longest end of the text begins that fits into so many columns.
std::size_t end_that_fits(std::string_view text, std::size_t width) {
    std::size_t columns = display_width(text);
    std::size_t bytes = 0;
    while (columns > width) {
        const CodePoint point = first_code_point(text.substr(bytes));
        columns -= columns_of(point.value);
        bytes += point.length;
    }
    return bytes;
}

} // namespace

std::string clean(std::string_view text) {
    if (is_plain(text)) {
        return std::string{text};
    }
    std::string cleaned;
    cleaned.reserve(text.size() + 16);
    while (!text.empty()) {
        const CodePoint point = first_code_point(text);
        if (!point.valid) {
            cleaned += replacement;
        } else if (is_control(point.value)) {
            append_escaped(cleaned, point.value);
        } else {
            cleaned += text.substr(0, point.length);
        }
        text.remove_prefix(point.length);
    }
    return cleaned;
}

bool is_free_of_controls(std::string_view text) {
    if (is_plain(text)) {
        return true;
    }
    while (!text.empty()) {
        const CodePoint point = first_code_point(text);
        if (is_control(point.value)) {
            return false;
        }
        text.remove_prefix(point.length);
    }
    return true;
}

std::size_t display_width(std::string_view text) {
    if (is_plain(text)) {
        return text.size();
    }
    std::size_t columns = 0;
    while (!text.empty()) {
        const CodePoint point = first_code_point(text);
        columns += columns_of(point.value);
        text.remove_prefix(point.length);
    }
    return columns;
}

std::string shorten(std::string_view text, std::size_t width) {
    if (display_width(text) <= width) {
        return std::string{text};
    }
    if (width == 0) {
        return {};
    }
    const std::size_t kept = width - 1;
    const std::size_t tail = kept / 2;
    std::string shortened{text.substr(0, beginning_that_fits(text, kept - tail))};
    shortened += ellipsis;
    shortened += text.substr(end_that_fits(text, tail));
    return shortened;
}

std::vector<std::string> wrap(std::string_view text, std::size_t width) {
    width = std::max<std::size_t>(width, 2);
    std::vector<std::string> lines(1);
    std::size_t columns = 0;
    while (!text.empty()) {
        std::string_view word = text.substr(0, text.find(' '));
        text.remove_prefix(std::min(word.size() + 1, text.size()));
        std::size_t word_columns = display_width(word);
        if (columns > 0 && columns + 1 + word_columns > width) {
            lines.emplace_back();
            columns = 0;
        }
        while (word_columns > width) {
            const std::string_view beginning = word.substr(0, beginning_that_fits(word, width));
            lines.back() = beginning;
            lines.emplace_back();
            word.remove_prefix(beginning.size());
            // Not the rest's anew: a word of a megabyte would take minutes.
            word_columns -= display_width(beginning);
        }
        if (columns > 0) {
            lines.back() += ' ';
            ++columns;
        }
        lines.back() += word;
        columns += word_columns;
    }
    return lines;
}

} // namespace chatsweep

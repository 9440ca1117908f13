// SPDX-License-Identifier: Apache-2.0
#include "config/values.hpp"

#include "config/wording.hpp"

#include <algorithm>
#include <charconv>
#include <limits>
#include <system_error>

namespace chatsweep {

namespace {

constexpr std::string_view digits = "0123456789";

/// `timeout 'soon'`, or only `'soon'` where the place names the value already.
std::string shown(std::string_view name, std::string_view text) {
    return name.empty() ? in_quotes(text) : std::string{name} + " " + in_quotes(text);
}

/// The same text with every number replaced by 1, to tell a number that is too large from a text
/// that is no duration at all.
std::string with_ones(std::string_view text) {
    std::string result;
    for (const char byte : text) {
        const bool in_number = digits.find(byte) != std::string_view::npos;
        if (!in_number || result.empty() || result.back() != '1') {
            result += in_number ? '1' : byte;
        }
    }
    return result;
}

bool is_number(std::string_view text) {
    return !text.empty() && text.find_first_not_of(digits) == std::string_view::npos;
}

bool names_months_or_years(std::string_view text) {
    if (text.empty() || text.find_first_of(digits) == std::string_view::npos) {
        return false;
    }
    const std::string_view date = text.substr(0, text.find('T'));
    return text.front() == 'P' ? date.find_first_of("MY") != std::string_view::npos
                               : text.ends_with("y") || text.ends_with("mo");
}

[[noreturn]] void refuse_duration(std::string_view name, std::string_view text, Duration longest) {
    if (is_number(text)) {
        throw BadValue{shown(name, text) + " has no unit",
                       "write a unit, such as 30m, 12h or PT12H."};
    }
    if (parse_duration(with_ones(text))) {
        throw BadValue{shown(name, text) + " is too long",
                       "the longest duration is " + to_text(longest) + " here."};
    }
    if (names_months_or_years(text)) {
        throw BadValue{shown(name, text) + " is not a duration",
                       "months and years differ in length: write days, such as 30d."};
    }
    throw BadValue{shown(name, text) + " is not a duration",
                   "write a number and a unit, such as 30m, 12h or PT12H."};
}

} // namespace

Duration duration_from(std::string_view name, std::string_view text, Zero zero, Duration longest) {
    const auto duration = parse_duration(text);
    if (!duration || *duration > longest) {
        refuse_duration(name, text, longest);
    }
    if (zero == Zero::refused && *duration == Duration::zero()) {
        throw BadValue{shown(name, text) + " is zero",
                       "write a duration of more than zero, such as 30m or 12h."};
    }
    return *duration;
}

std::int64_t whole_number_from(std::string_view name, std::string_view text, std::int64_t least) {
    const std::string_view unsigned_part = text.substr(text.starts_with('-') ? 1 : 0);
    const bool leading_zero = unsigned_part.size() > 1 && unsigned_part.front() == '0';
    if (!is_number(unsigned_part) || leading_zero) {
        throw BadValue{shown(name, text) + " is not a whole number",
                       "write it in digits, such as 50000."};
    }
    std::int64_t number = 0;
    const auto result = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool out_of_range = result.ec == std::errc::result_out_of_range;
    if (number < least || (out_of_range && text.starts_with('-'))) {
        throw BadValue{shown(name, text) + " is too small",
                       "write " + std::to_string(least) + " or more."};
    }
    if (out_of_range) {
        throw BadValue{shown(name, text) + " is too large",
                       "write " + std::to_string(std::numeric_limits<std::int64_t>::max()) +
                           " or less."};
    }
    return number;
}

double percent_from(std::string_view name, std::string_view text) {
    const std::size_t point = text.find('.');
    const std::string_view whole = text.substr(0, point);
    const bool has_shape = is_number(whole) && (whole.size() == 1 || whole.front() != '0') &&
                           (point == std::string_view::npos || is_number(text.substr(point + 1)));
    double number = 0;
    if (has_shape) {
        std::from_chars(text.data(), text.data() + text.size(), number);
    }
    if (!has_shape || whole.size() > 3 || number > 100) {
        throw BadValue{shown(name, text) + " is not a number from 0 to 100",
                       "write it without a percent sign, such as 80 or 12.5."};
    }
    return number;
}

bool truth_from(std::string_view name, std::string_view text) {
    if (text != "true" && text != "false") {
        throw BadValue{shown(name, text) + " is neither true nor false",
                       "write true or false, in lower case and without quotes."};
    }
    return text == "true";
}

} // namespace chatsweep

// SPDX-License-Identifier: Apache-2.0
#include "core/time.hpp"

#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <span>
#include <system_error>

namespace chatsweep {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

struct Unit {
    std::string_view name;
    milliseconds length;
};

constexpr std::array units{Unit{"d", hours{24}}, Unit{"h", hours{1}}, Unit{"m", minutes{1}},
                           Unit{"s", seconds{1}}, Unit{"ms", milliseconds{1}}};
constexpr std::array iso_date_units{Unit{"D", hours{24}}};
constexpr std::array iso_time_units{Unit{"H", hours{1}}, Unit{"M", minutes{1}},
                                    Unit{"S", seconds{1}}};

/// A number, and its unit: the letters up to the next digit.
struct Part {
    std::uint64_t number = 0;
    std::string_view unit;
};

std::optional<Part> take_part(std::string_view& text) {
    constexpr std::string_view digits = "0123456789";
    Part part;
    const char* const begin = text.data();
    const auto [end, error] = std::from_chars(begin, begin + text.size(), part.number);
    if (error != std::errc{}) {
        return std::nullopt;
    }
    text.remove_prefix(static_cast<std::size_t>(end - begin));
    part.unit = text.substr(0, text.find_first_of(digits));
    text.remove_prefix(part.unit.size());
    return part;
}

/// One part or more, in the order of the units, each at most once.
std::optional<Duration> parse_parts(std::string_view text, std::span<const Unit> allowed) {
    if (text.empty()) {
        return std::nullopt;
    }
    Duration total{};
    while (!text.empty()) {
        const auto part = take_part(text);
        if (!part) {
            return std::nullopt;
        }
        while (!allowed.empty() && allowed.front().name != part->unit) {
            allowed = allowed.subspan(1);
        }
        if (allowed.empty()) {
            return std::nullopt;
        }
        const milliseconds length = allowed.front().length;
        allowed = allowed.subspan(1);
        // Compared before it is multiplied, so that nothing overflows.
        if (part->number > static_cast<std::uint64_t>((longest_duration - total) / length)) {
            return std::nullopt;
        }
        total += static_cast<std::int64_t>(part->number) * length;
    }
    return total;
}

std::optional<Duration> parse_iso(std::string_view text) {
    const std::size_t separator = text.find('T');
    if (separator == std::string_view::npos) {
        return parse_parts(text, iso_date_units);
    }
    const auto time = parse_parts(text.substr(separator + 1), iso_time_units);
    if (!time || separator == 0) {
        return time;
    }
    const auto date = parse_parts(text.substr(0, separator), iso_date_units);
    if (!date || *date > longest_duration - *time) {
        return std::nullopt;
    }
    return *date + *time;
}

std::string text_in_units(Duration duration, std::size_t unit_count) {
    std::int64_t rest = std::chrono::duration_cast<milliseconds>(duration).count();
    if (rest == 0) {
        return "0s";
    }
    std::string text = rest < 0 ? "-" : "";
    rest = rest < 0 ? -rest : rest;
    std::size_t units_left = unit_count;
    for (const Unit& unit : units) {
        const std::int64_t number = rest / unit.length.count();
        rest %= unit.length.count();
        const bool begun = units_left < unit_count;
        if (number > 0) {
            text += std::to_string(number);
            text += unit.name;
        }
        if ((number > 0 || begun) && --units_left == 0) {
            break;
        }
    }
    return text;
}

} // namespace

std::optional<Duration> parse_duration(std::string_view text) {
    return text.starts_with('P') ? parse_iso(text.substr(1)) : parse_parts(text, units);
}

double in_seconds(Duration duration) {
    return std::chrono::duration<double>{duration}.count();
}

std::string to_text(Duration duration) {
    return text_in_units(duration, units.size());
}

std::string to_rough_text(Duration duration) {
    return text_in_units(duration, 2);
}

} // namespace chatsweep

// SPDX-License-Identifier: Apache-2.0
#include "core/time.hpp"

#include <algorithm>
#include <cstddef>

namespace chatsweep {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

bool is_digit(char character) {
    return character >= '0' && character <= '9';
}

/// Reads a text from left to right; what it cannot take, it leaves.
class Scanner {
public:
    explicit Scanner(std::string_view text) : rest_(text) {}

    [[nodiscard]] bool at_end() const { return rest_.empty(); }

    bool take(std::string_view any_of) {
        if (rest_.empty() || any_of.find(rest_.front()) == std::string_view::npos) {
            return false;
        }
        last_ = rest_.front();
        rest_.remove_prefix(1);
        return true;
    }

    [[nodiscard]] char last() const { return last_; }

    /// Exactly so many digits, of a number that is at most `highest`.
    std::optional<int> number(std::size_t digits, int highest) {
        if (rest_.size() < digits) {
            return std::nullopt;
        }
        int value = 0;
        for (const char character : rest_.substr(0, digits)) {
            if (!is_digit(character)) {
                return std::nullopt;
            }
            value = value * 10 + (character - '0');
        }
        if (value > highest) {
            return std::nullopt;
        }
        rest_.remove_prefix(digits);
        return value;
    }

private:
    std::string_view rest_;
    char last_ = '\0';
};

std::optional<std::chrono::sys_days> scan_date(Scanner& scanner) {
    const auto year = scanner.number(4, 9999);
    if (!year || !scanner.take("-")) {
        return std::nullopt;
    }
    const auto month = scanner.number(2, 12);
    if (!month || !scanner.take("-")) {
        return std::nullopt;
    }
    const auto day = scanner.number(2, 31);
    if (!day) {
        return std::nullopt;
    }
    const std::chrono::year_month_day date{std::chrono::year{*year},
                                           std::chrono::month{static_cast<unsigned>(*month)},
                                           std::chrono::day{static_cast<unsigned>(*day)}};
    if (!date.ok()) {
        return std::nullopt;
    }
    return std::chrono::sys_days{date};
}

/// One to six digits; nothing is rounded, so a seventh is refused by who reads on.
std::optional<Duration> scan_fraction(Scanner& scanner) {
    Duration unit = seconds{1};
    Duration fraction{};
    while (unit > Duration{1}) {
        const auto digit = scanner.number(1, 9);
        if (!digit) {
            break;
        }
        unit /= 10;
        fraction += *digit * unit;
    }
    return unit == seconds{1} ? std::nullopt : std::optional{fraction};
}

std::optional<Duration> scan_time_of_day(Scanner& scanner) {
    const auto hour = scanner.number(2, 23);
    if (!hour || !scanner.take(":")) {
        return std::nullopt;
    }
    const auto minute = scanner.number(2, 59);
    if (!minute || !scanner.take(":")) {
        return std::nullopt;
    }
    const auto second = scanner.number(2, 59);
    if (!second) {
        return std::nullopt;
    }
    const Duration whole = hours{*hour} + minutes{*minute} + seconds{*second};
    if (!scanner.take(".")) {
        return whole;
    }
    const auto fraction = scan_fraction(scanner);
    return fraction ? std::optional{whole + *fraction} : std::nullopt;
}

std::optional<Duration> scan_offset(Scanner& scanner) {
    if (scanner.take("Zz")) {
        return Duration{};
    }
    if (!scanner.take("+-")) {
        return std::nullopt;
    }
    const int sign = scanner.last() == '-' ? -1 : 1;
    const auto hour = scanner.number(2, 23);
    if (!hour || !scanner.take(":")) {
        return std::nullopt;
    }
    const auto minute = scanner.number(2, 59);
    if (!minute) {
        return std::nullopt;
    }
    return sign * (hours{*hour} + minutes{*minute});
}

void append_number(std::string& text, long long value, std::size_t digits) {
    const std::size_t begin = text.size();
    text.append(digits, '0');
    for (std::size_t place = begin + digits; place > begin; value /= 10) {
        text[--place] = static_cast<char>('0' + value % 10);
    }
}

} // namespace

Instant clamped_instant(long long microseconds_since_1970) noexcept {
    return std::clamp(Instant{Duration{microseconds_since_1970}}, earliest_instant, latest_instant);
}

std::string to_rfc3339(Instant instant) {
    instant = std::clamp(instant, earliest_instant, latest_instant);
    const auto day = std::chrono::floor<std::chrono::days>(instant);
    const std::chrono::year_month_day date{day};
    const std::chrono::hh_mm_ss time{instant - day};
    std::string text;
    text.reserve(27);
    append_number(text, static_cast<int>(date.year()), 4);
    text += '-';
    append_number(text, static_cast<unsigned>(date.month()), 2);
    text += '-';
    append_number(text, static_cast<unsigned>(date.day()), 2);
    text += 'T';
    append_number(text, time.hours().count(), 2);
    text += ':';
    append_number(text, time.minutes().count(), 2);
    text += ':';
    append_number(text, time.seconds().count(), 2);
    text += '.';
    append_number(text, time.subseconds().count(), 6);
    text += 'Z';
    return text;
}

std::optional<Instant> parse_instant(std::string_view text) {
    Scanner scanner{text};
    const auto day = scan_date(scanner);
    if (!day || !scanner.take("Tt ")) {
        return std::nullopt;
    }
    const auto time = scan_time_of_day(scanner);
    if (!time) {
        return std::nullopt;
    }
    const auto offset = scan_offset(scanner);
    if (!offset || !scanner.at_end()) {
        return std::nullopt;
    }
    const Instant instant = *day + *time - *offset;
    if (instant < earliest_instant || instant > latest_instant) {
        return std::nullopt;
    }
    return instant;
}

} // namespace chatsweep

// SPDX-License-Identifier: Apache-2.0
//
// A text, read as everything that the command line and the configuration take for a time or a
// number.
#include "config/values.hpp"
#include "core/time.hpp"
#include "fuzzing.hpp"

#include <string>

namespace chatsweep::fuzz {
namespace {

void check_duration(std::string_view text) {
    const std::optional<Duration> duration = parse_duration(text);
    if (duration) {
        require(*duration >= Duration{} && *duration <= longest_duration,
                "a duration is not negative, and not too long", text);
        const std::string shown = to_text(*duration);
        require(parse_duration(shown) == duration, "a duration is shown as it is read", shown);
        const std::optional<Duration> rough = parse_duration(to_rough_text(*duration));
        require(rough && *rough <= *duration, "a rough duration is rounded down", shown);
    }
    try {
        const Duration read = duration_from("after", text, Zero::refused);
        require(read == duration && read > Duration{}, "zero is refused", text);
    } catch (const BadValue& bad) {
        require(!duration || *duration == Duration{}, "a duration is refused without need", text);
        require(is_hint(bad.hint), "a hint is a sentence", bad.hint);
    }
}

void check_instant(std::string_view text) {
    if (const std::optional<Instant> instant = parse_instant(text)) {
        require(*instant >= earliest_instant && *instant <= latest_instant,
                "an instant lies in the years 1 to 9999", text);
        require(parse_instant(to_rfc3339(*instant)) == instant, "an instant is written as read",
                text);
    }
}

void check_numbers(std::string_view text) {
    try {
        require(whole_number_from("max_close", text, 1) >= 1, "a number is at least the least",
                text);
    } catch (const BadValue& bad) {
        require(is_hint(bad.hint), "a hint is a sentence", bad.hint);
    }
    try {
        const double percent = percent_from("max_close_percent", text);
        require(percent >= 0 && percent <= 100, "a percentage is from 0 to 100", text);
    } catch (const BadValue& bad) {
        require(is_hint(bad.hint), "a hint is a sentence", bad.hint);
    }
}

/// What adds up in the database, and what is shown of it, whatever it is.
void check_any_number(std::string_view text) {
    long long number = 0;
    for (const char byte : text.substr(0, sizeof number)) {
        number = static_cast<long long>(static_cast<unsigned long long>(number) << 8 |
                                        static_cast<unsigned char>(byte));
    }
    const Instant instant = clamped_instant(number);
    require(parse_instant(to_rfc3339(instant)) == instant, "an instant is written as read");
    (void)to_rfc3339(Instant{Duration{number}});
    (void)to_text(Duration{number});
    (void)to_rough_text(Duration{number});
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text = text_of(data, size);
    check_duration(text);
    check_instant(text);
    check_numbers(text);
    check_any_number(text);
    return 0;
}

} // namespace chatsweep::fuzz

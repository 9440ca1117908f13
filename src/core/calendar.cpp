// SPDX-License-Identifier: Apache-2.0
#include "core/calendar.hpp"

#include <algorithm>
#include <cstddef>
#include <map>

namespace chatsweep {

namespace {

using std::chrono::minutes;

constexpr minutes a_day = std::chrono::hours{24};
constexpr minutes a_week = a_day * 7;

bool divides_a_day(Duration interval) {
    return interval >= minutes{1} && interval % minutes{1} == Duration{0} &&
           a_day % interval == Duration{0};
}

/// The times of a day, of which those that share their hours stand together.
std::vector<TimesOfDay> times_every(minutes step, minutes offset) {
    std::map<int, std::vector<int>> hours_of_minutes;
    for (minutes time = offset % step; time < a_day; time += step) {
        hours_of_minutes[static_cast<int>(time.count() % 60)].push_back(
            static_cast<int>(time.count() / 60));
    }
    std::vector<TimesOfDay> all;
    for (auto& [minute, hours] : hours_of_minutes) {
        const auto same = std::ranges::find(all, hours, &TimesOfDay::hours);
        if (same == all.end()) {
            all.push_back({std::move(hours), {minute}});
        } else {
            same->minutes.push_back(minute);
        }
    }
    return all;
}

/// The step of numbers that go around evenly, such as 0, 20, 40 of 60.
std::optional<int> step_of(const std::vector<int>& numbers, int range) {
    const int step = range / static_cast<int>(numbers.size());
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        if (numbers[i] != numbers.front() + static_cast<int>(i) * step) {
            return std::nullopt;
        }
    }
    return numbers.size() > 1 && numbers.front() < step ? std::optional{step} : std::nullopt;
}

template <typename Write>
std::string listed(const std::vector<int>& numbers, Write write) {
    std::string text;
    for (const int number : numbers) {
        text += (text.empty() ? "" : ",") + write(number);
    }
    return text;
}

std::string two_digits(int number) {
    return (number < 10 ? "0" : "") + std::to_string(number);
}

std::string plain(int number) {
    return std::to_string(number);
}

bool is_each(const std::vector<int>& numbers, int range) {
    return static_cast<int>(numbers.size()) == range;
}

std::string minutes_for_systemd(const std::vector<int>& numbers) {
    if (is_each(numbers, 60)) {
        return "*";
    }
    const std::optional<int> step = step_of(numbers, 60);
    return step ? two_digits(numbers.front()) + '/' + plain(*step) : listed(numbers, two_digits);
}

std::string minutes_for_cron(const std::vector<int>& numbers) {
    if (is_each(numbers, 60)) {
        return "*";
    }
    // Not every cron knows `7/20`.
    const std::optional<int> step = step_of(numbers, 60);
    return step && numbers.front() == 0 ? "*/" + plain(*step) : listed(numbers, plain);
}

} // namespace

std::optional<Calendar> calendar_of(Duration interval, minutes offset) {
    if (interval == a_week) {
        return Calendar{true, times_every(a_day, offset)};
    }
    if (!divides_a_day(interval)) {
        return std::nullopt;
    }
    return Calendar{false, times_every(std::chrono::duration_cast<minutes>(interval), offset)};
}

Neighbours neighbours_of(Duration interval) {
    Neighbours found;
    for (minutes candidate{1}; candidate <= a_day; ++candidate) {
        if (divides_a_day(candidate) && candidate < interval) {
            found.shorter = candidate;
        }
        if (divides_a_day(candidate) && candidate > interval && !found.longer) {
            found.longer = candidate;
        }
    }
    if (interval > a_week) {
        found.shorter = a_week;
    } else if (interval >= a_day && interval < a_week) {
        found.longer = a_week;
    }
    return found;
}

std::vector<std::string> to_systemd(const Calendar& calendar) {
    std::vector<std::string> texts;
    for (const TimesOfDay& times : calendar.times) {
        const std::string hours = is_each(times.hours, 24) ? "*" : listed(times.hours, two_digits);
        texts.push_back((calendar.on_mondays_only ? "Mon *-*-* " : "*-*-* ") + hours + ':' +
                        minutes_for_systemd(times.minutes) + ":00");
    }
    return texts;
}

std::vector<std::string> to_cron(const Calendar& calendar) {
    std::vector<std::string> texts;
    for (const TimesOfDay& times : calendar.times) {
        const std::string hours = is_each(times.hours, 24) ? "*" : listed(times.hours, plain);
        texts.push_back(minutes_for_cron(times.minutes) + ' ' + hours + " * * " +
                        (calendar.on_mondays_only ? "1" : "*"));
    }
    return texts;
}

} // namespace chatsweep

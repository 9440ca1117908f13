// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/time.hpp"

#include <optional>
#include <string>
#include <vector>

namespace chatsweep {

/// Each of these minutes (0 to 59) of each of these hours (0 to 23), both ascending.
struct TimesOfDay {
    std::vector<int> hours;
    std::vector<int> minutes;

    bool operator==(const TimesOfDay&) const = default;
};

/// When something happens, as a timer or a crontab can say it.
struct Calendar {
    bool on_mondays_only = false;
    std::vector<TimesOfDay> times; ///< Ordered by their first minute.

    bool operator==(const Calendar&) const = default;
};

/// Every `interval`, at the same times of each day, which lie `offset` after midnight, or after a
/// multiple of the interval. `nullopt` where the times would be others on each day: such an
/// interval is no whole number of minutes that divides a day, nor is it a week.
[[nodiscard]] std::optional<Calendar> calendar_of(Duration interval, std::chrono::minutes offset);

/// The next shorter and the next longer interval that `calendar_of` knows, where there is one.
struct Neighbours {
    std::optional<Duration> shorter;
    std::optional<Duration> longer;
};
[[nodiscard]] Neighbours neighbours_of(Duration interval);

/// What systemd's `OnCalendar=` takes, one text for each of the times.
[[nodiscard]] std::vector<std::string> to_systemd(const Calendar& calendar);

/// The first five fields of a crontab's line, one line for each of the times.
[[nodiscard]] std::vector<std::string> to_cron(const Calendar& calendar);

} // namespace chatsweep

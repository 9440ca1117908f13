// SPDX-License-Identifier: Apache-2.0
#include "core/calendar.hpp"

#include <gtest/gtest.h>

#include <set>

namespace chatsweep {

namespace {

using std::chrono::minutes;
using namespace std::chrono_literals;
using Lines = std::vector<std::string>;

Lines systemd(Duration interval, minutes offset = 3h) {
    const auto calendar = calendar_of(interval, offset);
    return calendar ? to_systemd(*calendar) : Lines{};
}

Lines cron(Duration interval, minutes offset = 3h + 17min) {
    const auto calendar = calendar_of(interval, offset);
    return calendar ? to_cron(*calendar) : Lines{};
}

TEST(Calendar, NamesTheHoursOfAnIntervalThatDividesADay) {
    EXPECT_EQ(systemd(12h), Lines{"*-*-* 03,15:00:00"});
    EXPECT_EQ(systemd(24h), Lines{"*-*-* 03:00:00"});
    EXPECT_EQ(systemd(6h), Lines{"*-*-* 03,09,15,21:00:00"});
    EXPECT_EQ(systemd(1h), Lines{"*-*-* *:00:00"});
    EXPECT_EQ(cron(12h), Lines{"17 3,15 * * *"});
    EXPECT_EQ(cron(24h), Lines{"17 3 * * *"});
    EXPECT_EQ(cron(1h), Lines{"17 * * * *"});
}

TEST(Calendar, NamesTheStepOfAnIntervalThatDividesAnHour) {
    EXPECT_EQ(systemd(30min), Lines{"*-*-* *:00/30:00"});
    EXPECT_EQ(systemd(5min), Lines{"*-*-* *:00/5:00"});
    EXPECT_EQ(systemd(1min), Lines{"*-*-* *:*:00"});
    EXPECT_EQ(cron(30min, 0min), Lines{"*/30 * * * *"});
    EXPECT_EQ(cron(5min, 0min), Lines{"*/5 * * * *"});
    EXPECT_EQ(cron(1min), Lines{"* * * * *"});
    EXPECT_EQ(cron(20min, 7min), Lines{"7,27,47 * * * *"});
    EXPECT_EQ(systemd(20min, 7min), Lines{"*-*-* *:07/20:00"});
}

TEST(Calendar, WritesALineForEachSetOfHours) {
    EXPECT_EQ(systemd(90min, 0min), (Lines{"*-*-* 00,03,06,09,12,15,18,21:00:00",
                                           "*-*-* 01,04,07,10,13,16,19,22:30:00"}));
    EXPECT_EQ(cron(40min, 0min), (Lines{"0,40 0,2,4,6,8,10,12,14,16,18,20,22 * * *",
                                        "20 1,3,5,7,9,11,13,15,17,19,21,23 * * *"}));
}

TEST(Calendar, KnowsTheWeek) {
    EXPECT_EQ(systemd(24h * 7), Lines{"Mon *-*-* 03:00:00"});
    EXPECT_EQ(cron(24h * 7), Lines{"17 3 * * 1"});
}

TEST(Calendar, IsNoneWhereTheTimesWouldBeOthersEachDay) {
    for (const Duration interval :
         {Duration{7h}, Duration{50min}, Duration{25h}, Duration{48h}, Duration{30s}, Duration{90s},
          Duration{500ms}, Duration{24h * 14}, Duration{12h + 1us}}) {
        EXPECT_EQ(calendar_of(interval, 0min), std::nullopt) << to_text(interval);
    }
}

TEST(Calendar, HasEachTimeOfADayOnceAndExactlyTheIntervalApart) {
    int known = 0;
    for (minutes interval{1}; interval <= 24h; ++interval) {
        const auto calendar = calendar_of(interval, 197min);
        if (!calendar) {
            continue;
        }
        ++known;
        std::multiset<int> times;
        for (const TimesOfDay& each : calendar->times) {
            for (const int hour : each.hours) {
                for (const int minute : each.minutes) {
                    times.insert(hour * 60 + minute);
                }
            }
        }
        ASSERT_EQ(static_cast<int>(times.size()), 24h / interval);
        int expected = static_cast<int>((197min % interval).count());
        for (const int time : times) {
            ASSERT_EQ(time, expected) << to_text(interval);
            expected += static_cast<int>(interval.count());
        }
    }
    EXPECT_EQ(known, 36); // as many as 1440 has divisors
}

TEST(Calendar, KnowsWhichIntervalsAreNear) {
    EXPECT_EQ(neighbours_of(7h).shorter, Duration{6h});
    EXPECT_EQ(neighbours_of(7h).longer, Duration{8h});
    EXPECT_EQ(neighbours_of(30s).shorter, std::nullopt);
    EXPECT_EQ(neighbours_of(30s).longer, Duration{1min});
    EXPECT_EQ(neighbours_of(48h).shorter, Duration{24h});
    EXPECT_EQ(neighbours_of(48h).longer, Duration{24h * 7});
    EXPECT_EQ(neighbours_of(24h * 30).shorter, Duration{24h * 7});
    EXPECT_EQ(neighbours_of(24h * 30).longer, std::nullopt);
}

} // namespace

} // namespace chatsweep

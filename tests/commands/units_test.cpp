// SPDX-License-Identifier: Apache-2.0
#include "commands/units.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

namespace chatsweep {

namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::Not;

/// What stands in a file below config/.
std::string shipped(const std::string& path) {
    std::ifstream file{CHATSWEEP_SOURCE_DIR "/config/" + path};
    std::ostringstream text;
    text << file.rdbuf();
    EXPECT_FALSE(text.str().empty()) << path;
    return text.str();
}

Schedule every(Duration interval) {
    return {"/usr/bin/chatsweep", "/etc/chatsweep/chatsweep.yaml", interval, false};
}

Schedule with_receivers() {
    Schedule schedule = every(12h);
    schedule.deliver = true;
    return schedule;
}

TEST(Units, AreTheShippedFilesWhereNothingDiffersFromThem) {
    EXPECT_EQ(service_unit(every(12h)), shipped("systemd/chatsweep.service"));
    EXPECT_EQ(timer_unit(every(12h)), shipped("systemd/chatsweep.timer"));
    EXPECT_EQ(cron_file(every(12h)), shipped("cron/chatsweep"));
}

TEST(Units, NameTheProgramTheFileAndTheReceivers) {
    const Schedule schedule{"/opt/bin/chatsweep", "/srv/rules.yaml", 12h, true};
    EXPECT_THAT(service_unit(schedule),
                HasSubstr("\nExecStart=/opt/bin/chatsweep -c /srv/rules.yaml sweep --deliver\n"));
    const std::string cron = cron_file(schedule).value();
    EXPECT_THAT(cron, HasSubstr("\n17 3,15 * * *  chatsweep  /opt/bin/chatsweep -c "
                                "/srv/rules.yaml sweep --deliver\n"));
    EXPECT_THAT(cron, HasSubstr("\n*/10 * * * *  chatsweep  /opt/bin/chatsweep -c "
                                "/srv/rules.yaml deliver -q\n"));
    EXPECT_THAT(cron, Not(HasSubstr("/etc/chatsweep/")));
}

TEST(Units, QuoteWhatSystemdOrCronWouldReadOtherwise) {
    Schedule schedule = every(12h);
    schedule.file = "/srv/it's 5% \"$off\"\\.yaml";
    EXPECT_THAT(service_unit(schedule), HasSubstr(R"( -c "/srv/it's 5%% \"$$off\"\\.yaml" sweep)"));
    EXPECT_THAT(cron_file(schedule).value(),
                HasSubstr(R"( -c '/srv/it'\''s 5\% "$off"\.yaml' sweep)"));
}

TEST(Timer, NamesTheTimesOfTheDay) {
    const std::string timer = timer_unit(every(30min));
    EXPECT_THAT(timer, HasSubstr("gone silent, every 30m\n"));
    EXPECT_THAT(timer, HasSubstr("`interval: 30m`"));
    EXPECT_THAT(timer, HasSubstr("\nOnCalendar=*-*-* *:00/30:00\nAccuracySec=30s\n"));
    EXPECT_THAT(timer, HasSubstr("\nRandomizedDelaySec=37s\n"));
    EXPECT_THAT(timer, HasSubstr("\nPersistent=true\n"));
    EXPECT_THAT(timer_unit(every(90min)), HasSubstr("\nOnCalendar=*-*-* 00,03,06,09,12,15,18,21:00:"
                                                    "00\nOnCalendar=*-*-* 01,04,07,10,13,16,19,22:"
                                                    "30:00\n"));
    EXPECT_THAT(timer_unit(every(24h * 7)), HasSubstr("\nRandomizedDelaySec=15m\n"));
}

TEST(Timer, CountsAnIntervalThatNoCalendarHasFromSweepToSweep) {
    const std::string timer = timer_unit(every(7h));
    EXPECT_THAT(timer, HasSubstr("\nOnActiveSec=1m\nOnUnitActiveSec=7h\n"));
    EXPECT_THAT(timer, Not(HasSubstr("OnCalendar")));
    // Added to each stretch it would make the interval longer.
    EXPECT_THAT(timer, Not(HasSubstr("RandomizedDelaySec")));
    EXPECT_THAT(timer, Not(HasSubstr("Persistent")));
    EXPECT_THAT(timer, HasSubstr("\n[Install]\nWantedBy=timers.target\n"));
}

TEST(Cron, HasALineForEachSetOfHours) {
    EXPECT_THAT(cron_file(every(30min)).value(), HasSubstr("\n*/30 * * * *  chatsweep  "));
    EXPECT_THAT(cron_file(every(90min)).value(),
                HasSubstr("\n17 0,3,6,9,12,15,18,21 * * *  chatsweep  /usr/bin/chatsweep -c "
                          "/etc/chatsweep/chatsweep.yaml sweep\n47 1,4,7,10,13,16,19,22 * * *  "
                          "chatsweep  /usr/bin/chatsweep"));
    EXPECT_EQ(cron_file(every(7h)), std::nullopt);
    EXPECT_EQ(cron_file(every(30s)), std::nullopt);
}

TEST(Cron, LeavesTheSecondLineToThoseWhoHaveReceivers) {
    EXPECT_THAT(cron_file(every(12h)).value(), HasSubstr("\n# */10 "));
    EXPECT_THAT(cron_file(with_receivers()).value(), Not(HasSubstr("# */10")));
}

} // namespace

} // namespace chatsweep

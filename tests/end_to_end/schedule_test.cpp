// SPDX-License-Identifier: Apache-2.0
#include "support/process.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace chatsweep::test {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

std::string rules(const std::string& interval) {
    return write_file("rules.yaml", "version: 1\ninterval: " + interval + "\n");
}

Ended schedule(const std::string& interval, Arguments more) {
    Arguments words{"schedule"};
    words.insert(words.end(), more.begin(), more.end());
    words.insert(words.end(), {"-c", rules(interval)});
    return chatsweep(words);
}

TEST(Schedule, PrintsUnitsWithTheRealPathsAndTheInterval) {
    const std::string file = rules("6h");
    const std::string binary = std::filesystem::canonical(chatsweep_binary()).string();

    const Ended ended = schedule("6h", {"systemd"});

    EXPECT_EQ(ended.code, 0);
    EXPECT_THAT(ended.out, StartsWith("# /etc/systemd/system/chatsweep.service\n"));
    EXPECT_THAT(ended.out, HasSubstr("\nExecStart=" + binary + " -c " + file + " sweep\n"));
    EXPECT_THAT(ended.out, HasSubstr("\n\n# /etc/systemd/system/chatsweep.timer\n"));
    EXPECT_THAT(ended.out, HasSubstr("\nOnCalendar=*-*-* 03,09,15,21:00:00\n"));
    EXPECT_EQ(ended.out, "# /etc/systemd/system/chatsweep.service\n" +
                             schedule("6h", {"systemd", "--only", "service"}).out +
                             "\n# /etc/systemd/system/chatsweep.timer\n" +
                             schedule("6h", {"systemd", "--only", "timer"}).out);
}

TEST(Schedule, TakesARelativePathForTheAbsoluteOne) {
    const std::string file = std::filesystem::relative(rules("12h")).string();
    EXPECT_THAT(chatsweep({"-c", file, "schedule", "cron"}).out,
                HasSubstr(" -c " + path_in_folder("rules.yaml") + " sweep\n"));
}

TEST(Schedule, TellsTheReceivers) {
    const std::string file = write_file(
        "told.yaml", "version: 1\nreceivers:\n  - { name: desk, url: 'https://desk.example/', "
                     "secret: { variable: DESK } }\n");
    for (const char* scheduler : {"systemd", "cron"}) {
        EXPECT_THAT(chatsweep({"schedule", scheduler, "-c", file}).out,
                    HasSubstr(" -c " + file + " sweep --deliver\n"));
    }
}

TEST(Schedule, WarnsOfWhatTheServiceCannotSee) {
    const std::string file = rules("12h");
    if (!file.starts_with("/tmp/")) {
        GTEST_SKIP() << "TMPDIR is none of the folders that the service does not see";
    }
    const std::string warning = "the service cannot see " + file;
    EXPECT_THAT(schedule("12h", {"systemd"}).err, HasSubstr(warning));
    EXPECT_EQ(schedule("12h", {"cron"}).err, "");
}

TEST(Schedule, SaysWhichIntervalsACrontabKnows) {
    const Ended ended = schedule("7h", {"cron"});
    EXPECT_EQ(ended.code, 3);
    EXPECT_EQ(ended.out, "");
    EXPECT_EQ(ended.err, "chatsweep: interval 7h cannot be said in a crontab\nhint: set one that "
                         "divides a day, such as 6h or 8h, or take chatsweep schedule systemd or "
                         "chatsweep run.\n");
    EXPECT_THAT(schedule("30s", {"cron"}).err, HasSubstr("such as 1m, or"));
}

TEST(Schedule, WantsAConfiguration) {
    for (const char* scheduler : {"systemd", "cron"}) {
        const Ended ended = chatsweep({"schedule", scheduler});
        EXPECT_EQ(ended.code, 3);
        EXPECT_THAT(ended.err, StartsWith("chatsweep: schedule needs a configuration"));
    }
    EXPECT_EQ(chatsweep({"schedule", "systemd", "--only", "socket"}).err,
              "chatsweep: --only: 'socket' is unknown\nhint: write service or timer.\n");
    EXPECT_EQ(chatsweep({"schedule"}).code, 2);
}

TEST(Schedule, PrintsWhatSystemdAccepts) {
    if (std::system("command -v systemd-analyze >/dev/null") != 0) {
        ASSERT_EQ(std::getenv("CI"), nullptr) << "systemd-analyze is not installed";
        GTEST_SKIP() << "systemd-analyze is not installed";
    }
    for (const char* interval : {"500ms", "45s", "1m", "5m", "90m", "7h", "12h", "2d", "7d"}) {
        const std::string service = write_file(
            "chatsweep.service", schedule(interval, {"systemd", "--only", "service"}).out);
        const std::string timer =
            write_file("chatsweep.timer", schedule(interval, {"systemd", "--only", "timer"}).out);
        const Ended verified = Process{
            "/usr/bin/env",
            {"systemd-analyze", "verify", "--man=no", service,
             timer}}.wait();
        EXPECT_EQ(verified.code, 0) << interval << verified.err;
        // An unknown key or a wrong value is only talk to systemd.
        EXPECT_EQ(verified.err.find("chatsweep.timer:"), std::string::npos)
            << interval << verified.err;
        EXPECT_EQ(verified.err.find("chatsweep.service:"), std::string::npos)
            << interval << verified.err;
    }
}

} // namespace
} // namespace chatsweep::test

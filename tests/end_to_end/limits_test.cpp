// SPDX-License-Identifier: Apache-2.0
#include "support/judging.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace chatsweep::test {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

const char* const two_channels = "  - { name: whatsapp, match: { channel: whatsapp }, timeout: 2h "
                                 "}\n"
                                 "  - { name: web, match: { channel: web }, timeout: 2h }\n";

void add_silent_sessions(TestDatabase& database, int number) {
    for (int i = 0; i < number; ++i) {
        database.add_silent_session(std::to_string(3 + i) + " hours");
    }
}

std::string with_guards(const std::string& guards) {
    return write_file("guards.yaml", "version: 1\nguards:\n" + guards +
                                         "policies:\n  - { name: all, match: {}, timeout: 2h }\n");
}

TEST(Policy, LimitsWhatIsActedOnAndNothingElse) {
    TestDatabase database;
    const std::string whatsapp = database.add_silent_session("3 hours", "whatsapp");
    database.add_silent_session("3 hours", "web");
    const Arguments policies = policies_file(two_channels);

    const Ended ended = chatsweep(
        {"sweep", "-d", database.dsn(), policies[0], policies[1], "--policy", "whatsapp"});

    EXPECT_EQ(ended.out, "closed 1 of 2 open sessions, acting on policy whatsapp only\n");
    EXPECT_EQ(database.value("select id from chat.session where status = 'closed'"), whatsapp);
    EXPECT_EQ(database.value("select limited_to from chatsweep.run"), "{whatsapp}");
}

TEST(Policy, ASessionThatAnEarlierPolicyTakesIsNotForTheOneNamed) {
    TestDatabase database;
    database.add_silent_session("3 hours", "whatsapp");
    const Arguments policies =
        policies_file("  - { name: patient, match: { channel: whatsapp }, timeout: 24h }\n"
                      "  - { name: everyone, match: {}, timeout: 2h }\n");

    const Ended ended = chatsweep(
        {"sweep", "-d", database.dsn(), policies[0], policies[1], "--policy", "everyone"});

    EXPECT_EQ(ended.code, 0);
    EXPECT_EQ(database.closed_sessions(), 0);
}

TEST(Policy, ARunLimitedToSomeIsNotTheLastSuccessfulOne) {
    TestDatabase database;
    const Arguments policies = policies_file(two_channels);
    const Arguments common = {"-d", database.dsn(), policies[0], policies[1], "--format", "json"};
    const auto report = [&] {
        return json_of(chatsweep(
            {"report", common[0], common[1], common[2], common[3], common[4], common[5]}));
    };
    ASSERT_EQ(
        chatsweep({"sweep", "--policy", "web", common[0], common[1], common[2], common[3]}).code,
        0);

    EXPECT_EQ(report()["last_sweep_at"], nullptr);

    ASSERT_EQ(chatsweep({"sweep", common[0], common[1], common[2], common[3]}).code, 0);
    EXPECT_NE(report()["last_sweep_at"], nullptr);
}

TEST(Policy, AnUnknownOneIsAnError) {
    TestDatabase database;
    const Arguments policies = policies_file(two_channels);

    const Ended ended =
        chatsweep({"sweep", "-d", database.dsn(), policies[0], policies[1], "--policy", "webb"});

    EXPECT_EQ(ended.code, 3);
    EXPECT_EQ(ended.err, "chatsweep: --policy: there is no policy 'webb'\n"
                         "hint: name a policy as the configuration does.\n");
}

TEST(AtMost, ClosesTheLongestOverdueAndLeavesTheRestToTheNextRun) {
    TestDatabase database;
    add_silent_sessions(database, 3);
    const std::string oldest =
        database.value("select id from chat.session order by last_customer_message_at limit 1");
    const Arguments command = {"sweep", "-d", database.dsn(), "--timeout", "2h", "--at-most", "1"};

    EXPECT_EQ(chatsweep(command).out, "closed 1 of 3 open sessions (2 left for the next run)\n");
    EXPECT_EQ(database.value("select id from chat.session where status = 'closed'"), oldest);
    EXPECT_EQ(database.value("select due || ' ' || closed || ' ' || left_for_next "
                             "from chatsweep.run"),
              "3 1 2");

    EXPECT_EQ(chatsweep(command).out, "closed 1 of 2 open sessions (1 left for the next run)\n");
    EXPECT_EQ(chatsweep(command).out, "closed 1 of 1 open session\n");
    EXPECT_EQ(chatsweep(command).out, "");
}

TEST(Guard, MaxCloseStopsTheSweepWithNothingChanged) {
    TestDatabase database;
    add_silent_sessions(database, 3);

    const Ended ended =
        chatsweep({"sweep", "-d", database.dsn(), "--timeout", "2h", "--max-close", "2"});

    EXPECT_EQ(ended.code, 7);
    EXPECT_EQ(ended.out, "");
    EXPECT_THAT(ended.err, HasSubstr("chatsweep: max_close: 3 sessions are due, more than the "
                                     "limit of 2 (run "));
    EXPECT_THAT(ended.err,
                HasSubstr("\nhint: look at chatsweep report; then raise the guard, close the "
                          "longest overdue first with --at-most, or pass --max-close 0 once.\n"));
    EXPECT_EQ(database.closed_sessions(), 0);
    EXPECT_EQ(database.count("select count(*) from chatsweep.event"), 0);
    EXPECT_EQ(database.value("select state || ' ' || outcome || ' ' || error from chatsweep.run"),
              "failed guard max_close: 3 sessions are due, more than the limit of 2");
}

TEST(Guard, LetsThroughWhatIsNotMoreThanItsLimit) {
    TestDatabase database;
    add_silent_sessions(database, 2);

    EXPECT_EQ(chatsweep({"sweep", "-d", database.dsn(), "--timeout", "2h", "--max-close", "2"}).out,
              "closed 2 of 2 open sessions\n");
}

TEST(Guard, LooksOnlyAtWhatAtMostLeavesToThisRun) {
    TestDatabase database;
    add_silent_sessions(database, 3);

    const Ended ended = chatsweep(
        {"sweep", "-d", database.dsn(), "--timeout", "2h", "--max-close", "2", "--at-most", "2"});

    EXPECT_EQ(ended.code, 0) << ended.err;
    EXPECT_EQ(database.closed_sessions(), 2);
}

TEST(Guard, MaxClosePercentIsOfTheOpenSessions) {
    TestDatabase database;
    add_silent_sessions(database, 3);
    database.add_silent_session("1 hour");
    const std::string file =
        with_guards("  max_close_percent: 74.9\n  max_close_percent_floor: 2\n");

    const Ended ended = chatsweep({"sweep", "-d", database.dsn(), "-c", file});

    EXPECT_EQ(ended.code, 7);
    EXPECT_THAT(ended.err, HasSubstr("max_close_percent: 3 of 4 open sessions are due, more than "
                                     "the limit of 74.9 percent"));
    EXPECT_EQ(database.closed_sessions(), 0);
    EXPECT_EQ(
        chatsweep({"sweep", "-d", database.dsn(), "-c", file, "--max-close-percent", "75"}).code,
        0);
    EXPECT_EQ(database.closed_sessions(), 3);
}

TEST(Guard, QuietInboundStopsTheSweepWhereNobodyHasWrittenForLong) {
    TestDatabase database;
    add_silent_sessions(database, 2);
    const std::string file = with_guards("  quiet_inbound: 3h\n");

    const Ended ended = chatsweep({"sweep", "-d", database.dsn(), "-c", file});

    EXPECT_EQ(ended.code, 7);
    EXPECT_THAT(ended.err, HasSubstr("quiet_inbound: no customer has written for 3h, the limit is "
                                     "3h"));
    EXPECT_THAT(ended.err, HasSubstr("\nhint: look whether customers' messages still reach the "
                                     "database; if they do, raise the guard.\n"));
    EXPECT_EQ(database.closed_sessions(), 0);

    database.add_silent_session("5 minutes");
    EXPECT_EQ(chatsweep({"sweep", "-d", database.dsn(), "-c", file}).code, 0);
    EXPECT_EQ(database.closed_sessions(), 2);
}

TEST(Guard, QuietInboundDoesNotCareWhereNothingIsDue) {
    TestDatabase database;
    const std::string file = with_guards("  quiet_inbound: 1h\n");

    const Ended ended = chatsweep({"sweep", "-d", database.dsn(), "-c", file});

    EXPECT_EQ(ended.code, 0) << ended.err;
    EXPECT_EQ(database.value("select outcome from chatsweep.run"), "nothing_due");
}

TEST(Guard, ADryRunSaysSevenTooAndAReportShowsItAndDoesNot) {
    TestDatabase database;
    add_silent_sessions(database, 3);
    const std::string file = with_guards("  max_close: 2\n");

    const Ended dry_run =
        chatsweep({"sweep", "--dry-run", "-d", database.dsn(), "-c", file, "--format", "json"});
    const Ended report = chatsweep({"report", "-d", database.dsn(), "-c", file});

    EXPECT_EQ(dry_run.code, 7);
    EXPECT_EQ(json_of(dry_run)["outcome"], "guard");
    EXPECT_EQ(json_of(dry_run)["guard"]["guard"], "max_close");
    EXPECT_EQ(json_of(dry_run)["counts"]["due"], 3);
    EXPECT_EQ(report.code, 0);
    EXPECT_THAT(report.err, IsEmpty());
    EXPECT_THAT(report.out,
                HasSubstr("\nA guard would stop a sweep: max_close: 3 sessions are due, "
                          "more than the limit\nof 2. Look at chatsweep report; then "
                          "raise the guard, close the longest overdue\n"));
    EXPECT_EQ(database.count("select count(*) from chatsweep.run"), 0);
}

} // namespace
} // namespace chatsweep::test

// SPDX-License-Identifier: Apache-2.0
#include "support/judging.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace chatsweep::test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const Arguments after_one_day = {"--timeout", "1d"};

/// Clocks went back in Berlin on 25 October 2026 at 03:00, and forward on 29 March.
std::string before_the_clocks_went_back(TestDatabase& database) {
    const std::string id = begin_session(database, "2026-10-24 19:00Z");
    write_message(database, id, "customer", "2026-10-24 20:00Z");
    return id;
}

class EachZone : public ::testing::TestWithParam<Variables> {};

TEST_P(EachZone, ADayHas24HoursAndTheZoneOfNobodyMatters) {
    TestDatabase database;
    const std::string id = before_the_clocks_went_back(database);

    EXPECT_THAT(judged_at(database, after_one_day, "2026-10-25T20:00:00Z", GetParam()).closing,
                ElementsAre(id));
    EXPECT_THAT(
        judged_at(database, after_one_day, "2026-10-25T19:59:59.999999Z", GetParam()).closing,
        IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(Instants, EachZone,
                         ::testing::Values(Variables{{"TZ", "Europe/Berlin"}},
                                           Variables{{"TZ", "Pacific/Auckland"}},
                                           Variables{{"PGTZ", "Europe/Berlin"}},
                                           Variables{{"PGTZ", "America/St_Johns"},
                                                     {"TZ", "Asia/Kolkata"},
                                                     {"PGDATESTYLE", "SQL, DMY"}}));

TEST(Instants, TheHourThatClocksSkipIsNoHour) {
    TestDatabase database;
    const std::string id = begin_session(database, "2026-03-28 20:30+01");
    const Variables berlin = {{"TZ", "Europe/Berlin"}, {"PGTZ", "Europe/Berlin"}};

    EXPECT_THAT(judged_at(database, after_one_day, "2026-03-29T21:30:00+02:00", berlin).closing,
                ElementsAre(id));
    EXPECT_THAT(
        judged_at(database, after_one_day, "2026-03-29T21:29:59.999999+02:00", berlin).closing,
        IsEmpty());
}

TEST(Instants, TheRolesOwnZoneAndDateStyleChangeNothing) {
    TestDatabase database;
    const TestRole role{database};
    database.run("alter role " + role.name() +
                 " set timezone = 'Asia/Kolkata';"
                 "alter role " +
                 role.name() +
                 " set datestyle = 'German';"
                 "alter role " +
                 role.name() + " set intervalstyle = 'sql_standard'");
    ASSERT_EQ(chatsweep({"schema", "grant", role.name(), "-d", database.dsn()}).code, 0);
    const std::string id = before_the_clocks_went_back(database);
    const Arguments policies = {"--timeout", "1d", "-U", role.name()};

    EXPECT_THAT(judged_at(database, policies, "2026-10-25T20:00:00Z").closing, ElementsAre(id));
    EXPECT_THAT(judged_at(database, policies, "2026-10-25T19:59:59.999999Z").closing, IsEmpty());
    EXPECT_EQ(chatsweep({"sweep", "-d", database.dsn(), "-U", role.name(), "--timeout", "1d"}).out,
              "closed 1 of 1 open session\n");
    EXPECT_EQ(database.value("select due_at = '2026-10-25 20:00Z' from chatsweep.event"), "t");
}

TEST(Instants, AMessageDatedInTheFutureKeepsItsSessionAndIsSaid) {
    TestDatabase database;
    const std::string id =
        database.add_session("channel, last_customer_message_at, started_at",
                             "'web', now() + interval '3 hours', now() - interval '9 days'");

    const Ended ended = chatsweep({"sweep", "-d", database.dsn(), "--timeout", "2h"});

    EXPECT_EQ(ended.code, 0);
    EXPECT_EQ(ended.out, "");
    EXPECT_THAT(ended.err,
                HasSubstr("chatsweep: warning: 1 open session has an instant dated in the "
                          "future, and what counts from it waits until then (run "));
    EXPECT_THAT(ended.err,
                HasSubstr("\nhint: look at the clock of whatever writes the messages.\n"));
    EXPECT_EQ(database.value("select future_dated from chatsweep.run"), "1");
    EXPECT_EQ(database.value("select status from chat.session where id = " + id), "active");
}

TEST(Instants, ATimerOfAnotherClockDoesNotCloseASessionDatedInTheFuture) {
    TestDatabase database;
    database.add_session("channel, last_customer_message_at, started_at",
                         "'web', '2026-11-20 15:00Z', '2026-11-01 12:00Z'");
    const Arguments policies = policies_file(
        "  - { name: all, match: {}, timers: [ close: { after: 1h, since: started } ] }\n");

    const Judged judged = judged_at(database, policies, "2026-11-20T12:00:00Z");

    EXPECT_THAT(judged.closing, IsEmpty());
    EXPECT_EQ(judged.counts["future_dated"], 1);
}

TEST(Instants, AnyOtherClockDatedInTheFutureIsCountedAndWaitedFor) {
    TestDatabase database;
    const std::string id = database.add_silent_session("3 hours");
    database.run("insert into chat.participant (session_id, role, joined_at) values (" + id +
                 ", 'agent', now() + interval '1 day'), (" + id + ", 'customer', now())");
    const Arguments policies = policies_file(
        "  - { name: all, match: {}, timers: [ disconnect: { role: agent, after: 2m } ] }\n");

    const Ended ended = chatsweep({"sweep", "-d", database.dsn(), policies[0], policies[1]});

    EXPECT_EQ(ended.code, 0) << ended.err;
    EXPECT_EQ(database.value("select future_dated || ' ' || due from chatsweep.run"), "1 0");
}

TEST(Instants, AReportSaysHowManyAreDatedInTheFuture) {
    TestDatabase database;
    for (int i = 0; i < 2; ++i) {
        database.add_session("channel, last_customer_message_at",
                             "'web', now() + interval '3 hours'");
    }

    const Ended ended = chatsweep({"report", "-d", database.dsn(), "--timeout", "2h"});

    EXPECT_THAT(ended.out, HasSubstr("2 open sessions have an instant dated in the future, and "
                                     "what counts from it\nwaits until then."));
}

TEST(Instants, InfiniteOnesAreTheFarthestThereAre) {
    TestDatabase database;
    const std::string past = database.add_session("channel, last_customer_message_at, started_at",
                                                  "'web', '-infinity', '-infinity'");
    const std::string future = database.add_session("channel, last_customer_message_at, started_at",
                                                    "'web', 'infinity', '-infinity'");
    database.add_session("channel, started_at", "'web', 'infinity'");
    database.add_session("channel, started_at, reopened_at", "'web', '-infinity', 'infinity'");

    const Ended ended =
        chatsweep({"sweep", "-d", database.dsn(), "--timeout", "2h", "--format", "json"});

    const Json document = json_of(ended);
    EXPECT_EQ(document["counts"]["future_dated"], 2);
    EXPECT_EQ(document["counts"]["closed"], 1);
    EXPECT_EQ(document["sessions"][0]["session_id"], past);
    EXPECT_EQ(document["sessions"][0]["due_at"], "0001-01-01T02:00:00.000000Z");
    EXPECT_EQ(database.value("select status from chat.session where id = " + future), "active");
}

TEST(Instants, EachIsWrittenInUtcWithMicroseconds) {
    TestDatabase database;
    const std::string id = begin_session(database, "2026-11-18 14:00Z");
    write_message(database, id, "customer", "2026-11-18 16:00:00.000007+01");

    const Json document =
        json_of(chatsweep({"report", "-d", database.dsn(), "--timeout", "24h", "--as-of",
                           "2026-11-20T01:00:00+01:00", "--format", "json"}));

    EXPECT_EQ(document["as_of"], "2026-11-20T00:00:00.000000Z");
    EXPECT_EQ(document["sessions"][0]["last_customer_message_at"], "2026-11-18T15:00:00.000007Z");
    EXPECT_EQ(document["sessions"][0]["due_at"], "2026-11-19T15:00:00.000007Z");
    EXPECT_EQ(document["sessions"][0]["overdue_seconds"], 9 * 3600 - 1);
}

} // namespace
} // namespace chatsweep::test

// SPDX-License-Identifier: Apache-2.0
#include "store/history.hpp"
#include "support/sessions.hpp"
#include "support/store.hpp"

#include <gtest/gtest.h>

namespace chatsweep::test {
namespace {

const std::string older = "01930000-0000-7000-8000-00000000000a";
const std::string newer = "01930000-0000-7000-8000-00000000000b";

/// Committed a second after noon, where it is said.
void add_run(TestDatabase& database, const std::string& id, const std::string& started,
             std::int64_t closed, const std::string& finished = "'2026-11-20 12:00:01+00'") {
    database.run("insert into chatsweep.run (run_id, attempt, state, started_at, finished_at, "
                 "outcome, open_sessions, due, closed) values ('" +
                 id + "', 1, 'committed', '" + started + "', " + finished + ", 'closed', 400000, " +
                 std::to_string(closed) + ", " + std::to_string(closed) + ")");
}

/// Due so many seconds before noon.
void add_event(TestDatabase& database, const std::string& id, const std::string& action,
               int overdue, const std::string& route = "null") {
    database.run("insert into chatsweep.event (run_id, attempt, session_id, action, route, policy, "
                 "timer, reason, clock, clock_at, due_at, unanswered, recorded_at) values ('" +
                 id + "', 1, '4711', '" + action + "', " + route +
                 ", 'quiet', 'timeout', 'timeout', 'last_message', '2026-11-20 08:00+00', "
                 "timestamptz '2026-11-20 12:00+00' - interval '" +
                 std::to_string(overdue) + " s', false, '2026-11-20 12:00+00')");
}

std::vector<PastRun> past_runs_of(TestDatabase& database, std::int64_t limit = 10) {
    Connected store{database};
    Transaction tx{store.database, Access::read_only};
    return past_runs(tx, limit);
}

TEST(PastRuns, SayHowLateTheyClosedFromDueUntilTheyWereAboutToCommit) {
    TestDatabase database;
    add_run(database, newer, "2026-11-20 12:00+00", 20);
    for (int overdue = 1; overdue <= 20; ++overdue) {
        add_event(database, newer, "close", overdue * 10);
    }

    const auto past = past_runs_of(database);

    ASSERT_EQ(past.size(), 1U);
    ASSERT_TRUE(past[0].lag);
    EXPECT_EQ(past[0].lag->closings, 20);
    EXPECT_EQ(past[0].lag->median, 101s);
    EXPECT_EQ(past[0].lag->p95, 191s);
    EXPECT_EQ(past[0].lag->longest, 201s);
}

TEST(PastRuns, CountTheDisconnectsThatEndASessionAndNothingElse) {
    TestDatabase database;
    add_run(database, newer, "2026-11-20 12:00+00", 2);
    add_event(database, newer, "close", 1);
    add_event(database, newer, "disconnect", 2);
    add_event(database, newer, "disconnect", 3, "'survey'");
    add_event(database, newer, "warn", 4);
    EXPECT_EQ(past_runs_of(database)[0].lag->closings, 2);
}

TEST(PastRuns, TakeTheRunsInstantWhereItsEndIsUnknown) {
    TestDatabase database;
    add_run(database, newer, "2026-11-20 12:00+00", 1, "null");
    add_event(database, newer, "close", 10);
    EXPECT_EQ(past_runs_of(database)[0].lag->longest, 10s);
}

TEST(PastRuns, ComeNewestFirstAndNoMoreThanAreWanted) {
    TestDatabase database;
    add_run(database, older, "2026-11-19 12:00+00", 1);
    add_run(database, newer, "2026-11-20 12:00+00", 0);
    add_event(database, older, "close", 10);
    const auto past = past_runs_of(database);
    ASSERT_EQ(past.size(), 2U);
    EXPECT_EQ(past[0].run.run_id.value, newer);
    EXPECT_FALSE(past[0].lag);
    EXPECT_TRUE(past[1].lag);
    EXPECT_EQ(past_runs_of(database, 1).size(), 1U);
}

TEST(PastRuns, AreNotAskedForTheirLagBeyondAFewHundredThousandClosings) {
    TestDatabase database;
    add_run(database, older, "2026-11-19 12:00+00", 1);
    add_run(database, newer, "2026-11-20 12:00+00", 400'000);
    add_event(database, older, "close", 10);
    add_event(database, newer, "close", 10);
    const auto past = past_runs_of(database);
    EXPECT_TRUE(past[0].lag);
    EXPECT_FALSE(past[1].lag);
}

} // namespace
} // namespace chatsweep::test

// SPDX-License-Identifier: Apache-2.0
#include "store/history.hpp"

#include "support/sessions.hpp"
#include "support/store.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace chatsweep::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

const std::string first_id = "01930000-0000-7000-8000-00000000000a";
const std::string second_id = "01930000-0000-7000-8000-00000000000b";
const std::string third_id = "01940000-0000-7000-8000-00000000000c";

/// A row of the ledger; `columns` and `values` are SQL.
void add_run(TestDatabase& database, const std::string& id, int attempt, const std::string& state,
             const std::string& started, const std::string& columns = "",
             const std::string& values = "") {
    database.run("insert into chatsweep.run (run_id, attempt, state, started_at" +
                 (columns.empty() ? "" : ", " + columns) + ") values ('" + id + "', " +
                 std::to_string(attempt) + ", '" + state + "', '" + started + "'" +
                 (values.empty() ? "" : ", " + values) + ")");
}

void add_event(TestDatabase& database, const std::string& id, const std::string& session,
               const std::string& recorded = "2026-11-20 12:00+00") {
    database.run("insert into chatsweep.event (run_id, attempt, session_id, action, policy, "
                 "policy_version, timer, reason, clock, clock_at, due_at, unanswered, "
                 "status_before, last_customer_message_at, recorded_at) values ('" +
                 id + "', 1, '" + session +
                 "', 'close', 'quiet', 'abc', 'timeout', 'timeout', 'last_message', "
                 "'2026-11-20 08:00+00', '2026-11-20 10:00+00', true, 'waiting', "
                 "'2026-11-20 07:00:00.000001+00', '" +
                 recorded + "')");
}

std::vector<std::string> ids_of(const std::vector<RunRecord>& runs) {
    std::vector<std::string> ids;
    for (const RunRecord& run : runs) {
        ids.push_back(run.run_id.value + "/" + std::to_string(run.attempt));
    }
    return ids;
}

void add_three_runs(TestDatabase& database) {
    add_run(database, first_id, 1, "failed", "2026-11-18 12:00+00", "error", "'no luck'");
    add_run(database, first_id, 2, "committed", "2026-11-18 12:00+00", "outcome", "'nothing_due'");
    add_run(database, second_id, 1, "committed", "2026-11-19 12:00+00", "outcome", "'closed'");
    add_run(database, third_id, 1, "abandoned", "2026-11-20 12:00+00");
}

TEST(History, TellsEveryColumnOfARun) {
    TestDatabase database;
    database.run("insert into chatsweep.policy_version values ('abc', '[]')");
    add_run(database, first_id, 2, "committed", "2026-11-20 13:00:00.000001+01",
            "finished_at, host, tool_version, policy_version, limited_to, outcome, open_sessions, "
            "judged, due, closed, held, kept_on_second_look, skipped_locked, gone, left_for_next, "
            "unanswered, future_dated, actions",
            R"('2026-11-20 12:00:01+00', 'here', '0.1.0', 'abc', '{one,"two, three"}', 'closed',
            100, 90, 15, 5, 7, 4, 3, 2, 1, 8, 9,
            '{"warn": {"due": 6, "done": 4}, "disconnect": {"due": 2, "done": 1}}')");
    Connected store{database};
    Transaction tx{store.database, Access::read_only};

    const RunRecord run = recorded_runs(tx, std::nullopt, std::nullopt).at(0);

    EXPECT_EQ(run.run_id.value, first_id);
    EXPECT_EQ(run.attempt, 2);
    EXPECT_EQ(run.state, "committed");
    EXPECT_EQ(run.started_at, noon + tick);
    EXPECT_EQ(run.finished_at, noon + 1s);
    EXPECT_EQ(run.host, "here");
    EXPECT_EQ(run.tool_version, "0.1.0");
    EXPECT_EQ(run.policy_version, "abc");
    EXPECT_THAT(run.limited_to, ElementsAre("one", "two, three"));
    EXPECT_EQ(run.outcome, "closed");
    Counts counts{.open = 100,
                  .judged = 90,
                  .due = 15,
                  .closed = 5,
                  .held = 7,
                  .kept_on_second_look = 4,
                  .skipped_locked = 3,
                  .gone = 2,
                  .left_for_next = 1,
                  .unanswered = 8,
                  .future_dated = 9};
    counts.of(Action::close) = {.due = 15, .done = 5};
    counts.of(Action::warn) = {.due = 6, .done = 4};
    counts.of(Action::disconnect) = {.due = 2, .done = 1};
    EXPECT_EQ(run.counts, counts);
    EXPECT_EQ(run.wrote_after_close, std::nullopt);
    EXPECT_EQ(run.error, std::nullopt);
}

TEST(History, TellsOfAFailedRunWhatThereIs) {
    TestDatabase database;
    add_run(database, first_id, 1, "failed", "2026-11-20 12:00+00", "outcome, error",
            "'failed', 'no luck'");
    Connected store{database};
    Transaction tx{store.database, Access::read_only};

    const RunRecord run = recorded_runs(tx, std::nullopt, std::nullopt).at(0);

    EXPECT_EQ(run.error, "no luck");
    EXPECT_EQ(run.counts, std::nullopt);
    EXPECT_EQ(run.finished_at, std::nullopt);
    EXPECT_EQ(run.policy_version, std::nullopt);
    EXPECT_THAT(run.limited_to, IsEmpty());
}

TEST(History, GoesBackFromTheNewestRun) {
    TestDatabase database;
    add_three_runs(database);
    Connected store{database};
    Transaction tx{store.database, Access::read_only};

    EXPECT_THAT(ids_of(recorded_runs(tx, std::nullopt, std::nullopt)),
                ElementsAre(third_id + "/1", second_id + "/1", first_id + "/2", first_id + "/1"));
    EXPECT_THAT(ids_of(recorded_runs(tx, std::nullopt, 2)),
                ElementsAre(third_id + "/1", second_id + "/1"));
    EXPECT_THAT(recorded_runs(tx, noon - 24h, std::nullopt), SizeIs(2)) << "its start counts";
    EXPECT_THAT(recorded_runs(tx, noon - 24h + tick, std::nullopt), SizeIs(1));
    EXPECT_THAT(recorded_runs(tx, noon + tick, std::nullopt), IsEmpty());
}

TEST(History, ShowsTheAttemptsOfOneRun) {
    TestDatabase database;
    add_three_runs(database);
    Connected store{database};
    Transaction tx{store.database, Access::read_only};

    EXPECT_THAT(ids_of(run_attempts(tx, {first_id})),
                ElementsAre(first_id + "/2", first_id + "/1"));
    EXPECT_THAT(run_attempts(tx, {"01930000-0000-7000-8000-0000000000ff"}), IsEmpty());
}

TEST(History, FindsARunByTheBeginningOfItsId) {
    TestDatabase database;
    add_three_runs(database);
    Connected store{database};
    Transaction tx{store.database, Access::read_only};
    const auto found = [&](const std::string& beginning) { return find_runs(tx, beginning); };

    EXPECT_THAT(found("0194"), ElementsAre(RunId{third_id}));
    EXPECT_THAT(found("01930000-0000-7000-8000-00000000000A"), ElementsAre(RunId{first_id}));
    EXPECT_THAT(found("0193"), ElementsAre(RunId{first_id}, RunId{second_id})) << "ambiguous";
    EXPECT_THAT(found(""), SizeIs(2)) << "no more than that are told";
    EXPECT_THAT(found("02"), IsEmpty());
    EXPECT_THAT(found("0194%"), IsEmpty()) << "it is no pattern";
    EXPECT_THAT(found("019_"), IsEmpty());
}

TEST(History, TellsEveryColumnOfAnEvent) {
    TestDatabase database;
    add_event(database, first_id, "s1");
    Connected store{database};
    Transaction tx{store.database, Access::read_only};

    const EventRecord event = run_events(tx, {first_id}).at(0);

    EXPECT_EQ(event.event_id, 1);
    EXPECT_EQ(event.run_id.value, first_id);
    EXPECT_EQ(event.attempt, 1);
    EXPECT_EQ(event.session_id, "s1");
    EXPECT_EQ(event.action, "close");
    EXPECT_EQ(event.kind, std::nullopt);
    EXPECT_EQ(event.role, std::nullopt);
    EXPECT_EQ(event.message, std::nullopt);
    EXPECT_EQ(event.route, std::nullopt);
    EXPECT_EQ(event.policy, "quiet");
    EXPECT_EQ(event.timer, "timeout");
    EXPECT_EQ(event.reason, "timeout");
    EXPECT_EQ(event.clock, "last_message");
    EXPECT_EQ(event.clock_at, noon - 4h);
    EXPECT_EQ(event.due_at, noon - 2h);
    EXPECT_TRUE(event.unanswered);
    EXPECT_EQ(event.status_before, "waiting");
    EXPECT_EQ(event.policy_version, "abc");
    EXPECT_EQ(event.last_customer_message_at, noon - 5h + tick);
    EXPECT_EQ(event.recorded_at, noon);
}

TEST(History, TellsWhatAnEventSaysToThoseWhoHearOfIt) {
    TestDatabase database;
    add_event(database, first_id, "s1");
    database.run("update chatsweep.event set action = 'disconnect', kind = 'auto_disconnected', "
                 "role = 'agent', message = 'bye', route = 'flow'");
    Connected store{database};
    Transaction tx{store.database, Access::read_only};

    for (const EventRecord& event :
         {run_events(tx, {first_id}).at(0), session_events(tx, "s1").at(0)}) {
        EXPECT_EQ(event.action, "disconnect");
        EXPECT_EQ(event.kind, "auto_disconnected");
        EXPECT_EQ(event.role, "agent");
        EXPECT_EQ(event.message, "bye");
        EXPECT_EQ(event.route, "flow");
    }
}

TEST(History, ShowsTheEventsOfARunAsTheyCameAndThoseOfASessionNewestFirst) {
    TestDatabase database;
    add_event(database, first_id, "z");
    add_event(database, second_id, "a");
    add_event(database, first_id, "a");
    Connected store{database};
    Transaction tx{store.database, Access::read_only};

    const auto of_run = run_events(tx, {first_id});
    ASSERT_THAT(of_run, SizeIs(2));
    EXPECT_EQ(of_run[0].session_id + of_run[1].session_id, "za");
    const auto of_session = session_events(tx, "a");
    ASSERT_THAT(of_session, SizeIs(2));
    EXPECT_EQ(of_session[0].run_id.value, first_id);
    EXPECT_EQ(of_session[1].run_id.value, second_id);
    EXPECT_THAT(session_events(tx, "b"), IsEmpty());
}

TEST(History, CountsTheCustomersWhoWroteAfterTheirSessionWasClosed) {
    TestDatabase database;
    const std::string counts = "outcome, open_sessions, due, closed";
    add_run(database, first_id, 1, "committed", "2026-11-20 12:00+00", counts, "'closed', 3, 3, 3");
    add_run(database, second_id, 1, "committed", "2026-11-20 12:00+00", counts,
            "'nothing_due', 3, 0, 0");
    add_run(database, third_id, 1, "failed", "2026-11-20 12:00+00", "error", "'no luck'");
    for (const char* wrote : {"12:00:00.000001", "12:00", "11:59"}) {
        const std::string id =
            database.add_session("channel, status, closed_at, last_customer_message_at",
                                 std::string{"'sms', 'closed', '2026-11-20 12:00+00', "} +
                                     "'2026-11-20 " + wrote + "+00'");
        add_event(database, first_id, id);
    }
    const std::string routed = database.add_session();
    database.add_message(routed, "customer", "1 second");
    add_event(database, first_id, routed);
    database.run("update chatsweep.event set action = 'disconnect', route = 'flow' where "
                 "session_id = '" +
                 routed + "'");
    add_event(database, first_id, "a session that is gone");
    Connected store{database};
    Transaction tx{store.database, Access::read_only};
    std::vector<RunRecord> runs = recorded_runs(tx, std::nullopt, std::nullopt);

    count_late_writers(tx, runs);

    ASSERT_THAT(ids_of(runs), ElementsAre(first_id + "/1", second_id + "/1", third_id + "/1"));
    EXPECT_EQ(runs[0].wrote_after_close, 1);
    EXPECT_EQ(runs[1].wrote_after_close, 0);
    EXPECT_EQ(runs[2].wrote_after_close, std::nullopt);
}

TEST(Prune, RemovesOldRunsWithTheirEventsAndKeepsTheLastSuccess) {
    TestDatabase database;
    add_run(database, first_id, 1, "failed", "2026-11-17 12:00+00", "error", "'no luck'");
    add_run(database, first_id, 2, "committed", "2026-11-17 12:00+00");
    add_run(database, second_id, 1, "committed", "2026-11-18 12:00+00");
    add_run(database, third_id, 1, "committed", "2026-11-19 12:00+00", "limited_to", "'{one}'");
    for (const std::string& id : {first_id, second_id, third_id}) {
        add_event(database, id, "s1");
    }
    database.run("update chatsweep.event set attempt = 2 where event_id = 1");
    Connected store{database};
    Transaction tx{store.database, Access::read_write};

    const Pruned pruned = prune_history(tx, noon - 1h);

    EXPECT_EQ(pruned.runs, 3);
    EXPECT_EQ(pruned.events, 2);
    EXPECT_THAT(ids_of(recorded_runs(tx, std::nullopt, std::nullopt)),
                ElementsAre(second_id + "/1"));
    EXPECT_THAT(run_events(tx, {second_id}), SizeIs(1));
}

TEST(Prune, KeepsTheRunWhosePoliciesWereInForceThen) {
    TestDatabase database;
    database.run("insert into chatsweep.policy_version values "
                 "('older', '[]', '2026-11-01 12:00+00'), "
                 "('then', '[{\"pin\": \"agent_join\"}]', '2026-11-01 12:00+00')");
    add_run(database, first_id, 1, "committed", "2026-11-17 12:00+00", "policy_version", "'older'");
    add_run(database, second_id, 1, "committed", "2026-11-18 12:00+00",
            "policy_version, limited_to", "'then', '{one}'");
    add_run(database, third_id, 1, "committed", "2026-11-20 12:00+00");
    Connected store{database};
    Transaction tx{store.database, Access::read_write};

    const Pruned pruned = prune_history(tx, noon - 24h);

    EXPECT_EQ(pruned.runs, 1);
    EXPECT_EQ(pruned.policy_versions, 1);
    EXPECT_THAT(ids_of(recorded_runs(tx, std::nullopt, std::nullopt)),
                ElementsAre(third_id + "/1", second_id + "/1"));
    EXPECT_EQ(value_in(tx, "select version from chatsweep.policy_version"), "then");
}

TEST(Prune, KeepsTheRunThatStartedAtThatVeryInstant) {
    TestDatabase database;
    add_run(database, first_id, 1, "abandoned", "2026-11-20 12:00+00");
    Connected store{database};
    Transaction tx{store.database, Access::read_write};

    EXPECT_EQ(prune_history(tx, noon).runs, 0);
    EXPECT_EQ(prune_history(tx, noon + tick).runs, 1);
}

TEST(Prune, RemovesPoliciesThatNoRunGoesByAnyMore) {
    TestDatabase database;
    database.run("insert into chatsweep.policy_version values "
                 "('old', '[]', '2026-11-01 12:00+00'), ('kept', '[]', '2026-11-01 12:00+00'), "
                 "('last', '[]', '2026-11-01 12:00+00'), ('fresh', '[]', '2026-11-20 12:00+00')");
    add_run(database, first_id, 1, "committed", "2026-11-02 12:00+00", "policy_version", "'old'");
    add_run(database, second_id, 1, "committed", "2026-11-03 12:00+00", "policy_version", "'last'");
    add_run(database, third_id, 1, "committed", "2026-11-20 12:00+00", "policy_version, limited_to",
            "'kept', '{one}'");
    Connected store{database};
    Transaction tx{store.database, Access::read_write};

    const Pruned pruned = prune_history(tx, noon - 24h);

    EXPECT_EQ(pruned.runs, 1);
    EXPECT_EQ(pruned.policy_versions, 1);
    EXPECT_EQ(value_in(tx, "select string_agg(version, ' ' order by version) "
                           "from chatsweep.policy_version"),
              "fresh kept last");
}

TEST(Rhythm, IsTheMedianGapBetweenSuccessfulSweepsOfEverything) {
    TestDatabase database;
    int number = 0;
    const auto succeed_at = [&](const char* started) {
        add_run(database, "01930000-0000-7000-8000-00000000010" + std::to_string(number++), 1,
                "committed", started);
    };
    Connected store{database};
    const auto now = [&] {
        Transaction tx{store.database, Access::read_only};
        return rhythm(tx);
    };

    EXPECT_EQ(now().gaps, 0);
    succeed_at("2026-11-18 00:00+00");
    EXPECT_EQ(now().gaps, 0);
    succeed_at("2026-11-18 12:00+00");
    succeed_at("2026-11-19 00:00+00");
    succeed_at("2026-11-20 06:00+00");
    add_run(database, third_id, 1, "failed", "2026-11-20 07:00+00", "error", "'no luck'");
    EXPECT_EQ(now().gaps, 3);
    EXPECT_EQ(now().median_gap, 12h);
}

} // namespace
} // namespace chatsweep::test

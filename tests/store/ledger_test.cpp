// SPDX-License-Identifier: Apache-2.0
#include "store/ledger.hpp"

#include "store/schema.hpp"
#include "support/store.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

namespace chatsweep::test {
namespace {

using testing::MatchesRegex;
using testing::StartsWith;
using testing::ThrowsMessage;

void begin(Transaction& tx, const RunAttempt& run, const std::string& policies = "[]") {
    begin_run(tx, run, policy_version(tx, policies), policies);
}

/// A whole run that found nothing due.
RunAttempt commit_a_run(Database& database, const RunAttempt& run = a_run()) {
    Transaction tx{database, Access::read_write};
    begin(tx, run);
    complete_run(tx, run, Outcome::nothing_due, {}, {});
    tx.commit();
    return run;
}

/// The granted role that a sweep runs as.
struct Sweeper {
    explicit Sweeper(TestDatabase& database) : role(database) {
        Connected owner{database};
        Transaction tx{owner.database, Access::read_write};
        grant_sweep(tx, role.name());
        tx.commit();
    }
    TestRole role;
};

TEST(RunId, IsAUuidOfVersionSeven) {
    EXPECT_THAT(new_run_id().value,
                MatchesRegex("[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-"
                             "[0-9a-f]{12}"));
}

TEST(RunId, IsAnotherEachTimeAndOrderedByTime) {
    const RunId first = new_run_id();
    const RunId second = new_run_id();
    std::this_thread::sleep_for(std::chrono::milliseconds{2});
    const RunId later = new_run_id();

    EXPECT_NE(first, second);
    EXPECT_LT(first.value.substr(0, 13), later.value.substr(0, 13));
}

TEST(Ledger, ShowsARunOnlyOnceItHasCommitted) {
    TestDatabase database;
    Connected store{database};
    Transaction tx{store.database, Access::read_write};
    begin(tx, a_run());
    EXPECT_EQ(database.count("select count(*) from chatsweep.run"), 0);
    tx.commit();
    EXPECT_EQ(database.count("select count(*) from chatsweep.run"), 1);
}

TEST(Ledger, LosesTheRunThatRolledBack) {
    TestDatabase database;
    Connected store{database};
    {
        Transaction tx{store.database, Access::read_write};
        begin(tx, a_run());
    }
    EXPECT_EQ(database.count("select count(*) from chatsweep.run"), 0);
    EXPECT_EQ(database.count("select count(*) from chatsweep.policy_version"), 0);
}

TEST(Ledger, FillsInWhatTheRunCameTo) {
    TestDatabase database;
    Connected store{database};
    const RunAttempt run = a_run({"one", "two, three"});
    Transaction tx{store.database, Access::read_write};
    begin(tx, run);
    const Counts counts{.open = 100,
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
    complete_run(tx, run, Outcome::closed, counts, {{"load", 1.5}, {"close", 20}});
    tx.commit();

    EXPECT_EQ(database.value("select r::text from (select run_id, attempt, state, host, "
                             "tool_version, policy_version, limited_to, outcome, open_sessions, "
                             "judged, due, closed, held, kept_on_second_look, skipped_locked, "
                             "gone, left_for_next, unanswered, future_dated, durations_ms, error, "
                             "finished_at >= started_at from chatsweep.run) as r"),
              "(" + run.run_id.value +
                  ",1,committed,here,0.1.0,4f53cda18c2b,\"{one,\"\"two, three\"\"}\",closed,100,90,"
                  "15,5,7,4,3,2,1,8,9,\"{\"\"load\"\": 1.5, \"\"close\"\": 20.0}\",,t)");
}

TEST(Ledger, CountsWhatWasDoneBesidesClosing) {
    TestDatabase database;
    Connected store{database};
    const RunAttempt run = a_run();
    Counts counts;
    counts.skipped_locked = 2;
    counts.of(Action::warn) = {.due = 3, .done = 1};
    Transaction tx{store.database, Access::read_write};
    begin(tx, run);
    complete_run(tx, run, Outcome::acted, counts, {});
    tx.commit();

    EXPECT_EQ(database.value("select outcome || ' ' || actions::text from chatsweep.run "
                             "where skipped_locked > due"),
              R"(acted {"warn": {"due": 3, "done": 1}})");
}

TEST(Ledger, CompletesARunOnce) {
    TestDatabase database;
    Connected store{database};
    const RunAttempt run = a_run();
    Transaction tx{store.database, Access::read_write};
    begin(tx, run);
    complete_run(tx, run, Outcome::nothing_due, {}, {});

    EXPECT_THAT([&] { complete_run(tx, run, Outcome::closed, {}, {}); },
                ThrowsMessage<DatabaseError>("the ledger has lost the row of this very run"));
}

TEST(Ledger, DoesNotCompleteARunOfAnotherTransaction) {
    TestDatabase database;
    const Sweeper sweeper{database};
    Connected store{database, sweeper.role.name()};
    const RunAttempt run = a_run();
    {
        Transaction tx{store.database, Access::read_write};
        begin(tx, run);
        tx.commit();
    }
    Transaction tx{store.database, Access::read_write};

    EXPECT_THAT([&] { complete_run(tx, run, Outcome::closed, {}, {}); },
                ThrowsMessage<DatabaseError>("the ledger has lost the row of this very run"));
}

TEST(Ledger, OnceCommittedCannotBeAlteredByTheRoleThatSweeps) {
    TestDatabase database;
    const Sweeper sweeper{database};
    Connected store{database, sweeper.role.name()};
    commit_a_run(store.database);
    const auto run = [&](const std::string& sql) {
        Transaction tx{store.database, Access::read_write};
        tx.connection().run(sql);
    };

    for (const std::string table : {"run", "event", "policy_version"}) {
        const std::string denied = "permission denied for table " + table;
        EXPECT_THAT([&] { run("delete from chatsweep." + table); },
                    ThrowsMessage<InsufficientRights>(denied));
        EXPECT_THAT([&] { run("truncate chatsweep." + table); },
                    ThrowsMessage<InsufficientRights>(denied));
    }
    EXPECT_THROW(run("update chatsweep.run set closed = 0"), InsufficientRights);
    EXPECT_THROW(run("update chatsweep.event set reason = 'none'"), InsufficientRights);
    EXPECT_THROW(run("update chatsweep.policy_version set policies = '[]'"), InsufficientRights);
    EXPECT_THROW(run("insert into chatsweep.run (run_id, attempt, state) select run_id, attempt, "
                     "state from chatsweep.run on conflict (run_id, attempt) do update set "
                     "closed = 0"),
                 InsufficientRights);
}

TEST(Ledger, HoldsThatNoRunClosesMoreThanWasDue) {
    TestDatabase database;
    Connected store{database};
    const RunAttempt run = a_run();
    Transaction tx{store.database, Access::read_write};
    begin(tx, run);

    EXPECT_THAT([&] { complete_run(tx, run, Outcome::closed, {.due = 1, .closed = 2}, {}); },
                ThrowsMessage<DatabaseError>("new row for relation \"run\" violates check "
                                             "constraint \"run_closes_only_what_is_due\" "
                                             "(SQLSTATE 23514)"));
}

TEST(Ledger, RecordsARunThatEndedWithoutCommitting) {
    TestDatabase database;
    Connected store{database};
    RunAttempt run = a_run({"one"});
    run.attempt = 3;

    record_ended_run(store.database, run, Outcome::guard, "it said 'no'");
    record_ended_run(store.database, run, Outcome::failed, "a second time");

    EXPECT_EQ(database.value("select r::text from (select run_id, attempt, state, host, "
                             "tool_version, policy_version, limited_to, outcome, closed, error, "
                             "finished_at is not null from chatsweep.run) as r"),
              "(" + run.run_id.value + ",3,failed,here,0.1.0,,{one},guard,,\"it said 'no'\",t)");
}

TEST(Ledger, KeepsTheStateOfARunThatHasCommitted) {
    TestDatabase database;
    Connected store{database};
    const RunAttempt run = commit_a_run(store.database);

    record_ended_run(store.database, run, Outcome::failed, "too late");

    EXPECT_EQ(database.value("select state from chatsweep.run"), "committed");
}

TEST(PolicyVersion, IsTheBeginningOfTheHashOfTheText) {
    TestDatabase database;
    Connected store{database};
    Transaction tx{store.database, Access::read_only};

    EXPECT_EQ(policy_version(tx, "[]"), "4f53cda18c2b");
    EXPECT_EQ(policy_version(tx, "[]"), policy_version(tx, "[]"));
    EXPECT_NE(policy_version(tx, "[]"), policy_version(tx, "[ ]"));
    EXPECT_EQ(policy_version(tx, "\"Zoë\"").size(), 12U);
}

TEST(PolicyVersion, IsKeptOnceForAllRunsThatGoByIt) {
    TestDatabase database;
    Connected store{database};
    commit_a_run(store.database);
    commit_a_run(store.database);
    Transaction tx{store.database, Access::read_write};
    begin(tx, a_run(), R"([{"name": "other"}])");
    tx.commit();

    EXPECT_EQ(database.count("select count(*) from chatsweep.policy_version"), 2);
    EXPECT_EQ(database.value("select policies from chatsweep.policy_version "
                             "where version <> '4f53cda18c2b'"),
              R"([{"name": "other"}])");
}

TEST(LastSuccess, OfAFreshLedgerIsNone) {
    TestDatabase database;
    Connected store{database};
    Transaction tx{store.database, Access::read_only};

    EXPECT_FALSE(last_success(tx));
}

TEST(LastSuccess, IsTheNewestRunThatCommittedWithEveryPolicy) {
    TestDatabase database;
    Connected store{database};
    commit_a_run(store.database);
    const RunAttempt last = commit_a_run(store.database);
    commit_a_run(store.database, a_run({"only-one"}));
    record_ended_run(store.database, a_run(), Outcome::failed, "no luck");
    database.run("insert into chatsweep.run (run_id, attempt, state) "
                 "values (gen_random_uuid(), 1, 'abandoned')");
    Transaction tx{store.database, Access::read_only};

    const LastSuccess success = last_success(tx).value();

    EXPECT_EQ(success.run_id, last.run_id);
    EXPECT_EQ(to_rfc3339(success.started_at),
              database.value("set local timezone = 'UTC'; select to_char(started_at, "
                             "'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"') from chatsweep.run "
                             "where run_id = '" +
                             last.run_id.value + "'"));
}

TEST(SweepLock, IsForOneTransactionAtATimeInEachDatabase) {
    TestDatabase database;
    TestDatabase other_database;
    Connected first{database};
    Connected second{database};
    Connected elsewhere{other_database};
    Transaction held{first.database, Access::read_write};
    Transaction waiting{second.database, Access::read_write};
    Transaction unconcerned{elsewhere.database, Access::read_write};

    EXPECT_TRUE(try_sweep_lock(held));
    EXPECT_FALSE(try_sweep_lock(waiting));
    EXPECT_TRUE(try_sweep_lock(unconcerned));
    EXPECT_THAT(sweep_lock_holder(waiting),
                StartsWith("process " + value_in(held, "select pg_backend_pid()") +
                           " (chatsweep, local) since 2"));
    held.commit();
    EXPECT_EQ(sweep_lock_holder(waiting), "");
    EXPECT_TRUE(try_sweep_lock(waiting));
}

TEST(SweepLock, WithAnotherKeyIsAnotherLock) {
    TestDatabase database;
    Connected first{database};
    ConnectionSettings settings = settings_for(database);
    settings.lock_key = -1;
    Connected second{settings};
    Connected third{settings};
    Transaction one{first.database, Access::read_write};
    Transaction two{second.database, Access::read_write};
    Transaction three{third.database, Access::read_write};

    EXPECT_TRUE(try_sweep_lock(one));
    EXPECT_TRUE(try_sweep_lock(two));
    EXPECT_FALSE(try_sweep_lock(three));
    EXPECT_THAT(sweep_lock_holder(three),
                StartsWith("process " + value_in(two, "select pg_backend_pid()") + " "));
}

} // namespace
} // namespace chatsweep::test

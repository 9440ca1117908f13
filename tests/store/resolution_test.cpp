// SPDX-License-Identifier: Apache-2.0
#include "store/resolution.hpp"

#include "support/sessions.hpp"
#include "support/store.hpp"

#include <gtest/gtest.h>
#include <signal.h>

#include <future>

namespace chatsweep::test {
namespace {

void begin_empty(Transaction& tx, const RunAttempt& run) {
    begin_run(tx, run, policy_version(tx, "[]"), "[]");
}

std::future<Resolution> resolve_in_the_background(const TestDatabase& database,
                                                  const RunAttempt& run) {
    return std::async(std::launch::async, [settings = settings_for(database), run] {
        return resolve_commit(settings, run, 10min);
    });
}

/// Returns once the resolver waits for the lost transaction.
void wait_until_it_waits(TestDatabase& database) {
    while (database.count("select count(*) from pg_stat_activity where datname = "
                          "current_database() and wait_event_type = 'Lock' and query ~ "
                          "'abandoned'") == 0) {
        std::this_thread::sleep_for(5ms);
    }
}

TEST(Resolution, OfARunThatIsInTheLedgerIsCommitted) {
    TestDatabase database;
    const RunAttempt run = a_run();
    Connected store{database};
    Transaction tx{store.database, Access::read_write};
    begin_empty(tx, run);
    tx.commit();

    EXPECT_EQ(resolve_commit(settings_for(database), run, 1min), Resolution::committed);
    EXPECT_EQ(database.value("select state from chatsweep.run"), "committed");
}

TEST(Resolution, OfARunThatIsNotThereIsAbandonedForEver) {
    TestDatabase database;
    const RunAttempt run = a_run();

    EXPECT_EQ(resolve_commit(settings_for(database), run, 1min), Resolution::abandoned);
    EXPECT_EQ(database.value("select r::text from (select state, outcome, host, error "
                             "from chatsweep.run) as r"),
              "(abandoned,failed,here,\"the connection was lost while the commit was under "
              "way\")");
    Connected store{database};
    Transaction tx{store.database, Access::read_write};
    EXPECT_THROW(begin_empty(tx, run), DatabaseError) << "the lost attempt could still commit";
}

TEST(Resolution, AnswersTheSameWhenAskedAgain) {
    TestDatabase database;
    const RunAttempt run = a_run();

    for (int i = 0; i < 2; ++i) {
        EXPECT_EQ(resolve_commit(settings_for(database), run, 1min), Resolution::abandoned);
    }
    EXPECT_EQ(database.count("select count(*) from chatsweep.run"), 1);
}

TEST(Resolution, DoesNotTakeAnotherAttemptOfTheRunForThisOne) {
    TestDatabase database;
    RunAttempt run = a_run();
    Connected store{database};
    Transaction tx{store.database, Access::read_write};
    begin_empty(tx, run);
    tx.commit();
    run.attempt = 2;

    EXPECT_EQ(resolve_commit(settings_for(database), run, 1min), Resolution::abandoned);
}

TEST(Resolution, WaitsForALostTransactionThatIsAliveAndCommits) {
    TestDatabase database;
    const RunAttempt run = a_run();
    Connected store{database};
    Transaction tx{store.database, Access::read_write};
    begin_empty(tx, run);
    std::future<Resolution> resolution = resolve_in_the_background(database, run);
    wait_until_it_waits(database);

    tx.commit();

    EXPECT_EQ(resolution.get(), Resolution::committed);
}

TEST(Resolution, WaitsForALostTransactionThatIsAliveAndRollsBack) {
    TestDatabase database;
    const RunAttempt run = a_run();
    Connected store{database};
    auto tx = std::make_unique<Transaction>(store.database, Access::read_write);
    begin_empty(*tx, run);
    std::future<Resolution> resolution = resolve_in_the_background(database, run);
    wait_until_it_waits(database);

    tx.reset();

    EXPECT_EQ(resolution.get(), Resolution::abandoned);
}

TEST(Resolution, OutlivesTheLossOfItsOwnConnection) {
    TestDatabase database;
    const RunAttempt run = a_run();
    Connected store{database};
    Transaction tx{store.database, Access::read_write};
    begin_empty(tx, run);
    std::future<Resolution> resolution = resolve_in_the_background(database, run);
    for (int i = 0; i < 2; ++i) {
        wait_until_it_waits(database);
        database.run("select pg_terminate_backend(pid, 60000) from pg_stat_activity where datname "
                     "= current_database() and wait_event_type = 'Lock'");
    }
    wait_until_it_waits(database);

    tx.commit();

    EXPECT_EQ(resolution.get(), Resolution::committed);
}

TEST(Resolution, IsUnknownWhileTheLostTransactionLivesOnBeyondTheDeadline) {
    TestDatabase database;
    const RunAttempt run = a_run();
    Connected store{database};
    Transaction tx{store.database, Access::read_write};
    begin_empty(tx, run);

    EXPECT_EQ(resolve_commit(settings_for(database), run, 1s), Resolution::unknown);
    tx.commit();
    EXPECT_EQ(database.value("select state from chatsweep.run"), "committed");
}

TEST(Resolution, IsUnknownWhenNothingAnswers) {
    ConnectionSettings settings;
    settings.dsn = "host=/nonexistent dbname=none";

    EXPECT_EQ(resolve_commit(settings, a_run(), 1s), Resolution::unknown);
}

TEST(Resolution, IsUnknownWithoutARightToAsk) {
    TestDatabase database;
    const TestRole role{database};

    EXPECT_EQ(resolve_commit(settings_for(database, role.name()), a_run(), 1s),
              Resolution::unknown);
}

TEST(Resolution, FindsOutWhatBecameOfACommitThatGotNoAnswer) {
    TestDatabase database;
    const RunAttempt run = a_run();
    ConnectionSettings settings = settings_for(database);
    settings.commit_timeout = 500ms;
    Connected store{settings};
    Transaction tx{store.database, Access::read_write};
    begin_empty(tx, run);
    const pid_t backend = std::stoi(value_in(tx, "select pg_backend_pid()"));
    ASSERT_EQ(kill(backend, SIGSTOP), 0);

    EXPECT_THROW(tx.commit(), CommitLost);
    std::future<Resolution> resolution = resolve_in_the_background(database, run);
    wait_until_it_waits(database);
    ASSERT_EQ(kill(backend, SIGCONT), 0);

    const bool is_there = resolution.get() == Resolution::committed;
    EXPECT_EQ(database.value("select state from chatsweep.run"),
              is_there ? "committed" : "abandoned");
}

} // namespace
} // namespace chatsweep::test

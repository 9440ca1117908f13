// SPDX-License-Identifier: Apache-2.0
#include "store/closing.hpp"

#include "store/facts.hpp"
#include "support/sessions.hpp"
#include "support/store.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace chatsweep::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::ThrowsMessage;

const RunAttempt closing_run = a_run();
const PolicySet closing_policies = a_policy("quiet").closes_after(2h);

/// Closes them as a sweep does, from the facts under the lock.
void close_all(Transaction& tx, const std::vector<std::string>& ids) {
    std::vector<SessionFacts> facts = facts_of(tx, ids, JoinedUnder::skip);
    std::vector<PlannedSession> due;
    due.reserve(facts.size());
    std::vector<Closing> closings;
    for (const SessionFacts& session : facts) {
        due.push_back(planned_first(session, closing_policies, tx.now()));
        closings.push_back({.planned = &due.back(), .status_before = session.status});
    }
    close_sessions(tx, closing_run, "abc", closing_policies, closings);
}

void replace_close_sessions(TestDatabase& database, const std::string& body) {
    database.run("create or replace function chatsweep.close_sessions(session_ids text[], "
                 "closed_at timestamptz, reasons text[]) returns setof text language sql volatile "
                 "security definer set search_path = pg_catalog, pg_temp as $$ " +
                 body + " $$");
}

/// What is left after an attempt that the adapter spoilt.
void expect_nothing_changed(TestDatabase& database, const std::string& message) {
    const std::string one = database.add_silent_session("3 hours");
    const std::string two = database.add_silent_session("3 hours");
    Connected store{database};
    {
        Transaction tx{store.database, Access::read_write};
        ASSERT_EQ(lock_sessions(tx, {one, two}).size(), 2U);
        EXPECT_THAT([&] { close_all(tx, {one, two}); }, ThrowsMessage<DatabaseError>(message));
    }
    EXPECT_EQ(database.count("select count(*) from chat.session where closed_at is null"), 2);
    EXPECT_EQ(database.count("select count(*) from chatsweep.event"), 0);
}

TEST(LockSessions, LocksTheOpenAndSkipsTheClosedAndTheUnknown) {
    TestDatabase database;
    const std::string open = database.add_session();
    const std::string closed =
        database.add_session("channel, status, closed_at", "'sms', 'closed', now()");
    Connected store{database};
    Transaction tx{store.database, Access::read_write};

    EXPECT_THAT(lock_sessions(tx, {closed, "4711", open}), ElementsAre(open));
    EXPECT_THAT(lock_sessions(tx, {}), IsEmpty());
}

TEST(LockSessions, SkipsASessionThatSomebodyIsWritingTo) {
    TestDatabase database;
    const std::string busy = database.add_silent_session("3 hours");
    const std::string quiet = database.add_silent_session("3 hours");
    pqxx::connection customer{database.dsn()};
    pqxx::work writing{customer};
    writing.exec("insert into chat.message (session_id, sender) values (" + busy + ", 'customer')");
    Connected store{database};
    Transaction tx{store.database, Access::read_write};

    EXPECT_THAT(lock_sessions(tx, {busy, quiet}), ElementsAre(quiet));
}

TEST(LockSessions, SkipsASessionOnWhichOnlyAForeignKeyHasItsLock) {
    TestDatabase database;
    const std::string busy = database.add_session();
    database.run("alter table chat.message disable trigger message_keeps_facts");
    pqxx::connection customer{database.dsn()};
    pqxx::work writing{customer};
    writing.exec("insert into chat.message (session_id, sender) values (" + busy + ", 'customer')");
    Connected store{database};
    Transaction tx{store.database, Access::read_write};

    EXPECT_THAT(lock_sessions(tx, {busy}), IsEmpty());
}

TEST(LockSessions, KeepsNewMessagesOutUntilTheTransactionEnds) {
    TestDatabase database;
    const std::string id = database.add_session();
    database.run("alter table chat.message disable trigger message_keeps_facts");
    const std::string message =
        "insert into chat.message (session_id, sender) values (" + id + ", 'customer')";
    Connected store{database};
    {
        Transaction tx{store.database, Access::read_write};
        ASSERT_THAT(lock_sessions(tx, {id}), ElementsAre(id));
        EXPECT_THROW(database.run("set local lock_timeout = '50ms'; " + message), pqxx::sql_error);
    }
    database.run(message);
    EXPECT_EQ(database.count("select count(*) from chat.message"), 1);
}

TEST(CloseSessions, ClosesThemAtTheRunsInstantForTheReason) {
    TestDatabase database;
    const std::string id = database.add_silent_session("3 hours");
    const std::string other = database.add_silent_session("3 hours");
    Connected store{database};
    Transaction tx{store.database, Access::read_write};
    close_all(tx, lock_sessions(tx, {id}));
    const SessionState state = session_state(tx, id).value();
    tx.commit();

    EXPECT_EQ(state.status, "closed");
    EXPECT_EQ(state.closed_at, tx.now());
    EXPECT_EQ(state.close_reason, "timeout");
    EXPECT_EQ(database.value("select status from chat.session where id = " + other), "active");
}

TEST(CloseSessions, WritesOneEventWithEveryColumn) {
    TestDatabase database;
    const std::string id = database.add_session("channel, status, started_at",
                                                "'sms', 'waiting', now() - interval '4 hours'");
    database.add_message(id, "customer", "3 hours");
    Connected store{database};
    Transaction tx{store.database, Access::read_write};
    close_all(tx, lock_sessions(tx, {id}));
    tx.commit();

    EXPECT_EQ(database.count("select count(*) from chatsweep.event"), 1);
    const pqxx::result events = database.run(
        "select e.run_id, e.attempt, e.session_id, e.action, e.policy, e.policy_version, e.timer, "
        "e.reason, e.clock, e.clock_at = s.last_customer_message_at, "
        "e.due_at = e.clock_at + interval '2 hours', e.unanswered, e.status_before, "
        "e.last_customer_message_at = s.last_customer_message_at, e.recorded_at = s.closed_at, "
        "e.kind, coalesce(e.role, e.message, e.route, '-') "
        "from chatsweep.event e join chat.session s on s.id::text = e.session_id");
    std::vector<std::string> columns;
    for (const pqxx::field& field : events.one_row()) {
        columns.emplace_back(field.c_str());
    }
    EXPECT_THAT(columns, ElementsAre(closing_run.run_id.value, "1", id, "close", "quiet", "abc",
                                     "timeout", "timeout", "last_customer_message", "t", "t", "t",
                                     "waiting", "t", "t", "closed", "-"));
}

TEST(CloseSessions, WritesNoCustomerMessageWhereTheCustomerNeverWrote) {
    TestDatabase database;
    const std::string id =
        database.add_session("channel, started_at", "'sms', now() - interval '3 hours'");
    Connected store{database};
    Transaction tx{store.database, Access::read_write};
    close_all(tx, lock_sessions(tx, {id}));
    tx.commit();

    EXPECT_EQ(database.value("select clock from chatsweep.event where "
                             "last_customer_message_at is null and not unanswered"),
              "started");
}

TEST(CloseSessions, TakesNone) {
    TestDatabase database;
    Connected store{database};
    Transaction tx{store.database, Access::read_write};

    close_sessions(tx, closing_run, "abc", closing_policies, {});

    EXPECT_EQ(value_in(tx, "select count(*) from chatsweep.event"), "0");
}

TEST(CloseSessions, ThatReturnsFewerIdsThanGivenChangesNothing) {
    TestDatabase database;
    replace_close_sessions(database,
                           "update chat.session s set status = 'closed', closed_at = "
                           "close_sessions.closed_at where s.id::text = any (session_ids); "
                           "select session_ids[1]");
    expect_nothing_changed(database, "the adapter closed 1 and 1 events were written, where 2 "
                                     "sessions were to be closed");
}

TEST(CloseSessions, ThatReturnsOtherIdsThanGivenChangesNothing) {
    TestDatabase database;
    replace_close_sessions(database,
                           "update chat.session s set status = 'closed', closed_at = "
                           "close_sessions.closed_at where s.id::text = any (session_ids); "
                           "select unnest('{one,two}'::text[])");
    expect_nothing_changed(database, "the adapter closed 2 and 0 events were written, where 2 "
                                     "sessions were to be closed");
}

TEST(CloseSessions, ThatReturnsAnIdTwiceChangesNothing) {
    TestDatabase database;
    replace_close_sessions(database,
                           "update chat.session s set status = 'closed', closed_at = "
                           "close_sessions.closed_at where s.id::text = any (session_ids) "
                           "returning s.id::text; "
                           "select unnest(session_ids || session_ids[1])");
    expect_nothing_changed(database, "the adapter closed 3 and 2 events were written, where 2 "
                                     "sessions were to be closed");
}

TEST(CloseSessions, ThatFailsHalfwayChangesNothing) {
    TestDatabase database;
    replace_close_sessions(database,
                           "update chat.session s set status = 'closed', closed_at = "
                           "close_sessions.closed_at where s.id::text = any (session_ids); "
                           "select (1 / (cardinality(session_ids) - 2))::text");
    expect_nothing_changed(database, "division by zero (SQLSTATE 22012)");
}

} // namespace
} // namespace chatsweep::test

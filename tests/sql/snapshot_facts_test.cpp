// SPDX-License-Identifier: Apache-2.0
#include "support/side_by_side.hpp"

#include <gtest/gtest.h>

namespace chatsweep::test {
namespace {

/// What PostgreSQL is relied upon for: what a statement sees of what others commit meanwhile.
class Snapshots : public ::testing::Test {
protected:
    TestDatabase database{TestDatabase::With::nothing};

    void SetUp() override {
        database.run("create table session (id int primary key, last_at int not null default 0,"
                     " closed_at timestamptz);"
                     "create table message (session_id int not null references session);"
                     "insert into session values (1)");
    }

    /// A customer's message, and the fact that a trigger would keep.
    void write() {
        database.run("insert into message values (1); update session set last_at = last_at + 1");
    }

    const std::string close_in_one =
        "update session s set closed_at = now() where closed_at is null and not exists"
        " (select from message m where m.session_id = s.id) returning s.id";
    const std::string messages = "select count(*) from message";
    /// Takes its snapshot, and then waits for whoever holds advisory lock 7 before it goes on.
    const std::string held_up = "with held_up as materialized (select pg_advisory_xact_lock(7)) ";
};

TEST_F(Snapshots, OfANewStatementInReadCommittedAreFresh) {
    Side sweep{database, "begin isolation level read committed"};
    ASSERT_EQ(sweep.value(messages), "0");
    write();

    EXPECT_EQ(sweep.value("select id from session for update skip locked"), "1");
    EXPECT_EQ(sweep.value(messages), "1");
}

TEST_F(Snapshots, OfStricterLevelsStayAsTheyWereEvenOnARowThatIsLocked) {
    for (const std::string level : {"repeatable read", "serializable"}) {
        Side sweep{database, "begin isolation level " + level};
        const std::string before = sweep.value(messages);
        database.run("insert into message values (1)");

        EXPECT_EQ(sweep.value("select id from session for update skip locked"), "1") << level;
        EXPECT_EQ(sweep.value(messages), before) << level;
        EXPECT_NO_THROW(sweep.run("update session set closed_at = now()"))
            << "a message alone is no conflict at level " << level;
    }
}

TEST_F(Snapshots, OfStricterLevelsRefuseARowThatHasChanged) {
    Side sweep{database, "begin isolation level repeatable read"};
    ASSERT_EQ(sweep.value(messages), "0");
    write();

    EXPECT_EQ(sweep.fails("select from session for update skip locked"), "40001");
}

TEST_F(Snapshots, OfOneStatementMissTheMessageWhoseWriterItWaitedFor) {
    Side writer{database};
    writer.run("insert into message values (1); update session set last_at = 1");
    Side sweep{database};
    auto closing = sweep.run_until_blocked(database, close_in_one);
    writer.commit();

    EXPECT_EQ(closing.get().size(), 1) << "one statement closes although the customer wrote";
    EXPECT_EQ(sweep.value(messages), "1") << "the next one would have seen it";
}

TEST_F(Snapshots, OfOneStatementMissTheMessageWhoseWriterItNeedNotWaitFor) {
    Side writer{database};
    writer.run("insert into message values (1)");

    EXPECT_EQ(database.run(close_in_one).size(), 1) << "closing alone does not wait for a message";
    EXPECT_NO_THROW(writer.commit());
}

TEST_F(Snapshots, OfOneStatementAreOlderThanTheRowThatItLocks) {
    Side gate{database};
    gate.run("select pg_advisory_xact_lock(7)");
    Side sweep{database};
    auto looking = sweep.run_until_blocked(
        database, held_up + "select s.last_at, (select count(*) from message) as messages"
                            " from held_up, session s for update of s skip locked");
    write();
    gate.commit();

    const pqxx::result rows = looking.get();
    EXPECT_EQ(rows.one_row()[0].as<int>(), 1) << "a lock finds the newest row";
    EXPECT_EQ(rows.one_row()[1].as<int>(), 0) << "and everything else is as it was";
}

TEST_F(Snapshots, AreComparedAgainWithTheNewestRowBeforeALockIsGiven) {
    for (const std::string change :
         {"update session set closed_at = now()", "delete from session"}) {
        Side gate{database};
        gate.run("select pg_advisory_xact_lock(7)");
        Side sweep{database};
        auto locking = sweep.run_until_blocked(
            database, held_up + "select s.id from held_up, session s where s.closed_at is null"
                                " for update of s skip locked");
        database.run("delete from message; " + change);
        gate.commit();

        EXPECT_EQ(locking.get().size(), 0) << change;
    }
}

TEST_F(Snapshots, OfAStableFunctionAreItsCallersAndOfAVolatileOneFreshForEachStatement) {
    for (const std::string kind : {"stable", "volatile"}) {
        database.run("truncate message; create or replace function seen() returns bigint"
                     " language sql " +
                     kind + " security definer as 'select count(*) from message'");
        Side gate{database};
        gate.run("select pg_advisory_xact_lock(7)");
        Side sweep{database};
        auto looking = sweep.run_until_blocked(database, held_up + "select seen() from held_up");
        write();
        gate.commit();

        EXPECT_EQ(looking.get().one_row()[0].as<int>(), kind == "stable" ? 0 : 1) << kind;
    }
}

TEST_F(Snapshots, OfACursorAreNotMovedByAnybodysChanges) {
    database.run("insert into session select generate_series(2, 5)");
    Side sweep{database};
    sweep.run("declare facts no scroll cursor for select id from session where closed_at is null");
    ASSERT_EQ(sweep.run("fetch 1 from facts").size(), 1);
    database.run("delete from session where id = 3; insert into session values (6)");
    sweep.run("update session set closed_at = now()");

    EXPECT_EQ(sweep.run("fetch all from facts").size(), 4);
}

TEST_F(Snapshots, HaveOneNowForAWholeTransaction) {
    Side sweep{database};
    const std::string now = sweep.value("select now()");
    write();

    EXPECT_EQ(sweep.value("select now() = '" + now + "' and transaction_timestamp() = now()"), "t");
    EXPECT_EQ(sweep.value("select statement_timestamp() > now()"), "t");
    EXPECT_EQ(sweep.value("select clock_timestamp() > statement_timestamp()"), "t");
}

TEST_F(Snapshots, ShowNumbersOfAnIdentityInAnotherOrderThanThatOfTheCommits) {
    database.run("create table event (id int generated always as identity)");
    Side first{database};
    first.run("insert into event default values");
    database.run("insert into event default values");
    EXPECT_EQ(database.value("select string_agg(id::text, ' ' order by id) from event"), "2");
    first.commit();
    EXPECT_EQ(database.value("select string_agg(id::text, ' ' order by id) from event"), "1 2");
}

} // namespace
} // namespace chatsweep::test

// SPDX-License-Identifier: Apache-2.0
#include "support/side_by_side.hpp"

#include <gtest/gtest.h>

namespace chatsweep::test {
namespace {

/// What PostgreSQL is relied upon for where a session is closed because its row has not changed.
class RowAge : public ::testing::Test {
protected:
    TestDatabase database{TestDatabase::With::nothing};

    void SetUp() override {
        database.run("create table session (id int primary key, note text);"
                     "create table message (session_id int not null references session);"
                     "insert into session values (1)");
    }

    const std::string horizon = "select pg_snapshot_xmin(pg_current_snapshot())::xid::text";

    static std::string older(const std::string& than) {
        return "select age(xmin) > age('" + than + "'::xid) from session";
    }
    /// As if nobody wrote anywhere else in the cluster, as others do while this test runs.
    static std::string next_transaction(Side& side) {
        return side.value("select pg_snapshot_xmax(pg_current_snapshot())::xid::text");
    }
};

TEST_F(RowAge, IsGreaterThanThatOfTheHorizonForWhatWasCommittedBefore) {
    Side sweep{database};

    EXPECT_EQ(sweep.value(older(next_transaction(sweep))), "t");
}

TEST_F(RowAge, IsNotGreaterForWhatIsWrittenAfterTheHorizon) {
    Side sweep{database};
    const std::string at = sweep.value(horizon);
    database.run("update session set note = 'new'");

    EXPECT_EQ(sweep.value(older(at)), "f");
}

TEST_F(RowAge, IsNotGreaterForWhatAWriterWroteWhoHadBegunBeforeTheHorizon) {
    Side writer{database};
    writer.run("select pg_current_xact_id()");
    Side sweep{database};
    const std::string at = sweep.value(horizon);
    database.run("select pg_current_xact_id()");
    writer.run("update session set note = 'new'");
    writer.commit();

    EXPECT_EQ(sweep.value(older(at)), "f");
}

TEST_F(RowAge, CountsBackFromThisTransactionWhoeverElseBegins) {
    Side sweep{database, "begin; select pg_current_xact_id()"};
    const std::string at = next_transaction(sweep);
    for (int i = 0; i < 3; ++i) {
        database.run("select pg_current_xact_id()");
    }

    EXPECT_EQ(sweep.value(older(at)), "t");
    database.run("update session set note = 'new'");
    EXPECT_EQ(sweep.value(older(at)), "f");
}

TEST_F(RowAge, StaysWhereARowIsOnlyLocked) {
    Side sweep{database};
    const std::string at = next_transaction(sweep);
    database.run("select from session for update");
    database.run("insert into message values (1)");

    EXPECT_EQ(sweep.value(older(at)), "t")
        << "a message that changes no fact of the row is not seen";
}

TEST_F(RowAge, StaysGreaterForARowThatIsFrozen) {
    pqxx::connection connection{database.dsn()};
    pqxx::nontransaction{connection}.exec("vacuum (freeze) session");
    Side sweep{database};

    EXPECT_EQ(sweep.value(older(next_transaction(sweep))), "t");
}

TEST_F(RowAge, IsComparedAgainWithTheNewestRowBeforeALockIsGiven) {
    Side gate{database};
    gate.run("select pg_advisory_xact_lock(7)");
    Side sweep{database};
    auto locking = sweep.run_until_blocked(
        database, "with held_up as materialized (select pg_advisory_xact_lock(7)) select s.id from"
                  " held_up, session s where age(s.xmin) > age('" +
                      next_transaction(sweep) + "'::xid) for update of s skip locked");
    database.run("update session set note = 'new'");
    gate.commit();

    EXPECT_EQ(locking.get().size(), 0);
}

TEST_F(RowAge, OfALockedRowLeavesItsPlaceToTheUpdateOfTheSameStatement) {
    Side sweep{database};

    EXPECT_EQ(
        sweep.value("update session s set note = 'new' from (select ctid as place from session"
                    " for update skip locked) as locked where s.ctid = locked.place"
                    " returning s.id"),
        "1");
}

TEST_F(RowAge, TellsWhatThisTransactionWroteUnlessItWasInASavepoint) {
    Side sweep{database};
    const std::string own = "select bool_or(xmin = pg_current_xact_id()::xid) from session";
    EXPECT_EQ(sweep.value(own), "f");
    sweep.run("savepoint within");
    sweep.run("insert into session values (2)");
    EXPECT_EQ(sweep.value(own), "f");
    sweep.run("release savepoint within");
    sweep.run("insert into session values (3)");
    EXPECT_EQ(sweep.value(own), "t");
}

} // namespace
} // namespace chatsweep::test

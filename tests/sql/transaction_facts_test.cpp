// SPDX-License-Identifier: Apache-2.0
#include "support/side_by_side.hpp"

#include <gtest/gtest.h>
#include <libpq-fe.h>

namespace chatsweep::test {
namespace {

/// What PostgreSQL is relied upon for: how transactions begin, end and meet one another.
class TransactionFacts : public ::testing::Test {
protected:
    TestDatabase database{TestDatabase::With::nothing};

    void SetUp() override {
        database.run("create table run (id int primary key, state text not null)");
    }

    std::string key() {
        // Others of the cluster have locks in databases of their own.
        return "select pg_try_advisory_xact_lock(42)";
    }
    void kill(const Side& side) {
        database.run("select pg_terminate_backend(" + std::to_string(side.pid()) + ", 60000)");
    }
    const std::string abandon =
        "insert into run values (1, 'abandoned') on conflict (id) do nothing";
};

TEST_F(TransactionFacts, AnAdvisoryLockIsGrantedToOneOfADatabase) {
    Side first{database};
    ASSERT_EQ(first.value(key()), "t");
    EXPECT_EQ(first.value(key()), "t") << "whoever has it gets it again";

    EXPECT_EQ(Side{database}.value(key()), "f");
    EXPECT_EQ(database.value("select pg_try_advisory_xact_lock(43)"), "t");
    const TestDatabase other{TestDatabase::With::nothing};
    EXPECT_EQ(Side{other}.value(key()), "t");
}

TEST_F(TransactionFacts, AnAdvisoryLockEndsWithItsTransactionHoweverThatEnds) {
    Side first{database};
    ASSERT_EQ(first.value(key()), "t");
    first.commit();
    EXPECT_EQ(database.value(key()), "t");
    first.begin();
    ASSERT_EQ(first.value(key()), "t");
    first.roll_back();
    EXPECT_EQ(database.value(key()), "t");
    first.begin();
    ASSERT_EQ(first.value(key()), "t");
    kill(first);
    EXPECT_EQ(database.value(key()), "t");
}

TEST_F(TransactionFacts, AnAdvisoryLockIsSharedByNobodyAndMayBeTakenReadOnly) {
    Side reader{database, "begin read only"};

    EXPECT_EQ(reader.value(key()), "t");
    EXPECT_EQ(database.value("select pg_try_advisory_xact_lock_shared(42)"), "f");
}

TEST_F(TransactionFacts, AnInsertOnConflictWaitsForWhoeverInsertedTheSameKeyAndGivesWay) {
    Side lost{database};
    lost.run("insert into run values (1, 'committed')");
    Side resolver{database};
    auto resolving = resolver.run_until_blocked(database, abandon);
    lost.commit();

    EXPECT_EQ(resolving.get().affected_rows(), 0);
    EXPECT_EQ(resolver.value("select state from run"), "committed");
}

TEST_F(TransactionFacts, AnInsertOnConflictTakesThePlaceOfWhoeverRollsBack) {
    Side lost{database};
    lost.run("insert into run values (1, 'committed')");
    Side resolver{database};
    auto resolving = resolver.run_until_blocked(database, abandon);
    lost.roll_back();

    EXPECT_EQ(resolving.get().affected_rows(), 1);
}

TEST_F(TransactionFacts, AnInsertOnConflictTakesThePlaceOfWhoeverIsKilled) {
    Side lost{database};
    lost.run("insert into run values (1, 'committed')");
    Side resolver{database};
    auto resolving = resolver.run_until_blocked(database, abandon);
    kill(lost);

    EXPECT_EQ(resolving.get().affected_rows(), 1);
}

TEST_F(TransactionFacts, AnInsertThatComesAfterAnAbandonedOneFails) {
    database.run(abandon);

    EXPECT_EQ(Side{database}.fails("insert into run values (1, 'committed')"), "23505");
}

TEST_F(TransactionFacts, AFailedTransactionIsRolledBackByACommitThatReportsNoError) {
    Side side{database};
    side.run("insert into run values (1, 'committed')");
    EXPECT_THROW(side.run("select 1 / 0"), pqxx::sql_error);

    EXPECT_NO_THROW(side.commit()) << "only the command tag tells";
    EXPECT_EQ(database.count("select count(*) from run"), 0);
}

TEST_F(TransactionFacts, AStatementTimeoutDoesNotBoundACommit) {
    database.run(
        "create function dawdle() returns trigger language plpgsql as"
        " 'begin perform pg_sleep(0.1); return null; end';"
        "create constraint trigger dawdle after insert on run deferrable initially deferred"
        " for each row execute function dawdle()");
    Side side{database};
    side.run("set local statement_timeout = '20ms'");
    EXPECT_EQ(side.fails("select pg_sleep(10)"), "57014");
    side.run("insert into run values (1, 'committed')");

    EXPECT_NO_THROW(side.commit());
    EXPECT_EQ(database.count("select count(*) from run"), 1);
}

TEST_F(TransactionFacts, ASettingThatIsLocalEndsWithItsTransaction) {
    Side side{database};
    const std::string before = side.value("show search_path");
    for (const bool commits : {true, false}) {
        side.run("set local search_path = pg_catalog");
        side.run("select set_config('row_security', 'off', true)");
        EXPECT_EQ(side.value("show search_path") + side.value("show row_security"),
                  "pg_catalogoff");
        commits ? side.commit() : side.roll_back();
        side.begin();
        EXPECT_EQ(side.value("show search_path") + side.value("show row_security"), before + "on");
    }
}

TEST_F(TransactionFacts, WhatATransactionSaysOfItselfWinsOverItsRolesSettings) {
    Side side{database, "set default_transaction_isolation = serializable;"
                        "set default_transaction_read_only = on;"
                        "begin isolation level read committed read write"};

    EXPECT_EQ(side.value("show transaction_isolation"), "read committed");
    EXPECT_NO_THROW(side.run("insert into run values (1, 'committed')"));
}

TEST_F(TransactionFacts, AReadOnlyTransactionRefusesWritesAndRowLocksAndFunctionsThatWrite) {
    database.run("create function write() returns void language sql security definer as"
                 " 'insert into run values (1, ''x'')'");
    Side side{database, "begin read only"};

    for (const char* sql :
         {"insert into run values (1, 'x')", "update run set state = 'x'", "delete from run",
          "select from run for update", "select from run for key share", "select write()",
          "create table other (id int)", "notify chatsweep"}) {
        EXPECT_EQ(side.fails(sql), sql == std::string{"notify chatsweep"} ? "" : "25006") << sql;
    }
    EXPECT_EQ(side.fails("set transaction read write"), "25001") << "not after its first statement";
}

TEST_F(TransactionFacts, ANotificationIsDeliveredByACommitAlone) {
    pqxx::connection listener{database.dsn()};
    pqxx::nontransaction{listener}.exec("listen chatsweep");
    const auto heard = [&] {
        pqxx::nontransaction{listener}.exec("select 1"); // brings what has been delivered
        PGconn* raw = std::move(listener).release_raw_connection();
        int count = 0;
        while (PGnotify* notification = PQnotifies(raw)) {
            PQfreemem(notification);
            ++count;
        }
        listener = pqxx::connection::seize_raw_connection(raw);
        return count;
    };
    Side side{database};
    side.run("notify chatsweep, 'one'");
    EXPECT_EQ(heard(), 0);
    side.roll_back();
    EXPECT_EQ(heard(), 0);
    side.begin();
    side.run("notify chatsweep, 'two'");
    EXPECT_EQ(heard(), 0);
    side.commit();
    EXPECT_EQ(heard(), 1);
}

TEST_F(TransactionFacts, AFunctionFindsItsTablesByItsOwnSearchPathAndTemporaryOnesLast) {
    database.run("create function found() returns text language sql security definer"
                 " set search_path = public, pg_temp as 'select state from run';"
                 "insert into run values (1, 'real')");
    Side side{database};
    side.run(
        "create temporary table run (id int, state text); insert into run values (1, 'planted');"
        "create function pg_temp.now() returns text language sql as 'select ''planted''';"
        "set local search_path = pg_temp, public");

    EXPECT_EQ(side.value("select state from run"), "planted");
    EXPECT_EQ(side.value("select found()"), "real");
    EXPECT_NE(side.value("select now()"), "planted") << "no function is looked for in pg_temp";
}

} // namespace
} // namespace chatsweep::test

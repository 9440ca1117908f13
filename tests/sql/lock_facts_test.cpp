// SPDX-License-Identifier: Apache-2.0
#include "support/side_by_side.hpp"

#include <gtest/gtest.h>

#include <array>
#include <sstream>

namespace chatsweep::test {
namespace {

const std::array<std::string, 4> strengths{"key share", "share", "no key update", "update"};

/// What PostgreSQL is relied upon for: who waits for whom.
class RowLocks : public ::testing::Test {
protected:
    TestDatabase database{TestDatabase::With::nothing};

    void SetUp() override {
        database.run("create table session (id int primary key, code int unique, note text,"
                     " closed_at timestamptz);"
                     "create index open on session (id) where closed_at is null;"
                     "create table message (id int generated always as identity,"
                     " session_id int not null references session, body text);"
                     "insert into session values (1, 1, 'one'), (2, 2, 'two')");
    }

    /// The strongest lock on session 1 that still goes together with what this statement takes.
    std::string strongest_beside(const std::string& sql) {
        Side holder{database};
        holder.run(sql);
        Side other{database};
        std::string strongest = "none";
        for (const std::string& strength : strengths) {
            if (!other.waits("select from session where id = 1 for " + strength)) {
                strongest = strength;
            }
        }
        return strongest;
    }

    /// One line for each lock that is held, with a letter for each that is wanted beside it.
    std::string table(const std::string& yes, const auto& ask) {
        std::ostringstream lines;
        for (const std::string& held : strengths) {
            Side holder{database};
            holder.run("select from session where id = 1 for " + held);
            for (const std::string& wanted : strengths) {
                Side other{database};
                lines << (ask(other, wanted) ? yes : "-");
            }
            lines << ' ' << held << '\n';
        }
        return lines.str();
    }
};

TEST_F(RowLocks, WaitForOneAnotherInTenOfTheSixteenPairs) {
    EXPECT_EQ(table("w",
                    [](Side& other, const std::string& wanted) {
                        return other.waits("select from session where id = 1 for " + wanted);
                    }),
              "---w key share\n"
              "--ww share\n"
              "-www no key update\n"
              "wwww update\n");
}

TEST_F(RowLocks, AreSkippedBySkipLockedWhereTheyWouldBeWaitedForAndNowhereElse) {
    EXPECT_EQ(table("s",
                    [](Side& other, const std::string& wanted) {
                        return other.value("select array_agg(id) from (select id from session"
                                           " order by id for " +
                                           wanted + " skip locked) as locked") == "{2}";
                    }),
              "---s key share\n"
              "--ss share\n"
              "-sss no key update\n"
              "ssss update\n");
}

TEST_F(RowLocks, OfAnUpdateThatChangesNoKeyAreForNoKeyUpdate) {
    EXPECT_EQ(strongest_beside("update session set note = 'new' where id = 1"), "key share");
    EXPECT_EQ(strongest_beside("update session set closed_at = now() where id = 1"), "key share")
        << "the predicate of a partial index makes no key of a column";
    EXPECT_EQ(strongest_beside("update session set id = id where id = 1"), "key share")
        << "a key that stays as it was is not changed";
}

TEST_F(RowLocks, OfADeleteOrAnUpdateOfAKeyAreForUpdate) {
    EXPECT_EQ(strongest_beside("update session set id = 3 where id = 1"), "none");
    EXPECT_EQ(strongest_beside("update session set code = 3 where id = 1"), "none");
    EXPECT_EQ(strongest_beside("delete from session where id = 1"), "none");
}

TEST_F(RowLocks, OfAForeignKeysCheckAreForKeyShare) {
    EXPECT_EQ(strongest_beside("insert into message (session_id) values (1)"), "no key update");
}

TEST_F(RowLocks, ForUpdateAloneMakeAForeignKeysCheckWait) {
    const std::string insert = "insert into message (session_id) values (1)";
    for (const std::string& held : strengths) {
        Side holder{database};
        holder.run("select from session where id = 1 for " + held);
        Side writer{database};
        EXPECT_EQ(writer.waits(insert), held == "update") << held;
        EXPECT_FALSE(writer.waits("insert into message (session_id) values (2)")) << held;
    }
    Side closer{database};
    closer.run("update session set closed_at = now() where id = 1");
    EXPECT_FALSE(Side{database}.waits(insert)) << "closing alone keeps no message out";
}

TEST_F(RowLocks, AreTakenByAForeignKeyOnlyWhenItsColumnChanges) {
    database.run("insert into message (session_id) values (2)");
    Side closer{database};
    closer.run("select from session for update");
    Side writer{database};

    EXPECT_FALSE(writer.waits("update message set body = 'new'"));
    EXPECT_FALSE(writer.waits("update message set session_id = 2"));
    EXPECT_TRUE(writer.waits("update message set session_id = 1"));
}

TEST_F(RowLocks, OutlastAnUpdateOfTheSameTransaction) {
    Side closer{database};
    closer.run("select from session where id = 1 for update");
    closer.run("update session set closed_at = now() where id = 1");

    EXPECT_TRUE(Side{database}.waits("insert into message (session_id) values (1)"));
}

TEST_F(RowLocks, EndWithTheTransactionHoweverItEnds) {
    const std::string insert = "insert into message (session_id) values (1)";
    Side closer{database};
    Side writer{database};
    closer.run("select from session for update");
    ASSERT_TRUE(writer.waits(insert));
    closer.roll_back();
    EXPECT_FALSE(writer.waits(insert));
    closer.begin();
    closer.run("select from session for update");
    closer.commit();
    EXPECT_FALSE(writer.waits(insert));
    closer.begin();
    closer.run("select from session for update");
    ASSERT_TRUE(writer.waits(insert));
    database.run("select pg_terminate_backend(" + std::to_string(closer.pid()) + ", 60000)");
    EXPECT_FALSE(writer.waits(insert));
}

TEST_F(RowLocks, AreWaitedForAndNotSkippedWhereTheWholeTableIsLocked) {
    Side holder{database};
    holder.run("lock table session in exclusive mode");

    EXPECT_TRUE(Side{database}.waits("select from session for update skip locked"));
}

TEST_F(RowLocks, ThatAreSkippedDoNotCountForALimit) {
    Side holder{database};
    holder.run("select from session where id = 1 for update");
    Side other{database};

    EXPECT_EQ(other.value("select id from session order by id limit 1 for update skip locked"),
              "2");
}

TEST_F(RowLocks, ThatAreWaitedForCanEndInADeadlockAndThatAreSkippedCannot) {
    Side sweep{database, "begin; set local deadlock_timeout = '10ms'"};
    Side customer{database, "begin; set local deadlock_timeout = '1h'"};
    sweep.run("select from session where id = 1 for update");
    customer.run("insert into message (session_id) values (2)");
    auto writing =
        customer.run_until_blocked(database, "insert into message (session_id) values (1)");

    EXPECT_EQ(sweep.value("select count(*) from (select id from session where id = 2 for update"
                          " skip locked) as locked"),
              "0");
    EXPECT_EQ(
        sweep.fails("set local lock_timeout = 0; select from session where id = 2 for update"),
        "40P01");
    sweep.roll_back();
    EXPECT_NO_THROW(writing.get());
}

} // namespace
} // namespace chatsweep::test

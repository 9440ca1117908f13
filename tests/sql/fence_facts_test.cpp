// SPDX-License-Identifier: Apache-2.0
#include "support/side_by_side.hpp"

#include <gtest/gtest.h>

namespace chatsweep::test {
namespace {

/// What PostgreSQL is relied upon for: when a foreign key or a trigger keeps a message waiting for
/// the session's row, and when it does not. A sweep has locked session 1.
class FenceFacts : public ::testing::Test {
protected:
    TestDatabase database{TestDatabase::With::nothing};

    void SetUp() override {
        database.run("create table session (id int primary key, tenant text default 'a',"
                     " unique (id, tenant));"
                     "create table message (session_id int not null, tenant text);"
                     "insert into session values (1)");
    }

    /// Whether a message waits for the session that is locked, once this has been run.
    bool waits_after(const std::string& ddl, const std::string& settings = "",
                     const std::string& insert = "insert into message values (1)") {
        database.run(ddl);
        Side sweep{database};
        sweep.run("select from session where id = 1 for update");
        Side writer{database};
        writer.run("select 1; " + settings);
        return writer.waits(insert);
    }

    /// The SQLSTATE of a message to a session that there is not.
    std::string orphan_after(const std::string& ddl) {
        database.run(ddl);
        return Side{database}.fails("insert into message values (99)");
    }

    const std::string key = "alter table message add constraint key foreign key (session_id)"
                            " references session";
    const std::string refused = "23503";
};

TEST_F(FenceFacts, WithoutAForeignKeyNothingWaits) {
    EXPECT_FALSE(waits_after(""));
}

TEST_F(FenceFacts, AForeignKeyKeepsAMessageWaiting) {
    EXPECT_TRUE(waits_after(key));
}

TEST_F(FenceFacts, AKeyThatIsNotValidatedIsEnforcedForNewRows) {
    database.run("insert into message values (98)");

    EXPECT_TRUE(waits_after(key + " not valid"));
    EXPECT_EQ(orphan_after(""), refused);
}

TEST_F(FenceFacts, AKeyThatIsNotEnforcedExistsFromVersion18OnAndIsMarked) {
    const bool can_be = database.count("show server_version_num") >= 180000;
    EXPECT_EQ(Side{database}.fails(key + " not enforced") == "", can_be);
    database.run(key + (can_be ? " not enforced" : ""));

    EXPECT_EQ(database.value("select coalesce((to_jsonb(k) ->> 'conenforced')::boolean, true) from"
                             " pg_constraint k where conname = 'key'"),
              can_be ? "f" : "t");
    EXPECT_EQ(waits_after(""), !can_be);
}

TEST_F(FenceFacts, ADeferredKeyLetsAMessageInAndWaitsAtItsCommit) {
    database.run(key + " deferrable initially deferred");
    Side sweep{database};
    sweep.run("select from session where id = 1 for update");
    Side writer{database};

    EXPECT_FALSE(writer.waits("insert into message values (1)"));
    writer.run("insert into message values (1)");
    auto committing = writer.run_until_blocked(database, "commit");
    EXPECT_EQ(sweep.value("select count(*) from message"), "0");
    sweep.commit();
    EXPECT_NO_THROW(committing.get());
}

TEST_F(FenceFacts, ADeferredKeyTakesNoLockBeforeTheCommit) {
    database.run(key + " deferrable initially deferred");
    Side writer{database};
    writer.run("insert into message values (1)");

    EXPECT_FALSE(Side{database}.waits("select from session for update"));
    writer.run("set constraints all immediate");
    EXPECT_TRUE(Side{database}.waits("select from session for update"));
}

TEST_F(FenceFacts, ADeferrableKeyThatIsNotDeferredKeepsAMessageWaiting) {
    EXPECT_TRUE(waits_after(key + " deferrable initially immediate"));
}

TEST_F(FenceFacts, ATableWhoseTriggersAreDisabledHasNoKeyAndSaysSoInTheCatalog) {
    EXPECT_FALSE(waits_after(key + "; alter table message disable trigger all"));
    EXPECT_EQ(orphan_after(""), "");
    EXPECT_EQ(database.value("select string_agg(distinct tgenabled::text, '') from pg_trigger where"
                             " tgrelid = 'message'::regclass"),
              "D");
    EXPECT_TRUE(waits_after("alter table message enable trigger all"));
}

TEST_F(FenceFacts, DisabledTriggersOfItsOwnersDoNotDisableAKey) {
    EXPECT_TRUE(waits_after(key + "; alter table message disable trigger user"));
}

TEST_F(FenceFacts, AReplicaRoleForcesNoKeyUnlessItsTriggersFireAlways) {
    const std::string replica = "set local session_replication_role = replica";
    EXPECT_FALSE(waits_after(key, replica)) << "whoever replicates into the table is not kept out";
    EXPECT_TRUE(waits_after("do $$ declare t name; begin for t in select tgname from pg_trigger "
                            "where tgrelid = 'message'::regclass loop execute format('alter table "
                            "message enable always trigger %I', t); end loop; end $$",
                            replica));
}

TEST_F(FenceFacts, AKeyOfTwoColumnsLocksNothingWhereOneIsNullAndMatchIsSimple) {
    const std::string pair = "alter table message drop constraint if exists key, add constraint key"
                             " foreign key (session_id, tenant) references session (id, tenant)";
    EXPECT_FALSE(waits_after(pair));
    EXPECT_TRUE(waits_after("", "", "insert into message values (1, 'a')"));
    database.run(pair + " match full");
    EXPECT_EQ(Side{database}.fails("insert into message values (1)"), refused);
}

TEST_F(FenceFacts, APartitionKeepsTheKeyOfItsParentHoweverItIsWrittenTo) {
    database.run("alter table message rename to old; create table message (session_id int, tenant"
                 " text) partition by hash (session_id); create table part partition of message for"
                 " values with (modulus 1, remainder 0)");

    EXPECT_TRUE(waits_after(key));
    EXPECT_TRUE(waits_after("", "", "insert into part values (1)"));
    EXPECT_TRUE(waits_after("alter table message detach partition part; alter table message attach"
                            " partition part for values with (modulus 1, remainder 0)",
                            "", "insert into part values (1)"));
}

TEST_F(FenceFacts, APartitionWhoseTriggersAreDisabledHasNoKey) {
    database.run("alter table message rename to old; create table message (session_id int, tenant"
                 " text) partition by hash (session_id); create table part partition of message for"
                 " values with (modulus 1, remainder 0)");

    EXPECT_FALSE(waits_after(key + "; alter table part disable trigger all"));
}

TEST_F(FenceFacts, ATableThatInheritsHasNoKeyAndShowsItsRowsInTheParent) {
    database.run(key + "; create table old () inherits (message)");

    EXPECT_FALSE(waits_after("", "", "insert into old values (1)"));
    database.run("insert into old values (1)");
    EXPECT_EQ(database.count("select count(*) from message"), 1);
}

TEST_F(FenceFacts, AKeyToAPartitionedTableLocksTheRowInItsPartition) {
    database.run("drop table session; create table session (id int, state text, primary key (id))"
                 " partition by hash (id); create table part partition of session for values with"
                 " (modulus 1, remainder 0); insert into session values (1, 'open')");

    EXPECT_TRUE(waits_after(key));
}

TEST_F(FenceFacts, ARowThatMovesToAnotherPartitionBreaksWhoeverWaitsForIt) {
    database.run(
        "drop table session; create table session (id int, state text) partition by list"
        " (state); create table open partition of session for values in ('open'); create"
        " table rest partition of session default; insert into session values (1, 'open')");
    Side sweep{database};
    sweep.run("select from session where id = 1 for update");
    Side writer{database};
    auto writing = writer.run_until_blocked(database, "select from session where id = 1 for key"
                                                      " share");
    sweep.run("update session set state = 'closed' where id = 1");
    sweep.commit();

    EXPECT_THROW(writing.get(), pqxx::serialization_failure);
}

class TriggerFenceFacts : public FenceFacts {
protected:
    const std::string trigger =
        "create or replace function fence() returns trigger language plpgsql security definer as $$"
        " begin perform 1 from session s where s.id = new.session_id for key share; return new; end"
        " $$; create trigger fence before insert on message for each row execute function fence()";
};

TEST_F(TriggerFenceFacts, ATriggerThatTakesForKeyShareKeepsAMessageWaiting) {
    EXPECT_TRUE(waits_after(trigger));
    EXPECT_TRUE(waits_after("", "", "insert into message select 1"));
    EXPECT_FALSE(waits_after("alter table message disable trigger fence"));
}

TEST_F(TriggerFenceFacts, ATriggerOfAPartitionedTableFiresInEveryPartition) {
    database.run("alter table message rename to old; create table message (session_id int, tenant"
                 " text) partition by hash (session_id); create table part partition of message for"
                 " values with (modulus 1, remainder 0)");

    EXPECT_TRUE(waits_after(trigger, "", "insert into part values (1)"));
    EXPECT_FALSE(waits_after("alter table part disable trigger fence"));
}

TEST_F(TriggerFenceFacts, ATableThatInheritsHasNoTrigger) {
    EXPECT_FALSE(waits_after(trigger + "; create table old () inherits (message)", "",
                             "insert into old values (1)"));
}

TEST_F(TriggerFenceFacts, ATriggerFiresForCopyToo) {
    database.run(trigger);
    Side sweep{database};
    sweep.run("select from session where id = 1 for update");
    pqxx::connection connection{database.dsn()};
    pqxx::work writer{connection};
    writer.exec("set local lock_timeout = '10ms'");

    EXPECT_THROW(
        {
            auto stream = pqxx::stream_to::table(writer, {"message"}, {"session_id"});
            stream.write_values(1);
            stream.complete();
        },
        pqxx::sql_error);
}

} // namespace
} // namespace chatsweep::test

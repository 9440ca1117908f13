// SPDX-License-Identifier: Apache-2.0
#include "store/adapter.hpp"
#include "store/closing.hpp"
#include "support/store.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace chatsweep::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

std::vector<std::string> problems(const TestDatabase& database) {
    Connected store{database};
    Transaction tx{store.database, Access::read_only};
    return fence_problems(tx);
}

/// What is wrong with the fence after this.
std::vector<std::string> problems_after(const std::string& sql) {
    TestDatabase database;
    database.run(sql);
    return problems(database);
}

const std::string drop_key = "alter table chat.message drop constraint message_session_id_fkey; ";

const std::string trigger_fence = drop_key + R"(
    create function chatsweep.fence_message() returns trigger language plpgsql security definer
    set search_path = pg_catalog, pg_temp as $$
    begin
        perform from chat.session s where s.id = new.session_id for key share;
        return new;
    end $$;
    create trigger fence before insert or update of session_id on chat.message
        for each row execute function chatsweep.fence_message();
    update chatsweep.adapter set fence = 'trigger'; )";

/// The message table in two partitions; with `rest`, what differs between the kinds of fence.
std::string partitioned_messages(const std::string& rest) {
    return "drop table chat.message; create table chat.message (session_id bigint not null, "
           "sender text, sent_at timestamptz, constraint message_session_id_fkey foreign key "
           "(session_id) references chat.session) partition by hash (session_id); "
           "create table chat.message_0 partition of chat.message "
           "for values with (modulus 2, remainder 0); "
           "create table chat.message_1 partition of chat.message "
           "for values with (modulus 2, remainder 1); "
           "update chatsweep.adapter set message_table = 'chat.message'; " +
           rest;
}

/// The session table partitioned by a column, behind a fence of triggers.
std::string partitioned_sessions(const std::string& column) {
    return trigger_fence +
           "alter table chat.session rename to old_session; create table chat.session (like "
           "chat.old_session, primary key (id, " +
           column + ")) partition by list (" + column +
           "); create table chat.session_rest partition of chat.session default; "
           "update chatsweep.adapter set session_table = 'chat.session'; ";
}

TEST(ForeignKeyFence, HoldsInTheReferenceSchema) {
    TestDatabase database;

    EXPECT_THAT(problems(database), IsEmpty());
}

TEST(ForeignKeyFence, HoldsWhereTheKeyIsNotValidatedForOldRows) {
    EXPECT_THAT(problems_after(drop_key + "alter table chat.message add foreign key (session_id) "
                                          "references chat.session not valid"),
                IsEmpty());
}

TEST(ForeignKeyFence, IsBrokenWithoutTheKey) {
    EXPECT_THAT(problems_after(drop_key),
                ElementsAre("chat.message has no foreign key to chat.session"));
}

TEST(ForeignKeyFence, IsBrokenWhereTheKeyPointsElsewhere) {
    EXPECT_THAT(problems_after(drop_key + "create table chat.thread (id bigint primary key); "
                                          "alter table chat.message add foreign key (session_id) "
                                          "references chat.thread"),
                ElementsAre("chat.message has no foreign key to chat.session"));
}

TEST(ForeignKeyFence, IsBrokenWhileTriggersAreDisabled) {
    EXPECT_THAT(problems_after("alter table chat.message disable trigger all"),
                ElementsAre("a trigger of foreign key message_session_id_fkey on chat.message is "
                            "disabled"));
    EXPECT_THAT(problems_after("alter table chat.session disable trigger all"),
                ElementsAre("a trigger of foreign key message_session_id_fkey on chat.session is "
                            "disabled"));
    EXPECT_THAT(problems_after("alter table chat.message disable trigger all; "
                               "alter table chat.message enable trigger all"),
                IsEmpty());
}

TEST(ForeignKeyFence, DoesNotMindWhichOtherTriggersAreDisabled) {
    EXPECT_THAT(problems_after("alter table chat.message disable trigger user"), IsEmpty());
}

TEST(ForeignKeyFence, IsBrokenWhereItsTriggersFireOnReplicasOnly) {
    EXPECT_THAT(problems_after("do $$ declare t name; begin for t in select tgname from "
                               "pg_trigger where tgrelid = 'chat.message'::regclass and "
                               "tgisinternal loop execute format('alter table chat.message "
                               "enable replica trigger %I', t); end loop; end $$"),
                ElementsAre("a trigger of foreign key message_session_id_fkey on chat.message is "
                            "disabled"));
}

TEST(ForeignKeyFence, HoldsOnPartitionsOfTheMessageTable) {
    EXPECT_THAT(problems_after(partitioned_messages("")), IsEmpty());
}

TEST(ForeignKeyFence, IsBrokenOnOnePartitionWhoseTriggersAreDisabled) {
    EXPECT_THAT(
        problems_after(partitioned_messages("alter table chat.message_1 disable trigger all")),
        ElementsAre(testing::MatchesRegex(
            "a trigger of foreign key message_session_id_fkey.* on chat.message_1 is disabled")));
}

TEST(ForeignKeyFence, IsBrokenOnATableThatInheritsWithoutTheKey) {
    EXPECT_THAT(problems_after("create table chat.old_message () inherits (chat.message)"),
                ElementsAre("chat.old_message has no foreign key to chat.session"));
}

TEST(ForeignKeyFence, LocksNothingWhereAKeyOfTwoColumnsMayBeNull) {
    EXPECT_THAT(problems_after(drop_key + "alter table chat.message add tenant text; "
                                          "alter table chat.session add unique (id, tenant); "
                                          "alter table chat.message add constraint pair foreign "
                                          "key (session_id, tenant) references chat.session "
                                          "(id, tenant)"),
                ElementsAre("foreign key pair locks nothing where tenant of chat.message is "
                            "null"));
}

TEST(TriggerFence, HoldsAndKeepsMessagesOut) {
    TestDatabase database;
    const std::string id = database.add_session();
    database.run(trigger_fence + "alter table chat.message disable trigger message_keeps_facts");
    EXPECT_THAT(problems(database), IsEmpty());
    Connected store{database};
    Transaction tx{store.database, Access::read_write};
    ASSERT_THAT(lock_sessions(tx, {id}), SizeIs(1));

    EXPECT_THROW(database.run("set local lock_timeout = '50ms'; insert into chat.message "
                              "(session_id, sender) values (" +
                              id + ", 'customer')"),
                 pqxx::sql_error);
}

TEST(TriggerFence, IsBrokenWithoutItsTrigger) {
    EXPECT_THAT(problems_after(trigger_fence + "drop trigger fence on chat.message"),
                ElementsAre("no trigger on chat.message calls chatsweep.fence_message() for each "
                            "row on insert"));
}

TEST(TriggerFence, IsBrokenWhereItsTriggerComesForAStatementOrAnUpdateOnly) {
    for (const std::string when : {"before insert on chat.message for each statement",
                                   "before update on chat.message for each row"}) {
        EXPECT_THAT(problems_after(trigger_fence +
                                   "drop trigger fence on chat.message; create "
                                   "trigger fence " +
                                   when + " execute function chatsweep.fence_message()"),
                    ElementsAre("no trigger on chat.message calls chatsweep.fence_message() for "
                                "each row on insert"))
            << when;
    }
}

TEST(TriggerFence, IsBrokenWhileItsTriggerIsDisabled) {
    EXPECT_THAT(problems_after(trigger_fence + "alter table chat.message disable trigger fence"),
                ElementsAre("trigger \"fence\" on chat.message is disabled"));
}

TEST(TriggerFence, IsBrokenWhereItsTriggerHasACondition) {
    EXPECT_THAT(problems_after(trigger_fence + "create or replace trigger fence before insert on "
                                               "chat.message for each row when (new.sender = "
                                               "'customer') execute function "
                                               "chatsweep.fence_message()"),
                ElementsAre("trigger \"fence\" on chat.message has a condition"));
}

TEST(TriggerFence, IsBrokenWithoutItsFunction) {
    EXPECT_THAT(problems_after("update chatsweep.adapter set fence = 'trigger'"),
                ElementsAre("function chatsweep.fence_message() does not exist",
                            "no trigger on chat.message calls chatsweep.fence_message() for each "
                            "row on insert"));
}

TEST(TriggerFence, NeedsAFunctionThatSeesTheSessionWhoeverWrites) {
    EXPECT_THAT(
        problems_after(trigger_fence + "alter function chatsweep.fence_message() security invoker"),
        ElementsAre("function chatsweep.fence_message() is not security definer"));
}

TEST(TriggerFence, HoldsOnPartitionsOfTheMessageTable) {
    EXPECT_THAT(problems_after(partitioned_messages(trigger_fence)), IsEmpty());
}

TEST(TriggerFence, IsBrokenOnOnePartitionWhoseTriggerIsDisabled) {
    EXPECT_THAT(problems_after(partitioned_messages(
                    trigger_fence + "alter table chat.message_1 disable trigger fence")),
                ElementsAre("trigger \"fence\" on chat.message_1 is disabled"));
}

TEST(TriggerFence, IsBrokenOnATableThatInheritsWithoutTheTrigger) {
    EXPECT_THAT(
        problems_after(trigger_fence + "create table chat.old_message () inherits (chat.message)"),
        ElementsAre("no trigger on chat.old_message calls chatsweep.fence_message() for "
                    "each row on insert"));
}

TEST(Fence, IsRefusedWhereClosingMovesTheSessionToAnotherPartition) {
    EXPECT_THAT(problems_after(partitioned_sessions("tenant")), IsEmpty())
        << "a part of the primary key does not change";
    EXPECT_THAT(problems_after(trigger_fence +
                               "alter table chat.session rename to old_session; create table "
                               "chat.session (id bigint, status text) partition by list (status); "
                               "create table chat.session_rest partition of chat.session default; "
                               "update chatsweep.adapter set session_table = 'chat.session'"),
                ElementsAre("chat.session is partitioned by status, which closing may change"));
}

TEST(Fence, IsRefusedWhereTheAdapterNamesAPartitionOfTheSessions) {
    EXPECT_THAT(problems_after(trigger_fence +
                               "alter table chat.session rename to old_session; create table "
                               "chat.session (id bigint, status text) partition by list (status); "
                               "create table chat.session_rest partition of chat.session default; "
                               "update chatsweep.adapter set session_table = 'chat.session_rest'"),
                ElementsAre("chat.session is partitioned by status, which closing may change"));
}

TEST(Fence, NeedsTables) {
    EXPECT_THAT(problems_after(trigger_fence + "update chatsweep.adapter set session_table = "
                                               "'chatsweep.session_facts'"),
                ElementsAre("chatsweep.session_facts is not a table"));
    EXPECT_THAT(problems_after("create view chat.messages as select * from chat.message; update "
                               "chatsweep.adapter set message_table = 'chat.messages'"),
                ElementsAre("chat.messages is not a table"));
}

TEST(Fence, NeedsTablesThatAreThere) {
    EXPECT_THAT(problems_after("drop table chat.message"),
                ElementsAre("the adapter's message table does not exist"));
}

TEST(Fence, IsMissedWhereTheAdapterNamesNone) {
    EXPECT_THAT(problems_after("update chatsweep.adapter set fence = null, session_table = null, "
                               "message_table = null"),
                ElementsAre("the adapter names no fence"));
}

} // namespace
} // namespace chatsweep::test

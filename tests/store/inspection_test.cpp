// SPDX-License-Identifier: Apache-2.0
#include "store/inspection.hpp"

#include "store/adapter.hpp"
#include "support/store.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace chatsweep::test {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

using Problems = std::vector<std::string>;

Problems columns(const TestDatabase& database) {
    Connected store{database};
    Transaction tx{store.database, Access::read_only};
    return column_problems(tx);
}

Problems functions(const TestDatabase& database) {
    Connected store{database};
    Transaction tx{store.database, Access::read_only};
    return function_problems(tx, installed_adapter(tx).offers);
}

/// What is missing from the functions after this.
Problems functions_after(const std::string& sql) {
    TestDatabase database;
    database.run(sql);
    return functions(database);
}

TEST(Contract, IsKeptByTheChatAdapter) {
    TestDatabase database;

    EXPECT_THAT(columns(database), IsEmpty());
    EXPECT_THAT(functions(database), IsEmpty());
}

TEST(Contract, MissesAColumn) {
    TestDatabase database;
    database.run("alter view chatsweep.session_facts rename column tenant to tenancy");

    EXPECT_THAT(columns(database), ElementsAre("view session_facts has no column 'tenant'"));
}

TEST(Contract, MissesEveryColumnWhereThereIsNoView) {
    TestDatabase database;
    database.run("drop view chatsweep.session_facts cascade");

    EXPECT_THAT(columns(database), SizeIs(25));
    EXPECT_THAT(functions(database),
                ElementsAre("there is no function chatsweep.facts_of(text[])"));
}

TEST(Contract, SeesAColumnOfTheWrongType) {
    TestDatabase database;
    database.run("drop view chatsweep.session_facts cascade");
    database.run("create view chatsweep.session_facts as select id as session_id, tenant, "
                 "environment, channel, handler::text, started_by::text, status::text, "
                 "labels::text as labels, authenticated, started_at::timestamp, "
                 "reopened_at as clock_floor_at, last_customer_message_at, first_reply_at, "
                 "first_agent_reply_at, last_agent_message_at, last_bot_message_at, "
                 "last_message_at, snoozed_until, opted_out_at, token_issued_at, "
                 "token_expires_at, inactive_since, now() as agent_joined_at, "
                 "now() as customer_joined_at, now() as last_agent_message_since_join_at "
                 "from chat.session");

    EXPECT_THAT(
        columns(database),
        ElementsAre("column 'session_id' of view session_facts is bigint instead of text",
                    "column 'environment' of view session_facts is chat.environment instead of "
                    "text",
                    "column 'labels' of view session_facts is text instead of text[]",
                    "column 'started_at' of view session_facts is timestamp without time zone "
                    "instead of timestamp with time zone"));
}

TEST(Contract, MissesAFunction) {
    EXPECT_THAT(functions_after("drop function chatsweep.lock_sessions"),
                ElementsAre("there is no function chatsweep.lock_sessions(text[])"));
    EXPECT_THAT(functions_after("alter function chatsweep.session_state(text) set schema public"),
                ElementsAre("there is no function chatsweep.session_state(text)"));
}

TEST(Contract, TakesAFunctionWithOtherArgumentsForNone) {
    EXPECT_THAT(functions_after(
                    "drop function chatsweep.lock_sessions; create function "
                    "chatsweep.lock_sessions(bigint[]) returns setof text language sql security "
                    "definer set search_path = pg_catalog as 'select null::text'"),
                ElementsAre("there is no function chatsweep.lock_sessions(text[])"));
}

TEST(Contract, NeedsWroteAfterOnlyWhereItIsOffered) {
    EXPECT_THAT(functions_after("drop function chatsweep.wrote_after"),
                ElementsAre("there is no function chatsweep.wrote_after(text[], timestamp with "
                            "time zone[])"));
    EXPECT_THAT(functions_after("drop function chatsweep.wrote_after; update chatsweep.adapter "
                                "set offers = array_remove(offers, 'wrote_after')"),
                IsEmpty());
}

TEST(Contract, NeedsWhatTimersCallOnlyWhereItIsOffered) {
    EXPECT_THAT(functions_after("drop function chatsweep.set_status, chatsweep.leave"),
                ElementsAre("there is no function chatsweep.set_status(text[], text)",
                            "there is no function chatsweep.leave(text[], text[])"));
    EXPECT_THAT(functions_after("drop function chatsweep.set_status, chatsweep.leave; update "
                                "chatsweep.adapter set offers = array_remove(array_remove(offers, "
                                "'set_status'), 'leave')"),
                IsEmpty());
}

TEST(Contract, SeesAFunctionThatReturnsSomethingElse) {
    EXPECT_THAT(functions_after("drop function chatsweep.lock_sessions; create function "
                                "chatsweep.lock_sessions(text[]) returns setof bigint language "
                                "sql security definer set search_path = pg_catalog as "
                                "'select 1::bigint'"),
                ElementsAre("function chatsweep.lock_sessions(text[]) returns SETOF bigint "
                            "instead of SETOF text"));
}

TEST(Contract, SeesAFunctionThatRunsWithItsCallersRights) {
    EXPECT_THAT(functions_after("alter function chatsweep.facts_of(text[]) security invoker"),
                ElementsAre("function chatsweep.facts_of(text[]) is not security definer"));
}

TEST(Contract, SeesAFunctionWithoutAFixedSearchPath) {
    EXPECT_THAT(functions_after("alter function chatsweep.facts_of(text[]) reset search_path"),
                ElementsAre("function chatsweep.facts_of(text[]) has no fixed search_path"));
}

TEST(Contract, SeesAFunctionThatEverybodyMayCall) {
    EXPECT_THAT(functions_after("grant execute on function chatsweep.close_sessions to public"),
                ElementsAre("function chatsweep.close_sessions(text[], timestamp with time zone, "
                            "text[]) may be called by everybody"));
}

TEST(Contract, SeesAFunctionWhoseRightsWereNeverRevoked) {
    EXPECT_THAT(functions_after("drop function chatsweep.lock_sessions; create function "
                                "chatsweep.lock_sessions(text[]) returns setof text language sql "
                                "security definer set search_path = pg_catalog as "
                                "'select null::text'"),
                ElementsAre("function chatsweep.lock_sessions(text[]) may be called by "
                            "everybody"));
}

TEST(Contract, TellsWhichFunctionsRunAsASuperuser) {
    TestDatabase database;
    const TestRole owner{database};
    Connected store{database};
    const auto now = [&] {
        Transaction tx{store.database, Access::read_only};
        return superuser_functions(tx);
    };
    EXPECT_THAT(now(), Contains("chatsweep.close_sessions(text[], timestamp with time zone, "
                                "text[])"));

    database.run("do $$ declare f regprocedure; begin for f in select p.oid from pg_proc p where "
                 "pronamespace = 'chatsweep'::regnamespace loop execute format('alter function "
                 "%s owner to " +
                 owner.name() + "', f); end loop; end $$");

    EXPECT_THAT(now(), IsEmpty());
}

TEST(DuplicateIds, AreCounted) {
    TestDatabase database;
    database.add_session();
    database.add_session();
    Connected store{database};
    const auto now = [&] {
        Transaction tx{store.database, Access::read_only};
        return duplicate_ids(tx);
    };
    EXPECT_EQ(now(), 0);

    database.run("alter view chatsweep.session_facts rename to once; create view "
                 "chatsweep.session_facts as select * from chatsweep.once union all select * "
                 "from chatsweep.once");

    EXPECT_EQ(now(), 2);
}

} // namespace
} // namespace chatsweep::test

// SPDX-License-Identifier: Apache-2.0
#include "store/facts.hpp"

#include "core/plan.hpp"
#include "support/sessions.hpp"
#include "support/store.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace chatsweep::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using testing::ThrowsMessage;

constexpr const char* facts_of_shows_everything_twice = R"(
    create or replace function chatsweep.facts_of(session_ids text[])
    returns setof chatsweep.session_facts language sql stable security definer
    set search_path = pg_catalog, pg_temp
    as $$ select * from chatsweep.session_facts
          union all select * from chatsweep.session_facts $$)";

std::vector<SessionFacts> all_facts(Transaction& tx) {
    std::vector<SessionFacts> all;
    load_facts(tx, std::nullopt, JoinedUnder::skip,
               [&](const SessionFacts& facts) { all.push_back(facts); });
    return all;
}

std::vector<std::string> ids_of(const std::vector<SessionFacts>& all) {
    std::vector<std::string> ids;
    for (const SessionFacts& facts : all) {
        ids.push_back(facts.session_id.value);
    }
    return ids;
}

SessionFacts only_session(TestDatabase& database) {
    Connected store{database};
    Transaction tx{store.database, Access::read_only};
    const std::vector<SessionFacts> all = all_facts(tx);
    EXPECT_THAT(all, SizeIs(1));
    return all.at(0);
}

TEST(Facts, DecodeEveryColumn) {
    TestDatabase database;
    const std::string id = database.add_session(
        "tenant, environment, channel, handler, started_by, status, labels, started_at, "
        "reopened_at, last_customer_message_at, first_reply_at, first_agent_reply_at, "
        "last_agent_message_at, last_bot_message_at, last_message_at, snoozed_until, "
        "opted_out_at, authenticated, token_issued_at, token_expires_at, inactive_since, "
        "agent_joined_at, customer_joined_at",
        R"('Zoë''s', 'sandbox', 'e-mail', 'ai_agent', 'business', 'snoozed', '{vip,"a,b\"c"}',
        '2026-11-01 00:00:00.000001+00', '2026-11-02 00:00+00', '2026-11-03 00:00+00',
        '2026-11-04 00:00+00', '2026-11-05 00:00+00', '2026-11-06 00:00+00',
        '2026-11-07 00:00+00', '2026-11-08 00:00+00', '2026-11-09 00:00+00',
        '2026-11-10 00:00+00', true, '2026-11-11 00:00+00', '2026-11-12 00:00+00',
        '2026-11-13 00:00+00', '2026-11-06 00:00+00', '2026-11-05 00:00+00')");

    const SessionFacts facts = only_session(database);

    EXPECT_EQ(facts.session_id.value, id);
    EXPECT_EQ(facts.tenant, "Zoë's");
    EXPECT_EQ(facts.environment, "sandbox");
    EXPECT_EQ(facts.channel, "e-mail");
    EXPECT_EQ(facts.handler, "ai_agent");
    EXPECT_EQ(facts.started_by, "business");
    EXPECT_EQ(facts.status, "snoozed");
    EXPECT_THAT(facts.labels, ElementsAre("vip", "a,b\"c"));
    EXPECT_EQ(facts.started_at, at("2026-11-01T00:00:00.000001Z"));
    EXPECT_EQ(facts.clock_floor_at, at("2026-11-02T00:00:00Z"));
    EXPECT_EQ(facts.last_customer_message_at, at("2026-11-03T00:00:00Z"));
    EXPECT_EQ(facts.first_reply_at, at("2026-11-04T00:00:00Z"));
    EXPECT_EQ(facts.first_agent_reply_at, at("2026-11-05T00:00:00Z"));
    EXPECT_EQ(facts.last_agent_message_at, at("2026-11-06T00:00:00Z"));
    EXPECT_EQ(facts.last_bot_message_at, at("2026-11-07T00:00:00Z"));
    EXPECT_EQ(facts.last_message_at, at("2026-11-08T00:00:00Z"));
    EXPECT_EQ(facts.snoozed_until, at("2026-11-09T00:00:00Z"));
    EXPECT_EQ(facts.opted_out_at, at("2026-11-10T00:00:00Z"));
    EXPECT_EQ(facts.authenticated, true);
    EXPECT_EQ(facts.token_issued_at, at("2026-11-11T00:00:00Z"));
    EXPECT_EQ(facts.token_expires_at, at("2026-11-12T00:00:00Z"));
    EXPECT_EQ(facts.inactive_since, at("2026-11-13T00:00:00Z"));
    EXPECT_EQ(facts.agent_joined_at, at("2026-11-06T00:00:00Z"));
    EXPECT_EQ(facts.customer_joined_at, at("2026-11-05T00:00:00Z"));
    EXPECT_EQ(facts.last_agent_message_since_join_at, at("2026-11-06T00:00:00Z"));
    EXPECT_EQ(facts.joined_under, std::nullopt);
    EXPECT_THAT(facts.marks, IsEmpty());
}

TEST(Facts, AreEmptyWhereTheDatabaseHasNull) {
    TestDatabase database;
    for (const char* column : {"tenant", "environment", "channel", "handler", "started_by",
                               "status", "labels", "authenticated", "started_at"}) {
        database.run(std::string{"alter table chat.session alter column "} + column +
                     " drop not null");
    }
    database.add_session("tenant, environment, channel, handler, started_by, status, labels, "
                         "authenticated, started_at",
                         "null, null, null, null, null, null, null, null, null");

    const SessionFacts facts = only_session(database);

    for (const auto& text : {facts.tenant, facts.environment, facts.channel, facts.handler,
                             facts.started_by, facts.status}) {
        EXPECT_EQ(text, std::nullopt);
    }
    EXPECT_THAT(facts.labels, IsEmpty());
    for (const auto& instant :
         {facts.started_at, facts.clock_floor_at, facts.last_customer_message_at,
          facts.first_reply_at, facts.first_agent_reply_at, facts.last_agent_message_at,
          facts.last_bot_message_at, facts.last_message_at, facts.snoozed_until, facts.opted_out_at,
          facts.token_issued_at, facts.token_expires_at, facts.inactive_since,
          facts.agent_joined_at, facts.customer_joined_at,
          facts.last_agent_message_since_join_at}) {
        EXPECT_EQ(instant, std::nullopt);
    }
    EXPECT_EQ(facts.authenticated, std::nullopt);
}

TEST(Facts, ClampInstantsToTheRangeAndKeepItsEnds) {
    TestDatabase database;
    database.add_session("channel, started_at, reopened_at, last_customer_message_at, "
                         "first_reply_at, first_agent_reply_at, last_agent_message_at, "
                         "last_bot_message_at, last_message_at, snoozed_until",
                         "'sms', '-infinity', '4713-01-01 00:00+00 BC', '0001-01-01 00:00+00', "
                         "'0001-12-31 23:59:59.999999+00 BC', '0001-01-01 00:00:00.000001+00', "
                         "'9999-12-31 23:59:59.999999+00', '10000-01-01 00:00+00', "
                         "'294276-12-31 23:59:59.999999+00', 'infinity'");

    const SessionFacts facts = only_session(database);

    EXPECT_EQ(facts.started_at, earliest_instant);
    EXPECT_EQ(facts.clock_floor_at, earliest_instant);
    EXPECT_EQ(facts.last_customer_message_at, earliest_instant);
    EXPECT_EQ(facts.first_reply_at, earliest_instant);
    EXPECT_EQ(facts.first_agent_reply_at, earliest_instant + tick);
    EXPECT_EQ(facts.last_agent_message_at, latest_instant);
    EXPECT_EQ(facts.last_bot_message_at, latest_instant);
    EXPECT_EQ(facts.last_message_at, latest_instant);
    EXPECT_EQ(facts.snoozed_until, latest_instant);
}

TEST(Facts, LeaveOutLabelsThatAreNull) {
    TestDatabase database;
    const std::string mixed = database.add_session("channel, labels", "'a', '{x,null,y}'");
    const std::string nulls = database.add_session("channel, labels", "'b', '{null,null}'");
    const std::string none = database.add_session("channel, labels", "'c', '{}'");
    const std::string blank = database.add_session("channel, labels", "'d', '{\"\"}'");
    Connected store{database};
    Transaction tx{store.database, Access::read_write};

    EXPECT_THAT(facts_of(tx, {mixed}, JoinedUnder::skip).at(0).labels, ElementsAre("x", "y"));
    EXPECT_THAT(facts_of(tx, {nulls}, JoinedUnder::skip).at(0).labels, IsEmpty());
    EXPECT_THAT(facts_of(tx, {none}, JoinedUnder::skip).at(0).labels, IsEmpty());
    EXPECT_THAT(facts_of(tx, {blank}, JoinedUnder::skip).at(0).labels, ElementsAre(""));
}

TEST(Facts, RefuseLabelsThatAreATable) {
    TestDatabase database;
    database.add_session("channel, labels", "'sms', '{{a,b},{c,d}}'");
    Connected store{database};
    Transaction tx{store.database, Access::read_only};

    EXPECT_THAT([&] { all_facts(tx); },
                ThrowsMessage<DatabaseError>("the server sent a malformed array"));
}

TEST(Facts, AreReadToTheLastRowOfALongCursor) {
    TestDatabase database;
    database.run("insert into chat.session (channel) select 'sms' from generate_series(1, 10001)");
    Connected store{database};
    Transaction tx{store.database, Access::read_only};

    EXPECT_THAT(all_facts(tx), SizeIs(10001));
    EXPECT_THAT(all_facts(tx), SizeIs(10001)) << "a second time in one transaction";
}

TEST(Facts, MakeTheSamePlanInWhateverOrderTheyAreLoaded) {
    TestDatabase database;
    for (int i = 0; i < 40; ++i) {
        database.add_silent_session(std::to_string(1 + i % 5) + " hours");
    }
    // Without it the rows come as they lie in the table; so they do where the marks are known to be
    // few.
    database.run("drop index chat.session_open; analyze chatsweep.mark");
    const PolicySet policies = a_policy().closes_after(2h);
    std::vector<std::vector<std::string>> loaded;
    std::vector<std::vector<std::string>> planned;
    Connected store{database};
    Instant now{};
    for (int round = 0; round < 2; ++round) {
        Transaction tx{store.database, Access::read_only};
        now = round == 0 ? tx.now() : now;
        const std::vector<SessionFacts> all = all_facts(tx);
        loaded.push_back(ids_of(all));
        Planner planner{policies, now, {}, HeldSessions::count};
        for (const SessionFacts& facts : all) {
            planner.look_at(facts);
        }
        planned.emplace_back();
        for (const PlannedSession& session : planner.take_plan(std::nullopt).sessions) {
            planned.back().push_back(session.session_id.value);
        }
        database.run("update chat.session set labels = '{moved}' where id % 3 = 0");
    }

    EXPECT_NE(loaded[0], loaded[1]) << "the rows have not moved, and nothing is shown";
    EXPECT_THAT(planned[0], SizeIs(32));
    EXPECT_EQ(planned[0], planned[1]);
}

TEST(Facts, AreNotLoadedForClosedSessions) {
    TestDatabase database;
    const std::string open = database.add_session();
    const std::string closed =
        database.add_session("channel, status, closed_at", "'sms', 'closed', now()");
    Connected store{database};
    Transaction tx{store.database, Access::read_only};

    EXPECT_THAT(ids_of(all_facts(tx)), ElementsAre(open));
    EXPECT_THAT(ids_of(facts_of(tx, {closed, open}, JoinedUnder::skip)), ElementsAre(open));
}

TEST(Facts, WithARepeatedIdAreAnErrorOnTheSecondLook) {
    TestDatabase database;
    const std::string id = database.add_session();
    database.run(facts_of_shows_everything_twice);
    Connected store{database};
    Transaction tx{store.database, Access::read_write};

    EXPECT_THAT([&] { std::ignore = facts_of(tx, {id}, JoinedUnder::skip); },
                ThrowsMessage<NotReady>(
                    "view chatsweep.session_facts has more than one row for a session id"));
}

TEST(Facts, WithoutAnIdAreAnError) {
    TestDatabase database;
    database.add_session();
    database.run("alter view chatsweep.session_facts rename to real_facts");
    database.run("create view chatsweep.session_facts as "
                 "select null::text as session_id, tenant, environment, channel, handler, "
                 "started_by, status, labels, started_at, clock_floor_at, "
                 "last_customer_message_at, first_reply_at, first_agent_reply_at, "
                 "last_agent_message_at, last_bot_message_at, last_message_at, snoozed_until, "
                 "opted_out_at, authenticated, token_issued_at, token_expires_at, "
                 "inactive_since, agent_joined_at, customer_joined_at, "
                 "last_agent_message_since_join_at from chatsweep.real_facts");
    Connected store{database};
    Transaction tx{store.database, Access::read_only};

    EXPECT_THAT(
        [&] { all_facts(tx); },
        ThrowsMessage<NotReady>("view chatsweep.session_facts has a row without a session id"));
}

TEST(Facts, OfASecondLookSeeWhatWasCommittedSinceTheFirst) {
    TestDatabase database;
    const std::string id = database.add_silent_session("3 hours");
    Connected store{database};
    Transaction tx{store.database, Access::read_write};
    const std::vector<SessionFacts> before = all_facts(tx);

    database.add_message(id, "customer", "1 minute");

    EXPECT_GT(facts_of(tx, {id}, JoinedUnder::skip).at(0).last_customer_message_at,
              before.at(0).last_customer_message_at);
}

TEST(OpenTotals, CountTheOpenAndTakeTheNewestMessageThatIsNotAhead) {
    TestDatabase database;
    const char* instants[] = {"'2026-11-20 12:00:00+00'",
                              "'2026-11-20 11:00:00+00'",
                              "'2026-11-20 12:05:00+00'",
                              "'2026-11-20 12:05:00.000001+00'",
                              "'infinity'",
                              "null"};
    for (const char* instant : instants) {
        database.add_session("channel, started_at, last_customer_message_at",
                             std::string{"'sms', '2026-11-20 11:00+00', "} + instant);
    }
    database.add_session("channel, status, closed_at, last_customer_message_at",
                         "'sms', 'closed', now(), '2026-11-20 12:04:00+00'");
    Connected store{database};
    Transaction tx{store.database, Access::read_only};

    const OpenTotals totals = open_totals(tx, noon + 5min);

    EXPECT_EQ(totals.open, 6);
    EXPECT_EQ(totals.future_dated, 2);
    EXPECT_EQ(totals.newest_customer_message, noon + 5min);
}

TEST(OpenTotals, CountEveryClockThatIsAhead) {
    TestDatabase database;
    for (const std::string column : {"last_agent_message_at", "last_message_at", "started_at",
                                     "inactive_since", "agent_joined_at", "customer_joined_at"}) {
        database.run("truncate chat.session cascade");
        database.add_session("channel, started_at", "'sms', '2026-11-20 11:00+00'");
        database.run("update chat.session set " + column + " = '2026-11-20 12:05:00.000001+00'");
        Connected store{database};
        Transaction tx{store.database, Access::read_only};

        EXPECT_EQ(open_totals(tx, noon + 5min).future_dated, 1) << column;
    }
}

TEST(OpenTotals, OfAnEmptyDatabaseAreZero) {
    TestDatabase database;
    Connected store{database};
    Transaction tx{store.database, Access::read_only};

    const OpenTotals totals = open_totals(tx, noon);

    EXPECT_EQ(totals.open, 0);
    EXPECT_EQ(totals.future_dated, 0);
    EXPECT_EQ(totals.newest_customer_message, std::nullopt);
}

} // namespace
} // namespace chatsweep::test

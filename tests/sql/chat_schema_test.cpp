// SPDX-License-Identifier: Apache-2.0
#include "support/postgres.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace chatsweep::test {
namespace {

/// A message so many minutes after noon.
void write(TestDatabase& database, const std::string& session, const std::string& sender,
           int minute) {
    database.run("insert into chat.message (session_id, sender, sent_at) values (" + session +
                 ", '" + sender + "', '2026-11-20 12:00+00'::timestamptz + interval '" +
                 std::to_string(minute) + " min')");
}

/// The facts of a session in minutes after noon: customer, first reply, first agent reply, last
/// agent message, last bot message, last message.
std::string facts(TestDatabase& database, const std::string& session) {
    return database.value(
        "select string_agg(coalesce((extract(epoch from fact - '2026-11-20 12:00+00') / "
        "60)::int::text, '-'), ' ' order by place) from chat.session cross join lateral "
        "(values (1, last_customer_message_at), (2, first_reply_at), (3, first_agent_reply_at), "
        "(4, last_agent_message_at), (5, last_bot_message_at), (6, last_message_at)) "
        "as f (place, fact) where id = " +
        session);
}

std::string columns_of(TestDatabase& database, const std::string& table) {
    return database.value("select string_agg(column_name, ' ' order by ordinal_position) from "
                          "information_schema.columns where table_schema = 'chat' and "
                          "table_name = '" +
                          table + "'");
}

TEST(ChatSchema, HasExactlyTheseColumns) {
    TestDatabase database;

    EXPECT_EQ(columns_of(database, "session"),
              "id tenant environment channel handler started_by status labels authenticated "
              "started_at snoozed_until token_issued_at token_expires_at opted_out_at reopened_at "
              "inactive_since last_customer_message_at first_reply_at first_agent_reply_at "
              "last_agent_message_at last_bot_message_at last_message_at closed_at close_reason "
              "agent_joined_at customer_joined_at");
    EXPECT_EQ(columns_of(database, "message"), "id session_id sender sent_at body");
    EXPECT_EQ(columns_of(database, "participant"), "id session_id role joined_at left_at");
}

TEST(ChatSchema, HasDefaultsForEverythingButTheChannel) {
    TestDatabase database;

    EXPECT_EQ(database.value("insert into chat.session (channel) values ('sms') returning "
                             "(tenant, environment, handler, started_by, status, labels, "
                             "authenticated, started_at = now(), closed_at)::text"),
              "(default,production,human,customer,active,{},f,t,)");
    EXPECT_THROW(database.run("insert into chat.session default values"), pqxx::not_null_violation);
}

TEST(ChatSchema, RefusesWordsThatItDoesNotKnow) {
    TestDatabase database;
    const std::string id = database.add_session();
    for (const std::string column : {"environment", "handler", "started_by", "status"}) {
        EXPECT_THROW(database.run("update chat.session set " + column + " = 'other'"),
                     pqxx::check_violation)
            << column;
    }
    EXPECT_THROW(
        database.run("insert into chat.message (session_id, sender) values (" + id + ", 'other')"),
        pqxx::check_violation);
    EXPECT_THROW(database.run("insert into chat.participant (session_id, role) values (" + id +
                              ", 'other')"),
                 pqxx::check_violation);
    for (const std::string role : {"customer", "agent", "supervisor", "bot", "ai_agent"}) {
        database.run("insert into chat.participant (session_id, role) values (" + id + ", '" +
                     role + "')");
    }
}

TEST(ChatSchema, RefusesASessionThatIsHalfClosed) {
    TestDatabase database;
    database.add_session();

    EXPECT_THROW(database.run("update chat.session set status = 'closed'"), pqxx::check_violation);
    EXPECT_THROW(database.run("update chat.session set closed_at = now()"), pqxx::check_violation);
    EXPECT_THROW(database.add_session("channel, status", "'sms', 'closed'"), pqxx::check_violation);
    database.run("update chat.session set status = 'closed', closed_at = now()");
    EXPECT_THROW(database.run("update chat.session set status = 'active'"), pqxx::check_violation);
    database.run("update chat.session set status = 'active', closed_at = null");
}

TEST(ChatFacts, FollowTheMessagesOfAConversation) {
    TestDatabase database;
    const std::string id = database.add_session();
    EXPECT_EQ(facts(database, id), "- - - - - -");
    write(database, id, "customer", 1);
    EXPECT_EQ(facts(database, id), "1 - - - - 1");
    write(database, id, "bot", 2);
    EXPECT_EQ(facts(database, id), "1 2 - - 2 2");
    write(database, id, "agent", 3);
    EXPECT_EQ(facts(database, id), "1 2 3 3 2 3");
    write(database, id, "agent", 4);
    EXPECT_EQ(facts(database, id), "1 2 3 4 2 4") << "a first reply stays the first";
}

TEST(ChatFacts, ForgetTheFirstRepliesWhenTheCustomerWritesAgain) {
    TestDatabase database;
    const std::string id = database.add_session();
    write(database, id, "customer", 1);
    write(database, id, "agent", 2);
    write(database, id, "customer", 3);
    EXPECT_EQ(facts(database, id), "3 - - 2 - 3");
    write(database, id, "agent", 4);
    EXPECT_EQ(facts(database, id), "3 4 4 4 - 4");
}

TEST(ChatFacts, NeverCountASystemMessageForMoreThanTheLast) {
    TestDatabase database;
    const std::string id = database.add_session();
    write(database, id, "customer", 1);
    write(database, id, "system", 5);
    EXPECT_EQ(facts(database, id), "1 - - - - 5");
    write(database, id, "system", 4);
    EXPECT_EQ(facts(database, id), "1 - - - - 5");
}

TEST(ChatFacts, DoNotMoveBackwardsForAMessageThatArrivesLate) {
    TestDatabase database;
    const std::string id = database.add_session();
    write(database, id, "customer", 5);
    write(database, id, "bot", 6);
    write(database, id, "agent", 7);
    for (const char* sender : {"customer", "bot", "agent", "system"}) {
        write(database, id, sender, 1);
        EXPECT_EQ(facts(database, id), "5 6 7 7 6 7") << sender;
    }
}

TEST(ChatFacts, NeverMakeAFirstReplyEarlier) {
    TestDatabase database;
    const std::string id = database.add_session();
    write(database, id, "customer", 1);
    write(database, id, "agent", 5);
    write(database, id, "agent", 3);
    EXPECT_EQ(facts(database, id), "1 5 5 5 - 5");
}

TEST(ChatFacts, TakeTheLatestReplyWhenACustomersMessageArrivesLateBetweenReplies) {
    TestDatabase database;
    const std::string id = database.add_session();
    write(database, id, "customer", 1);
    write(database, id, "agent", 2);
    write(database, id, "agent", 4);
    write(database, id, "agent", 6);
    write(database, id, "customer", 3);
    EXPECT_EQ(facts(database, id), "3 6 6 6 - 6");
}

TEST(ChatFacts, CountAReplyOfTheSameInstantByTheOrderOfArrival) {
    TestDatabase database;
    const std::string answered = database.add_session();
    write(database, answered, "customer", 1);
    write(database, answered, "agent", 1);
    EXPECT_EQ(facts(database, answered), "1 1 1 1 - 1");
    const std::string asked = database.add_session();
    write(database, asked, "agent", 1);
    write(database, asked, "customer", 1);
    EXPECT_EQ(facts(database, asked), "1 - - 1 - 1");
    write(database, answered, "customer", 1);
    EXPECT_EQ(facts(database, answered), "1 - - 1 - 1");
}

TEST(ChatFacts, FollowAMessageThatIsMovedForwardsOnly) {
    TestDatabase database;
    const std::string id = database.add_session();
    write(database, id, "customer", 5);
    database.run("update chat.message set sent_at = sent_at + interval '2 min'");
    EXPECT_EQ(facts(database, id), "7 - - - - 7");
    database.run("update chat.message set sent_at = sent_at - interval '4 min'");
    EXPECT_EQ(facts(database, id), "7 - - - - 7");
    database.run("update chat.message set sender = 'agent', sent_at = sent_at + interval '6 min'");
    EXPECT_EQ(facts(database, id), "7 9 9 9 - 9");
}

TEST(ChatFacts, OfAClosedSessionAreKeptAndItStaysClosed) {
    TestDatabase database;
    const std::string id =
        database.add_session("channel, status, closed_at", "'sms', 'closed', now()");
    write(database, id, "customer", 1);

    EXPECT_EQ(facts(database, id), "1 - - - - 1");
    EXPECT_EQ(database.value("select status from chat.session"), "closed");
    EXPECT_EQ(database.count("select count(*) from chat.message"), 1);
}

TEST(ChatFacts, DoNotTouchTheSessionForAMessageThatChangesNone) {
    TestDatabase database;
    const std::string id = database.add_session();
    write(database, id, "customer", 5);
    const std::string before = database.value("select xmin from chat.session");
    write(database, id, "customer", 4);
    database.run("update chat.message set body = 'corrected'");

    EXPECT_EQ(database.value("select xmin from chat.session"), before);
}

TEST(ChatFacts, AreUpdatedInPlaceOnTheirPage) {
    TestDatabase database;
    const std::string id = database.add_session();
    const std::string messages =
        "insert into chat.message (session_id, sender, sent_at) select " + id +
        ", (array['customer', 'agent', 'bot', 'system'])[i % 4 + 1], now() + i * interval '1 s' "
        "from generate_series(1, 8) as i; ";

    EXPECT_EQ(database.value(messages +
                             "select pg_stat_get_xact_tuples_updated('chat.session'::regclass) "
                             "|| ' ' || "
                             "pg_stat_get_xact_tuples_hot_updated('chat.session'::regclass)"),
              "8 8");
}

/// Each session's facts, worked out from all its messages at once.
constexpr const char* true_facts = R"(
    create view chat.truth as
    with last as (
        select session_id,
               max(sent_at) filter (where sender = 'customer') as customer,
               max(sent_at) filter (where sender = 'agent') as agent,
               max(sent_at) filter (where sender = 'bot') as bot,
               max(sent_at) as message
          from chat.message group by session_id)
    select l.*, min(m.sent_at) filter (where m.sender in ('agent', 'bot')) as reply,
           min(m.sent_at) filter (where m.sender = 'agent') as agent_reply
      from last l left join chat.message m on m.session_id = l.session_id
       and m.sent_at > l.customer
     group by l.session_id, l.customer, l.agent, l.bot, l.message)";

constexpr const char* wrong_facts = R"(
    select count(*) from chat.session s join chat.truth t on t.session_id = s.id
     where (s.last_customer_message_at, s.last_agent_message_at, s.last_bot_message_at,
            s.last_message_at) is distinct from (t.customer, t.agent, t.bot, t.message)
        or (s.first_reply_at is null) <> (t.reply is null)
        or (s.first_agent_reply_at is null) <> (t.agent_reply is null)
        or s.first_reply_at < t.reply or s.first_agent_reply_at < t.agent_reply)";

constexpr const char* late_first_replies = R"(
    select count(*) from chat.session s join chat.truth t on t.session_id = s.id
     where s.first_reply_at > t.reply or s.first_agent_reply_at > t.agent_reply)";

/// 200 sessions of ten messages each, arriving as they were sent, or in any order.
void converse(TestDatabase& database, bool in_any_order) {
    std::mt19937_64 random{20261120};
    const char* senders[] = {"customer", "agent", "bot", "system"};
    database.run("insert into chat.session (channel) select 'sms' from generate_series(1, 200)");
    std::string sql = "insert into chat.message (session_id, sender, sent_at) values ";
    for (int session = 1; session <= 200; ++session) {
        std::vector<int> minutes{0, 1, 2, 3, 4, 5, 6, 7, 8, 9};
        if (in_any_order) {
            std::shuffle(minutes.begin(), minutes.end(), random);
        }
        for (const int minute : minutes) {
            sql += "(" + std::to_string(session) + ", '" + senders[random() % 4] +
                   "', '2026-11-20 12:0" + std::to_string(minute) + "+00'),";
        }
    }
    sql.pop_back();
    database.run(sql);
    database.run(true_facts);
}

TEST(ChatFacts, AreTrueWhenMessagesArriveAsTheyWereSent) {
    TestDatabase database;
    converse(database, false);

    EXPECT_EQ(database.count(wrong_facts), 0);
    EXPECT_EQ(database.count(late_first_replies), 0);
}

TEST(ChatFacts, AreNeverTooEarlyInWhateverOrderMessagesArrive) {
    TestDatabase database;
    converse(database, true);

    EXPECT_EQ(database.count(wrong_facts), 0);
    EXPECT_GT(database.count(late_first_replies), 0) << "the order of arrival has not shown";
}

} // namespace
} // namespace chatsweep::test

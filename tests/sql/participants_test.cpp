// SPDX-License-Identifier: Apache-2.0
#include "support/postgres.hpp"
#include "support/waiting.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace chatsweep::test {
namespace {

using testing::HasSubstr;
using testing::ThrowsMessage;

/// An instant so many minutes after noon.
std::string minute(int minutes) {
    return "'2026-11-20 12:00+00'::timestamptz + interval '" + std::to_string(minutes) + " min'";
}

std::string join(TestDatabase& database, const std::string& session, const std::string& role,
                 int minutes) {
    return database.value("insert into chat.participant (session_id, role, joined_at) values (" +
                          session + ", '" + role + "', " + minute(minutes) + ") returning id");
}

void leave(TestDatabase& database, const std::string& participant, int minutes) {
    database.run("update chat.participant set left_at = " + minute(minutes) +
                 " where id = " + participant);
}

/// When the agent and the customer joined, in minutes after noon.
std::string joined(TestDatabase& database, const std::string& session) {
    return database.value(
        "select string_agg(coalesce((extract(epoch from fact - '2026-11-20 12:00+00') / "
        "60)::int::text, '-'), ' ' order by place) from chat.session cross join lateral "
        "(values (1, agent_joined_at), (2, customer_joined_at)) as f (place, fact) where id = " +
        session);
}

TEST(Participants, AreFactsOfTheSessionWhileTheyAreConnected) {
    TestDatabase database;
    const std::string id = database.add_session();
    const std::string customer = join(database, id, "customer", 1);
    EXPECT_EQ(joined(database, id), "- 1");
    const std::string agent = join(database, id, "agent", 2);
    EXPECT_EQ(joined(database, id), "2 1");
    leave(database, agent, 3);
    EXPECT_EQ(joined(database, id), "- 1");
    leave(database, customer, 4);
    EXPECT_EQ(joined(database, id), "- -");
}

TEST(Participants, AreTheLastAgentAndTheFirstCustomer) {
    TestDatabase database;
    const std::string id = database.add_session();
    const std::string first_customer = join(database, id, "customer", 1);
    join(database, id, "customer", 2);
    join(database, id, "agent", 3);
    const std::string second_agent = join(database, id, "agent", 4);
    EXPECT_EQ(joined(database, id), "4 1");
    leave(database, first_customer, 9);
    leave(database, second_agent, 9);
    EXPECT_EQ(joined(database, id), "3 2");
}

TEST(Participants, A7AreAnotherPairAfterATransfer) {
    TestDatabase database;
    const std::string id = database.add_session();
    join(database, id, "customer", 1);
    const std::string first = join(database, id, "agent", 2);
    database.run("update chat.participant set left_at = " + minute(5) + " where id = " + first +
                 "; insert into chat.participant (session_id, role, joined_at) values (" + id +
                 ", 'agent', " + minute(5) + ")");

    EXPECT_EQ(joined(database, id), "5 1");
}

TEST(Participants, WhoComeBackCountFromTheirReturn) {
    TestDatabase database;
    const std::string id = database.add_session();
    leave(database, join(database, id, "agent", 1), 2);
    join(database, id, "agent", 7);

    EXPECT_EQ(joined(database, id), "7 -");
}

TEST(Participants, WithOtherRolesDoNotTouchTheSession) {
    TestDatabase database;
    const std::string id = database.add_session();
    const std::string before = database.value("select xmin from chat.session");
    for (const char* role : {"supervisor", "bot", "ai_agent"}) {
        leave(database, join(database, id, role, 1), 2);
    }
    database.run("insert into chat.participant (session_id, role, joined_at, left_at) values (" +
                 id + ", 'agent', now(), now())");

    EXPECT_EQ(database.value("select xmin from chat.session"), before);
}

TEST(Participants, KeepBothSessionsRightWhenTheyMove) {
    TestDatabase database;
    const std::string from = database.add_session();
    const std::string to = database.add_session();
    join(database, from, "agent", 1);
    const std::string mover = join(database, from, "agent", 2);
    database.run("update chat.participant set session_id = " + to + " where id = " + mover);

    EXPECT_EQ(joined(database, from), "1 -");
    EXPECT_EQ(joined(database, to), "2 -");
}

TEST(Participants, FollowEveryChangeAndTheirRemoval) {
    TestDatabase database;
    const std::string id = database.add_session();
    const std::string agent = join(database, id, "agent", 3);
    database.run("update chat.participant set joined_at = " + minute(1));
    EXPECT_EQ(joined(database, id), "1 -");
    database.run("update chat.participant set role = 'customer'");
    EXPECT_EQ(joined(database, id), "- 1");
    database.run("delete from chat.participant where id = " + agent);
    EXPECT_EQ(joined(database, id), "- -");
}

TEST(Participants, WhoJoinAtOnceBothCount) {
    TestDatabase database;
    const std::string id = database.add_session();
    const std::string joining =
        "insert into chat.participant (session_id, role, joined_at) values (" + id + ", ";
    Holder first{database, joining + "'customer', " + minute(1) + ")"};
    std::thread second{[&] {
        pqxx::connection connection{database.dsn()};
        pqxx::work work{connection};
        work.exec(joining + "'agent', " + minute(2) + ")");
        work.commit();
    }};
    wait_until("the second waits for the first", [&] {
        return database.count("select count(*) from pg_stat_activity where wait_event_type = "
                              "'Lock' and datname = current_database()") == 1;
    });
    first.let_go();
    second.join();

    EXPECT_EQ(joined(database, id), "2 1");
}

TEST(Participants, CannotLeaveBeforeJoining) {
    TestDatabase database;
    const std::string id = database.add_session();
    const std::string agent = join(database, id, "agent", 5);

    EXPECT_THAT([&] { leave(database, agent, 4); },
                ThrowsMessage<pqxx::check_violation>(
                    HasSubstr("participant 1 of session 1 leaves before joining\nHINT:  Let "
                              "left_at be joined_at or later.")));
    leave(database, agent, 5);
    EXPECT_THROW(database.run("insert into chat.participant (session_id, role, joined_at, "
                              "left_at) values (1, 'bot', now(), now() - interval '1 us')"),
                 pqxx::check_violation);
}

TEST(Participants, CannotLeaveTwice) {
    TestDatabase database;
    const std::string id = database.add_session();
    const std::string agent = join(database, id, "agent", 1);
    leave(database, agent, 2);

    EXPECT_THAT([&] { leave(database, agent, 3); },
                ThrowsMessage<pqxx::check_violation>(
                    HasSubstr("participant 1 of session 1 has left already\nHINT:  Insert another "
                              "row for somebody who comes back.")));
    EXPECT_THROW(database.run("update chat.participant set left_at = null"), pqxx::check_violation);
    leave(database, agent, 2);
}

TEST(Participants, ShowTheAgentsLastMessageSinceJoining) {
    TestDatabase database;
    const std::string id = database.add_session();
    const auto since_join = [&] {
        return database.value("select extract(epoch from last_agent_message_since_join_at - "
                              "'2026-11-20 12:00+00')::int / 60 from chatsweep.session_facts");
    };
    const auto write = [&](int minutes) {
        database.run("insert into chat.message (session_id, sender, sent_at) values (" + id +
                     ", 'agent', " + minute(minutes) + ")");
    };

    write(1);
    EXPECT_EQ(since_join(), "");
    join(database, id, "agent", 2);
    EXPECT_EQ(since_join(), "") << "that was somebody else's";
    write(2);
    EXPECT_EQ(since_join(), "2");
    write(4);
    EXPECT_EQ(since_join(), "4");
    leave(database, join(database, id, "agent", 5), 6);
    EXPECT_EQ(since_join(), "4");
}

} // namespace
} // namespace chatsweep::test

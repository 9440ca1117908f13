// SPDX-License-Identifier: Apache-2.0
#include "support/postgres.hpp"
#include "support/waiting.hpp"

#include <gtest/gtest.h>

#include <thread>

namespace chatsweep::test {
namespace {

/// A session that became inactive so many minutes after noon, an hour after its customer wrote.
std::string an_inactive_session(TestDatabase& database, const std::string& since = "60 min") {
    const std::string id = database.add_session();
    database.run("insert into chat.message (session_id, sender, sent_at) values (" + id +
                 ", 'customer', '2026-11-20 12:00+00'), (" + id +
                 ", 'agent', '2026-11-20 12:10+00')");
    database.run("update chat.session set status = 'inactive', inactive_since = '2026-11-20 "
                 "12:00+00'::timestamptz + interval '" +
                 since + "'");
    return id;
}

void write(TestDatabase& database, const std::string& id, const std::string& sender,
           const std::string& time) {
    database.run("insert into chat.message (session_id, sender, sent_at) values (" + id + ", '" +
                 sender + "', '2026-11-20 " + time + "+00')");
}

/// Status, since when it is inactive, and the clocks that a customer's message moves.
std::string state(TestDatabase& database) {
    return database.value(
        "select concat_ws(' ', status, coalesce(to_char(inactive_since at time zone 'UTC', "
        "'HH24:MI'), '-'), to_char(last_customer_message_at at time zone 'UTC', 'HH24:MI'), "
        "coalesce(to_char(first_agent_reply_at at time zone 'UTC', 'HH24:MI'), '-')) "
        "from chat.session");
}

TEST(InactiveSession, S4WaitsForAnAgentAsSoonAsItsCustomerWrites) {
    TestDatabase database;
    const std::string id = an_inactive_session(database);
    ASSERT_EQ(state(database), "inactive 13:00 12:00 12:10");

    write(database, id, "customer", "13:30");

    EXPECT_EQ(state(database), "waiting - 13:30 -");
}

TEST(InactiveSession, S4IsWokenInOneUpdateOnItsPage) {
    TestDatabase database;
    const std::string id = an_inactive_session(database);

    pqxx::connection fresh{database.dsn()};
    pqxx::work customer{fresh};
    customer.exec("insert into chat.message (session_id, sender) values (" + id + ", 'customer')");

    EXPECT_EQ(customer
                  .exec("select pg_stat_get_xact_tuples_updated('chat.session'::regclass) || ' ' "
                        "|| pg_stat_get_xact_tuples_hot_updated('chat.session'::regclass)")
                  .one_row()[0]
                  .as<std::string>(),
              "1 1");
}

TEST(InactiveSession, S4IsWokenByTheLatestMessageOfItsCustomerThoughItArrivesLate) {
    TestDatabase database;
    const std::string id = an_inactive_session(database);

    write(database, id, "customer", "12:05");

    EXPECT_EQ(state(database), "waiting - 12:05 12:10");
}

TEST(InactiveSession, S4KeepsTheLaterOfTwoMessagesThatWakeItAtOnce) {
    TestDatabase database;
    const std::string id = an_inactive_session(database);
    pqxx::connection first{database.dsn()};
    pqxx::work one{first};
    one.exec("insert into chat.message (session_id, sender, sent_at) values (" + id +
             ", 'customer', '2026-11-20 13:10+00')");
    std::thread other{[&] { write(database, id, "customer", "13:30"); }};
    pqxx::connection watching{database.dsn()};
    wait_until("the second message waits for the first", [&] {
        pqxx::nontransaction work{watching};
        return work.query_value<int>("select count(*) from pg_stat_activity where datname = "
                                     "current_database() and wait_event_type = 'Lock'") == 1;
    });

    one.commit();
    other.join();

    EXPECT_EQ(state(database), "waiting - 13:30 -");
}

TEST(InactiveSession, S4StaysSoForAMessageThatIsNotTheLatestOfItsCustomer) {
    TestDatabase database;
    const std::string id = an_inactive_session(database);

    write(database, id, "customer", "11:55");

    EXPECT_EQ(state(database), "inactive 13:00 12:00 12:10");
}

TEST(InactiveSession, S4StaysSoWhenAnybodyElseWrites) {
    TestDatabase database;
    const std::string id = an_inactive_session(database);

    for (const char* sender : {"agent", "bot", "system"}) {
        write(database, id, sender, "13:30");
        EXPECT_EQ(state(database), "inactive 13:00 12:00 12:10") << sender;
    }
}

TEST(InactiveSession, S4IsWokenEvenWhereNobodyKnowsSinceWhen) {
    TestDatabase database;
    const std::string id = an_inactive_session(database);
    database.run("update chat.session set inactive_since = null");

    write(database, id, "customer", "12:30");

    EXPECT_EQ(state(database), "waiting - 12:30 -");
}

TEST(InactiveSession, S5IsSoFromTheInstantAtWhichSomebodySaysSo) {
    TestDatabase database;
    database.add_session();
    const auto since = [&] {
        return database.value("select coalesce((inactive_since = now())::text, '-') "
                              "from chat.session");
    };

    EXPECT_EQ(database.value("update chat.session set status = 'inactive' returning "
                             "inactive_since = now()"),
              "t");
    EXPECT_EQ(since(), "false") << "that was a transaction ago";
    EXPECT_EQ(database.value("update chat.session set status = 'inactive' returning "
                             "inactive_since = now()"),
              "f")
        << "it was so already";
    EXPECT_EQ(database.value("update chat.session set status = 'active' returning "
                             "inactive_since is null"),
              "t");
    EXPECT_EQ(database.value("insert into chat.session (channel, status) values ('sms', "
                             "'inactive') returning inactive_since = now()"),
              "t");
}

TEST(InactiveSession, S5IsSoFromTheInstantThatIsNamedWithIt) {
    TestDatabase database;
    an_inactive_session(database);
    EXPECT_EQ(state(database), "inactive 13:00 12:00 12:10");

    database.run("update chat.session set status = 'snoozed', snoozed_until = now()");

    EXPECT_EQ(state(database), "snoozed - 12:00 12:10");
}

TEST(InactiveSession, KeepsTheInstantWhenItIsClosedAndLosesItWhenItIsReopened) {
    TestDatabase database;
    an_inactive_session(database);

    database.run("update chat.session set status = 'closed', closed_at = now()");
    EXPECT_EQ(state(database), "closed 13:00 12:00 12:10");
    database.run("update chat.session set status = 'active', closed_at = null");
    EXPECT_EQ(state(database), "active - 12:00 12:10");
}

} // namespace
} // namespace chatsweep::test

// SPDX-License-Identifier: Apache-2.0
#include "store/acting.hpp"

#include "support/sessions.hpp"
#include "support/store.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace chatsweep::test {
namespace {

using testing::ElementsAre;
using testing::ThrowsMessage;

const RunAttempt run = a_run();

Policy with_every_timer(std::string of_version) {
    Policy policy = a_policy("reps");
    policy.of_version = std::move(of_version);
    policy.timers = {
        {.name = "warn", .action = Action::warn, .after = 1h, .message = "goodbye"},
        {.name = "idle", .action = Action::idle, .after = 1h, .role = Role::agent},
        {.name = "off",
         .action = Action::disconnect,
         .after = 1h,
         .role = Role::customer,
         .route = "flow"},
        {.name = "token", .action = Action::event, .after = 1h, .kind = "new_conversation_needed"},
        {.name = "silence", .action = Action::inactivate, .after = 1h},
        {.name = "end", .action = Action::disconnect, .after = 1h, .role = Role::agent}};
    return policy;
}

const PolicySet policies{with_every_timer(""), with_every_timer("earlier")};

PlannedSession a_planned(const std::string& id, std::uint32_t timer, Action action,
                         std::uint32_t policy = 0) {
    PlannedSession planned;
    planned.session_id = {id};
    planned.policy = policy;
    planned.timer = timer;
    planned.action = action;
    planned.clock_at = noon - 2h;
    planned.due_at = noon - 1h;
    planned.unanswered = true;
    return planned;
}

std::vector<std::string> events(Transaction& tx) {
    std::vector<std::string> lines;
    for (const auto& row : tx.connection().run(
             "select concat_ws(' ', session_id, action, kind, timer, policy_version, role, "
             "message, route, status_before) from chatsweep.event order by event_id")) {
        lines.emplace_back(row[0].c_str());
    }
    return lines;
}

/// The optional function `name` of the chat adapter, with this as its body.
void replace_function(TestDatabase& database, const std::string& name, const std::string& arguments,
                      const std::string& body) {
    database.run("create or replace function chatsweep." + name + "(" + arguments +
                 ") returns setof text language sql volatile security definer set search_path = "
                 "pg_catalog, pg_temp as $$ " +
                 body + " $$");
}

TEST(RecordEvents, SayWhatWasDoneAndByWhichVersionOfThePolicies) {
    TestDatabase database;
    const std::vector<PlannedSession> planned{a_planned("a", 0, Action::warn),
                                              a_planned("a", 1, Action::idle),
                                              a_planned("b", 1, Action::participant_returned),
                                              a_planned("c", 2, Action::disconnect),
                                              a_planned("d", 3, Action::event),
                                              a_planned("e", 4, Action::inactivate, 1),
                                              a_planned("f", 4, Action::returned, 1)};
    std::vector<Closing> actions;
    for (const PlannedSession& session : planned) {
        actions.push_back({.planned = &session, .status_before = "active"});
    }
    Connected store{database};
    Transaction tx{store.database, Access::read_write};

    record_events(tx, run, "today", policies, actions);

    EXPECT_THAT(events(tx),
                ElementsAre("a warn warned warn today goodbye active",
                            "a idle participant_idle idle today agent active",
                            "b participant_returned participant_returned idle today agent active",
                            "c disconnect auto_disconnected off today customer flow active",
                            "d event new_conversation_needed token today active",
                            "e inactivate inactivated silence earlier active",
                            "f returned returned silence earlier active"));
    EXPECT_EQ(value_in(tx, "select count(*) from chatsweep.event where unanswered and clock_at < "
                           "due_at and reason = 'timeout' and recorded_at = now()"),
              "7");
}

TEST(RecordEvents, TakeNone) {
    TestDatabase database;
    Connected store{database};
    Transaction tx{store.database, Access::read_write};

    record_events(tx, run, "today", policies, {});

    EXPECT_EQ(value_in(tx, "select count(*) from chatsweep.event"), "0");
}

TEST(RecordEvents, ThatAreNotAllWrittenAreAnError) {
    TestDatabase database;
    database.run("create function public.lose() returns trigger language plpgsql as "
                 "'begin return null; end'; create trigger lose before insert on chatsweep.event "
                 "for each row execute function public.lose()");
    const PlannedSession planned = a_planned("a", 0, Action::warn);
    Connected store{database};
    Transaction tx{store.database, Access::read_write};

    EXPECT_THAT(
        [&] {
            record_events(tx, run, "today", policies,
                          {{.planned = &planned, .status_before = std::nullopt}});
        },
        ThrowsMessage<DatabaseError>("0 events were written, where 1 were to be"));
}

TEST(CloseSessions, ByADisconnectSaysSo) {
    TestDatabase database;
    const std::string id = database.add_silent_session("3 hours");
    const PlannedSession planned = a_planned(id, 5, Action::disconnect, 1);
    Connected store{database};
    Transaction tx{store.database, Access::read_write};
    ASSERT_THAT(lock_sessions(tx, {id}), ElementsAre(id));

    close_sessions(tx, run, "today", policies, {{.planned = &planned, .status_before = "active"}});

    EXPECT_THAT(events(tx),
                ElementsAre(id + " disconnect auto_disconnected end earlier agent active"));
}

TEST(SetStatus, MakesSessionsInactiveFromNowOnAndEndsThat) {
    TestDatabase database;
    const std::string id = database.add_session();
    const std::string other = database.add_session();
    Connected store{database};
    Transaction tx{store.database, Access::read_write};
    const auto state = [&] {
        return value_in(tx, "select string_agg(concat_ws(' ', status, inactive_since = now()), "
                            "', ' order by id) from chat.session");
    };

    set_status(tx, {id}, "inactive");
    EXPECT_EQ(state(), "inactive t, active");
    set_status(tx, {id}, "waiting");
    EXPECT_EQ(state(), "waiting, active");
    EXPECT_EQ(value_in(tx, "select count(inactive_since) from chat.session"), "0");
    set_status(tx, {}, "inactive");
    EXPECT_EQ(state(), "waiting, active");
}

TEST(SetStatus, OfOtherSessionsThanGivenIsAnError) {
    TestDatabase database;
    const std::string open = database.add_session();
    const std::string closed =
        database.add_session("channel, status, closed_at", "'sms', 'closed', now()");
    Connected store{database};
    Transaction tx{store.database, Access::read_write};
    const std::string message =
        "the adapter gave 1 sessions the status 'inactive', where these 2 were to have it";

    EXPECT_THAT(
        [&] {
            set_status(tx, {open, closed}, "inactive");
        },
        ThrowsMessage<DatabaseError>(message));
    replace_function(database, "set_status", "session_ids text[], status text",
                     "select '4711'::text");
    EXPECT_THAT(
        [&] {
            set_status(tx, {open, closed}, "inactive");
        },
        ThrowsMessage<DatabaseError>(message));
}

TEST(Leave, TakesThoseWithTheRolesOutOfTheirSessions) {
    TestDatabase database;
    const std::string id = database.add_session();
    const std::string empty = database.add_session();
    database.run("insert into chat.participant (session_id, role, joined_at, left_at) select " +
                 id +
                 ", role, now() - interval '1 hour', left_at from (values "
                 "('customer', null), ('agent', null), ('supervisor', null), ('bot', null), "
                 "('agent', now() - interval '1 minute')) as p (role, left_at)");
    Connected store{database};
    Transaction tx{store.database, Access::read_write};

    leave(tx, {id, empty}, {Role::agent, Role::supervisor});

    EXPECT_EQ(value_in(tx, "select string_agg(role || case when left_at is null then '' when "
                           "left_at = now() then ' left' else ' had left' end, ', ' order by id) "
                           "from chat.participant"),
              "customer, agent left, supervisor left, bot, agent had left");
    EXPECT_EQ(value_in(tx, "select count(agent_joined_at) || ' ' || count(customer_joined_at) "
                           "from chat.session"),
              "0 1");
    leave(tx, {empty}, {Role::agent});
    leave(tx, {}, {});
}

TEST(Leave, LetsNobodyGoBeforeTheyJoined) {
    TestDatabase database;
    const std::string id = database.add_session();
    Connected store{database};
    Transaction tx{store.database, Access::read_write};
    database.run("insert into chat.participant (session_id, role) values (" + id + ", 'agent')");

    leave(tx, {id}, {Role::agent});

    EXPECT_EQ(value_in(tx, "select left_at = joined_at from chat.participant"), "t");
}

TEST(Leave, DoesNotWaitForSomebodyWhoIsLeaving) {
    TestDatabase database;
    const std::string id = database.add_session();
    database.run("insert into chat.participant (session_id, role) values (" + id + ", 'agent'), (" +
                 id + ", 'bot')");
    Connected store{database};
    Transaction tx{store.database, Access::read_write};
    pqxx::connection agent{database.dsn()};
    pqxx::work leaving{agent};
    leaving.exec("select from chat.participant where role = 'agent' for update");

    leave(tx, {id}, {Role::agent, Role::bot});

    EXPECT_EQ(value_in(tx, "select string_agg(role, ' ') from chat.participant "
                           "where left_at is null"),
              "agent");
}

TEST(Leave, FromOtherSessionsThanGivenIsAnError) {
    TestDatabase database;
    replace_function(database, "leave", "session_ids text[], roles text[]",
                     "select unnest(array['1', '1', '2'])");
    Connected store{database};
    Transaction tx{store.database, Access::read_write};

    leave(tx, {"2", "1", "3"}, {Role::agent});
    EXPECT_THAT(
        [&] {
            leave(tx, {"1", "3"}, {Role::agent});
        },
        ThrowsMessage<DatabaseError>(
            "the adapter let participants leave other sessions than it was given"));
}

} // namespace
} // namespace chatsweep::test

// SPDX-License-Identifier: Apache-2.0
#include "store/acting.hpp"
#include "store/adapter.hpp"
#include "store/closing.hpp"
#include "store/facts.hpp"
#include "store/history.hpp"
#include "store/inspection.hpp"
#include "store/ledger.hpp"
#include "store/schema.hpp"
#include "support/sessions.hpp"
#include "support/store.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace chatsweep::test {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;
using testing::ThrowsMessage;

using Grant = void (*)(Transaction&, const std::string&);

void give(const TestDatabase& database, Grant grant, const std::string& role) {
    Connected store{database};
    Transaction tx{store.database, Access::read_write};
    grant(tx, role);
    tx.commit();
}

/// One statement as this role, rolled back.
void run_as(const TestDatabase& database, const std::string& role, const std::string& sql) {
    Connected store{database, role};
    Transaction tx{store.database, Access::read_write};
    tx.connection().run(sql);
}

void expect_refused(const TestDatabase& database, const std::string& role, const std::string& sql,
                    const std::string& message) {
    EXPECT_THAT([&] { run_as(database, role, sql); }, ThrowsMessage<InsufficientRights>(message))
        << sql;
}

const char* const contract_calls[] = {
    "select * from chatsweep.facts_of('{1}')",
    "select * from chatsweep.lock_sessions('{1}')",
    "select * from chatsweep.close_sessions('{1}', now(), '{timeout}')",
    "select * from chatsweep.session_state('1')",
    "select * from chatsweep.wrote_after('{1}', array[now()])",
    "select * from chatsweep.set_status('{1}', 'inactive')",
    "select * from chatsweep.leave('{1}', '{agent}')",
    "select chatsweep.complete_run(gen_random_uuid(), 1, 'closed', '{}', '{}', null)"};

/// Everything that a sweep asks of the database.
void sweep_as(const TestDatabase& database, const std::string& role) {
    const PolicySet policies = a_policy().closes_after(2h);
    const RunAttempt run = a_run();
    Connected store{database, role};
    Transaction tx{store.database, Access::read_write};
    require_schema(tx);
    ASSERT_THAT(fence_problems(tx), IsEmpty());
    ASSERT_TRUE(try_sweep_lock(tx));
    begin_run(tx, run, policy_version(tx, "[]"), "[]");
    ASSERT_EQ(open_totals(tx, tx.now()).open, 1);
    Planner planner{policies, tx.now(), {}, HeldSessions::count};
    load_facts(tx, coarse_bound(policies, tx.now()), JoinedUnder::look_up,
               [&](const SessionFacts& facts) { planner.look_at(facts); });
    const Plan plan = planner.take_plan(std::nullopt);
    ASSERT_THAT(plan.sessions, SizeIs(1));
    const std::string id = plan.sessions[0].session_id.value;
    ASSERT_THAT(lock_sessions(tx, {id}), ElementsAre(id));
    ASSERT_THAT(facts_of(tx, {id}, JoinedUnder::look_up), SizeIs(1));
    set_status(tx, {id}, "inactive");
    leave(tx, {id}, {Role::agent});
    const std::vector<SessionMark> marks{{{id}, {MarkKind::warned, "w", tx.now(), tx.now()}}};
    remember(tx, marks);
    remember(tx, marks);
    forget(tx, marks);
    forget_sessions(tx, {id});
    EXPECT_EQ(forget_gone(tx), 0);
    EXPECT_THAT(pinning_versions(tx, "abc"), IsEmpty());
    close_sessions(tx, run, "abc", policies,
                   {{.planned = &plan.sessions[0], .status_before = "active"}});
    complete_run(tx, run, Outcome::closed, {.open = 1, .judged = 1, .due = 1, .closed = 1}, {});
    tx.commit();
    record_ended_run(store.database, a_run(), Outcome::failed, "no luck");
}

/// Everything that the commands that only read ask of the database.
void report_as(const TestDatabase& database, const std::string& role) {
    Connected store{database, role};
    Transaction tx{store.database, Access::read_only};
    require_schema(tx);
    EXPECT_EQ(installed_adapter(tx).name, "chat");
    EXPECT_THAT(fence_problems(tx), IsEmpty());
    EXPECT_EQ(open_totals(tx, tx.now()).open, 1);
    load_facts(tx, std::nullopt, JoinedUnder::look_up, [](const SessionFacts&) {});
    EXPECT_THAT(facts_of(tx, {"1"}, JoinedUnder::look_up), SizeIs(1));
    EXPECT_TRUE(session_state(tx, "1"));
    EXPECT_THAT(session_events(tx, "1"), IsEmpty());
    EXPECT_FALSE(last_success(tx));
    std::vector<RunRecord> runs = recorded_runs(tx, std::nullopt, std::nullopt);
    count_late_writers(tx, runs);
    EXPECT_EQ(rhythm(tx).gaps, 0);
    EXPECT_EQ(duplicate_ids(tx), 0);
}

TEST(GrantedRole, DoesEverythingThatASweepDoes) {
    TestDatabase database;
    const std::string id = database.add_silent_session("3 hours");
    const TestRole role{database};
    give(database, grant_sweep, role.name());

    report_as(database, role.name());
    sweep_as(database, role.name());

    EXPECT_EQ(database.value("select status from chat.session where id = " + id), "closed");
    EXPECT_EQ(database.count("select count(*) from chatsweep.event"), 1);
    EXPECT_EQ(database.count("select count(*) from chatsweep.run"), 2);
}

TEST(GrantedRole, CanNeitherReadAMessageNorTouchASession) {
    TestDatabase database;
    database.add_silent_session("3 hours");
    const TestRole role{database};
    give(database, grant_sweep, role.name());

    for (const char* sql : {"select body from chat.message", "select count(*) from chat.message",
                            "update chat.session set status = 'active'", "delete from chat.session",
                            "select * from chat.session",
                            "insert into chat.message (session_id, sender) values (1, 'system')"}) {
        expect_refused(database, role.name(), sql, "permission denied for schema chat");
    }
    database.run("grant usage on schema chat to " + role.name());
    expect_refused(database, role.name(), "select body from chat.message",
                   "permission denied for table message");
    expect_refused(database, role.name(), "update chat.session set status = 'active'",
                   "permission denied for table session");
    expect_refused(database, role.name(), "update chatsweep.session_facts set tenant = 'mine'",
                   "permission denied for view session_facts");
}

TEST(GrantedRole, HasNoMoreRightsThanItNeeds) {
    TestDatabase database;
    const TestRole role{database};
    give(database, grant_sweep, role.name());
    Connected store{database, role.name()};
    {
        Transaction tx{store.database, Access::read_only};
        EXPECT_THAT(missing_rights(tx), IsEmpty());
        EXPECT_THAT(excess_rights(tx), IsEmpty());
    }
    database.run("grant select (body) on chat.message to " + role.name());
    database.run("grant update on chat.session, chatsweep.event to " + role.name());
    Transaction tx{store.database, Access::read_only};
    EXPECT_THAT(excess_rights(tx), ElementsAre("select on chat.message", "update on chat.session",
                                               "update on chatsweep.event"));
}

TEST(GrantedRole, IsSaidToHaveTooManyRightsWhereverTheyLeadToMessagesOrTheLedger) {
    TestDatabase database;
    const TestRole role{database};
    give(database, grant_sweep, role.name());
    database.run("create table chat.old_message () inherits (chat.message); "
                 "grant select on chat.old_message to " +
                 role.name() + "; grant trigger on chat.message, chat.session to " + role.name() +
                 "; grant update (fence) on chatsweep.adapter to " + role.name() +
                 "; grant insert on chatsweep.schema_version to " + role.name() +
                 "; grant create on schema chatsweep to " + role.name() +
                 "; grant update on sequence chatsweep.event_event_id_seq to " + role.name());
    Connected store{database, role.name()};
    Transaction tx{store.database, Access::read_only};

    EXPECT_THAT(excess_rights(tx),
                ElementsAre("trigger on chat.message", "select on chat.old_message",
                            "trigger on chat.session", "create on chatsweep",
                            "update on chatsweep.adapter", "update on chatsweep.event_event_id_seq",
                            "insert on chatsweep.schema_version"));
}

TEST(GrantedRole, IsSaidToHaveTooManyRightsOnWhatTheMessagesAreAPartOf) {
    TestDatabase database;
    const TestRole role{database};
    give(database, grant_sweep, role.name());
    database.run("create table chat.everything (like chat.message); "
                 "alter table chat.message inherit chat.everything; "
                 "grant select on chat.everything to " +
                 role.name());
    Connected store{database, role.name()};
    Transaction tx{store.database, Access::read_only};

    EXPECT_THAT(excess_rights(tx), ElementsAre("select on chat.everything"));
}

TEST(GrantedRole, CannotPrune) {
    TestDatabase database;
    const TestRole role{database};
    give(database, grant_sweep, role.name());
    Connected store{database, role.name()};
    Transaction tx{store.database, Access::read_write};

    EXPECT_THROW(prune_history(tx, tx.now()), InsufficientRights);
}

TEST(ReadOnlyRole, DoesEverythingThatAReportDoes) {
    TestDatabase database;
    database.add_silent_session("3 hours");
    const TestRole role{database};
    give(database, grant_read_only, role.name());

    report_as(database, role.name());
}

TEST(ReadOnlyRole, CannotLockCloseOrWrite) {
    TestDatabase database;
    database.add_silent_session("3 hours");
    const TestRole role{database};
    give(database, grant_read_only, role.name());

    expect_refused(database, role.name(), contract_calls[1],
                   "permission denied for function lock_sessions");
    expect_refused(database, role.name(), contract_calls[2],
                   "permission denied for function close_sessions");
    expect_refused(database, role.name(), contract_calls[5],
                   "permission denied for function set_status");
    expect_refused(database, role.name(), contract_calls[6],
                   "permission denied for function leave");
    expect_refused(database, role.name(), "delete from chatsweep.mark",
                   "permission denied for table mark");
    expect_refused(database, role.name(), contract_calls[7],
                   "permission denied for function complete_run");
    for (const std::string table :
         {"run", "event", "policy_version", "schema_version", "adapter", "mark"}) {
        expect_refused(database, role.name(), "insert into chatsweep." + table + " default values",
                       "permission denied for table " + table);
    }
    Connected store{database, role.name()};
    Transaction tx{store.database, Access::read_only};
    for (const MissingRight& right : missing_rights(tx)) {
        EXPECT_EQ(right.needed_for, NeededFor::sweep) << right.text;
    }
    EXPECT_THAT(missing_rights(tx), Not(IsEmpty()));
}

TEST(ReadOnlyRole, LosesWhatItHadWhenItWasASweeper) {
    TestDatabase database;
    const TestRole role{database};
    give(database, grant_sweep, role.name());
    give(database, grant_read_only, role.name());

    expect_refused(database, role.name(), contract_calls[2],
                   "permission denied for function close_sessions");
    give(database, grant_sweep, role.name());
    EXPECT_NO_THROW(run_as(database, role.name(), contract_calls[2]));
}

TEST(RoleWithoutAGrant, CannotCallAFunctionOfTheContract) {
    TestDatabase database;
    database.add_silent_session("3 hours");
    const TestRole role{database};

    for (const std::string call : contract_calls) {
        expect_refused(database, role.name(), call, "permission denied for schema chatsweep");
    }
    database.run("grant usage on schema chatsweep to " + role.name());
    for (const std::string call : contract_calls) {
        EXPECT_THROW(run_as(database, role.name(), call), InsufficientRights) << call;
    }
    EXPECT_EQ(database.count("select count(*) from pg_proc p, aclexplode(coalesce(p.proacl, "
                             "acldefault('f', p.proowner))) a where p.pronamespace = "
                             "'chatsweep'::regnamespace and a.grantee = 0"),
              0)
        << "everybody may call a function of schema chatsweep";
}

TEST(RoleWithoutAGrant, IsToldEveryRightThatIsMissing) {
    TestDatabase database;
    const TestRole role{database};
    Connected store{database, role.name()};
    Transaction tx{store.database, Access::read_only};
    std::vector<std::string> missing;
    for (const MissingRight& right : missing_rights(tx)) {
        missing.push_back(right.text);
    }

    EXPECT_THAT(missing, Contains("usage on chatsweep"));
    for (const std::string object :
         {"session_facts", "adapter", "schema_version", "policy_version", "run", "event", "mark"}) {
        EXPECT_THAT(missing, Contains("select on chatsweep." + object));
    }
    for (const std::string object : {"policy_version", "run", "event", "mark"}) {
        EXPECT_THAT(missing, Contains("insert on chatsweep." + object));
    }
    for (const std::string object : {"facts_of", "session_state", "lock_sessions", "close_sessions",
                                     "complete_run", "close_unchanged", "set_status", "leave"}) {
        EXPECT_THAT(missing, Contains("execute on chatsweep." + object));
    }
}

TEST(Grant, TakesARoleNameAsItIs) {
    TestDatabase database;
    const std::string role = "Odd; \"Name\" of " + database.name();
    const std::string quoted = database.value("select quote_ident($$" + role + "$$)");
    database.add_silent_session("3 hours");
    database.run("create role " + quoted + " login");

    give(database, grant_read_only, role);
    give(database, grant_sweep, role);
    sweep_as(database, role);

    database.run("drop owned by " + quoted + "; drop role " + quoted);
    EXPECT_EQ(database.count("select count(*) from chatsweep.event"), 1);
}

TEST(Grant, RefusesARoleThatDoesNotExistOrOwnsTheSchema) {
    TestDatabase database;
    for (const Grant grant : {&grant_sweep, &grant_read_only}) {
        EXPECT_THAT([&] { give(database, grant, "no such role"); },
                    ThrowsMessage<DatabaseError>("there is no role 'no such role'"));
        EXPECT_THAT([&] { give(database, grant, "postgres"); },
                    ThrowsMessage<DatabaseError>(
                        "role \"postgres\" owns schema chatsweep (SQLSTATE 0LP01)"));
    }
}

TEST(Grant, NeedsASchemaAndAnAdapter) {
    TestDatabase database{TestDatabase::With::nothing};
    const TestRole role{database};
    EXPECT_THAT([&] { give(database, grant_sweep, role.name()); },
                ThrowsMessage<NotReady>("this database has no schema chatsweep"));
    {
        Connected store{database};
        Transaction tx{store.database, Access::read_write};
        apply_schema(tx, {});
        tx.commit();
    }
    EXPECT_THAT([&] { give(database, grant_sweep, role.name()); },
                ThrowsMessage<NotReady>("relation \"chatsweep.session_facts\" does not exist"));
}

} // namespace
} // namespace chatsweep::test

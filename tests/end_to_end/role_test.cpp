// SPDX-License-Identifier: Apache-2.0
#include "support/judging.hpp"
#include "support/waiting.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace chatsweep::test {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

/// A role that was given what `schema grant` gives, and nothing else.
class GrantedRole : public ::testing::Test {
protected:
    TestDatabase database;
    TestRole role{database};

    void SetUp() override { grant(); }
    void grant() {
        const Ended ended = chatsweep({"schema", "grant", role.name(), "-d", database.dsn()});
        ASSERT_EQ(ended.code, 0) << ended.err;
    }
    void set(const std::string& setting) {
        database.run("alter role " + role.name() + " set " + setting);
    }
    Arguments sweep() const {
        return {"sweep", "-d", database.dsn(), "-U", role.name(), "--timeout", "2h"};
    }
    /// Whether the role may do this by itself; every session of the test's is in one transaction.
    bool may(const std::string& sql) {
        pqxx::connection connection{database.dsn() + " user=" + role.name()};
        pqxx::work work{connection};
        try {
            work.exec(sql);
            return true;
        } catch (const pqxx::insufficient_privilege&) {
            return false;
        }
    }
};

TEST_F(GrantedRole, SweepsAndReportsAndCanDoNothingElse) {
    const std::string id = database.add_silent_session("3 hours");

    EXPECT_EQ(chatsweep(sweep()).out, "closed 1 of 1 open session\n");
    EXPECT_EQ(database.value("select status from chat.session"), "closed");
    for (const char* command : {"report", "check"}) {
        const Ended ended =
            chatsweep({command, "-d", database.dsn(), "-U", role.name(), "--timeout", "2h"});
        EXPECT_EQ(ended.code, 0) << ended.out << ended.err;
    }
    EXPECT_EQ(chatsweep({"history", "-d", database.dsn(), "-U", role.name()}).code, 0);

    EXPECT_TRUE(may("select * from chatsweep.session_facts"));
    for (const char* forbidden :
         {"select body from chat.message", "select * from chat.session",
          "update chat.session set status = 'active'", "delete from chat.session",
          "insert into chat.message (session_id, sender) values (1, 'agent')",
          "update chatsweep.run set error = 'x'", "delete from chatsweep.event",
          "truncate chatsweep.run", "insert into chatsweep.adapter select * from chatsweep.adapter",
          "insert into chatsweep.schema_version values (2, 'x', now(), 'x')",
          "create table chatsweep.mine (id int)"}) {
        EXPECT_FALSE(may(forbidden)) << forbidden;
    }
}

TEST_F(GrantedRole, ARoleWithoutTheGrantCanCallNoFunctionOfTheContract) {
    const TestRole stranger{database};
    database.run("grant usage on schema chatsweep to " + stranger.name());
    pqxx::connection connection{database.dsn() + " user=" + stranger.name()};

    for (const char* call :
         {"chatsweep.facts_of('{1}')", "chatsweep.lock_sessions('{1}')",
          "chatsweep.close_sessions('{1}', now(), '{timeout}')", "chatsweep.session_state('1')",
          "chatsweep.wrote_after('{1}', array[now()])",
          "chatsweep.complete_run(gen_random_uuid(), 1, 'closed', '{}', '{}', null)"}) {
        pqxx::work work{connection};
        EXPECT_THROW(work.exec("select " + std::string{call}), pqxx::insufficient_privilege)
            << call;
    }
}

TEST_F(GrantedRole, TheReadOnlyOneReportsAndCannotSweep) {
    database.add_silent_session("3 hours");
    ASSERT_EQ(chatsweep({"schema", "grant", role.name(), "--read-only", "-d", database.dsn()}).code,
              0);

    EXPECT_EQ(
        chatsweep({"report", "-d", database.dsn(), "-U", role.name(), "--timeout", "2h"}).code, 0);
    EXPECT_EQ(chatsweep(sweep()).code, 4);
    EXPECT_FALSE(may("select chatsweep.lock_sessions('{1}')"));
    EXPECT_EQ(database.value("select status from chat.session"), "active");

    const Ended check =
        chatsweep({"check", "-d", database.dsn(), "-U", role.name(), "--timeout", "2h"});
    EXPECT_EQ(check.code, 4);
    EXPECT_THAT(check.out, HasSubstr("FAILED   rights         enough for a report, not for a "
                                     "sweep; missing:"));
}

class EachIsolation : public GrantedRole, public ::testing::WithParamInterface<const char*> {};

TEST_P(EachIsolation, OfTheRoleDoesNotBlindTheSecondLook) {
    set(std::string{"default_transaction_isolation = '"} + GetParam() + "'");
    const std::string silent = database.add_silent_session("3 hours");
    const std::string awake = database.add_silent_session("4 hours");
    // Lets a sweep read and keeps it from locking, until this transaction ends.
    pqxx::connection connection{database.dsn()};
    pqxx::work writer{connection};
    writer.exec("lock table chat.session in exclusive mode");
    Process sweeping{chatsweep_binary(), sweep()};
    (void)blocked_backend(database);
    writer.exec("insert into chat.message (session_id, sender) values (" + awake + ", 'customer')");
    writer.commit();

    const Ended ended = sweeping.wait();

    EXPECT_EQ(ended.code, 0) << ended.err;
    EXPECT_EQ(ended.out, "closed 1 of 2 open sessions (1 kept on second look)\n");
    EXPECT_EQ(database.value("select id from chat.session where status = 'closed'"), silent);
    EXPECT_EQ(database.value("select kept_on_second_look from chatsweep.run"), "1");
}

INSTANTIATE_TEST_SUITE_P(Role, EachIsolation,
                         ::testing::Values("repeatable read", "serializable", "read committed"));

TEST_F(GrantedRole, ItsOtherSettingsDoNotMatterEither) {
    database.add_silent_session("3 hours");
    set("search_path = 'chat, public'");
    set("synchronous_commit = off");
    // Longer than the first statement takes, which does away with them, and shorter than the
    // closing.
    set("statement_timeout = '400ms'");
    set("lock_timeout = '400ms'");
    set("default_transaction_deferrable = on");
    set("client_encoding = 'LATIN1'");
    set("standard_conforming_strings = off");
    edit_adapter(database, "close_reason = given.reason",
                 "close_reason = concat_ws('|', current_setting('transaction_isolation'), "
                 "current_setting('synchronous_commit'), current_setting('row_security'), "
                 "current_setting('timezone'), current_setting('client_encoding'), "
                 "current_setting('transaction_read_only'), pg_sleep(0.5)::text)");
    close_in_steps(database);
    grant();

    const Ended ended = chatsweep(sweep());

    EXPECT_EQ(ended.code, 0) << ended.err;
    EXPECT_EQ(database.value("select close_reason from chat.session"),
              "read committed|on|off|UTC|UTF8|off|");
}

/// Rows that are hidden from the owner of the adapter's view look like sessions that are not open.
class HiddenRows : public GrantedRole {
protected:
    TestRole owner{database};

    void SetUp() override {
        database.add_silent_session("3 hours");
        database.run("grant usage on schema chat, chatsweep to " + owner.name() +
                     "; grant create on schema chatsweep to " + owner.name() +
                     "; grant select on chat.session to " + owner.name() +
                     "; alter table chat.session enable row level security"
                     "; create policy tenants on chat.session using (tenant = 'acme')"
                     "; alter view chatsweep.session_facts owner to " +
                     owner.name());
        grant();
    }
    void TearDown() override {
        database.run("alter view chatsweep.session_facts owner to current_user");
    }
};

TEST_F(HiddenRows, AreAnErrorAndNotNothingDue) {
    for (const char* command : {"sweep", "report"}) {
        const Ended ended =
            chatsweep({command, "-d", database.dsn(), "-U", role.name(), "--timeout", "2h"});

        EXPECT_EQ(ended.code, 4) << command << ended.out;
        EXPECT_THAT(ended.err, StartsWith("chatsweep: query would be affected by row-level "
                                          "security policy for table \"session\""));
        EXPECT_THAT(ended.err,
                    HasSubstr("\nhint: rows hidden by row-level security could be sessions that "
                              "are due; let the owner of the adapter's view and functions see "
                              "every row.\n"));
    }
    EXPECT_EQ(database.value("select status from chat.session"), "active");
    EXPECT_EQ(database.count("select count(*) from chatsweep.run where state = 'committed'"), 0);
}

TEST_F(HiddenRows, AreNoneForAnOwnerWhoSeesEveryRow) {
    database.run("alter role " + owner.name() + " bypassrls");

    EXPECT_EQ(chatsweep(sweep()).out, "closed 1 of 1 open session\n");
}

} // namespace
} // namespace chatsweep::test

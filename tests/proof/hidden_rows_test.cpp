// SPDX-License-Identifier: Apache-2.0
#include "support/judging.hpp"
#include "support/proof.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace chatsweep::test {
namespace {

using ::testing::HasSubstr;

/// The adapter's view and functions and the ledger belong to an owner who is no superuser, and the
/// sweeping role has what `schema grant` gives. Rows are then hidden from one or the other.
class HiddenRows : public ::testing::Test {
protected:
    TestDatabase database;
    TestRole owner{database};
    TestRole role{database};
    std::string silent = database.add_silent_session("3 hours");
    long long tried_ = 0;
    long long silent_ = 0;

    void SetUp() override {
        database.run(
            "grant usage on schema chat to " + owner.name() +
            "; grant select, update on all tables in schema chat to " + owner.name() +
            "; alter schema chatsweep owner to " + owner.name() +
            "; do $$ declare o record; begin for o in select oid::regclass as name, relkind from"
            " pg_class where relnamespace = 'chatsweep'::regnamespace and relkind in ('r', 'v')"
            " loop execute format('alter %s %s owner to " +
            owner.name() +
            "', case o.relkind when 'v' then 'view' else 'table' end, o.name); end loop;"
            " for o in select oid::regprocedure as name from pg_proc where pronamespace ="
            " 'chatsweep'::regnamespace loop execute format('alter function %s owner to " +
            owner.name() + "', o.name); end loop; end $$");
        const Ended granted = chatsweep({"schema", "grant", role.name(), "-d", database.dsn()});
        ASSERT_EQ(granted.code, 0) << granted.err;
        ASSERT_EQ(run({"sweep", "--dry-run"}).code, 0);
    }

    Ended run(const Arguments& command, const std::string& as = "") {
        Arguments arguments = command;
        arguments.insert(arguments.end(), {"--timeout", "2h", "-d", database.dsn(), "-U",
                                           as.empty() ? role.name() : as});
        return chatsweep(arguments);
    }

    void hide(const std::string& table, const std::string& rows = "true") {
        database.run("alter table " + table + " enable row level security; alter table " + table +
                     " force row level security; create policy hidden on " + table +
                     " using (not (" + rows + "))");
    }

    void show(const std::string& table) {
        database.run("alter table " + table +
                     " disable row level security; drop policy hidden on " + table);
    }

    /// Whoever hides rows must be told, and nothing may have happened.
    void expect_error(const Arguments& command, const std::string& as = "") {
        const Ended ended = run(command, as);
        const bool says_so =
            ended.code == 4 &&
            (ended.err + ended.out).find("row-level security") != std::string::npos;
        EXPECT_TRUE(says_so) << command[0] << ' ' << ended.code << ended.out << ended.err;
        ++tried_;
        silent_ += says_so ? 0 : 1;
        EXPECT_EQ(database.value("select status from chat.session"), "active");
        EXPECT_EQ(database.count("select count(*) from chatsweep.event"), 0);
    }

    void prove(const std::string& what) {
        proved("7 no way in: hidden rows " + what, tried_, silent_);
    }
};

TEST_F(HiddenRows, OfTheSessionsAreAnErrorOfEveryCommandThatLooksAtThem) {
    hide("chat.session");
    for (const Arguments& command : std::vector<Arguments>{
             {"sweep"}, {"sweep", "--dry-run"}, {"report"}, {"explain", silent}, {"check"}}) {
        expect_error(command);
        expect_error(command, owner.name());
    }
    prove("of sessions");
}

TEST_F(HiddenRows, AreAnErrorEvenWhereThePolicyHidesNoneOfThem) {
    hide("chat.session", "false");
    expect_error({"sweep"});
    expect_error({"report"});
    prove("that are none");
}

TEST_F(HiddenRows, AreAnErrorForAViewThatRunsAsWhoeverAsks) {
    const std::string alter = "alter view chatsweep.session_facts set (security_invoker = true)";
    if (database.count("show server_version_num") < 150000) {
        EXPECT_THROW(database.run(alter), pqxx::sql_error) << "views run as their owners yet";
        return;
    }
    database.run(alter +
                 "; grant usage on"
                 " schema chat to " +
                 role.name() + "; grant select on chat.session to " + role.name() +
                 "; alter table chat.session enable row level security; create policy hidden on"
                 " chat.session using (false); alter role " +
                 owner.name() + " bypassrls");
    expect_error({"sweep"});
    expect_error({"report"});
    prove("of a view with the invoker's rights");
}

TEST_F(HiddenRows, OfTheFunctionsAloneAreAnErrorOfTheSweepToo) {
    // The view's owner sees every row, and the functions' owner does not.
    database.run(
        "alter table chat.session enable row level security; create policy hidden on"
        " chat.session using (false); alter view chatsweep.session_facts owner to postgres");
    expect_error({"sweep"});
    close_in_steps(database);
    expect_error({"sweep"});
    prove("of the functions' owner");
}

TEST_F(HiddenRows, OfTheLedgerAndItsKinAreAnErrorOfEveryCommandThatReadsThem) {
    for (const std::string table : {"adapter", "schema_version", "policy_version", "mark", "run"}) {
        hide("chatsweep." + table);
        expect_error({"sweep"});
        expect_error({"sweep"}, owner.name());
        show("chatsweep." + table);
    }
    for (const std::string table : {"run", "event"}) {
        hide("chatsweep." + table);
        const Ended ended = chatsweep({"history", "-d", database.dsn(), "-U", role.name()});
        EXPECT_THAT(ended.err, HasSubstr("row-level security")) << table;
        show("chatsweep." + table);
    }
    prove("of the ledger");
}

TEST_F(HiddenRows, AreNoneForAnOwnerWhoBypassesTheirHiding) {
    hide("chat.session");
    database.run("alter role " + owner.name() + " bypassrls");

    EXPECT_EQ(run({"sweep"}).out, "closed 1 of 1 open session\n");
}

TEST_F(HiddenRows, AreFoundOutWhereRowSecurityWouldStayOn) {
    hide("chat.session");
    pqxx::connection connection{database.dsn() + " user=" + role.name()};
    pqxx::work work{connection};
    const auto shown =
        work.exec("select count(*) from chatsweep.session_facts").one_row()[0].as<int>();
    found_out("7 no way in: rows hidden in silence", 1, shown == 0 ? 1 : 0);
}

} // namespace
} // namespace chatsweep::test

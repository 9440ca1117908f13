// SPDX-License-Identifier: Apache-2.0
#include "sql/embedded.hpp"
#include "support/judging.hpp"
#include "support/proof.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace chatsweep::test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

/// Gives a schema a function for each function of PostgreSQL's, an operator for each operator, and
/// a domain for each type that the program names, with the same names and arguments. Whichever is
/// used raises an error that says `sprung`.
std::string traps_in(const std::string& schema) {
    return "do $plant$ declare at constant text := '" + schema + R"('; made record; begin
        execute format('set local check_function_bodies = off; create schema if not exists %1$I;
            grant usage on schema %1$I to public;
            create function %1$I.sprung() returns boolean language plpgsql as
            $$ begin raise exception ''sprung by %%'', current_user; end $$', at);
        for made in select p.proname, pg_get_function_identity_arguments(p.oid) as arguments,
                           format_type(p.prorettype, null) as result
                      from pg_proc p join pg_type r on r.oid = p.prorettype
                     where p.pronamespace = 'pg_catalog'::regnamespace and p.prokind = 'f'
                       and r.typtype <> 'p' and not p.proretset and p.provariadic = 0
                       and not exists (select from unnest(p.proargtypes) as a join pg_type t
                                        on t.oid = a where t.typtype = 'p') loop
            execute format('create or replace function %I.%I(%s) returns %s language plpgsql as
                $$ begin raise exception ''sprung by %%'', current_user; end $$',
                at, made.proname, made.arguments, made.result);
        end loop;
        for made in select o.oid, o.oprname, format_type(o.oprleft, null) as l,
                           format_type(o.oprright, null) as r,
                           format_type(o.oprresult, null) as result
                      from pg_operator o join pg_type l on l.oid = o.oprleft
                      join pg_type r on r.oid = o.oprright
                     where o.oprnamespace = 'pg_catalog'::regnamespace
                       and 'p' not in (l.typtype, r.typtype) and o.oprcode <> 0 loop
            execute format('create function %I.trap_%s(%s, %s) returns %s
                language plpgsql as $$ begin raise exception ''sprung by %%'', current_user; end $$',
                at, made.oid, made.l, made.r, made.result);
            execute format('create operator %1$I.%2$s (function = %1$I.trap_%5$s, leftarg = %3$s,
                rightarg = %4$s)', at, made.oprname, made.l, made.r, made.oid);
        end loop;
        for made in select unnest(array['text', 'name', 'oid', 'xid', 'uuid', 'jsonb', 'int4',
                                        'int8', 'bool', 'timestamptz', 'regclass']) as name loop
            execute format('create domain %I.%I as pg_catalog.%2$I check (%1$I.sprung())',
                           at, made.name);
        end loop; end $plant$)";
}

/// Where somebody may plant something, and by which search path a connection finds it first.
struct PlaceOfATrap {
    const char* name;
    const char* schema; ///< `role` stands for the sweeping role's own name.
    const char* path;
    enum class Set { role, database, environment } set;
};

class Planted : public ::testing::TestWithParam<PlaceOfATrap> {
protected:
    TestDatabase database;
    TestRole role{database};
    Variables variables;

    void SetUp() override {
        const Ended granted = chatsweep({"schema", "grant", role.name(), "-d", database.dsn()});
        ASSERT_EQ(granted.code, 0) << granted.err;
        const PlaceOfATrap& place = GetParam();
        const std::string schema = place.schema == std::string{"role"} ? role.name() : place.schema;
        database.run(traps_in(schema));
        const std::string set = std::string{" set search_path = "} + place.path;
        switch (place.set) {
        case PlaceOfATrap::Set::role:
            database.run("alter role " + role.name() + set);
            break;
        case PlaceOfATrap::Set::database:
            database.run("alter database " + database.name() + set);
            break;
        case PlaceOfATrap::Set::environment:
            variables["PGOPTIONS"] = std::string{"-c search_path="} + place.path;
            break;
        }
    }

    /// What whoever names no schema meets with.
    void expect_armed() {
        pqxx::connection connection{
            database.dsn() + " user=" + role.name() +
            (variables.empty() ? "" : " options='" + variables["PGOPTIONS"] + "'")};
        long long sprung = 0;
        for (const char* sql :
             {"select current_user = 'me'", "select 'x'::text", "select lower('X')"}) {
            try {
                pqxx::nontransaction{connection}.exec(sql);
            } catch (const pqxx::sql_error& error) {
                sprung += std::string{error.what()}.find("sprung") != std::string::npos ? 1 : 0;
            }
        }
        EXPECT_EQ(sprung, 3);
        found_out(std::string{"7 no way in: traps in "} + GetParam().name, 3, sprung);
    }

    /// Whether a command did what it should and sprang none.
    bool is_clean(const Arguments& command, const std::string& as) {
        Arguments arguments = command;
        arguments.insert(arguments.end(), {"-vv", "-d", database.dsn(), "-U", as});
        const Ended ended = chatsweep(arguments, variables);
        EXPECT_EQ(ended.code, 0) << command[0] << ended.err << ended.out;
        EXPECT_THAT(ended.err + ended.out, Not(HasSubstr("sprung"))) << command[0];
        return ended.code == 0;
    }
};

TEST_P(Planted, FunctionsOperatorsAndTypesAreNeverUsed) {
    expect_armed();
    const std::string id = database.add_silent_session("3 hours");
    const Arguments policies =
        policies_file("  - name: everyone\n    match: {}\n    timers:\n"
                      "      - warn: { after: 1h, since: last_customer_message, message: bye }\n"
                      "      - inactivate: { after: 90m, since: last_customer_message }\n"
                      "      - close: { after: 2h, since: last_customer_message }\n");
    const std::string& sweeper = role.name();
    const auto judging = [&](Arguments command) {
        command.insert(command.end(), policies.begin(), policies.end());
        return command;
    };
    long long tried = 0;
    long long sprung = 0;
    const auto attempt = [&](const Arguments& command, const std::string& as) {
        ++tried;
        sprung += is_clean(command, as) ? 0 : 1;
    };
    attempt(judging({"check"}), sweeper);
    attempt(judging({"report"}), sweeper);
    attempt(judging({"sweep", "--dry-run"}), sweeper);
    attempt(judging({"explain", id}), sweeper);
    attempt(judging({"sweep"}), sweeper);
    attempt(judging({"sweep"}), sweeper);
    attempt({"history"}, sweeper);
    attempt(
        {"history", database.value("select run_id::pg_catalog.text from chatsweep.run limit 1")},
        sweeper);
    attempt({"schema", "check"}, sweeper);
    attempt({"schema", "apply", "--with-chat", "--adapter", "chat"}, "postgres");
    attempt({"schema", "grant", sweeper, "--read-only"}, "postgres");
    attempt({"history", "prune", "--older-than", "1s"}, "postgres");
    proved(std::string{"7 no way in: planted in "} + GetParam().name, tried, sprung);
}

INSTANTIATE_TEST_SUITE_P(
    Somewhere, Planted,
    ::testing::Values(
        PlaceOfATrap{"ASchema", "planted", "planted, pg_catalog", PlaceOfATrap::Set::role},
        PlaceOfATrap{"Public", "public", "public, pg_catalog", PlaceOfATrap::Set::database},
        PlaceOfATrap{"ASchemaNamedLikeTheRole", "role", "\"$user\", public, pg_catalog",
                     PlaceOfATrap::Set::role},
        PlaceOfATrap{"ASchemaOfTheEnvironment", "planted", "planted,pg_catalog",
                     PlaceOfATrap::Set::environment}),
    [](const auto& each) { return std::string{each.param.name}; });

/// A pooler hands over connections with what an earlier client left in them.
TEST(PlantedInPgTemp, IsNotUsedByTheStatementsThatComeBeforeTheSearchPathIsSet) {
    TestDatabase database;
    pqxx::connection connection{database.dsn()};
    pqxx::work work{connection};
    work.exec("create domain pg_temp.text as pg_catalog.text check (false);"
              "create domain pg_temp.oid as pg_catalog.oid check (false);"
              "create domain pg_temp.int4 as pg_catalog.int4 check (false)");
    EXPECT_NO_THROW(work.exec(std::string{sql::text("queries/server_state.sql")}));
    EXPECT_NO_THROW(work.exec(std::string{sql::text("queries/transaction_settings.sql")},
                              pqxx::params{"1s", "1s", "1s", "1s"}));
    EXPECT_EQ(work.exec("show search_path").one_row()[0].as<std::string>(), "pg_catalog, pg_temp");
    EXPECT_THROW(work.exec("select 'x'::pg_temp.text"), pqxx::check_violation);
}

} // namespace
} // namespace chatsweep::test

// SPDX-License-Identifier: Apache-2.0
#include "support/postgres.hpp"
#include "support/process.hpp"
#include "support/proof.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

namespace chatsweep::test {
namespace {

using ::testing::ElementsAreArray;
using ::testing::IsEmpty;

/// Every privilege that the role $1 has on anything in the database, as `select on chat.message`:
/// what a relation, a column, a function, a type, a schema, ... gives it, to whomever it was
/// granted.
const char* const privileges_of = R"(
    with relation (oid, name, privilege) as (
        select c.oid, c.oid::regclass::text, p
          from pg_class c, unnest(array['select', 'insert', 'update', 'delete', 'truncate',
                                        'references', 'trigger']) as p
         where c.relkind in ('r', 'p', 'v', 'm', 'f')
    )
    select privilege || ' on ' || name
      from relation where has_table_privilege($1, oid, privilege)
    union all
    select p || ' (' || a.attname || ') on ' || r.name
      from relation r join pg_attribute a on a.attrelid = r.oid and not a.attisdropped,
           lateral (select r.privilege as p) as wanted
     where p in ('select', 'insert', 'update', 'references')
       and has_column_privilege($1, r.oid, a.attnum, p) and not has_table_privilege($1, r.oid, p)
    union all
    select p || ' on sequence ' || c.oid::regclass
      from pg_class c, unnest(array['usage', 'select', 'update']) as p
     where c.relkind = 'S' and has_sequence_privilege($1, c.oid, p)
    union all
    select 'execute on ' || p.oid::regprocedure from pg_proc p
     where has_function_privilege($1, p.oid, 'execute')
    union all
    select 'usage on type ' || t.oid::regtype from pg_type t
     where has_type_privilege($1, t.oid, 'usage')
    union all
    select p || ' on schema ' || n.nspname
      from pg_namespace n, unnest(array['usage', 'create']) as p
     where n.nspname !~ '^pg_(toast_)?temp_' and has_schema_privilege($1, n.oid, p)
    union all
    select p || ' on database ' || d.datname
      from pg_database d, unnest(array['create', 'connect', 'temporary']) as p
     where d.datname = current_database() and has_database_privilege($1, d.oid, p)
    union all
    select 'usage on language ' || l.lanname from pg_language l
     where has_language_privilege($1, l.oid, 'usage')
    union all
    select 'create on tablespace ' || s.spcname from pg_tablespace s
     where has_tablespace_privilege($1, s.oid, 'create')
    union all
    select 'usage on server ' || s.srvname from pg_foreign_server s
     where has_server_privilege($1, s.oid, 'usage')
    union all
    select 'usage on wrapper ' || w.fdwname from pg_foreign_data_wrapper w
     where has_foreign_data_wrapper_privilege($1, w.oid, 'usage')
    union all
    select 'member of ' || r.rolname from pg_roles r
     where r.rolname <> $1 and pg_has_role($1, r.oid, 'member')
    union all
    select 'has ' || a.key from pg_roles r, jsonb_each_text(to_jsonb(r)) as a
     where r.rolname = $1 and a.key in ('rolsuper', 'rolcreaterole', 'rolcreatedb',
                                        'rolreplication', 'rolbypassrls') and a.value = 'true'
    union all
    select 'owns object ' || s.classid::regclass || ' ' || s.objid from pg_shdepend s
     where s.deptype = 'o' and s.refobjid = (select oid from pg_roles where rolname = $1)
)";

const std::set<std::string> for_a_report{
    "usage on schema chatsweep",
    "select on chatsweep.session_facts",
    "select on chatsweep.adapter",
    "select on chatsweep.schema_version",
    "select on chatsweep.policy_version",
    "select on chatsweep.run",
    "select on chatsweep.event",
    "select on chatsweep.mark",
    "select on chatsweep.receiver",
    "select on chatsweep.queued_run",
    "select on chatsweep.delivery",
    "execute on chatsweep.facts_of(text[])",
    "execute on chatsweep.session_state(text)",
    "execute on chatsweep.wrote_after(text[],timestamp with time zone[])",
};

const std::set<std::string> for_a_sweep{
    "insert on chatsweep.policy_version",
    "insert on chatsweep.run",
    "insert on chatsweep.event",
    "insert on chatsweep.mark",
    "update on chatsweep.mark",
    "delete on chatsweep.mark",
    "insert on chatsweep.receiver",
    "update on chatsweep.receiver",
    "insert on chatsweep.queued_run",
    "insert on chatsweep.delivery",
    "update on chatsweep.delivery",
    "execute on chatsweep.lock_sessions(text[])",
    "execute on chatsweep.close_sessions(text[],timestamp with time zone,text[])",
    "execute on chatsweep.close_unchanged(text[],xid,timestamp with time zone,text[])",
    "execute on chatsweep.set_status(text[],text)",
    "execute on chatsweep.leave(text[],text[])",
    "execute on chatsweep.complete_run(uuid,integer,text,jsonb,jsonb,jsonb)",
};

class NoWayIn : public ::testing::Test {
protected:
    TestDatabase database;
    TestRole role{database};
    TestRole stranger{database};

    std::set<std::string> privileges(const TestRole& of) {
        pqxx::connection connection{database.dsn()};
        pqxx::work work{connection};
        std::set<std::string> all;
        for (const pqxx::row& row : work.exec(privileges_of, pqxx::params{of.name()})) {
            all.insert(row[0].as<std::string>());
        }
        return all;
    }

    /// What the role may do and somebody to whom nothing was granted may not.
    std::set<std::string> granted() {
        const std::set<std::string> everybodys = privileges(stranger);
        std::set<std::string> own;
        for (const std::string& privilege : privileges(role)) {
            if (!everybodys.contains(privilege)) {
                own.insert(privilege);
            }
        }
        return own;
    }

    void grant(const Arguments& more = {}) {
        Arguments command = {"schema", "grant", role.name(), "-d", database.dsn()};
        command.insert(command.end(), more.begin(), more.end());
        const Ended ended = chatsweep(command);
        ASSERT_EQ(ended.code, 0) << ended.err;
    }

    void expect_granted(const std::set<std::string>& expected, const std::string& to) {
        const std::set<std::string> found = granted();
        EXPECT_THAT(found, ElementsAreArray(expected));
        const auto asked = static_cast<long long>(privileges(role).size());
        proved("7 no way in: exactly what " + to + " needs", asked, found == expected ? 0 : 1);
    }
};

std::set<std::string> both() {
    std::set<std::string> all = for_a_report;
    all.insert(for_a_sweep.begin(), for_a_sweep.end());
    return all;
}

TEST_F(NoWayIn, ASweepingRoleHasExactlyThesePrivilegesOfAllThatThereAre) {
    EXPECT_THAT(granted(), IsEmpty());
    grant();
    expect_granted(both(), "a sweep");
}

TEST_F(NoWayIn, AReportingRoleHasExactlyThesePrivilegesOfAllThatThereAre) {
    grant();
    grant({"--read-only"});
    expect_granted(for_a_report, "a report");
}

TEST_F(NoWayIn, AGrantTakesBackWhatTheRoleHadOfTheSchemaBeyondThat) {
    database.run("grant all on schema chatsweep to " + role.name() +
                 "; grant all on all tables in schema chatsweep to " + role.name() +
                 "; grant all on all sequences in schema chatsweep to " + role.name() +
                 "; grant all on all routines in schema chatsweep to " + role.name() +
                 "; grant update (error), references (run_id) on chatsweep.run to " + role.name());
    grant();
    expect_granted(both(), "a sweep that had everything");
}

TEST_F(NoWayIn, EverybodyElseHasNothingOfTheChatAndOfTheLedger) {
    const std::set<std::string> everybodys = privileges(stranger);
    std::set<std::string> found;
    for (const std::string& privilege : everybodys) {
        const std::string object = privilege.substr(privilege.find(" on ") + 4);
        // Its types and trigger functions lead nowhere without the schema.
        const bool of_chat = object.starts_with("chat.") && !privilege.starts_with("execute");
        if (of_chat || object.starts_with("chatsweep.") || object == "schema chat" ||
            object == "schema chatsweep" || object.starts_with("sequence chat")) {
            found.insert(privilege);
        }
    }
    EXPECT_THAT(found, IsEmpty());
    proved("7 no way in: nothing for everybody", static_cast<long long>(everybodys.size()),
           static_cast<long long>(found.size()));
}

TEST_F(NoWayIn, IsFoundOutWhereOneColumnOfOneTableIsGranted) {
    grant();
    database.run("grant select (body) on chat.message to " + role.name());
    const std::set<std::string> found = granted();

    EXPECT_TRUE(found.contains("select (body) on chat.message"));
    found_out("7 no way in: one column more", 1, found == both() ? 0 : 1);
}

TEST_F(NoWayIn, EveryFunctionThatRunsAsItsOwnerHasAFixedPathThatEndsInPgTemp) {
    EXPECT_EQ(database.value("select string_agg(oid::regprocedure::text, ' ') from pg_proc where"
                             " pronamespace = 'chatsweep'::regnamespace and prosecdef and proconfig"
                             " is distinct from array['search_path=pg_catalog, pg_temp']"),
              "");
    EXPECT_EQ(database.count("select count(*) from pg_proc where prosecdef and pronamespace ="
                             " 'chatsweep'::regnamespace"),
              9);
}

} // namespace
} // namespace chatsweep::test

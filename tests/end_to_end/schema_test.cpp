// SPDX-License-Identifier: Apache-2.0
#include "support/judging.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <memory>

namespace chatsweep::test {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

/// The names of everything there is in the two schemas, so that two databases can be compared.
std::string catalog_of(TestDatabase& database) {
    return database.value(
        "select string_agg(line, E'\\n' order by line collate \"C\") from ("
        "  select format('%s.%s %s', n.nspname, c.relname, c.relkind) as line"
        "    from pg_class c join pg_namespace n on n.oid = c.relnamespace"
        "   where n.nspname in ('chat', 'chatsweep')"
        "  union all"
        "  select p.oid::regprocedure::text || ' ' || coalesce(p.proacl::text, 'everybody')"
        "    from pg_proc p join pg_namespace n on n.oid = p.pronamespace"
        "   where n.nspname in ('chat', 'chatsweep')"
        "  union all"
        "  select t.tgname from pg_trigger t where not t.tgisinternal) as named");
}

Ended apply(const TestDatabase& database, const Arguments& more = {}) {
    Arguments command = {"schema", "apply", "-d", database.dsn()};
    command.insert(command.end(), more.begin(), more.end());
    return chatsweep(command);
}

TEST(Schema, AppliedAllAtOnceIsReadyForASweep) {
    TestDatabase database{TestDatabase::With::nothing};

    ASSERT_EQ(apply(database, {"--with-chat", "--adapter", "chat"}).code, 0);

    EXPECT_EQ(chatsweep({"schema", "check", "-d", database.dsn()}).code, 0);
    database.add_silent_session("3 hours");
    EXPECT_EQ(chatsweep({"sweep", "-d", database.dsn(), "--timeout", "2h"}).out,
              "closed 1 of 1 open session\n");
}

TEST(Schema, AppliedAgainChangesNothing) {
    TestDatabase database;
    database.add_silent_session("3 hours");
    chatsweep({"sweep", "-d", database.dsn(), "--timeout", "2h"});
    const std::string before = catalog_of(database);

    EXPECT_EQ(apply(database).code, 0);
    EXPECT_EQ(apply(database, {"--with-chat", "--adapter", "chat"}).code, 0);

    EXPECT_EQ(catalog_of(database), before);
    EXPECT_EQ(database.count("select count(*) from chatsweep.schema_version"), 3);
    EXPECT_EQ(database.count("select count(*) from chatsweep.event"), 1);
}

TEST(Schema, TheAdapterAppliedAgainKeepsWhatWasGranted) {
    TestDatabase database;
    const TestRole role{database};
    ASSERT_EQ(chatsweep({"schema", "grant", role.name(), "-d", database.dsn()}).code, 0);
    database.add_silent_session("3 hours");

    ASSERT_EQ(apply(database, {"--adapter", "chat"}).code, 0);

    EXPECT_EQ(chatsweep({"sweep", "-d", database.dsn(), "-U", role.name(), "--timeout", "2h"}).out,
              "closed 1 of 1 open session\n");
}

TEST(Schema, AppliedByManyAtOnceIsAppliedOnce) {
    TestDatabase database{TestDatabase::With::nothing};
    std::array<std::unique_ptr<Process>, 6> at_once;
    for (auto& process : at_once) {
        process = std::make_unique<Process>(
            chatsweep_binary(),
            Arguments{"schema", "apply", "-d", database.dsn(), "--with-chat", "--adapter", "chat"});
    }

    for (const auto& process : at_once) {
        const Ended ended = process->wait();
        EXPECT_EQ(ended.code, 0) << ended.err;
    }
    EXPECT_EQ(database.count("select count(*) from chatsweep.schema_version"), 3);
    EXPECT_EQ(chatsweep({"schema", "check", "-d", database.dsn()}).code, 0);
}

TEST(Schema, NeitherTheChatSchemaNorAnAdapterComesUnasked) {
    TestDatabase database{TestDatabase::With::nothing};

    ASSERT_EQ(apply(database).code, 0);

    EXPECT_EQ(database.value("select to_regnamespace('chat')::text"), "");
    const Ended check = chatsweep({"schema", "check", "-d", database.dsn()});
    EXPECT_EQ(check.code, 8);
    EXPECT_THAT(check.out, HasSubstr("FAILED   adapter  no adapter is installed\n"));
}

TEST(Schema, IsNeverAppliedByASweep) {
    TestDatabase database{TestDatabase::With::nothing};

    chatsweep({"sweep", "-d", database.dsn(), "--timeout", "2h"});

    EXPECT_EQ(database.value("select to_regnamespace('chatsweep')::text"), "");
}

TEST(Schema, AnAdapterThatFailsHalfwayLeavesNothing) {
    TestDatabase database{TestDatabase::With::nothing};
    const std::string file =
        write_file("half.sql", "create table public.half (id int);\nselect 1 / 0;\n");

    const Ended ended = apply(database, {"--adapter-file", file});

    EXPECT_NE(ended.code, 0);
    EXPECT_THAT(ended.err, HasSubstr("division by zero"));
    EXPECT_EQ(database.value("select to_regclass('public.half')::text"), "");
    EXPECT_EQ(database.value("select to_regnamespace('chatsweep')::text"), "");
}

TEST(Schema, AnUnknownAdapterAndAFileThatIsNotThereAreErrors) {
    const Ended unknown = chatsweep({"schema", "apply", "--adapter", "chatt"});
    const Ended file = chatsweep({"schema", "apply", "--adapter-file", "/nonexistent/a.sql"});

    EXPECT_EQ(unknown.code, 3);
    EXPECT_THAT(unknown.err,
                StartsWith("chatsweep: --adapter: there is no adapter 'chatt'\nhint: "));
    EXPECT_EQ(file.code, 3);
    EXPECT_THAT(file.err, StartsWith("chatsweep: --adapter-file: cannot read '/nonexistent/a.sql': "
                                     "No such file or directory\nhint: "));
}

TEST(Schema, PrintedAndFedToPsqlIsTheSameAsApplied) {
    TestDatabase applied;
    TestDatabase printed{TestDatabase::With::nothing};
    const std::string command = chatsweep_binary() +
                                " schema print --with-chat --adapter chat | psql -X -q "
                                "-v ON_ERROR_STOP=1 -d " +
                                printed.name();

    const Ended psql = Process{"/bin/sh", {"-c", command}}.wait();

    EXPECT_EQ(psql.code, 0) << psql.err;
    EXPECT_THAT(psql.out + psql.err, Not(HasSubstr("ERROR")));
    EXPECT_EQ(catalog_of(printed), catalog_of(applied));
    EXPECT_EQ(chatsweep({"schema", "check", "-d", printed.dsn()}).code, 0);
    EXPECT_EQ(apply(printed).code, 0);
    EXPECT_EQ(printed.count("select count(*) from chatsweep.schema_version"), 3);
}

TEST(Schema, PrintNeedsNoDatabaseAndPutsAllIntoOneTransaction) {
    const Ended ended = chatsweep({"schema", "print"}, {{"PGHOST", "/nonexistent"}});

    EXPECT_EQ(ended.code, 0);
    EXPECT_THAT(ended.err, IsEmpty());
    EXPECT_THAT(ended.out, StartsWith("begin;\n"));
    EXPECT_THAT(ended.out, HasSubstr("create table chatsweep.run ("));
    EXPECT_THAT(ended.out, Not(HasSubstr("create table if not exists chat.session")));
}

TEST(Schema, CheckSaysWhatIsMissing) {
    TestDatabase database;
    const Arguments check = {"schema", "check", "-d", database.dsn(), "--format", "json"};
    EXPECT_EQ(chatsweep(check).code, 0);

    database.run("drop function chatsweep.session_state(text);"
                 "alter function chatsweep.lock_sessions(text[]) security invoker;"
                 "alter function chatsweep.facts_of(text[]) reset all;"
                 "grant execute on function chatsweep.wrote_after to public;"
                 "alter table chat.message disable trigger all");
    const Ended ended = chatsweep(check);

    EXPECT_EQ(ended.code, 8);
    for (const char* finding :
         {"there is no function chatsweep.session_state(text)",
          "function chatsweep.lock_sessions(text[]) is not security definer",
          "function chatsweep.facts_of(text[]) has no fixed search_path",
          "function chatsweep.wrote_after(text[], timestamp with time zone[]) may be called by "
          "everybody",
          "a trigger of foreign key message_session_id_fkey on chat.message is disabled"}) {
        EXPECT_THAT(ended.out, HasSubstr(finding));
    }
}

TEST(Schema, AGrantNeedsARoleThatOwnsNothingOfIt) {
    TestDatabase database;
    const std::string owner =
        database.value("select nspowner::regrole from pg_namespace where nspname = 'chatsweep'");

    const Ended ended = chatsweep({"schema", "grant", owner, "-d", database.dsn()});

    EXPECT_EQ(ended.code, 5);
    EXPECT_THAT(ended.err, HasSubstr("role \"" + owner + "\" owns schema chatsweep"));
}

TEST(Schema, AGrantIsQuotedAsItMustBe) {
    TestDatabase database;
    database.run("create role \"Mr. O'Brien; drop\" login");

    const Ended ended =
        chatsweep({"schema", "grant", "Mr. O'Brien; drop", "-d", database.dsn(), "-v"});

    EXPECT_EQ(ended.code, 0) << ended.err;
    EXPECT_EQ(database.value("select has_table_privilege('Mr. O''Brien; drop', "
                             "'chatsweep.session_facts', 'select')"),
              "t");
    database.run("drop owned by \"Mr. O'Brien; drop\"; drop role \"Mr. O'Brien; drop\"");
}

} // namespace
} // namespace chatsweep::test

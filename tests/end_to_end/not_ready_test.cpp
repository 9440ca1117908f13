// SPDX-License-Identifier: Apache-2.0
#include "support/judging.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace chatsweep::test {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

/// A database with one session that is due.
class NotReadyFor : public ::testing::Test {
protected:
    TestDatabase database;
    std::string silent = database.add_silent_session("3 hours");

    Ended sweep(const Variables& variables = {}) {
        return chatsweep({"sweep", "-d", database.dsn(), "--timeout", "2h"}, variables);
    }
    Ended report(const Variables& variables = {}) {
        return chatsweep({"report", "-d", database.dsn(), "--timeout", "2h"}, variables);
    }
    /// A sweep, a dry run and a report all refuse, in these words.
    void all_refuse(const std::string& what, const std::string& hint) {
        const std::string first = "chatsweep: " + what;
        const std::string last = "\nhint: " + hint + "\n";
        for (const Ended& ended : {sweep(), report(), dry_run()}) {
            EXPECT_EQ(ended.code, 8);
            EXPECT_THAT(ended.err, StartsWith(first));
            EXPECT_THAT(ended.err, HasSubstr(last));
        }
    }
    Ended dry_run() {
        return chatsweep({"sweep", "--dry-run", "-d", database.dsn(), "--timeout", "2h"});
    }
    bool nothing_changed() {
        return database.closed_sessions() == 0 &&
               database.count("select count(*) from chatsweep.event") == 0 &&
               database.count("select count(*) from chatsweep.run where state = 'committed'") == 0;
    }
};

TEST(NotReady, WithoutTheSchema) {
    const TestDatabase database{TestDatabase::With::nothing};
    for (const char* command : {"sweep", "report", "history"}) {
        Arguments arguments = {command, "-d", database.dsn()};
        if (command != std::string{"history"}) {
            arguments.insert(arguments.end(), {"--timeout", "2h"});
        }
        const Ended ended = chatsweep(arguments);

        EXPECT_EQ(ended.code, 8) << command;
        EXPECT_EQ(ended.out, "");
        EXPECT_THAT(ended.err, StartsWith("chatsweep: this database has no schema chatsweep"));
        EXPECT_THAT(ended.err, HasSubstr("\nhint: run chatsweep schema apply --adapter NAME, or "
                                         "connect to another database.\n"));
    }
}

TEST_F(NotReadyFor, ANewerSchema) {
    database.run("insert into chatsweep.schema_version (version, name, tool_version) "
                 "values (99, 'future', '9.9.9')");

    all_refuse("schema chatsweep is at version 99, and this chatsweep knows versions up to 3",
               "use the newer chatsweep that made it.");
    EXPECT_EQ(chatsweep({"schema", "apply", "-d", database.dsn()}).code, 8);
    EXPECT_EQ(chatsweep({"schema", "check", "-d", database.dsn()}).code, 8);
    EXPECT_TRUE(nothing_changed());
}

TEST_F(NotReadyFor, ASchemaWithoutAVersion) {
    database.run("delete from chatsweep.schema_version");

    EXPECT_EQ(sweep().code, 8);
    EXPECT_TRUE(nothing_changed());
}

TEST_F(NotReadyFor, NoAdapter) {
    database.run("delete from chatsweep.adapter");

    all_refuse("no adapter is installed",
               "run chatsweep schema apply --adapter NAME, or --adapter-file FILE.");
    EXPECT_TRUE(nothing_changed());
}

TEST_F(NotReadyFor, AnAdapterOfAnotherContract) {
    database.run("update chatsweep.adapter set contract_version = 2");

    all_refuse("adapter 'chat' speaks version 2 of the contract, and this chatsweep speaks "
               "version 1",
               "install an adapter of that version with chatsweep schema apply.");
}

struct BrokenFence {
    const char* name;
    const char* sql;
    const char* problem;
};

class EachBrokenFence : public ::testing::TestWithParam<BrokenFence> {};

TEST_P(EachBrokenFence, StopsASweepAndNoReport) {
    TestDatabase database;
    database.add_silent_session("3 hours");
    database.run(GetParam().sql);

    const Ended sweep = chatsweep({"sweep", "-d", database.dsn(), "--timeout", "2h"});
    const Ended report = chatsweep({"report", "-d", database.dsn(), "--timeout", "2h"});

    EXPECT_EQ(sweep.code, 8);
    EXPECT_THAT(sweep.err, StartsWith(std::string{"chatsweep: the fence of adapter 'chat' does not "
                                                  "hold: "} +
                                      GetParam().problem + " (run "));
    EXPECT_THAT(sweep.err, HasSubstr("\nhint: without a fence a message could slip into a session "
                                     "that is being closed; run chatsweep check to see everything "
                                     "that is wrong with it.\n"));
    EXPECT_EQ(database.value("select status from chat.session"), "active");
    EXPECT_EQ(report.code, 0);
    EXPECT_THAT(report.out, StartsWith("1 of 1 open session would be closed"));
}

INSTANTIATE_TEST_SUITE_P(
    NotReady, EachBrokenFence,
    ::testing::Values(
        BrokenFence{"none", "update chatsweep.adapter set fence = null",
                    "the adapter names no fence"},
        BrokenFence{"disabled", "alter table chat.message disable trigger all",
                    "a trigger of foreign key message_session_id_fkey on chat.message is disabled"},
        BrokenFence{"dropped", "alter table chat.message drop constraint message_session_id_fkey",
                    "chat.message has no foreign key to chat.session"},
        BrokenFence{"trigger_missing", "update chatsweep.adapter set fence = 'trigger'",
                    "function chatsweep.fence_message() does not exist"}),
    [](const auto& each) { return std::string{each.param.name}; });

TEST_F(NotReadyFor, ASweepInADatabaseThatIsReadOnly) {
    const Variables read_only = {{"PGOPTIONS", "-c default_transaction_read_only=on"}};

    const Ended ended = sweep(read_only);

    EXPECT_EQ(ended.code, 8);
    EXPECT_THAT(ended.err, StartsWith("chatsweep: the database is read-only "
                                      "(default_transaction_read_only is on) (run "));
    EXPECT_THAT(ended.err, HasSubstr("\nhint: a sweep needs a database that can be written to; the "
                                     "report and the dry run work here.\n"));
    EXPECT_EQ(report(read_only).code, 0);
    EXPECT_EQ(chatsweep({"schema", "apply", "-d", database.dsn()}, read_only).code, 8);
    EXPECT_TRUE(nothing_changed());
}

TEST_F(NotReadyFor, AViewWithDuplicateIds) {
    edit_adapter(database, "from chat.session s\nwhere",
                 "from chat.session s cross join generate_series(1, 2)\nwhere");

    all_refuse("view chatsweep.session_facts has more than one row for a session id",
               "mend the adapter: session_id must be unique.");
    EXPECT_EQ(chatsweep({"check", "-d", database.dsn(), "--timeout", "2h"}).code, 8);
    EXPECT_TRUE(nothing_changed());
}

TEST_F(NotReadyFor, AViewWithASessionThatHasNoId) {
    edit_adapter(database, "s.id::text                as session_id", "null::text as session_id");

    all_refuse("view chatsweep.session_facts has a row without a session id",
               "mend the adapter: every session needs an id.");
    EXPECT_TRUE(nothing_changed());
}

TEST_F(NotReadyFor, AViewThatLacksAColumn) {
    edit_adapter(database, "    s.first_reply_at,\n", "");

    const Ended check = chatsweep({"check", "-d", database.dsn(), "--timeout", "2h"});

    all_refuse("column f.first_reply_at does not exist",
               "run chatsweep check to see what is missing or broken.");
    EXPECT_EQ(check.code, 8);
    EXPECT_THAT(check.out, HasSubstr("FAILED   adapter        view session_facts has no column "
                                     "'first_reply_at'\n"));
    EXPECT_TRUE(nothing_changed());
}

TEST_F(NotReadyFor, AColumnOfAnotherType) {
    edit_adapter(database, "s.labels,", "array_to_string(s.labels, ',') as labels,");

    const Ended check = chatsweep({"check", "-d", database.dsn(), "--timeout", "2h"});

    EXPECT_EQ(check.code, 8);
    EXPECT_THAT(check.out, HasSubstr("column 'labels' of view session_facts is text instead of\n"));
}

class EachMissingFunction : public ::testing::TestWithParam<const char*> {};

TEST_P(EachMissingFunction, StopsASweepWithNothingChanged) {
    TestDatabase database;
    database.add_silent_session("3 hours");
    const std::string name{GetParam(), std::string{GetParam()}.find('(')};
    if (name != "close_unchanged") {
        close_in_steps(database);
    }
    database.run("drop function chatsweep." + std::string{GetParam()});

    const Ended sweep = chatsweep({"sweep", "-d", database.dsn(), "--timeout", "2h"});
    const Ended check = chatsweep({"check", "-d", database.dsn(), "--timeout", "2h"});

    EXPECT_EQ(sweep.code, 8) << sweep.err;
    EXPECT_THAT(sweep.err, StartsWith("chatsweep: function chatsweep." + name + "("));
    EXPECT_THAT(sweep.err, HasSubstr("\nhint: run chatsweep check to see what is missing or "
                                     "broken.\n"));
    EXPECT_EQ(database.value("select status from chat.session"), "active");
    EXPECT_EQ(database.count("select count(*) from chatsweep.event"), 0);
    EXPECT_EQ(check.code, 8);
    EXPECT_THAT(check.out,
                HasSubstr("FAILED   adapter        there is no function chatsweep." + name + "("));
}

INSTANTIATE_TEST_SUITE_P(NotReady, EachMissingFunction,
                         ::testing::Values("facts_of(text[])", "lock_sessions(text[])",
                                           "close_sessions(text[], timestamptz, text[])",
                                           "close_unchanged(text[], xid, timestamptz, text[])"));

} // namespace
} // namespace chatsweep::test

// SPDX-License-Identifier: Apache-2.0
#include "support/postgres.hpp"
#include "support/process.hpp"

#include <gmock/gmock.h>

namespace chatsweep::test {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

Ended install(const TestDatabase& database, const std::string& adapter_file) {
    return chatsweep({"schema", "apply", "-d", database.dsn(), "--adapter-file", adapter_file});
}

TEST(FirstSteps, TheAdapterIsInstalledAndOneLineSaysSo) {
    const TestDatabase database{TestDatabase::With::nothing};

    const Ended ended =
        chatsweep({"schema", "apply", "-d", database.dsn(), "--with-chat", "--adapter", "chat"});

    EXPECT_EQ(ended.code, 0);
    EXPECT_EQ(ended.out, "");
    EXPECT_EQ(ended.err,
              "chatsweep: schema chatsweep is at version 3, and the adapter is installed\n");
}

TEST(FirstSteps, AnAdapterThatFailsIsShownWithItsLineAndColumnAndNothingIsApplied) {
    TestDatabase database{TestDatabase::With::nothing};
    const std::string file = write_file("own.sql", "-- größer\nselect 1;\n  select nothing.here;");

    const Ended ended = install(database, file);

    EXPECT_EQ(ended.code, 8);
    EXPECT_EQ(ended.err, "chatsweep: " + file +
                             ":3:10: missing FROM-clause entry for table \"nothing\"\n"
                             "hint: mend the adapter; nothing was applied.\n");
    EXPECT_EQ(database.value("select to_regnamespace('chatsweep')::text"), "");
}

TEST(FirstSteps, AnAdapterThatFailsWithoutAPlaceIsNamedAllTheSame) {
    const TestDatabase database{TestDatabase::With::nothing};
    const std::string file = write_file("own.sql", "do $$ begin raise 'not today'; end $$");

    const Ended ended = install(database, file);

    EXPECT_EQ(ended.code, 8);
    EXPECT_THAT(ended.err, StartsWith("chatsweep: " + file + ": not today (SQLSTATE P0001)\n"));
}

TEST(FirstSteps, ARoleThatDoesNotExistIsNamed) {
    const TestDatabase database;

    const Ended ended = chatsweep({"schema", "grant", "nobdy", "-d", database.dsn()});

    EXPECT_EQ(ended.code, 5);
    EXPECT_EQ(ended.err, "chatsweep: there is no role 'nobdy'\n"
                         "hint: make it with create role, or look at how it is written.\n");
}

TEST(FirstSteps, ARoleWithoutTheGrantIsToldOfIt) {
    TestDatabase database;
    const TestRole role{database};

    const Ended ended =
        chatsweep({"report", "-d", database.dsn(), "-U", role.name(), "--timeout", "2h"});

    EXPECT_EQ(ended.code, 4);
    EXPECT_EQ(ended.err, "chatsweep: permission denied for schema chatsweep\n"
                         "hint: run chatsweep schema grant ROLE as the owner of the schema.\n");
}

TEST(FirstSteps, WhatOnlyTheOwnerMayDoNamesTheOwner) {
    TestDatabase database;
    const TestRole role{database};
    ASSERT_EQ(chatsweep({"schema", "grant", role.name(), "-d", database.dsn()}).code, 0);

    const Ended ended = chatsweep(
        {"history", "prune", "--older-than", "1d", "-d", database.dsn(), "-U", role.name()});

    EXPECT_EQ(ended.code, 4);
    EXPECT_THAT(ended.err, EndsWith("hint: connect as the owner of schema chatsweep, or, to make "
                                    "it, as a role that may create one in this database.\n"));
}

TEST(FirstSteps, AQuietSweepSaysNothingOfWhatItClosed) {
    TestDatabase database;
    const std::string silent = database.add_silent_session("3 hours");

    const Ended ended = chatsweep({"sweep", "-q", "-d", database.dsn(), "--timeout", "2h"});

    EXPECT_EQ(ended.code, 0);
    EXPECT_EQ(ended.out + ended.err, "");
    EXPECT_EQ(database.value("select status from chat.session where id = " + silent), "closed");
}

TEST(FirstSteps, AQuietSweepStillWritesTheDocumentOfAMachine) {
    TestDatabase database;
    database.add_silent_session("3 hours");

    const Ended ended =
        chatsweep({"sweep", "-q", "-d", database.dsn(), "--timeout", "2h", "--format", "json"});

    EXPECT_THAT(ended.out, HasSubstr(R"("outcome":"closed")"));
}

TEST(FirstSteps, AVerboseSweepSaysWhatWasDueEvenIfNothingWas) {
    TestDatabase database;
    database.add_silent_session("1 hour");

    const Ended ended = chatsweep({"sweep", "-v", "-d", database.dsn(), "--timeout", "2h"});

    EXPECT_EQ(ended.out, "");
    EXPECT_THAT(ended.err, StartsWith("chatsweep: 0 of 1 open sessions are due, and 0 more are "
                                      "held, under policy version "));
}

} // namespace
} // namespace chatsweep::test

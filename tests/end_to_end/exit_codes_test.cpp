// SPDX-License-Identifier: Apache-2.0
#include "support/judging.hpp"
#include "support/waiting.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace chatsweep::test {
namespace {

using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::Not;
using ::testing::StartsWith;

const char* const take_the_lock = "select pg_advisory_xact_lock(7163082360114079077)";

Ended sweep(const TestDatabase& database, const Arguments& more = {}) {
    Arguments command = {"sweep", "-d", database.dsn(), "--timeout", "2h"};
    command.insert(command.end(), more.begin(), more.end());
    return chatsweep(command);
}

TEST(ExitCode, Is1WhereTheSystemGrantsNoThread) {
    // A thread's stack is as large as the process's own may grow.
    Process report{"/usr/bin/prlimit", {"--stack=1125899906842624:", chatsweep_binary(), "report"}};
    const Ended ended = report.wait();

    EXPECT_EQ(ended.code, 1);
    EXPECT_EQ(ended.out, "");
    EXPECT_EQ(ended.err, "chatsweep: internal error: Resource temporarily unavailable\n");
}

TEST(ExitCode, Is2ForWhatNobodyCanMean) {
    EXPECT_EQ(chatsweep({}).code, 2);
    EXPECT_EQ(chatsweep({"sweep", "--nonsense"}).code, 2);
    EXPECT_EQ(chatsweep({"sweep", "--as-of", "2026-11-20T15:00:00Z", "--timeout", "2h"}).code, 2);

    const Ended ended = chatsweep({"swep"});
    EXPECT_EQ(ended.code, 2);
    EXPECT_EQ(ended.out, "");
    EXPECT_THAT(ended.err, HasSubstr("\nhint: "));
}

TEST(ExitCode, Is4WhereNoServerAnswers) {
    for (const char* command : {"sweep", "report", "check"}) {
        const Ended ended = chatsweep({command, "--timeout", "2h", "-h", "/nonexistent"});

        EXPECT_EQ(ended.code, 4) << command;
        EXPECT_THAT(ended.err, StartsWith("chatsweep: cannot connect to the database: "));
        EXPECT_THAT(ended.err,
                    HasSubstr("\nhint: look whether the server is up, and at -d, -h, -p, "
                              "-U, the PG* variables and the passfile.\n"));
    }
}

TEST(ExitCode, Is4ForARoleOrADatabaseThatDoesNotExist) {
    const TestDatabase database;

    const Ended role = sweep(database, {"-U", "nobody_of_that_name"});
    const Ended base = chatsweep({"report", "--timeout", "2h", "-d", "no_such_database"});

    EXPECT_EQ(role.code, 4);
    EXPECT_THAT(role.err, HasSubstr("role \"nobody_of_that_name\" does not exist"));
    EXPECT_EQ(base.code, 4);
    EXPECT_THAT(base.err, HasSubstr("database \"no_such_database\" does not exist"));
}

TEST(ExitCode, Is4ForARoleThatMayNotSweepAndNothingIsChanged) {
    TestDatabase database;
    const TestRole stranger{database};
    const TestRole reader{database};
    database.add_silent_session("3 hours");
    ASSERT_EQ(
        chatsweep({"schema", "grant", reader.name(), "--read-only", "-d", database.dsn()}).code, 0);

    const Ended by_stranger = sweep(database, {"-U", stranger.name()});
    const Ended by_reader = sweep(database, {"-U", reader.name()});

    EXPECT_EQ(by_stranger.code, 4);
    EXPECT_THAT(by_stranger.err, StartsWith("chatsweep: permission denied for schema chatsweep"));
    EXPECT_EQ(by_reader.code, 4);
    EXPECT_THAT(by_reader.err, StartsWith("chatsweep: permission denied for "));
    EXPECT_THAT(by_reader.err, HasSubstr("\nhint: run chatsweep schema grant ROLE as the owner of "
                                         "the schema.\n"));
    EXPECT_EQ(database.closed_sessions(), 0);
    EXPECT_EQ(database.count("select count(*) from chatsweep.run"), 0);
}

TEST(ExitCode, Is5WhereTheAdapterRefusesAndTheLedgerSaysWhatFailed) {
    TestDatabase database;
    database.add_silent_session("3 hours");
    database.run("create or replace function chatsweep.close_sessions(session_ids text[], "
                 "closed_at timestamptz, reasons text[]) returns setof text language plpgsql "
                 "security definer set search_path = pg_catalog as $$ begin "
                 "raise exception 'not on Sundays' using detail = 'row of Ms Secret'; end $$");
    close_in_steps(database);

    const Ended ended = sweep(database, {"-vv"});

    EXPECT_EQ(ended.code, 5);
    EXPECT_EQ(ended.out, "");
    EXPECT_THAT(ended.err, HasSubstr("chatsweep: not on Sundays (SQLSTATE P0001) (run "));
    EXPECT_THAT(ended.err, HasSubstr("\nhint: everything was rolled back.\n"));
    EXPECT_THAT(ended.err, Not(HasSubstr("Secret")));
    EXPECT_EQ(database.closed_sessions(), 0);
    EXPECT_EQ(database.count("select count(*) from chatsweep.event"), 0);
    EXPECT_EQ(database.value("select state || ' ' || outcome || ' ' || attempt || ' ' || error "
                             "from chatsweep.run"),
              "failed failed 1 not on Sundays (SQLSTATE P0001)");
}

TEST(ExitCode, Is5WhereTheAdapterClosesFewerThanItWasGiven) {
    TestDatabase database;
    database.add_silent_session("3 hours");
    database.add_silent_session("4 hours");
    edit_adapter(database, "       and s.closed_at is null\n    returning",
                 "       and s.closed_at is null and s.id = 1\n    returning");
    close_in_steps(database);

    const Ended ended = sweep(database);

    EXPECT_EQ(ended.code, 5);
    EXPECT_THAT(ended.err, HasSubstr("the adapter closed 1 and 1 events were written, where 2 "
                                     "sessions were to be closed"));
    EXPECT_THAT(ended.err, HasSubstr("\nhint: everything was rolled back; mend the adapter's "
                                     "function close_sessions.\n"));
    EXPECT_EQ(database.closed_sessions(), 0);
    EXPECT_EQ(database.count("select count(*) from chatsweep.event"), 0);
}

TEST(ExitCode, Is5WhereTheAdapterAnswersWithAnotherSession) {
    TestDatabase database;
    database.add_silent_session("3 hours");
    database.add_silent_session("1 hour");
    edit_adapter(database,
                 "    select s.id::text\n      from unnest(session_ids) as given (id)\n"
                 "      join chat.session s on s.id = chatsweep.native_id(given.id)\n"
                 "     where s.closed_at is null\n       for update",
                 "    select s.id::text from chat.session s where s.closed_at is null for update");
    close_in_steps(database);

    const Ended ended = sweep(database);

    EXPECT_EQ(ended.code, 5);
    EXPECT_THAT(ended.err, StartsWith("chatsweep: the adapter answered with a session that it was "
                                      "not asked for (run "));
    EXPECT_EQ(database.closed_sessions(), 0);
}

TEST(ExitCode, Is9ForASessionOrARunThatDoesNotExist) {
    const TestDatabase database;

    for (const char* id : {"4711", "0", "-1", "x'y", "99999999999999999999999", "ä"}) {
        const Ended ended =
            chatsweep({"explain", "--timeout", "2h", "-d", database.dsn(), "--", id});
        EXPECT_EQ(ended.code, 9) << id;
        EXPECT_EQ(ended.err, "chatsweep: there is no session '" + std::string{id} +
                                 "'\n"
                                 "hint: ids are case-sensitive and as the adapter gives them; "
                                 "chatsweep report lists those that are due.\n");
    }
    const Ended ended = chatsweep({"history", "0193e4c2", "-d", database.dsn()});
    EXPECT_EQ(ended.code, 9);
    EXPECT_EQ(ended.err, "chatsweep: there is no run '0193e4c2'\n"
                         "hint: chatsweep history lists the runs; the beginning of an id is "
                         "enough.\n");
}

TEST(ExitCode, Is10WhereSomethingIsDueAndSomebodyAsked) {
    TestDatabase database;
    const auto report = [&] {
        return chatsweep(
            {"report", "--detailed-exitcode", "-d", database.dsn(), "--timeout", "2h"});
    };
    database.add_silent_session("1 hour");
    EXPECT_EQ(report().code, 0);

    database.add_silent_session("3 hours");
    EXPECT_EQ(report().code, 10);
    EXPECT_EQ(chatsweep({"report", "-d", database.dsn(), "--timeout", "2h"}).code, 0);
}

TEST(ExitCode, Is75WhileAnotherSweepRunsAndSaysWhichOne) {
    TestDatabase database;
    database.add_silent_session("3 hours");
    const Holder other{database,
                       std::string{"set application_name = 'the other'; "} + take_the_lock};

    const Ended ended = sweep(database, {"--format", "json"});

    EXPECT_EQ(ended.code, 75);
    EXPECT_THAT(ended.err,
                MatchesRegex("chatsweep: another sweep is running: process [0-9]+ \\(the other, "
                             "local\\) since [0-9T:.-]+Z \\(run [0-9a-f-]+\\)\n"
                             "hint: try again later, or wait for it with --lock-wait.\n"));
    EXPECT_EQ(json_of(ended)["outcome"], "busy");
    EXPECT_EQ(database.closed_sessions(), 0);
    EXPECT_EQ(database.count("select count(*) from chatsweep.run"), 0);
}

TEST(LockWait, EndsIn75WhenTheOtherSweepOutlastsIt) {
    const TestDatabase database;
    const Holder other{database, take_the_lock};

    EXPECT_EQ(sweep(database, {"--lock-wait", "300ms"}).code, 75);
}

TEST(LockWait, SweepsOnceTheOtherSweepHasEnded) {
    TestDatabase database;
    database.add_silent_session("3 hours");
    Holder other{database, take_the_lock};
    Process waiting{chatsweep_binary(),
                    {"sweep", "-d", database.dsn(), "--timeout", "2h", "--lock-wait", "10m"}};
    wait_until("it has asked for the lock", [&] {
        return database.count("select count(*) from pg_stat_activity where application_name = "
                              "'chatsweep' and datname = current_database()") > 0;
    });
    wait_for_backends_to_end(database);
    EXPECT_TRUE(waiting.is_running());

    other.let_go();
    const Ended ended = waiting.wait();

    EXPECT_EQ(ended.code, 0) << ended.err;
    EXPECT_EQ(ended.out, "closed 1 of 1 open session\n");
    EXPECT_EQ(database.value("select state from chatsweep.run"), "committed");
}

TEST(LockKey, KeepsApartSweepsThatShareItAndNoOthers) {
    const TestDatabase database;
    const Holder other{database, take_the_lock};
    const std::string file =
        write_file("lock_key.yaml", "version: 1\ndatabase: { lock_key: 4711 }\npolicies:\n"
                                    "  - { name: all, match: {}, timeout: 2h }\n");

    EXPECT_EQ(chatsweep({"sweep", "-d", database.dsn(), "-c", file}).code, 0);

    const Holder same{database, "select pg_advisory_xact_lock(4711)"};
    EXPECT_EQ(chatsweep({"sweep", "-d", database.dsn(), "-c", file}).code, 75);
}

} // namespace
} // namespace chatsweep::test

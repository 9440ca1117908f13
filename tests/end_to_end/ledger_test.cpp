// SPDX-License-Identifier: Apache-2.0
#include "support/judging.hpp"
#include "support/waiting.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace chatsweep::test {
namespace {

using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::StartsWith;

/// All there is in the database, as one text.
std::string everything_in(TestDatabase& database) {
    return database.value(
        "select concat((select string_agg(s::text, E'\\n' order by s.id) from chat.session s),"
        "              (select string_agg(m::text, E'\\n' order by m.id) from chat.message m),"
        "              (select string_agg(r::text, E'\\n' order by r.run_id) from chatsweep.run r),"
        "              (select string_agg(e::text, E'\\n' order by e.event_id)"
        "                 from chatsweep.event e),"
        "              (select string_agg(p::text, E'\\n' order by p.version)"
        "                 from chatsweep.policy_version p))");
}

TEST(Sweep, WritesOneRunAndOneEventForWhatItClosed) {
    TestDatabase database;
    const std::string id = begin_session(database, "2026-10-01 09:00Z", "status", "'waiting'");
    write_message(database, id, "customer", "2026-10-01 10:00:00.5Z");
    const Arguments policies =
        policies_file("  - name: patient\n    match: { channel: whatsapp }\n    timers:\n"
                      "      - close: { after: 26h, since: last_customer_message, name: silent }\n"
                      "  - { name: rest, match: {}, timeout: 1h }\n");

    const Ended ended = chatsweep({"sweep", "-d", database.dsn(), policies[0], policies[1]});

    EXPECT_EQ(ended.code, 0);
    EXPECT_EQ(ended.out, "closed 1 of 1 open session\n");
    EXPECT_EQ(ended.err, "");
    EXPECT_EQ(database.value("select status || ' ' || close_reason from chat.session"),
              "closed timeout");
    EXPECT_EQ(
        database.value("select concat_ws('|', session_id, action, policy, timer, reason, clock, "
                       "clock_at at time zone 'UTC', due_at at time zone 'UTC', "
                       "last_customer_message_at at time zone 'UTC', unanswered, status_before) "
                       "from chatsweep.event"),
        id + "|close|patient|silent|timeout|last_customer_message|2026-10-01 10:00:00.5|"
             "2026-10-02 12:00:00.5|2026-10-01 10:00:00.5|t|waiting");
    EXPECT_EQ(
        database.value("select concat_ws(' ', attempt, state, outcome, open_sessions, judged, "
                       "due, closed, held, kept_on_second_look, skipped_locked, gone, "
                       "left_for_next, unanswered, future_dated, error is null, limited_to "
                       "is null, host <> '', finished_at > started_at) from chatsweep.run"),
        "1 committed closed 1 1 1 1 0 0 0 0 0 1 0 t t t t");
    EXPECT_EQ(database.count("select count(*) from chatsweep.run r join chatsweep.event e "
                             "using (run_id, attempt, policy_version) join chat.session s "
                             "on s.closed_at = r.started_at and s.closed_at = e.recorded_at "
                             "join chatsweep.policy_version p on p.version = r.policy_version "
                             "where p.policies -> 1 ->> 'name' = 'patient'"),
              1);
}

TEST(Sweep, WithNothingDueIsSilentAndWritesOneRunAndNoEvent) {
    TestDatabase database;
    database.add_silent_session("1 hour");

    const Ended ended = chatsweep({"sweep", "-d", database.dsn(), "--timeout", "2h"});

    EXPECT_EQ(ended.code, 0);
    EXPECT_EQ(ended.out, "");
    EXPECT_EQ(ended.err, "");
    EXPECT_EQ(database.value("select state || ' ' || outcome || ' ' || open_sessions || ' ' || due "
                             "from chatsweep.run"),
              "committed nothing_due 1 0");
    EXPECT_EQ(database.count("select count(*) from chatsweep.event"), 0);
}

TEST(Sweep, OfAnEmptyDatabaseIsSilentToo) {
    TestDatabase database;

    const Ended ended = chatsweep({"sweep", "-d", database.dsn(), "--timeout", "2h"});

    EXPECT_EQ(ended.code, 0);
    EXPECT_EQ(ended.out + ended.err, "");
}

TEST(Sweep, DoesNotCloseTwice) {
    TestDatabase database;
    database.add_silent_session("3 hours");
    const Arguments command = {"sweep", "-d", database.dsn(), "--timeout", "2h"};

    EXPECT_EQ(chatsweep(command).out, "closed 1 of 1 open session\n");
    EXPECT_EQ(chatsweep(command).out, "");
    EXPECT_EQ(database.count("select count(*) from chatsweep.event"), 1);
    EXPECT_EQ(database.count("select count(*) from chatsweep.run"), 2);
}

TEST(Sweep, TakesARunIdThatOrdersByTimeAndNamesItInEveryLineOfTalk) {
    TestDatabase database;
    database.run("update chatsweep.adapter set fence = null");

    const Ended ended = chatsweep({"sweep", "-d", database.dsn(), "--timeout", "2h"});

    EXPECT_THAT(ended.err, MatchesRegex("chatsweep: .* \\(run [0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-"
                                        "[89ab][0-9a-f]{3}-[0-9a-f]{12}\\)\nhint: [^\n]*\n"));
}

TEST(Sweep, TheSamePoliciesKeepTheirVersionWhereverTheyStand) {
    TestDatabase database;
    const Arguments policies = policies_file("  - { name: everyone, match: {}, timeout: 120m }\n");
    chatsweep({"sweep", "-d", database.dsn(), "--timeout", "2h"});
    chatsweep({"sweep", "-d", database.dsn(), policies[0], policies[1]});
    EXPECT_EQ(database.count("select count(*) from chatsweep.policy_version"), 1);

    chatsweep({"sweep", "-d", database.dsn(), "--timeout", "3h"});
    EXPECT_EQ(database.count("select count(*) from chatsweep.policy_version"), 2);
}

class EachReader : public ::testing::TestWithParam<Arguments> {};

TEST_P(EachReader, WritesNothing) {
    TestDatabase database;
    const std::string id = database.add_silent_session("3 hours");
    const std::string before = everything_in(database);
    Arguments command = GetParam();
    command.insert(command.end(), {"-d", database.dsn()});

    const Ended ended = chatsweep(command);

    EXPECT_EQ(ended.code, 0) << ended.err;
    EXPECT_EQ(everything_in(database), before);
}

TEST_P(EachReader, NeedsNoMoreThanAReadOnlyGrantInAReadOnlyDatabase) {
    TestDatabase database;
    const TestRole role{database};
    database.add_silent_session("3 hours");
    ASSERT_EQ(chatsweep({"schema", "grant", role.name(), "--read-only", "-d", database.dsn()}).code,
              0);
    database.run("alter role " + role.name() + " set default_transaction_read_only = on");
    Arguments command = GetParam();
    command.insert(command.end(), {"-d", database.dsn(), "-U", role.name()});

    const Ended ended = chatsweep(command);

    EXPECT_EQ(ended.code, 0) << ended.err;
    EXPECT_NE(ended.out, "");
}

INSTANTIATE_TEST_SUITE_P(Ledger, EachReader,
                         ::testing::Values(Arguments{"sweep", "--dry-run", "--timeout", "2h"},
                                           Arguments{"report", "--timeout", "2h"},
                                           Arguments{"explain", "1", "--timeout", "2h"},
                                           Arguments{"history"}, Arguments{"schema", "check"}));

TEST(DryRun, IsHeldReadOnlyByTheServer) {
    TestDatabase database;
    database.run("create table public.trace (read_only text)");
    database.run("create function public.mode() returns text language plpgsql as $$ begin "
                 "return current_setting('transaction_read_only'); end $$");
    database.add_silent_session("3 hours");
    edit_adapter(database, "s.tenant,", "public.mode() as tenant,");

    const Json groups = json_of(chatsweep(
        {"report", "-d", database.dsn(), "--timeout", "2h", "--format", "json"}))["groups"];
    EXPECT_EQ(groups[0]["tenant"], "on");
}

TEST(DryRun, LocksNothingThatAWriterOrASweepWaitsFor) {
    TestDatabase database;
    const std::string id = database.add_silent_session("3 hours");
    Holder writer{database, "update chat.session set labels = '{x}' where id = " + id +
                                "; select pg_advisory_xact_lock(7163082360114079077)"};

    const Ended ended = chatsweep({"sweep", "--dry-run", "-d", database.dsn(), "--timeout", "2h"});

    EXPECT_EQ(ended.code, 0) << ended.err;
    EXPECT_THAT(ended.out, StartsWith("Dry run as of "));
    EXPECT_THAT(ended.out, HasSubstr(": would close 1 of 1 open session."));
}

TEST(DryRun, AsOfLooksAtTodaysFactsAtAnotherInstant) {
    TestDatabase database;
    database.add_silent_session("3 hours");

    const Ended ended = chatsweep({"sweep", "--dry-run", "--as-of", "2099-01-01T00:00:00Z", "-d",
                                   database.dsn(), "--timeout", "2h"});

    EXPECT_THAT(ended.out, StartsWith("Dry run as of 2099-01-01 00:00:00Z: would close 1 of 1 open "
                                      "session.\n"));
}

} // namespace
} // namespace chatsweep::test

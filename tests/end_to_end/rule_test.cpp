// SPDX-License-Identifier: Apache-2.0
#include "support/judging.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace chatsweep::test {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

const Arguments one_day = {"--timeout", "24h"};

/// A session whose customer wrote last on 18 November at 15:00, an hour after it began.
std::string silent_since_three(TestDatabase& database, const std::string& columns = "",
                               const std::string& values = "") {
    const std::string id = begin_session(database, "2026-11-18 14:00Z", columns, values);
    write_message(database, id, "customer", "2026-11-18 15:00Z");
    return id;
}

TEST(Rule, ClosesAtTheVeryInstantAtWhichASessionIsDueAndNotAMicrosecondBefore) {
    TestDatabase database;
    const std::string id = silent_since_three(database);

    EXPECT_THAT(judged_at(database, one_day, "2026-11-19T15:00:00.000000Z").closing,
                ElementsAre(id));
    EXPECT_THAT(judged_at(database, one_day, "2026-11-19T14:59:59.999999Z").closing, IsEmpty());
}

TEST(Rule, HoldsToTheMicrosecondWhenASweepActsToo) {
    TestDatabase database;
    const std::string due = database.add_session();
    const std::string early = database.add_session("channel", "'web'");
    edit_adapter(database, "    s.last_customer_message_at,\n",
                 "    now() - interval '2 hours' + case s.channel when 'web' then interval "
                 "'1 microsecond' else interval '0' end as last_customer_message_at,\n");

    const Ended ended = chatsweep({"sweep", "-d", database.dsn(), "--timeout", "2h"});

    EXPECT_EQ(ended.out, "closed 1 of 2 open sessions\n") << ended.err;
    EXPECT_EQ(database.value("select status from chat.session where id = " + due), "closed");
    EXPECT_EQ(database.value("select status from chat.session where id = " + early), "active");
    EXPECT_EQ(database.value("select due_at = recorded_at from chatsweep.event"), "t");
}

TEST(Rule, NobodyElsesMessageMovesTheCustomersClock) {
    TestDatabase database;
    const std::string id = silent_since_three(database);
    for (const char* sender : {"agent", "bot", "system"}) {
        write_message(database, id, sender, "2026-11-19 14:00Z");
    }

    EXPECT_THAT(judged_at(database, one_day, "2026-11-19T15:00:00Z").closing, ElementsAre(id));
}

TEST(Rule, CountsFromTheStartForACustomerWhoNeverWrote) {
    TestDatabase database;
    const std::string id = begin_session(database, "2026-11-18 14:00Z");

    EXPECT_THAT(judged_at(database, one_day, "2026-11-19T14:00:00Z").closing, ElementsAre(id));
    EXPECT_THAT(judged_at(database, one_day, "2026-11-19T13:59:59.999999Z").closing, IsEmpty());
}

TEST(Rule, KeepsACustomerWhoNeverWroteWhereThePolicySaysSo) {
    TestDatabase database;
    const std::string silent = silent_since_three(database);
    begin_session(database, "2026-11-01 14:00Z");
    const Arguments policies =
        policies_file("  - { name: all, match: {}, timeout: 24h, never_wrote: keep }\n");

    EXPECT_THAT(judged_at(database, policies, "2026-11-20T00:00:00Z").closing, ElementsAre(silent));
}

TEST(Rule, CountsOnNoClockFromBeforeAReopening) {
    TestDatabase database;
    const std::string id =
        silent_since_three(database, "reopened_at", "'2026-11-20 09:30:00.000001Z'");

    EXPECT_THAT(judged_at(database, one_day, "2026-11-21T09:30:00.000001Z").closing,
                ElementsAre(id));
    EXPECT_THAT(judged_at(database, one_day, "2026-11-21T09:30:00.000000Z").closing, IsEmpty());
}

/// A session with a message of everybody, each an hour after the one before.
std::string a_full_session(TestDatabase& database) {
    const std::string id = begin_session(database, "2026-11-18 10:00Z");
    write_message(database, id, "customer", "2026-11-18 11:00Z");
    write_message(database, id, "agent", "2026-11-18 12:00Z");
    write_message(database, id, "agent", "2026-11-18 13:00Z");
    write_message(database, id, "system", "2026-11-18 14:00Z");
    return id;
}

struct ClockCase {
    const char* clock;
    const char* due;
    const char* before;
};

class EachClock : public ::testing::TestWithParam<ClockCase> {};

TEST_P(EachClock, IsCountedFrom) {
    TestDatabase database;
    const std::string id = a_full_session(database);
    const Arguments policies =
        policies_file(std::string{"  - name: all\n    match: {}\n    timers: [ close: { after: "
                                  "24h, since: "} +
                      GetParam().clock + " } ]\n");

    EXPECT_THAT(judged_at(database, policies, GetParam().due).closing, ElementsAre(id));
    EXPECT_THAT(judged_at(database, policies, GetParam().before).closing, IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(
    Rule, EachClock,
    ::testing::Values(
        ClockCase{"started", "2026-11-19T10:00:00Z", "2026-11-19T09:59:59.999999Z"},
        ClockCase{"last_customer_message", "2026-11-19T11:00:00Z", "2026-11-19T10:59:59.999999Z"},
        ClockCase{"first_agent_reply", "2026-11-19T12:00:00Z", "2026-11-19T11:59:59.999999Z"},
        ClockCase{"last_agent_message", "2026-11-19T13:00:00Z", "2026-11-19T12:59:59.999999Z"},
        ClockCase{"last_message", "2026-11-19T14:00:00Z", "2026-11-19T13:59:59.999999Z"}),
    [](const auto& each) { return std::string{each.param.clock}; });

TEST(Rule, ATimerWhoseClockHasNotStartedNeverFires) {
    TestDatabase database;
    silent_since_three(database);
    const Arguments policies = policies_file(
        "  - name: all\n    match: {}\n    timers: [ close: { after: 1h, since: first_agent_reply "
        "} ]\n");

    EXPECT_THAT(judged_at(database, policies, "2027-11-18T00:00:00Z").closing, IsEmpty());
}

TEST(Rule, TheEarliestTimerWinsAndIsNamed) {
    TestDatabase database;
    a_full_session(database);
    const Arguments policies = policies_file(
        "  - name: all\n"
        "    match: {}\n"
        "    timers:\n"
        "      - close: { after: 24h, since: last_customer_message, name: silent }\n"
        "      - close: { after: 20h, since: last_agent_message, name: agent-done }\n");

    const Ended ended = chatsweep({"report", "-d", database.dsn(), "--format", "json", "--as-of",
                                   "2026-11-20T00:00:00Z", policies[0], policies[1]});

    const Json session = json_of(ended)["sessions"][0];
    EXPECT_EQ(session["timer"], "agent-done");
    EXPECT_EQ(session["clock"], "last_agent_message");
    EXPECT_EQ(session["clock_at"], "2026-11-18T13:00:00.000000Z");
    EXPECT_EQ(session["due_at"], "2026-11-19T09:00:00.000000Z");
    EXPECT_EQ(session["overdue_seconds"], 15 * 3600);
    EXPECT_THAT(judged_at(database, policies, "2026-11-19T08:59:59.999999Z").closing, IsEmpty());
}

TEST(Rule, TheFirstPolicyThatMatchesWins) {
    TestDatabase database;
    const std::string whatsapp = silent_since_three(database);
    const std::string web = silent_since_three(database, "channel", "'web'");
    const Arguments policies =
        policies_file("  - { name: patient, match: { channel: whatsapp }, timeout: 48h }\n"
                      "  - { name: everyone, match: {}, timeout: 1h }\n");

    EXPECT_THAT(judged_at(database, policies, "2026-11-20T14:59:59.999999Z").closing,
                ElementsAre(web));
    EXPECT_THAT(judged_at(database, policies, "2026-11-20T15:00:00Z").closing,
                UnorderedElementsAre(whatsapp, web));
}

TEST(Rule, KeepsASessionThatNoPolicyMatches) {
    TestDatabase database;
    silent_since_three(database);
    const Arguments policies =
        policies_file("  - { name: web, match: { channel: web }, timeout: 1h }\n");

    const Judged judged = judged_at(database, policies, "2030-01-01T00:00:00Z");

    EXPECT_THAT(judged.closing, IsEmpty());
    EXPECT_EQ(judged.counts["judged"], 1);
}

TEST(Rule, MatchesOnEveryAttribute) {
    TestDatabase database;
    const std::string matching = silent_since_three(
        database, "tenant, environment, channel, handler, started_by, status, labels",
        "'acme', 'sandbox', 'sms', 'bot', 'business', 'waiting', '{b,c}'");
    const char* others[][2] = {
        {"tenant", "'other'"},  {"environment", "'production'"}, {"channel", "'web'"},
        {"handler", "'human'"}, {"started_by", "'automation'"},  {"status", "'active'"},
        {"labels", "'{d}'"}};
    for (const auto& [column, value] : others) {
        const std::string id = silent_since_three(
            database, "tenant, environment, channel, handler, started_by, status, labels",
            "'acme', 'sandbox', 'sms', 'bot', 'business', 'waiting', '{b,c}'");
        database.run(std::string{"update chat.session set "} + column + " = " + value +
                     " where id = " + id);
    }
    const Arguments policies = policies_file(
        "  - name: narrow\n"
        "    match: { tenant: acme, environment: sandbox, channel: [rcs, sms], handler: bot,\n"
        "             started_by: business, status: [waiting, inactive], labels: [a, b] }\n"
        "    timeout: 1h\n");

    EXPECT_THAT(judged_at(database, policies, "2026-11-20T00:00:00Z").closing,
                ElementsAre(matching));
}

} // namespace
} // namespace chatsweep::test

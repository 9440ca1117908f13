// SPDX-License-Identifier: Apache-2.0
#include "support/judging.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace chatsweep::test {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

const char* const policies = "  - name: whatsapp\n"
                             "    match: { channel: whatsapp, labels: [gold, silver] }\n"
                             "    timeout: 24h\n"
                             "  - name: web\n"
                             "    match: { channel: web }\n"
                             "    timers:\n"
                             "      - close: { after: 90m, since: last_customer_message }\n"
                             "      - close: { after: 26h, since: first_agent_reply }\n"
                             "    hold_unanswered: true\n"
                             "    hold_labels: [vip]\n"
                             "  - { name: late, match: { channel: [web, sms] }, timeout: 1h }\n";

class Explain : public ::testing::Test {
protected:
    TestDatabase database;
    Arguments file = policies_file(policies);

    Ended text(const std::string& id) {
        return chatsweep({"explain", id, "-d", database.dsn(), file[0], file[1]});
    }
    Json json(const std::string& id) {
        return json_of(
            chatsweep({"explain", id, "-d", database.dsn(), file[0], file[1], "--format", "json"}));
    }
    Ended sweep() { return chatsweep({"sweep", "-d", database.dsn(), file[0], file[1]}); }
    /// An instant of the database's, as the program writes it.
    std::string instant(const std::string& sql) {
        return database.value("select to_char((" + sql +
                              ") at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')");
    }
    void set(const std::string& assignments) {
        database.run("update chat.session set " + assignments);
    }
};

TEST_F(Explain, SaysOfASessionThatIsDueWhenAndByWhichPolicyAndTimer) {
    const std::string id = database.add_silent_session("3 hours", "web");

    const std::string due =
        instant("select last_customer_message_at + interval '90 min' from chat.session");
    const Ended ended = text(id);

    EXPECT_EQ(ended.code, 0);
    EXPECT_THAT(ended.out, StartsWith("The next sweep closes this session: by policy 'web' it was "
                                      "due at\n" +
                                      due + ".\n"));
    const Json document = json(id);
    EXPECT_EQ(document["decision"], "close");
    EXPECT_EQ(document["reason"], "timeout");
    EXPECT_EQ(document["due_at"], due);
    EXPECT_EQ(document["timers"].size(), 2U);
    EXPECT_EQ(document["timers"][0]["decides"], true);
    EXPECT_EQ(document["timers"][1]["decides"], false);
    EXPECT_EQ(document["timers"][1]["since"], "first_agent_reply");
}

TEST_F(Explain, SaysWhyTheOtherPoliciesDoNotMatch) {
    const std::string web = database.add_silent_session("3 hours", "web");
    const std::string whatsapp = database.add_silent_session("3 hours", "whatsapp");

    EXPECT_EQ(json(web)["policies"], Json::parse(R"([
        {"policy": "opt_out", "matches": false, "why": "the customer has not opted out"},
        {"policy": "whatsapp", "matches": false, "why": "channel is 'web', not 'whatsapp'"},
        {"policy": "web", "matches": true, "why": null},
        {"policy": "late", "matches": false, "why": "an earlier policy matched first"}])"));
    EXPECT_EQ(json(whatsapp)["policies"][1]["why"],
              "the session bears none of the labels 'gold' or 'silver'");
    EXPECT_EQ(json(whatsapp)["policies"][3]["why"], "channel is 'whatsapp', not 'web' or 'sms'");
}

TEST_F(Explain, SaysThatNoPolicyMatches) {
    const std::string id = database.add_silent_session("3 hours", "rcs");

    EXPECT_THAT(text(id).out, StartsWith("This session is kept: no policy matches it.\n"));
    const Json document = json(id);
    EXPECT_EQ(document["reason"], "no_policy");
    EXPECT_EQ(document["policy"], nullptr);
    EXPECT_EQ(document["timers"], Json::array());
}

TEST_F(Explain, SaysWhatIsMissingUntilASessionIsDueAndWhichSweepTakesIt) {
    const std::string id = database.add_silent_session("1 hour", "web");
    ASSERT_EQ(sweep().code, 0);

    const std::string due =
        instant("select last_customer_message_at + interval '90 min' from chat.session");
    const std::string next = instant("select started_at + interval '12 h' from chatsweep.run");

    EXPECT_THAT(
        text(id).out,
        StartsWith("This session is kept: by policy 'web' it becomes due at\n" + due + ", in 29m"));
    const Json document = json(id);
    EXPECT_EQ(document["reason"], "not_due");
    EXPECT_EQ(document["due_at"], due);
    EXPECT_EQ(document["goes_at"], next);
}

TEST_F(Explain, FindsTheFirstSweepAfterASessionIsDueByTheInterval) {
    const std::string id =
        database.add_session("channel, last_customer_message_at", "'web', now() + interval '40 s'");
    file = {"-c", write_file("interval.yaml",
                             std::string{"version: 1\ninterval: 1h\npolicies:\n"} + policies)};
    ASSERT_EQ(sweep().code, 0);

    EXPECT_EQ(json(id)["goes_at"],
              instant("select started_at + interval '2 h' from chatsweep.run"));
}

TEST_F(Explain, NamesEachHold) {
    const std::string id = database.add_silent_session("3 hours", "web");
    set("labels = '{vip}'");
    EXPECT_THAT(text(id).out, StartsWith("This session is due by policy 'web', and kept because of "
                                         "a label.\n"));
    EXPECT_EQ(json(id)["holds"], Json::parse(R"([
        {"hold": "snoozed", "keeps": false, "why": "the session is not snoozed"},
        {"hold": "label", "keeps": true, "why": "the session bears the label 'vip'"},
        {"hold": "unanswered", "keeps": false,
         "why": "the customer does not wait for an answer"}])"));

    set("labels = '{}', status = 'snoozed'");
    EXPECT_THAT(text(id).out, StartsWith("This session is due by policy 'web', and kept because it "
                                         "is snoozed.\n"));
    EXPECT_EQ(json(id)["holds"][0]["why"], "the session is snoozed without an end");

    set("status = 'snoozed', snoozed_until = '2099-01-01Z'");
    EXPECT_EQ(json(id)["holds"][0]["why"],
              "the session is snoozed until 2099-01-01T00:00:00.000000Z");

    set("status = 'active', snoozed_until = null, last_agent_message_at = null, "
        "first_agent_reply_at = null");
    EXPECT_THAT(text(id).out,
                StartsWith("This session is due by policy 'web', and kept because its "
                           "customer still waits\nfor an answer.\n"));
    EXPECT_EQ(json(id)["unanswered"], true);
}

TEST_F(Explain, SaysThatNothingHasHappenedThatATimerCountsFrom) {
    const std::string id = database.add_session("channel", "'web'");
    file = policies_file("  - { name: all, match: {}, timeout: 1h, never_wrote: keep }\n");

    EXPECT_THAT(text(id).out, StartsWith("This session is kept: nothing that the timers of policy "
                                         "'all' count from has\nhappened.\n"));
    EXPECT_EQ(json(id)["timers"][0]["clock_at"], nullptr);
}

TEST_F(Explain, CountsFromTheStartForACustomerWhoNeverWrote) {
    const std::string id =
        database.add_session("channel, started_at", "'sms', now() - interval '1 day'");

    const Json document = json(id);
    EXPECT_EQ(document["timers"][0]["since"], "last_customer_message");
    EXPECT_EQ(document["timers"][0]["clock"], "started");
    EXPECT_THAT(text(id).out, HasSubstr("\nlast customer message  never\n"));
}

TEST_F(Explain, SaysThatAMessageIsDatedInTheFuture) {
    const std::string id = database.add_session("channel, last_customer_message_at",
                                                "'web', now() + interval '2 days'");

    EXPECT_THAT(text(id).out,
                StartsWith("This session is kept: its customer's last message is dated in the "
                           "future.\n"));
}

TEST_F(Explain, NamesTheRunAndTheEventThatClosedASession) {
    const std::string id = database.add_silent_session("3 hours", "web");
    const std::string due =
        instant("select last_customer_message_at + interval '90 min' from chat.session");
    ASSERT_EQ(sweep().code, 0);

    const Ended ended = text(id);

    EXPECT_EQ(ended.code, 0);
    EXPECT_THAT(
        ended.out,
        StartsWith("This session is closed since " + instant("select closed_at from chat.session") +
                   ": a sweep closed it,\nbecause by policy 'web' it was due at " + due + ".\n"));
    const Json document = json(id);
    EXPECT_EQ(document["closed_by"]["run_id"], database.value("select run_id from chatsweep.run"));
    EXPECT_EQ(document["events"][0]["policy"], "web");
    EXPECT_EQ(document["events"][0]["due_at"], due);
}

TEST_F(Explain, SaysThatSomebodyElseClosedASession) {
    const std::string id = database.add_silent_session("3 hours", "web");
    set("status = 'closed', closed_at = '2026-11-20 10:00Z', close_reason = 'solved'");

    EXPECT_THAT(text(id).out,
                StartsWith("This session is closed since 2026-11-20T10:00:00.000000Z; "
                           "it was not chatsweep\nthat closed it.\n"));
    EXPECT_EQ(json(id)["closed_by"], nullptr);
}

TEST_F(Explain, DoesNotBlameASweepForAnotherClosingAfterAReopening) {
    const std::string id = database.add_silent_session("3 hours", "web");
    ASSERT_EQ(sweep().code, 0);
    set("status = 'active', closed_at = null, close_reason = null, reopened_at = now()");
    EXPECT_EQ(json(id)["decision"], "keep");
    EXPECT_EQ(json(id)["events"].size(), 1U);

    set("status = 'closed', closed_at = now(), close_reason = 'solved'");

    EXPECT_THAT(text(id).out, HasSubstr("it was not chatsweep\nthat closed it.\n"));
    EXPECT_EQ(json(id)["closed_by"], nullptr);
}

} // namespace
} // namespace chatsweep::test

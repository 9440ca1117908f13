// SPDX-License-Identifier: Apache-2.0
#include "support/judging.hpp"
#include "support/waiting.hpp"

#include <gmock/gmock.h>

namespace chatsweep::test {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

/// What becomes of timers when the database, or somebody in it, does the unexpected.
class Timers : public ::testing::Test {
protected:
    TestDatabase database;

    Ended run(const Arguments& arguments, const std::string& timers) {
        Arguments all = arguments;
        const Arguments file =
            policies_file("  - name: all\n    match: {}\n    timers:\n" + timers);
        all.insert(all.end(), {"-d", database.dsn(), file[0], file[1]});
        return chatsweep(all);
    }
    Ended sweep(const std::string& timers) { return run({"sweep"}, timers); }
    void stop_offering(const std::string& name) {
        database.run("update chatsweep.adapter set offers = array_remove(offers, '" + name + "')");
    }
    std::string events() {
        return database.value("select coalesce(string_agg(kind, ' ' order by event_id), '') "
                              "from chatsweep.event");
    }
    void join(const std::string& id, const std::string& role) {
        database.run("insert into chat.participant (session_id, role, joined_at) values (" + id +
                     ", '" + role + "', now() - interval '1 hour')");
    }
};

const char* const inactivate = "      - inactivate: { after: 10m, since: first_agent_reply }\n";
const char* const idle_agent = "      - idle: { role: agent, after: 10m }\n";

TEST_F(Timers, S4ASessionThatSomebodyElseMadeInactiveReturnsWithoutSetStatus) {
    stop_offering("set_status");
    stop_offering("inactive_since");
    const std::string id = database.add_silent_session("20 minutes");
    ASSERT_EQ(sweep(inactivate).code, 0);
    database.run("update chat.session set status = 'inactive', inactive_since = null");
    database.run("alter table chat.message disable trigger message_keeps_facts");
    database.run("update chat.session set last_customer_message_at = now()");

    const Ended ended = sweep(inactivate);

    EXPECT_EQ(ended.code, 0) << ended.err;
    EXPECT_EQ(events(), "inactivated returned");
    EXPECT_EQ(database.count("select count(*) from chatsweep.mark"), 0);
}

TEST_F(Timers, S4AMessageThatArrivesLateEndsTheStatusThatADatabaseKeepsByItself) {
    database.add_silent_session("20 minutes");
    ASSERT_EQ(sweep(inactivate).code, 0);
    ASSERT_EQ(database.value("select status from chat.session"), "inactive");
    database.run("update chat.session set last_customer_message_at = last_customer_message_at + "
                 "interval '1 minute', first_agent_reply_at = null");

    const Ended ended = sweep(inactivate);

    EXPECT_EQ(ended.code, 0) << ended.err;
    EXPECT_EQ(events(), "inactivated returned");
    EXPECT_EQ(database.value("select status from chat.session"), "waiting");
}

TEST_F(Timers, A5TheReturnOfAParticipantIsRecordedThoughTheSessionWasLockedAtFirst) {
    const std::string id = database.add_silent_session("30 minutes");
    join(id, "agent");
    join(id, "customer");
    ASSERT_EQ(sweep(idle_agent).code, 0);
    database.add_message(id, "agent", "1 second");
    {
        Holder somebody{database, "select from chat.session for update"};
        ASSERT_EQ(sweep(idle_agent).code, 0);
        ASSERT_EQ(events(), "participant_idle");
    }

    ASSERT_EQ(sweep(idle_agent).code, 0);

    EXPECT_EQ(events(), "participant_idle participant_returned");
    EXPECT_EQ(database.count("select count(*) from chatsweep.mark"), 0);
}

TEST_F(Timers, AWarningIsNotSentToWhoAnswersBetweenTheLooks) {
    const std::string id = database.add_silent_session("9 minutes");
    const std::string warn = "      - close: { after: 10m, since: last_customer_message }\n"
                             "      - warn: { before_close: 2m, message: goodbye }\n";
    database.run("create schema really;"
                 "alter function chatsweep.lock_sessions(text[]) set schema really;"
                 "create function chatsweep.lock_sessions(text[]) returns setof text language "
                 "plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$ "
                 "begin update chat.session set last_customer_message_at = now(); return query "
                 "select * from really.lock_sessions($1); end $$");

    const Ended ended = sweep(warn);

    EXPECT_EQ(ended.code, 0) << ended.err;
    EXPECT_EQ(events(), "");
    EXPECT_EQ(database.count("select count(*) from chatsweep.mark"), 0);
}

TEST_F(Timers, NeedAllOfTheStatusOrNothingOfIt) {
    stop_offering("inactive_since");

    const Ended ended = sweep(inactivate);

    EXPECT_EQ(ended.code, 3);
    EXPECT_THAT(ended.err, StartsWith("chatsweep: policy 'all' makes sessions inactive "
                                      "(timers.inactivate-first_agent_reply), and adapter 'chat' "
                                      "offers only a part of status, inactive_since and "
                                      "set_status"));
}

TEST_F(Timers, ThatDisconnectNeedTheFunctionLeave) {
    stop_offering("leave");

    const Ended ended = sweep("      - disconnect: { role: agent, after: 10m }\n");

    EXPECT_EQ(ended.code, 3);
    EXPECT_THAT(ended.err,
                HasSubstr("policy 'all' needs the function leave (timers.disconnect-agent.role), "
                          "which adapter 'chat' does not offer"));
    EXPECT_EQ(database.count("select count(*) from chatsweep.run where state = 'committed'"), 0);
}

TEST_F(Timers, AreForgottenWithASessionThatIsGone) {
    const std::string id = database.add_silent_session("20 minutes");
    stop_offering("set_status");
    stop_offering("inactive_since");
    ASSERT_EQ(sweep(inactivate).code, 0);
    ASSERT_EQ(database.count("select count(*) from chatsweep.mark"), 1);
    database.run("update chat.session set status = 'closed', closed_at = now()");

    const Ended ended = run({"sweep", "-v"}, inactivate);

    EXPECT_EQ(ended.code, 0) << ended.err;
    EXPECT_THAT(ended.err,
                HasSubstr("forgot what was remembered of 1 session that is not open any more"));
    EXPECT_EQ(database.count("select count(*) from chatsweep.mark"), 0);
}

TEST_F(Timers, S9ExplainSaysThatNothingHappensUntilTheCustomerMakesContact) {
    const std::string id = database.add_silent_session("20 minutes");
    database.run("update chat.session set token_expires_at = now() - interval '1 minute'");

    const Ended ended = run({"explain", id}, "      - close: { on: contact_after_token }\n");

    EXPECT_EQ(ended.code, 0) << ended.err;
    EXPECT_THAT(ended.out, HasSubstr("nothing is to come until its customer\nmakes contact."));
}

TEST_F(Timers, OfAnEarlierVersionAreRefusedWhereTheAdapterNoLongerOffersWhatTheyNeed) {
    const std::string id = database.add_silent_session("20 minutes");
    const std::string pinned =
        "      - disconnect: { role: agent, after: 8h }\n    pin: agent_join\n";
    ASSERT_EQ(sweep(pinned).code, 0);
    join(id, "agent");
    join(id, "customer");
    database.run("update chat.participant set joined_at = now()");
    stop_offering("leave");

    const Ended ended = sweep(inactivate);

    EXPECT_EQ(ended.code, 3);
    EXPECT_THAT(ended.err, HasSubstr("needs the function leave"));
    database.run("update chat.participant set left_at = now() where role = 'agent'");
    EXPECT_EQ(sweep(inactivate).code, 0) << "nobody is bound by that version any more";
}

} // namespace
} // namespace chatsweep::test

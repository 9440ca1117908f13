// SPDX-License-Identifier: Apache-2.0
#include "config/config.hpp"
#include "core/judge.hpp"
#include "support/sessions.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

namespace chatsweep::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

Config example(const std::string& name) {
    Overrides overrides;
    overrides.file = Override{"-c", CHATSWEEP_SOURCE_DIR "/config/examples/" + name + ".yaml"};
    return load_config(overrides, Policies::required);
}

/// What is done to a session at noon: the policy, and each timer that fires.
std::string done_to(const SessionFacts& session, const Config& config) {
    const Verdict verdict = judge(session, config.policies, noon);
    std::string done = verdict.policy == nullptr ? "none" : verdict.policy->name;
    for (const Firing& firing : verdict.firings) {
        done += " " + firing.timer->name;
    }
    return done;
}

std::string kept_for_ever(const std::string& policy) {
    return "the last policy, '" + policy +
           "', does not match everything: a session that no policy matches is kept for ever";
}

TEST(ProductExamples, AreAllLookedAtHere) {
    std::set<std::string> names;
    for (const auto& file :
         std::filesystem::directory_iterator{CHATSWEEP_SOURCE_DIR "/config/examples"}) {
        names.insert(file.path().filename().string());
    }
    EXPECT_THAT(names, ElementsAre("channel-session-events.yaml", "chat-participants.yaml",
                                   "crm-whatsapp.yaml", "messaging-sessions.yaml"));
}

TEST(ProductExamples, WarnOfNothingButTheSessionsThatTheyLeaveAlone) {
    EXPECT_THAT(example("crm-whatsapp").warnings, ElementsAre(kept_for_ever("whatsapp")));
    EXPECT_THAT(example("channel-session-events").warnings, ElementsAre(kept_for_ever("sandbox")));
    EXPECT_THAT(example("messaging-sessions").warnings, ElementsAre(kept_for_ever("ai-agents")));
    EXPECT_THAT(example("chat-participants").warnings, IsEmpty());
}

TEST(CrmWhatsapp, W3ClosesADayAfterTheCustomersLastMessage) {
    const Config config = example("crm-whatsapp");
    EXPECT_EQ(config.interval, 12h);
    EXPECT_EQ(done_to(a_session().silent_for(24h), config), "whatsapp timeout");
    EXPECT_EQ(done_to(a_session().silent_for(24h - tick), config), "whatsapp");
    EXPECT_EQ(done_to(a_session().silent_for(25h).agent_wrote(1h), config), "whatsapp timeout");
    EXPECT_EQ(done_to(a_session().on("sms").silent_for(48h), config), "none");
}

TEST(ChannelSessionEvents, C3WarnsSeventySecondsBeforeTenMinutes) {
    const Config config = example("channel-session-events");
    const Duration warned = 10min - 70s;
    EXPECT_EQ(done_to(a_session().silent_for(warned), config), "production warn");
    EXPECT_EQ(done_to(a_session().silent_for(warned - tick), config), "production");
    EXPECT_EQ(done_to(a_session().on("web").silent_for(1h), config), "none");
}

TEST(ChannelSessionEvents, C9WarnsFirstWhenTheSweepComesLate) {
    EXPECT_EQ(done_to(a_session().silent_for(1h), example("channel-session-events")),
              "production warn");
}

TEST(ChannelSessionEvents, C4EndsTheSandboxsSessionsWithoutAMessage) {
    const Config config = example("channel-session-events");
    EXPECT_EQ(done_to(a_session().in("sandbox").silent_for(10min), config),
              "sandbox close-last_customer_message");
    EXPECT_EQ(done_to(a_session().in("sandbox").silent_for(10min - tick), config), "sandbox");
}

TEST(MessagingSessions, S1InactivateTenMinutesAfterTheRepsFirstReply) {
    const Config config = example("messaging-sessions");
    EXPECT_EQ(done_to(a_session().silent_for(1h).agent_first_replied(10min), config),
              "reps inactivate-first_agent_reply");
    EXPECT_EQ(done_to(a_session().silent_for(1h).agent_first_replied(10min - tick), config),
              "reps");
}

TEST(MessagingSessions, S5CloseADayAfterTheyBecameInactive) {
    const Config config = example("messaging-sessions");
    SessionFacts session = a_session().silent_for(48h).whose_status_is("inactive");
    session.inactive_since = noon - 24h;
    EXPECT_EQ(done_to(session, config), "reps close-inactive");
    session.inactive_since = noon - 24h + tick;
    EXPECT_EQ(done_to(session, config), "reps");
}

TEST(MessagingSessions, S6CloseWhatARepStartedAfterOneDayOrTwo) {
    const Config config = example("messaging-sessions");
    SessionBuilder session = a_session().started_by("business").never_wrote().started(60h);
    EXPECT_EQ(done_to(session.agent_wrote(24h), config),
              "started-by-reps close-last_agent_message");
    session.on("enhanced_sms");
    EXPECT_EQ(done_to(session, config), "started-by-reps-enhanced");
    EXPECT_EQ(done_to(session.agent_wrote(48h), config),
              "started-by-reps-enhanced close-last_agent_message");
    EXPECT_EQ(done_to(session.silent_for(47h), config), "started-by-reps-enhanced");
}

TEST(MessagingSessions, S7CloseWhatANotificationStartedAtOnce) {
    const Config config = example("messaging-sessions");
    for (const char* handler : {"human", "bot", "ai_agent"}) {
        SessionBuilder session = a_session().started_by("automation").with(handler);
        EXPECT_THAT(done_to(session.never_wrote().someone_wrote(0h), config),
                    testing::EndsWith("close-last_message"));
        EXPECT_THAT(done_to(session.silent_for(1min), config),
                    testing::Not(testing::HasSubstr("close")));
    }
}

TEST(MessagingSessions, S8LetGoWhoOptedOut) {
    SessionFacts session = a_session().silent_for(1min);
    session.opted_out_at = noon;
    EXPECT_EQ(done_to(session, example("messaging-sessions")), "opt_out opt_out");
}

TEST(MessagingSessions, S9EndAndS10ReportOnContactAfterTheToken) {
    const Config config = example("messaging-sessions");
    SessionFacts session = a_session().silent_for(0h);
    session.token_issued_at = noon - 1h;
    session.authenticated = false;
    EXPECT_EQ(done_to(session, config), "reps close-contact_after_token");
    session.authenticated = true;
    EXPECT_EQ(done_to(session, config), "reps");
    session.token_issued_at = noon - 6h;
    EXPECT_EQ(done_to(session, config), "reps close-contact_after_token");
    session.handler = "ai_agent";
    EXPECT_EQ(done_to(session, config), "ai-agents event-contact_after_token");
}

TEST(MessagingSessions, S11AndS12CloseAfterTwoHoursOfABotAndThreeDaysOfAnAiAgent) {
    const Config config = example("messaging-sessions");
    EXPECT_EQ(done_to(a_session().with("bot").silent_for(2h), config),
              "bots close-last_customer_message");
    EXPECT_EQ(done_to(a_session().with("bot").silent_for(2h - tick), config), "bots");
    EXPECT_EQ(done_to(a_session().with("ai_agent").silent_for(72h), config),
              "ai-agents close-last_customer_message");
    EXPECT_EQ(done_to(a_session().with("ai_agent").silent_for(72h - tick), config), "ai-agents");
}

TEST(ChatParticipants, A1AndA4GoIdleAndAreDisconnectedSinceThen) {
    const Config config = example("chat-participants");
    EXPECT_EQ(config.policies.at(0).pin, Pin::agent_join);
    SessionFacts session = a_session().silent_for(1min).started(1h);
    session.agent_joined_at = noon - 1h;
    session.customer_joined_at = noon - 1h;
    session.last_agent_message_since_join_at = noon - 5min;
    EXPECT_EQ(done_to(session, config), "chats idle-agent");
    const Mark idle{MarkKind::idle, "agent", noon - 10min, noon - 20min};
    session.last_agent_message_since_join_at = idle.clock_at;
    session.marks = {idle};
    EXPECT_EQ(done_to(session, config), "chats disconnect-agent");
    session.customer_joined_at = std::nullopt;
    EXPECT_EQ(done_to(session, config), "chats");
}

} // namespace
} // namespace chatsweep::test

// SPDX-License-Identifier: Apache-2.0
#include "config_error.hpp"

#include <gtest/gtest.h>

namespace chatsweep {
namespace {

class ContradictoryTimers : public testing::TestWithParam<Broken> {};

TEST_P(ContradictoryTimers, AreRefusedWithTheirPlaceAndAHint) {
    EXPECT_EQ(error_of(GetParam().text), GetParam().error);
}

/// The timers begin in line 6, column 9, one in each line.
std::string policy(const std::vector<std::string>& timers, const std::string& match = "{}",
                   const std::string& more = "") {
    std::string text = "name: a\n    match: " + match + "\n    timers:\n";
    for (const std::string& timer : timers) {
        text += "      - " + timer + "\n";
    }
    return with_policy(text + more);
}

const std::string close_after_an_hour = "close: { after: 1h, since: last_customer_message }";
const std::string for_the_silent = "if: customer_silent_from_start";

const Broken contradictions[] = {
    {"LongerCloseOfTheSameClock",
     policy({"close: { after: 1h, since: started, name: short }",
             "close: { after: 2h, since: started, name: long }"}),
     "f:7:9: timer 'long' can never fire: 'short' counts from the same clock and is not longer\n"
     "hint: keep one timer for each clock."},
    {"ShorterCloseOfTheSameClock",
     policy({"close: { after: 2h, since: started, name: long }",
             "close: { after: 1h, since: started, name: short }"}),
     "f:7:9: timer 'long' can never fire: 'short' counts from the same clock and is not longer\n"
     "hint: keep one timer for each clock."},
    {"EqualClose",
     policy({"close: { after: 60m, since: started, name: one }",
             "close: { after: 1h, since: started, name: two }"}),
     "f:7:9: timer 'two' can never fire: 'one' counts from the same clock and is not longer\n"
     "hint: keep one timer for each clock."},
    {"CloseBehindOneForEverybody",
     policy({"close: { after: 1h, since: started, name: all }",
             "close: { after: 2h, since: started, name: silent, " + for_the_silent + " }"}),
     "f:7:9: timer 'silent' can never fire: 'all' counts from the same clock and is not longer\n"
     "hint: keep one timer for each clock."},
    {"SecondCloseAfterTheToken",
     policy({"close: { on: contact_after_token, name: one }",
             "close: { on: contact_after_token, name: two, leave: bot }"}),
     "f:7:9: timer 'two' can never fire: 'one' counts from the same clock and is not longer\n"
     "hint: keep one timer for each clock."},
    {"EventBehindTheCloseAfterTheToken",
     policy({"event: { kind: k, on: contact_after_token }", "close: { on: contact_after_token }"}),
     "f:6:9: timer 'event-contact_after_token' comes too late: 'close-contact_after_token' counts "
     "from the same clock and is not longer\nhint: let it come before, or take it away."},
    {"C5LeadTimeLongerThanTheSession",
     policy({close_after_an_hour, "warn: { before_close: 1h1s, message: m }"}),
     "f:7:9: before_close 1h1s of timer 'warn' is longer than the 1h of "
     "'close-last_customer_message'\nhint: warn less long before, or close later."},
    {"C5LeadTimeLongerThanOneOfTheSessions",
     policy({"warn: { before_close: 5m, message: m }", close_after_an_hour,
             "close: { after: 1m, since: last_agent_message, name: quick }"}),
     "f:6:9: before_close 5m of timer 'warn' is longer than the 1m of 'quick'\n"
     "hint: warn less long before, or close later."},
    {"WarningBeforeNoClose",
     policy({"close: { after: 1h, since: started, enabled: false }",
             "close: { on: contact_after_token }", "warn: { before_close: 1m, message: m }"}),
     "f:8:9: timer 'warn' can never fire: no close that counts from a clock is on\n"
     "hint: add such a close, or write after and since instead of before_close."},
    {"WarningWithTheClose",
     policy({"warn: { after: 1h, since: last_customer_message, message: m }", close_after_an_hour}),
     "f:6:9: timer 'warn' comes too late: 'close-last_customer_message' counts from the same clock "
     "and is not longer\nhint: let it come before, or take it away."},
    {"InactivationAfterTheClose",
     policy({close_after_an_hour, "inactivate: { after: 2h, since: last_customer_message }"}),
     "f:7:9: timer 'inactivate-last_customer_message' comes too late: "
     "'close-last_customer_message' counts from the same clock and is not longer\n"
     "hint: let it come before, or take it away."},
    {"IdleWithTheDisconnect",
     policy({"idle: { role: agent, after: 5m }",
             "disconnect: { role: agent, after: 5m, since: agent_joined }"}),
     "f:6:9: timer 'idle-agent' comes too late: 'disconnect-agent' counts from the same clock and "
     "is not longer\nhint: let it come before, or take it away."},
    {"A4DisconnectSinceIdleOfAnotherRole",
     policy({"idle: { role: customer, after: 5m }",
             "disconnect: { role: agent, after: 5m, since: idle }"}),
     "f:7:9: timer 'disconnect-agent' can never fire: no idle timer is on for role agent\n"
     "hint: add one, or write since: agent_joined."},
    {"A4DisconnectSinceAnIdleThatIsOff",
     policy({"idle: { role: agent, after: 5m, enabled: false }",
             "disconnect: { role: agent, after: 5m, since: idle }"}),
     "f:7:9: timer 'disconnect-agent' can never fire: no idle timer is on for role agent\n"
     "hint: add one, or write since: agent_joined."},
    {"CloseSinceIdle",
     policy({"idle: { role: agent, after: 5m }", "close: { after: 1h, since: idle }"}),
     "f:7:9: timer 'close-idle' can never fire: only a disconnect counts since idle\n"
     "hint: count from another clock, or write disconnect with a role."},
    {"InactiveWhereNoSessionIs",
     policy({"close: { after: 1h, since: inactive }"}, "{ status: [active, waiting] }"),
     "f:6:9: timer 'close-inactive' can never fire: the policy matches no session that is "
     "inactive\n"
     "hint: add inactive to match.status, or an inactivate timer to the policy."},
    {"InactiveSinceInactive", policy({"inactivate: { after: 1h, since: inactive }"}),
     "f:6:9: timer 'inactivate-inactive' can never fire: it counts since what it brings about\n"
     "hint: count from another clock, such as first_agent_reply."},
    {"AnswerToTheSilent",
     policy({"close: { after: 1h, since: first_agent_reply, " + for_the_silent + " }"}),
     "f:6:9: timer 'close-first_agent_reply' can never fire: its clock does not start as long as "
     "the customer never wrote\n"
     "hint: count from another clock, such as started or last_agent_message."},
    {"MessageOfTheSilent",
     policy({"close: { after: 1h, since: last_customer_message, " + for_the_silent + " }"}, "{}",
            "    never_wrote: keep\n"),
     "f:6:9: timer 'close-last_customer_message' can never fire: its clock does not start as long "
     "as the customer never wrote\n"
     "hint: count from another clock, such as started or last_agent_message."},
    {"ContactOfTheSilent", policy({"close: { on: contact_after_token, " + for_the_silent + " }"}),
     "f:6:9: timer 'close-contact_after_token' can never fire: a customer who never wrote makes no "
     "contact\nhint: take the if away."},
    {"AgentsReplyWithoutAgents",
     policy({"close: { after: 1h, since: first_agent_reply }"}, "{ handler: [bot, ai_agent] }"),
     "f:6:9: timer 'close-first_agent_reply' can never fire: it waits for an agent, and the policy "
     "matches none\nhint: add human to match.handler, or count from another clock."},
    {"AgentWhoJoinsABot",
     policy({close_after_an_hour, "event: { kind: k, after: 1h, since: agent_joined }"},
            "{ handler: bot }"),
     "f:7:9: timer 'event-agent_joined' can never fire: it waits for an agent, and the policy "
     "matches none\nhint: add human to match.handler, or count from another clock."},
    {"RoleWithoutAgents", policy({"disconnect: { role: agent, after: 1h }"}, "{ handler: bot }"),
     "f:6:9: timer 'disconnect-agent' can never fire: it waits for an agent, and the policy "
     "matches none\nhint: add human to match.handler, or count from another clock."},
    {"TwoIdleTimers",
     policy({"idle: { role: agent, after: 5m, name: one }", "idle: { role: customer, after: 5m }",
             "idle: { role: agent, after: 6m, name: two }"}),
     "f:8:9: timer 'two' is a second idle timer for role agent, beside 'one'\n"
     "hint: keep one of the two, or turn one off."},
    {"TwoDisconnects",
     policy({"disconnect: { role: customer, after: 5m }", "disconnect: { role: customer, after: "
                                                          "6m }"}),
     "f:7:9: timer 'disconnect-customer' is a second disconnect timer for role customer, beside "
     "'disconnect-customer'\nhint: keep one of the two, or turn one off."},
    {"TwoInactivations",
     policy({"inactivate: { after: 5m, since: first_agent_reply }",
             "inactivate: { after: 5m, since: last_message }"}),
     "f:7:9: timer 'inactivate-last_message' is a second inactivate timer, beside "
     "'inactivate-first_agent_reply'\nhint: keep one of the two, or turn one off."},
};

INSTANTIATE_TEST_SUITE_P(Timers, ContradictoryTimers, testing::ValuesIn(contradictions),
                         [](const auto& each) { return std::string{each.param.title}; });

TEST(Contradictions, AreNotSeenWhereThereAreNone) {
    const std::vector<std::vector<std::string>> policies{
        {"close: { after: 1h, since: started, name: silent, " + for_the_silent + " }",
         "close: { after: 2h, since: started, name: all }"},
        {"close: { after: 0s, since: last_message, " + for_the_silent + " }", close_after_an_hour},
        {close_after_an_hour, "warn: { before_close: 1h, message: m }"},
        {close_after_an_hour, "warn: { after: 59m, since: last_customer_message, message: m }"},
        {close_after_an_hour, "warn: { after: 3h, since: started, message: m }"},
        {close_after_an_hour, "close: { on: contact_after_token }",
         "inactivate: { after: 10m, since: first_agent_reply }",
         "event: { kind: k, after: 10m, since: last_customer_message }"},
        {"idle: { role: agent, after: 5m }", "disconnect: { role: agent, after: 1m }",
         "idle: { role: customer, after: 5m }", "disconnect: { role: customer, after: 1m }"},
    };
    for (const std::vector<std::string>& timers : policies) {
        EXPECT_EQ(error_of(policy(timers)), "");
    }
    EXPECT_EQ(error_of(policy({"close: { after: 1h, since: inactive }"}, "{ status: inactive }")),
              "");
    EXPECT_EQ(error_of(policy({"inactivate: { after: 10m, since: first_agent_reply }",
                               "close: { after: 1h, since: inactive }"},
                              "{ status: active }")),
              "");
    EXPECT_EQ(
        error_of(policy({"disconnect: { role: agent, after: 1h }"}, "{ handler: [bot, human] }")),
        "");
    EXPECT_EQ(error_of(policy({"close: { on: contact_after_token }"}, "{}",
                              "    hold_unanswered: true\n")),
              "");
}

TEST(Contradictions, AreNotMadeByATimerThatIsOff) {
    EXPECT_EQ(error_of(policy({close_after_an_hour,
                               "close: { after: 2h, since: last_customer_message, name: later,"
                               " enabled: false }",
                               "warn: { before_close: 3h, message: m, enabled: false }",
                               "inactivate: { after: 5m, since: last_message, enabled: false }",
                               "inactivate: { after: 5m, since: first_agent_reply }"})),
              "");
}

} // namespace
} // namespace chatsweep

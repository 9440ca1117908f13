// SPDX-License-Identifier: Apache-2.0
#include "config_error.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace chatsweep {
namespace {

using std::chrono::hours;

class BrokenTimers : public testing::TestWithParam<Broken> {};

TEST_P(BrokenTimers, AreRefusedWithTheirPlaceAndAHint) {
    EXPECT_EQ(error_of(GetParam().text), GetParam().error);
}

std::string with_timers(const std::string& timers) {
    return with_policy("name: a\n    match: {}\n    timers: " + timers + "\n");
}

const Broken broken_timers[] = {
    {"EmptyList", with_timers("[]"),
     "f:5:13: timers must be a list of timers\n"
     "hint: write each as - close: { after: 12h, since: last_customer_message }."},
    {"NoList", with_timers("{ close: { after: 1h, since: started } }"),
     "f:5:13: timers must be a list of timers\n"
     "hint: write each as - close: { after: 12h, since: last_customer_message }."},
    {"TimerThatIsAText", with_timers("[close]"),
     "f:5:14: a timer must be a map, not a text\n"
     "hint: write keys, each with a colon and a value."},
    {"TimerWithoutAction", with_timers("[{}]"),
     "f:5:14: a timer has no close\n"
     "hint: write close: with after and since, indented below it."},
    {"ActionOfALaterVersion", with_timers("[ warn: { after: 1h, since: started } ]"),
     "f:5:15: unknown action 'warn'\nhint: the actions known are: close."},
    {"WrongIndentation", with_timers("\n      - close:\n        after: 1h\n        since: started"),
     "f:7:9: unknown key 'after'\n"
     "hint: 'after' belongs to the action of a timer: look at the indentation."},
    {"ActionWithoutKeys", with_timers("[ close: ]"),
     "f:5:15: close has no keys\nhint: write its keys below it, indented."},
    {"UnknownKey", with_timers("[ close: { afer: 1h } ]"),
     "f:5:24: unknown key 'afer'\nhint: did you mean 'after'?"},
    {"NoAfter", with_timers("[ close: { since: started } ]"),
     "f:5:22: close has no after\n"
     "hint: write how long after its clock it fires, such as after: 12h."},
    {"NoSince", with_timers("[ close: { after: 1h } ]"),
     "f:5:22: close has no since\n"
     "hint: write the clock it counts from: last_customer_message, first_agent_reply, "
     "last_agent_message, last_message or started."},
    {"MisspelledClock", with_timers("[ close: { after: 1h, since: last_mesage } ]"),
     "f:5:42: since 'last_mesage' is not known\nhint: did you mean 'last_message'?"},
    {"UnknownClock", with_timers("[ close: { after: 1h, since: noon } ]"),
     "f:5:42: since 'noon' is not known\n"
     "hint: write last_customer_message, first_agent_reply, last_agent_message, last_message or "
     "started."},
    {"ZeroAfter", with_timers("[ close: { after: PT0S, since: started } ]"),
     "f:5:31: after 'PT0S' is zero\n"
     "hint: write a duration of more than zero, such as 30m or 12h."},
    {"EmptyName", with_timers("[ close: { after: 1h, since: started, name: '' } ]"),
     "f:5:57: name is empty\nhint: write a value, or take the key away."},
    {"LongerTimerOfTheSameClock",
     with_timers("\n      - close: { after: 1h, since: started, name: short }"
                 "\n      - close: { after: 2h, since: started, name: long }"),
     "f:7:9: timer 'long' can never fire: 'short' counts from the same clock and is not longer\n"
     "hint: keep one timer for each clock."},
    {"ShorterTimerOfTheSameClock",
     with_timers("\n      - close: { after: 2h, since: started, name: long }"
                 "\n      - close: { after: 1h, since: started, name: short }"),
     "f:7:9: timer 'long' can never fire: 'short' counts from the same clock and is not longer\n"
     "hint: keep one timer for each clock."},
    {"EqualTimer",
     with_timers("\n      - close: { after: 60m, since: started, name: one }"
                 "\n      - close: { after: 1h, since: started, name: two }"),
     "f:7:9: timer 'two' can never fire: 'one' counts from the same clock and is not longer\n"
     "hint: keep one timer for each clock."},
    {"NameUsedTwice",
     with_timers("\n      - close: { after: 1h, since: started, name: x }"
                 "\n      - close: { after: 1h, since: last_message, name: x }"),
     "f:7:9: timer name 'x' is used twice in this policy\n"
     "hint: give each timer a name of its own."},
};

INSTANTIATE_TEST_SUITE_P(Timers, BrokenTimers, testing::ValuesIn(broken_timers),
                         [](const auto& each) { return std::string{each.param.title}; });

TEST(Timers, AreReadInTheirOrderAndNamedAfterActionAndClock) {
    const Config config = parse_config(
        with_timers("\n      - close: { after: 24h, since: last_customer_message }"
                    "\n      - close: { after: 7d, since: last_message, name: both-silent }"
                    "\n      - close: { after: 3h, since: first_agent_reply }"),
        "f");
    const std::vector<Timer>& timers = config.policies.at(0).timers;
    ASSERT_EQ(timers.size(), 3U);
    EXPECT_EQ(timers[0].name, "close-last_customer_message");
    EXPECT_EQ(timers[0].action, Action::close);
    EXPECT_EQ(timers[0].after, hours{24});
    EXPECT_EQ(timers[0].since, Clock::last_customer_message);
    EXPECT_EQ(timers[1].name, "both-silent");
    EXPECT_EQ(timers[1].since, Clock::last_message);
    EXPECT_EQ(timers[2].name, "close-first_agent_reply");
    EXPECT_TRUE(config.warnings.empty());
}

TEST(Timers, WarnWhenACustomersMessageDoesNotRestartThem) {
    const std::string timers =
        with_timers("\n      - close: { after: 1d, since: started, name: old }"
                    "\n      - close: { after: 2h, since: last_agent_message }");
    const std::string rest = ", which a customer's message does not restart: it can close a "
                             "session whose customer has just written";
    EXPECT_THAT(parse_config(timers, "f").warnings,
                testing::ElementsAre("policy 'a': timer 'old' counts since 'started'" + rest,
                                     "policy 'a': timer 'close-last_agent_message' counts since "
                                     "'last_agent_message'" +
                                         rest));
    EXPECT_THAT(parse_config(timers + "    hold_unanswered: true\n", "f").warnings,
                testing::IsEmpty());
}

} // namespace
} // namespace chatsweep

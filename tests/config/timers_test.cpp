// SPDX-License-Identifier: Apache-2.0
#include "config_error.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace chatsweep {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

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
     "f:5:14: a timer has no action\n"
     "hint: write one, such as close: { after: 12h, since: last_customer_message }."},
    {"TwoActions",
     with_timers("\n      - close: { after: 1h, since: started }"
                 "\n        inactivate: { after: 1h, since: started }"),
     "f:7:9: a timer with two actions: close and inactivate\n"
     "hint: write each as a timer of its own, with a dash before it."},
    {"MisspelledAction", with_timers("[ disconect: { role: agent, after: 1h } ]"),
     "f:5:15: unknown action 'disconect'\nhint: did you mean 'disconnect'?"},
    {"UnknownAction", with_timers("[ page: { after: 1h, since: started } ]"),
     "f:5:15: unknown action 'page'\n"
     "hint: the actions known are: close, warn, inactivate, idle, disconnect and event."},
    {"ActionThatIsNoTimer", with_timers("[ returned: { after: 1h, since: started } ]"),
     "f:5:15: unknown action 'returned'\n"
     "hint: the actions known are: close, warn, inactivate, idle, disconnect and event."},
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
     "last_agent_message, last_message, started, inactive, agent_joined or idle."},
    {"MisspelledClock", with_timers("[ close: { after: 1h, since: last_mesage } ]"),
     "f:5:42: since 'last_mesage' is not known\nhint: did you mean 'last_message'?"},
    {"UnknownClock", with_timers("[ close: { after: 1h, since: noon } ]"),
     "f:5:42: since 'noon' is not known\n"
     "hint: write last_customer_message, first_agent_reply, last_agent_message, last_message, "
     "started, inactive, agent_joined or idle."},
    {"ClockOfTheBuiltInPolicy", with_timers("[ close: { after: 1h, since: opted_out } ]"),
     "f:5:42: since 'opted_out' is not known\n"
     "hint: write last_customer_message, first_agent_reply, last_agent_message, last_message, "
     "started, inactive, agent_joined or idle."},
    {"ZeroAfter", with_timers("[ close: { after: PT0S, since: started } ]"),
     "f:5:31: after 'PT0S' is zero\n"
     "hint: write a duration of more than zero, such as 30m or 12h."},
    {"EmptyName", with_timers("[ close: { after: 1h, since: started, name: '' } ]"),
     "f:5:57: name is empty\nhint: write a value, or take the key away."},
    {"NameUsedTwice",
     with_timers("\n      - close: { after: 1h, since: started, name: x }"
                 "\n      - close: { after: 1h, since: last_message, name: x }"),
     "f:7:9: timer name 'x' is used twice in this policy\n"
     "hint: give each timer a name of its own."},
};

INSTANTIATE_TEST_SUITE_P(Timers, BrokenTimers, testing::ValuesIn(broken_timers),
                         [](const auto& each) { return std::string{each.param.title}; });

Config config_with(const std::string& timers) {
    return parse_config(with_timers(timers), "f");
}

/// Of the file's policy: the built-in one stands before it.
std::vector<Timer> timers_of(const std::string& timers) {
    return config_with(timers).policies.at(1).timers;
}

TEST(Timers, AreReadInTheirOrderAndNamedAfterActionAndClock) {
    const Config config =
        config_with("\n      - close: { after: 24h, since: last_customer_message }"
                    "\n      - close: { after: 7d, since: last_message, name: both-silent }"
                    "\n      - close: { after: 3h, since: first_agent_reply }");
    const std::vector<Timer>& timers = config.policies.at(1).timers;
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

TEST(Timers, C3AndC6WarnBeforeTheCloseByATemplatesName) {
    const auto timers =
        timers_of("\n      - close: { after: 10m, since: last_customer_message }"
                  "\n      - warn: { before_close: 70s, message: goodbye }"
                  "\n      - warn: { after: 5m, since: last_customer_message, message: still-there,"
                  " late_warning: skip, name: early }");
    ASSERT_EQ(timers.size(), 3U);
    EXPECT_EQ(timers[1].action, Action::warn);
    EXPECT_EQ(timers[1].name, "warn");
    EXPECT_EQ(timers[1].before_close, seconds{70});
    EXPECT_EQ(timers[1].message, "goodbye");
    EXPECT_EQ(timers[1].late_warning, LateWarning::warn);
    EXPECT_EQ(timers[2].before_close, std::nullopt);
    EXPECT_EQ(timers[2].after, minutes{5});
    EXPECT_EQ(timers[2].message, "still-there");
    EXPECT_EQ(timers[2].late_warning, LateWarning::skip);
}

TEST(Timers, C4MayBeOffAndStandInTheListAllTheSame) {
    const auto timers =
        timers_of("\n      - close: { after: 10m, since: last_customer_message, enabled: true }"
                  "\n      - warn: { before_close: 1h, message: goodbye, enabled: false }");
    ASSERT_EQ(timers.size(), 2U);
    EXPECT_TRUE(timers[0].enabled);
    EXPECT_FALSE(timers[1].enabled);
}

TEST(Timers, S1AndS5InactivateAndCloseSinceThen) {
    const auto timers = timers_of("\n      - inactivate: { after: 10m, since: first_agent_reply }"
                                  "\n      - close: { after: 24h, since: inactive, leave: bot }");
    ASSERT_EQ(timers.size(), 2U);
    EXPECT_EQ(timers[0].name, "inactivate-first_agent_reply");
    EXPECT_EQ(timers[0].action, Action::inactivate);
    EXPECT_EQ(timers[1].since, Clock::inactive);
    EXPECT_THAT(timers[1].leave, testing::ElementsAre(Role::bot));
}

TEST(Timers, S6AndS7AreOnlyForWhoeverNeverWrote) {
    const auto timers = timers_of("\n      - close: { after: 0s, since: last_message,"
                                  " if: customer_silent_from_start, leave: [bot, ai_agent] }");
    ASSERT_EQ(timers.size(), 1U);
    EXPECT_EQ(timers[0].after, Duration{});
    EXPECT_TRUE(timers[0].customer_silent_from_start);
    EXPECT_THAT(timers[0].leave, testing::ElementsAre(Role::bot, Role::ai_agent));
}

TEST(Timers, S9AndS10WaitForContactAfterTheToken) {
    const Config config = config_with("\n      - close: { on: contact_after_token }"
                                      "\n    token: { authenticated: 6h, unauthenticated: 1h }");
    const Timer& close = config.policies.at(1).timers.at(0);
    EXPECT_EQ(close.name, "close-contact_after_token");
    EXPECT_EQ(close.on, On::contact_after_token);
    EXPECT_EQ(close.after, Duration{});
    ASSERT_TRUE(config.policies[1].token);
    EXPECT_EQ(config.policies[1].token->authenticated, hours{6});
    EXPECT_EQ(config.policies[1].token->unauthenticated, hours{1});
    const Timer event = timers_of("[ event: { kind: new, on: contact_after_token } ]").at(0);
    EXPECT_EQ(event.name, "event-contact_after_token");
    EXPECT_EQ(event.on, On::contact_after_token);
    EXPECT_EQ(event.kind, "new");
}

TEST(Timers, A1AreForARoleAndNamedAfterIt) {
    const auto timers =
        timers_of("\n      - disconnect: { role: agent, after: 10m, then: { route: voicemail } }"
                  "\n      - idle: { role: customer, after: 2m, since: agent_joined }"
                  "\n      - disconnect: { role: customer, after: 8h, then: close }");
    ASSERT_EQ(timers.size(), 3U);
    EXPECT_EQ(timers[0].name, "disconnect-agent");
    EXPECT_EQ(timers[0].role, Role::agent);
    EXPECT_EQ(timers[0].route, "voicemail");
    EXPECT_EQ(timers[1].name, "idle-customer");
    EXPECT_EQ(timers[1].role, Role::customer);
    EXPECT_EQ(timers[2].route, std::nullopt);
}

TEST(Timers, A4CountADisconnectSinceTheRoleIsIdleWhereThatIsRecorded) {
    const auto clock = [](const std::string& timers) { return timers_of(timers).at(0).since; };
    const std::string disconnect = "\n      - disconnect: { role: agent, after: 1h }";
    EXPECT_EQ(clock(disconnect), Clock::agent_joined);
    EXPECT_EQ(clock(disconnect + "\n      - idle: { role: agent, after: 5m }"), Clock::idle);
    EXPECT_EQ(clock(disconnect + "\n      - idle: { role: customer, after: 5m }"),
              Clock::agent_joined);
    EXPECT_EQ(clock(disconnect + "\n      - idle: { role: agent, after: 5m, enabled: false }"),
              Clock::agent_joined);
    EXPECT_EQ(clock("\n      - disconnect: { role: agent, after: 1h, since: agent_joined }"
                    "\n      - idle: { role: agent, after: 5m }"),
              Clock::agent_joined);
}

TEST(Timers, KeepWithinTheirBoundsInclusive) {
    const std::string rest = ", since: started, bounds: { min: 5m, max: 30m } } ]";
    EXPECT_EQ(error_of(with_timers("[ inactivate: { after: 5m" + rest)), "");
    EXPECT_EQ(error_of(with_timers("[ inactivate: { after: 30m" + rest)), "");
}

} // namespace
} // namespace chatsweep

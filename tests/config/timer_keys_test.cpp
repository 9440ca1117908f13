// SPDX-License-Identifier: Apache-2.0
#include "config_error.hpp"

#include <gtest/gtest.h>

namespace chatsweep {
namespace {

class BrokenTimerKeys : public testing::TestWithParam<Broken> {};

TEST_P(BrokenTimerKeys, AreRefusedWithTheirPlaceAndAHint) {
    EXPECT_EQ(error_of(GetParam().text), GetParam().error);
}

/// The timer begins in line 5, column 14; its action's keys in column 22 after `close: `.
std::string timer(const std::string& text) {
    return with_policy("name: a\n    match: {}\n    timers: [" + text + "]\n");
}

const std::string hundred_and_one(101, 'x');
const std::string shown_of_it = "'" + std::string(57, 'x') + "...'";

const Broken broken_keys[] = {
    {"KeyOfAnotherAction", timer("close: { after: 1h, since: started, message: goodbye }"),
     "f:5:50: unknown key 'message'\nhint: 'message' belongs to warn, not to close."},
    {"KeyOfTwoOtherActions", timer("close: { role: agent, after: 1h }"),
     "f:5:23: unknown key 'role'\nhint: 'role' belongs to idle and disconnect, not to close."},
    {"KeyOfAPolicy", timer("close: { after: 1h, since: started, pin: evaluation }"),
     "f:5:50: unknown key 'pin'\nhint: 'pin' belongs to a policy: look at the indentation."},
    {"UnknownCondition", timer("close: { after: 1h, since: started, if: never }"),
     "f:5:54: if 'never' is not known\nhint: write customer_silent_from_start."},
    {"UnknownContact", timer("close: { on: contact_after_tokens }"),
     "f:5:27: on 'contact_after_tokens' is not known\n"
     "hint: did you mean 'contact_after_token'?"},
    {"BothOnAndAfter", timer("close: { after: 1h, on: contact_after_token }"),
     "f:5:34: close with both on and after\nhint: keep one of the two."},
    {"BothOnAndSince", timer("event: { kind: k, since: started, on: contact_after_token }"),
     "f:5:48: event with both on and since\nhint: keep one of the two."},
    {"BothBeforeCloseAndAfter", timer("warn: { message: m, before_close: 1m, after: 1h }"),
     "f:5:52: warn with both before_close and after\nhint: keep one of the two."},
    {"BothBeforeCloseAndIf",
     timer("warn: { message: m, before_close: 1m, if: customer_silent_from_start }"),
     "f:5:52: warn with both before_close and if\nhint: keep one of the two."},
    {"WarningWithoutAnInstant", timer("warn: { message: m }"),
     "f:5:20: warn has no after\nhint: write before_close: 70s, or after and since."},
    {"WarningWithoutMessage", timer("warn: { before_close: 70s }"),
     "f:5:20: warn has no message\n"
     "hint: write the name of a template, such as message: goodbye."},
    {"EmptyMessage", timer("warn: { before_close: 70s, message: '' }"),
     "f:5:50: message is empty\nhint: write a value, or take the key away."},
    {"LongMessage", timer("warn: { before_close: 70s, message: " + hundred_and_one + " }"),
     "f:5:50: message " + shown_of_it + " is too long\nhint: keep it to 100 characters."},
    {"ControlCharacterInAMessage", timer(R"(warn: { before_close: 70s, message: "bye\e[2J" })"),
     "f:5:50: a control character in a text\n"
     "hint: take it away, or write the value without it."},
    {"ControlCharacterInAKind", timer(R"(event: { kind: "a\u202eb", after: 1h, since: started })"),
     "f:5:29: a control character in a text\n"
     "hint: take it away, or write the value without it."},
    {"ZeroLeadTime", timer("warn: { before_close: 0s, message: m }"),
     "f:5:36: before_close '0s' is zero\n"
     "hint: write a duration of more than zero, such as 30m or 12h."},
    {"UnknownLateWarning", timer("warn: { before_close: 1m, message: m, late_warning: skp }"),
     "f:5:66: late_warning 'skp' is not known\nhint: did you mean 'skip'?"},
    {"InactivateWithoutClock", timer("inactivate: { after: 10m }"),
     "f:5:26: inactivate has no since\n"
     "hint: write the clock it counts from: last_customer_message, first_agent_reply, "
     "last_agent_message, last_message, started, inactive, agent_joined or idle."},
    {"IdleWithoutRole", timer("idle: { after: 5m }"),
     "f:5:20: idle has no role\nhint: write whose silence it is: role: agent, or customer."},
    {"UnknownRole", timer("idle: { role: agents, after: 5m }"),
     "f:5:28: role 'agents' is not known\nhint: did you mean 'agent'?"},
    {"RoleThatHasNoTimers", timer("disconnect: { role: supervisor, after: 5m }"),
     "f:5:34: role 'supervisor' is not known\nhint: write agent or customer."},
    {"ClockThatIsNoRoles", timer("idle: { role: agent, after: 5m, since: started }"),
     "f:5:53: since 'started' is not known\nhint: write agent_joined."},
    {"DisconnectSinceAnotherClock", timer("disconnect: { role: agent, after: 5m, since: started }"),
     "f:5:59: since 'started' is not known\nhint: write agent_joined or idle."},
    {"DisconnectWithoutAfter", timer("disconnect: { role: agent, then: close }"),
     "f:5:26: disconnect has no after\n"
     "hint: write how long after its clock it fires, such as after: 12h."},
    {"UnknownEnding", timer("disconnect: { role: agent, after: 5m, then: closed }"),
     "f:5:58: then 'closed' is not known\nhint: did you mean 'close'?"},
    {"RouteToNowhere", timer("disconnect: { role: agent, after: 5m, then: {} }"),
     "f:5:58: then has no route\nhint: write then: close, or then: { route: FLOW }."},
    {"RouteThatIsEmpty", timer("disconnect: { role: agent, after: 5m, then: { route: '' } }"),
     "f:5:67: route is empty\nhint: write a value, or take the key away."},
    {"LongRoute",
     timer("disconnect: { role: agent, after: 5m, then: { route: " + hundred_and_one + " } }"),
     "f:5:67: route " + shown_of_it + " is too long\nhint: keep it to 100 characters."},
    {"EventWithoutKind", timer("event: { after: 1h, since: started }"),
     "f:5:21: event has no kind\n"
     "hint: write what the event is called, such as kind: reminder."},
    {"KindOfChatsweeps", timer("event: { kind: closed, after: 1h, since: started }"),
     "f:5:29: kind 'closed' is one of chatsweep's own\nhint: call the event something else."},
    {"CustomerWhoLeaves", timer("close: { after: 1h, since: started, leave: [bot, customer] }"),
     "f:5:63: leave 'customer' is not known\n"
     "hint: write bot, ai_agent, agent or supervisor."},
    {"RoleThatLeavesTwice", timer("close: { after: 1h, since: started, leave: [bot, bot] }"),
     "f:5:63: leave 'bot' is listed twice\nhint: keep one of the two."},
    {"EnabledInAnotherWord", timer("close: { after: 1h, since: started, enabled: no }"),
     "f:5:59: enabled 'no' is neither true nor false\n"
     "hint: write true or false, in lower case and without quotes."},
    {"BelowTheBounds",
     timer("inactivate: { after: 4m, since: started, bounds: { min: 5m, max: 30m } }"),
     "f:5:35: after '4m' is outside of its bounds, 5m to 30m\n"
     "hint: write a duration within them, or change the bounds."},
    {"AboveTheBounds", timer("idle: { role: agent, after: 8h1s, bounds: { min: 2m, max: 8h } }"),
     "f:5:42: after '8h1s' is outside of its bounds, 2m to 8h\n"
     "hint: write a duration within them, or change the bounds."},
    {"LeadTimeOutOfBounds",
     timer("warn: { message: m, before_close: 1m, bounds: { min: 2m, max: 8h } }"),
     "f:5:48: before_close '1m' is outside of its bounds, 2m to 8h\n"
     "hint: write a duration within them, or change the bounds."},
    {"BoundsOfNothing", timer("close: { on: contact_after_token, bounds: { min: 2m, max: 8h } }"),
     "f:5:48: close with both on and bounds\nhint: keep one of the two."},
    {"BoundsTheWrongWayRound",
     timer("idle: { role: agent, after: 5m, bounds: { min: 8h, max: 2m } }"),
     "f:5:61: min '8h' is longer than max '2m'\nhint: swap the two."},
    {"BoundsWithoutEnd", timer("idle: { role: agent, after: 5m, bounds: { min: 2m } }"),
     "f:5:54: bounds has no max\n"
     "hint: write the shortest and the longest: { min: 5m, max: 30m }."},
    {"MisspelledBound", timer("idle: { role: agent, after: 5m, bounds: { min: 2m, maxx: 8h } }"),
     "f:5:65: unknown key 'maxx'\nhint: did you mean 'max'?"},
};

INSTANTIATE_TEST_SUITE_P(Timers, BrokenTimerKeys, testing::ValuesIn(broken_keys),
                         [](const auto& each) { return std::string{each.param.title}; });

} // namespace
} // namespace chatsweep

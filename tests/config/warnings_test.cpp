// SPDX-License-Identifier: Apache-2.0
#include "config_error.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace chatsweep {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> warnings_with(const std::string& lines) {
    return parse_config(with_policy("name: a\n    match: {}\n    " + lines + "\n"), "f").warnings;
}

const std::string ignores_customer = ", which a customer's message does not restart: it can close "
                                     "a session whose customer has just written";

TEST(Warnings, NameAClockThatACustomersMessageDoesNotRestart) {
    const std::string timers = "timers:"
                               "\n      - close: { after: 1d, since: started, name: old }"
                               "\n      - close: { after: 2h, since: last_agent_message }"
                               "\n      - close: { after: 4h, since: agent_joined }";
    EXPECT_THAT(warnings_with(timers),
                ElementsAre("policy 'a': timer 'old' counts since 'started'" + ignores_customer,
                            "policy 'a': timer 'close-last_agent_message' counts since "
                            "'last_agent_message'" +
                                ignores_customer,
                            "policy 'a': timer 'close-agent_joined' counts since 'agent_joined'" +
                                ignores_customer));
    EXPECT_THAT(warnings_with(timers + "\n    hold_unanswered: true"), IsEmpty());
}

TEST(Warnings, LeaveAloneWhatEndsNoTalk) {
    EXPECT_THAT(warnings_with("timers:"
                              "\n      - inactivate: { after: 1h, since: started }"
                              "\n      - warn: { after: 1h, since: started, message: m }"
                              "\n      - event: { after: 1h, since: last_agent_message, kind: k }"
                              "\n      - close: { after: 1d, since: last_agent_message,"
                              " if: customer_silent_from_start }"
                              "\n      - close: { after: 1d, since: started, enabled: false }"),
                IsEmpty());
}

TEST(Warnings, NameAPolicyAllOfWhoseTimersAreOff) {
    EXPECT_THAT(
        warnings_with("timers: [ close: { after: 1h, since: last_message, enabled: false } ]"),
        ElementsAre("policy 'a': every timer is off, so that its sessions are kept for ever"));
}

TEST(Warnings, A6NameAPinThatPinsNothing) {
    EXPECT_THAT(warnings_with("timeout: 2h\n    pin: agent_join"),
                ElementsAre("policy 'a': pin: agent_join does little where no timer counts since "
                            "an agent joined"));
    EXPECT_THAT(warnings_with("timers: [ idle: { role: agent, after: 2m } ]\n    pin: agent_join"),
                IsEmpty());
}

TEST(Warnings, NameATokenThatNoTimerWaitsFor) {
    EXPECT_THAT(
        warnings_with("timeout: 2h\n    token: { authenticated: 6h, unauthenticated: 1h }"),
        ElementsAre("policy 'a': token does nothing without a timer on: contact_after_token"));
}

} // namespace
} // namespace chatsweep

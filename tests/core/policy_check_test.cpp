// SPDX-License-Identifier: Apache-2.0
#include "core/policy.hpp"
#include "support/sessions.hpp"

#include <gtest/gtest.h>

namespace chatsweep::test {
namespace {

/// `column policy why`, one per needed column.
std::vector<std::string> needs(const PolicySet& policies) {
    std::vector<std::string> lines;
    for (const NeededColumn& needed : needed_columns(policies)) {
        lines.push_back(needed.column + " " + needed.policy + " " + needed.why);
    }
    return lines;
}

using Lines = std::vector<std::string>;

TEST(NeededColumns, OfATimeoutAreTheCustomersLastMessageAndTheStart) {
    EXPECT_EQ(needs(a_policy("all")),
              (Lines{"last_customer_message_at all timeout", "started_at all timeout"}));
}

TEST(NeededColumns, OfAPinAndOfAClockThatBeginWithTheAgentAreWhenTheAgentJoined) {
    Policy policy = a_policy("all").with_timers({a_timer("t", 1h, Clock::agent_joined)});
    policy.pin = Pin::agent_join;
    EXPECT_EQ(needs({policy}),
              (Lines{"agent_joined_at all timers.t.since", "agent_joined_at all pin"}));
}

TEST(NeededColumns, LeaveOutTheStartWhereWhoNeverWroteIsKept) {
    EXPECT_EQ(needs(a_policy("all").keeps_who_never_wrote()),
              (Lines{"last_customer_message_at all timeout"}));
}

TEST(NeededColumns, NameTheTimerThatCountsFromTheClock) {
    const PolicySet policies = a_policy("all").with_timers(
        {a_timer("a", 1h, Clock::first_agent_reply), a_timer("b", 1h, Clock::last_agent_message),
         a_timer("c", 1h, Clock::last_message), a_timer("d", 1h, Clock::started)});
    EXPECT_EQ(needs(policies),
              (Lines{"first_agent_reply_at all timers.a.since",
                     "last_agent_message_at all timers.b.since",
                     "last_message_at all timers.c.since", "started_at all timers.d.since"}));
}

TEST(NeededColumns, NameWhatThePolicyMatchesOn) {
    const PolicySet policies = a_policy("all")
                                   .on("whatsapp")
                                   .when(Attribute::labels, {"vip"})
                                   .with_timers({a_timer("timeout", 1h, Clock::started)});
    EXPECT_EQ(needs(policies), (Lines{"channel all match.channel", "labels all match.labels",
                                      "started_at all timeout"}));
}

TEST(NeededColumns, NameWhatTheHoldsLookAt) {
    const PolicySet policies = a_policy("all")
                                   .with_timers({a_timer("timeout", 1h, Clock::started)})
                                   .holds_unanswered()
                                   .holds_labels({"vip"});
    EXPECT_EQ(needs(policies),
              (Lines{"started_at all timeout", "handler all hold_unanswered",
                     "last_agent_message_at all hold_unanswered",
                     "last_bot_message_at all hold_unanswered", "labels all hold_labels"}));
}

Timer a_timer_of(Action action, Role role) {
    return {
        .name = "t", .action = action, .after = 5min, .since = Clock::agent_joined, .role = role};
}

TEST(NeededColumns, A2OfARoleAreThoseOfTheParticipants) {
    EXPECT_EQ(needs(a_policy("all").with_timers({a_timer_of(Action::idle, Role::customer)})),
              (Lines{"agent_joined_at all timers.t.role", "customer_joined_at all timers.t.role"}));
    EXPECT_EQ(needs(a_policy("all").with_timers({a_timer_of(Action::idle, Role::agent)})),
              (Lines{"agent_joined_at all timers.t.role", "customer_joined_at all timers.t.role",
                     "last_agent_message_since_join_at all timers.t.role"}));
}

TEST(NeededColumns, A8OfADisconnectAreTheFunctionToo) {
    const auto needed =
        needed_columns(a_policy("all").with_timers({a_timer_of(Action::disconnect, Role::agent)}));
    ASSERT_EQ(needed.size(), 4U);
    EXPECT_EQ(needed[3].column, "leave");
    EXPECT_EQ(needed[3].why, "timers.t.role");
    EXPECT_EQ(needed[3].offer, Offer::function);
    EXPECT_EQ(needed[0].offer, Offer::column);
}

TEST(NeededColumns, S11OfACloseAreTheFunctionWhereSomebodyLeaves) {
    EXPECT_EQ(
        needs(a_policy("all").with_timers(
            {{.name = "t", .after = 2h, .since = Clock::last_message, .leave = {Role::bot}}})),
        (Lines{"last_message_at all timers.t.since", "leave all timers.t.leave"}));
}

TEST(NeededColumns, S5OfInactivityAreNoneWhereThePolicyBringsItAbout) {
    const Timer close = a_timer("t", 24h, Clock::inactive);
    EXPECT_EQ(needs(a_policy("all").with_timers({close})),
              (Lines{"inactive_since all timers.t.since"}));
    Timer inactivate = a_timer("i", 10min, Clock::first_agent_reply);
    inactivate.action = Action::inactivate;
    EXPECT_EQ(needs(a_policy("all").with_timers({close, inactivate})),
              (Lines{"first_agent_reply_at all timers.i.since"}));
}

TEST(NeededColumns, S9OfATokenAreItsIssueOrItsEnd) {
    Policy policy = a_policy("all").with_timers({{.name = "t", .on = On::contact_after_token}});
    EXPECT_EQ(needs({policy}), (Lines{"token_expires_at all timers.t.on"}));
    policy.token = {6h, 1h};
    EXPECT_EQ(needs({policy}), (Lines{"token_issued_at all token", "authenticated all token"}));
}

TEST(NeededColumns, OfATimerThatIsOffAreNone) {
    Timer off = a_timer_of(Action::disconnect, Role::agent);
    off.enabled = false;
    EXPECT_EQ(needs(a_policy("all").with_timers({off, a_timer("timeout", 1h, Clock::started)})),
              (Lines{"started_at all timeout"}));
}

TEST(NeededColumns, S8OfTheBuiltInPolicyAreNone) {
    EXPECT_EQ(needs({opt_out_policy()}), Lines{});
}

TEST(NeededColumns, FollowTheOrderOfThePolicies) {
    const auto timer = a_timer("timeout", 1h, Clock::started);
    const PolicySet policies{a_policy("b").with_timers({timer}),
                             a_policy("a").with_timers({timer})};
    EXPECT_EQ(needs(policies), (Lines{"started_at b timeout", "started_at a timeout"}));
}

TEST(Shadow, IsCastByAnEarlierPolicyWithoutConditions) {
    EXPECT_EQ(shadowed_by({a_policy("all"), a_policy("sms").on("sms")}, 1), 0U);
    EXPECT_EQ(shadowed_by({a_policy("all"), a_policy("rest")}, 1), 0U);
}

TEST(Shadow, IsNotCastByALaterPolicy) {
    EXPECT_EQ(shadowed_by({a_policy("sms").on("sms"), a_policy("all")}, 0), std::nullopt);
    EXPECT_EQ(shadowed_by({a_policy("sms").on("sms"), a_policy("all")}, 1), std::nullopt);
}

TEST(Shadow, IsCastByAnEarlierPolicyThatTakesMoreValues) {
    const Policy both = a_policy("both").when(Attribute::channel, {"sms", "whatsapp"});
    EXPECT_EQ(shadowed_by({both, a_policy("sms").on("sms")}, 1), 0U);
    EXPECT_EQ(shadowed_by({both, a_policy("web").on("web")}, 1), std::nullopt);
    EXPECT_EQ(shadowed_by({a_policy("sms").on("sms"), both}, 1), std::nullopt);
    EXPECT_EQ(shadowed_by({both, both}, 1), 0U);
}

TEST(Shadow, IsCastByAnEarlierPolicyWithFewerConditions) {
    const Policy sms = a_policy("sms").on("sms");
    const Policy sms_bots = a_policy("sms-bots").on("sms").when(Attribute::handler, {"bot"});
    EXPECT_EQ(shadowed_by({sms, sms_bots}, 1), 0U);
    EXPECT_EQ(shadowed_by({sms_bots, sms}, 1), std::nullopt);
}

TEST(Shadow, IsNotCastByTheSameValuesOfAnotherAttribute) {
    const Policy tenant = a_policy("a").when(Attribute::tenant, {"bot"});
    EXPECT_EQ(shadowed_by({tenant, a_policy("b").when(Attribute::handler, {"bot"})}, 1),
              std::nullopt);
}

TEST(Shadow, IsCastOnLabelsByAnEarlierPolicyThatTakesMoreOfThem) {
    const Policy more = a_policy("more").when(Attribute::labels, {"vip", "legal"});
    const Policy fewer = a_policy("fewer").when(Attribute::labels, {"vip"});
    EXPECT_EQ(shadowed_by({more, fewer}, 1), 0U);
    EXPECT_EQ(shadowed_by({fewer, more}, 1), std::nullopt);
}

TEST(Shadow, NamesTheEarliestPolicyThatCastsIt) {
    const Policy sms = a_policy("sms").on("sms");
    EXPECT_EQ(shadowed_by({a_policy("web").on("web"), sms, a_policy("all"), sms}, 3), 1U);
}

} // namespace
} // namespace chatsweep::test

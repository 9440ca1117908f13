// SPDX-License-Identifier: Apache-2.0
#include "core/bound.hpp"

#include "support/sessions.hpp"

#include <gtest/gtest.h>

namespace chatsweep::test {
namespace {

constexpr auto off = std::nullopt;

TEST(CoarseBound, OfATimeoutCutsOffTheCustomersLastMessage) {
    const CoarseBound bound = coarse_bound(a_policy().closes_after(24h), noon);
    EXPECT_EQ(bound.last_customer_message, noon - 24h);
    EXPECT_EQ(bound.started_when_never_wrote, noon - 24h);
    EXPECT_EQ(bound.first_agent_reply, off);
    EXPECT_EQ(bound.last_agent_message, off);
    EXPECT_EQ(bound.last_message, off);
    EXPECT_EQ(bound.started, off);
}

TEST(CoarseBound, HasACutoffForEveryClockInUse) {
    const PolicySet policies = a_policy().with_timers(
        {a_timer("a", 1h, Clock::first_agent_reply), a_timer("b", 2h, Clock::last_agent_message),
         a_timer("c", 3h, Clock::last_message), a_timer("d", 4h, Clock::started)});
    const CoarseBound bound = coarse_bound(policies, noon);
    EXPECT_EQ(bound.first_agent_reply, noon - 1h);
    EXPECT_EQ(bound.last_agent_message, noon - 2h);
    EXPECT_EQ(bound.last_message, noon - 3h);
    EXPECT_EQ(bound.started, noon - 4h);
    EXPECT_EQ(bound.last_customer_message, off);
    EXPECT_EQ(bound.started_when_never_wrote, off);
}

TEST(CoarseBound, TakesTheShortestTimerOfAllPolicies) {
    const PolicySet policies{a_policy("a").closes_after(48h), a_policy("b").closes_after(2h),
                             a_policy("c").closes_after(24h)};
    EXPECT_EQ(coarse_bound(policies, noon).last_customer_message, noon - 2h);
}

TEST(CoarseBound, CutsOffTheStartByThePoliciesThatCountFromIt) {
    const PolicySet policies{a_policy("a").closes_after(48h),
                             a_policy("b").closes_after(2h).keeps_who_never_wrote()};
    EXPECT_EQ(coarse_bound(policies, noon).last_customer_message, noon - 2h);
    EXPECT_EQ(coarse_bound(policies, noon).started_when_never_wrote, noon - 48h);
    EXPECT_EQ(coarse_bound(a_policy().keeps_who_never_wrote(), noon).started_when_never_wrote, off);
}

TEST(CoarseBound, NeverLiesBeforeTheEarliestInstant) {
    const PolicySet policies = a_policy().closes_after(longest_duration);
    EXPECT_EQ(coarse_bound(policies, earliest_instant + 1h).last_customer_message,
              earliest_instant);
}

TEST(CoarseBound, WithoutPoliciesLetsNothingThrough) {
    EXPECT_FALSE(lets_through(coarse_bound({}, noon), a_session().silent_for(1000h)));
}

TEST(CoarseBound, LetsThroughWhatStandsAtTheCutoffAndNothingLater) {
    CoarseBound bound;
    bound.last_customer_message = noon - 1h;
    EXPECT_TRUE(lets_through(bound, a_session().silent_for(1h)));
    EXPECT_FALSE(lets_through(bound, a_session().silent_for(1h - tick)));
    EXPECT_FALSE(lets_through(bound, a_session().never_wrote()));
}

TEST(CoarseBound, LooksAtEachClockByItsOwnCutoff) {
    const SessionFacts session = a_session()
                                     .silent_for(1h)
                                     .agent_first_replied(1h)
                                     .agent_wrote(1h)
                                     .someone_wrote(1h)
                                     .started(1h);
    for (auto cutoff :
         {&CoarseBound::last_customer_message, &CoarseBound::first_agent_reply,
          &CoarseBound::last_agent_message, &CoarseBound::last_message, &CoarseBound::started}) {
        CoarseBound bound;
        bound.*cutoff = noon - 1h;
        EXPECT_TRUE(lets_through(bound, session));
        bound.*cutoff = noon - 1h - tick;
        EXPECT_FALSE(lets_through(bound, session));
    }
}

TEST(CoarseBound, LooksAtTheStartOfWhoNeverWrote) {
    CoarseBound bound;
    bound.started_when_never_wrote = noon - 1h;
    EXPECT_TRUE(lets_through(bound, a_session().never_wrote().started(1h)));
    EXPECT_FALSE(lets_through(bound, a_session().never_wrote().started(1h - tick)));
    EXPECT_FALSE(lets_through(bound, a_session().never_wrote().without_start()));
    EXPECT_FALSE(lets_through(bound, a_session().silent_for(1h)));
}

TEST(CoarseBound, CutsOffTheInactiveAndTheJoined) {
    const CoarseBound bound =
        coarse_bound(a_policy().with_timers(
                         {a_timer("a", 24h, Clock::inactive), an_idle_timer(Role::agent, 5min)}),
                     noon);
    EXPECT_EQ(bound.inactive, noon - 24h);
    EXPECT_EQ(bound.agent_joined, noon - 5min);
    EXPECT_TRUE(lets_through(bound, a_session().inactive_for(24h)));
    EXPECT_FALSE(lets_through(bound, a_session().inactive_for(24h - tick)));
    EXPECT_TRUE(lets_through(bound, a_session().agent_joined(5min)));
    EXPECT_FALSE(lets_through(bound, a_session().agent_joined(5min - tick)));
}

TEST(CoarseBound, LooksAheadForAWarning) {
    const PolicySet policies = a_policy().closes_after(24h).and_timer(a_warning(70s));
    EXPECT_EQ(coarse_bound(policies, noon).last_customer_message, noon - 24h + 70s);
}

TEST(CoarseBound, LetsThroughWhoOptedOutWhereThatEndsASession) {
    const CoarseBound bound = coarse_bound({opt_out_policy(), a_policy()}, noon);
    EXPECT_TRUE(lets_through(bound, a_session().silent_for(1h).opted_out(1min)));
    EXPECT_FALSE(
        lets_through(coarse_bound(a_policy(), noon), a_session().silent_for(1h).opted_out(1min)));
}

TEST(CoarseBound, LetsThroughWhoHasATokenAndHasWritten) {
    const CoarseBound bound = coarse_bound(
        a_policy().with_timers({on_contact(a_timer("t", {}, Clock::last_customer_message))}), noon);
    EXPECT_TRUE(lets_through(bound, a_session().token_issued(1h)));
    EXPECT_TRUE(lets_through(bound, a_session().token_expires(1h)));
    EXPECT_FALSE(lets_through(bound, a_session().token_issued(1h).never_wrote()));
    EXPECT_FALSE(lets_through(bound, a_session().silent_for(1000h)));
}

TEST(CoarseBound, LetsThroughWhoHasReturned) {
    const CoarseBound bound = coarse_bound(a_policy().with_timers({an_inactivation(10min)}), noon);
    EXPECT_TRUE(lets_through(bound, a_session().silent_for(1h).inactive_for(2h)));
    EXPECT_FALSE(lets_through(bound, a_session().silent_for(2h).inactive_for(2h)));
}

TEST(CoarseBound, LetsThroughWhomChatsweepRemembers) {
    const CoarseBound bound = coarse_bound(a_policy().closes_after(24h), noon);
    EXPECT_TRUE(
        lets_through(bound, a_session().silent_for(1h).marked(MarkKind::warned, "gone", 1min, 1h)));
}

} // namespace
} // namespace chatsweep::test

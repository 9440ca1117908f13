// SPDX-License-Identifier: Apache-2.0
#include "core/judge.hpp"
#include "support/sessions.hpp"

#include <gtest/gtest.h>

namespace chatsweep::test {
namespace {

using Actions = std::vector<Action>;

Actions actions_of(const Verdict& verdict) {
    Actions actions;
    for (const Firing& firing : verdict.firings) {
        actions.push_back(firing.action);
    }
    return actions;
}

Actions actions_of(const SessionFacts& session, const PolicySet& policies) {
    return actions_of(judge(session, policies, noon));
}

/// Warns 2 min before it closes after 10 min, inactivates, and tells of an event.
PolicyBuilder a_lively_policy() {
    return a_policy().with_timers({a_timer("close", 10min, Clock::last_customer_message),
                                   a_warning(2min), an_inactivation(5min),
                                   an_event("reminder", 3min, Clock::last_customer_message)});
}

TEST(Firings, OfSeveralTimersComeInTheOrderInWhichTheyWereDue) {
    const PolicySet policies = a_lively_policy();
    const Verdict verdict =
        judge(a_session().silent_for(9min).agent_first_replied(8min), policies, noon);
    EXPECT_EQ(actions_of(verdict), (Actions{Action::event, Action::inactivate, Action::warn}));
    EXPECT_EQ(verdict.decision, Decision::act);
    EXPECT_EQ(verdict.reason, Reason::timeout);
    EXPECT_EQ(verdict.timer, verdict.firings[0].timer);
    EXPECT_EQ(verdict.state->due_at, noon - 6min);
}

TEST(Firings, ThatEndASessionComeAlone) {
    const PolicySet policies = a_policy().with_timers(
        {a_timer("late", 10min, Clock::last_customer_message),
         an_event("reminder", 3min, Clock::last_customer_message),
         a_timer("early", 1h, Clock::started), a_disconnect(Role::agent, 1min)});
    const auto session = a_session().silent_for(12min).started(1h + 5min);
    const Verdict verdict = judge(session, policies, noon);
    ASSERT_EQ(actions_of(verdict), Actions{Action::close});
    EXPECT_EQ(verdict.decision, Decision::close);
    EXPECT_EQ(verdict.timer->name, "early");
}

TEST(Firings, ThatTakeEverybodyOutComeAloneAndDoNotEndTheSession) {
    const PolicySet policies = a_policy().with_timers(
        {an_idle_timer(Role::agent, 5min), an_idle_timer(Role::customer, 5min),
         a_disconnect(Role::agent, 10min, "callback")});
    const Verdict verdict = judge(
        a_session().agent_joined(2h).customer_joined(2h).marked(MarkKind::idle, "agent", 20min, 2h),
        policies, noon);
    EXPECT_EQ(actions_of(verdict), Actions{Action::disconnect});
    EXPECT_EQ(verdict.decision, Decision::act);
}

TEST(Firings, OfADisconnectWithoutAFlowEndTheSession) {
    const PolicySet policies = a_policy().with_timers(
        {an_idle_timer(Role::agent, 5min), a_disconnect(Role::agent, 10min)});
    const auto session =
        a_session().agent_joined(2h).customer_joined(2h).marked(MarkKind::idle, "agent", 10min, 2h);
    EXPECT_EQ(judge(session, policies, noon).decision, Decision::close);
    EXPECT_EQ(judge(session, policies, noon - tick).decision, Decision::keep);
}

TEST(Firings, AreNoneOnceAllIsDone) {
    const PolicySet policies = a_policy().with_timers({an_inactivation(5min)});
    const Verdict verdict = judge(
        a_session().silent_for(1h).agent_first_replied(50min).inactive_for(40min), policies, noon);
    EXPECT_EQ(verdict.reason, Reason::all_done);
    EXPECT_EQ(verdict.timer, nullptr);
    EXPECT_EQ(verdict.policy, &policies[0]);
}

TEST(Firings, PointAtWhatIsStillToComeOnceAWarningIsOut) {
    const PolicySet policies = a_policy().closes_after(10min).and_timer(a_warning(2min));
    const Verdict verdict = judge(
        a_session().silent_for(9min).marked(MarkKind::warned, "warn", 1min, 9min), policies, noon);
    EXPECT_EQ(verdict.reason, Reason::not_due);
    EXPECT_EQ(verdict.timer->action, Action::close);
    EXPECT_EQ(verdict.state->due_at, noon + 1min);
}

TEST(Firings, OfAFutureDatedSessionAreNoneButAnOptOut) {
    const PolicySet policies{opt_out_policy(), a_lively_policy()};
    const auto session = a_session().silent_for(-1h).agent_first_replied(8min);
    EXPECT_EQ(judge(session, policies, noon).reason, Reason::future_dated);
    EXPECT_TRUE(actions_of(session, policies).empty());
    const Verdict verdict = judge(SessionBuilder{session}.opted_out(1min), policies, noon);
    EXPECT_EQ(verdict.decision, Decision::close);
    EXPECT_EQ(verdict.reason, Reason::opt_out);
}

TEST(HeldFirings, AreThoseThatTheCustomerWouldNotice) {
    const PolicySet policies = a_lively_policy().holds_labels({"vip"});
    const Verdict verdict = judge(
        a_session().silent_for(9min).agent_first_replied(8min).labelled({"vip"}), policies, noon);
    EXPECT_EQ(actions_of(verdict), Actions{Action::event});
    EXPECT_EQ(verdict.decision, Decision::act);
    EXPECT_EQ(verdict.reason, Reason::label);
    EXPECT_EQ(verdict.timer->action, Action::inactivate) << "the first that is held";
}

TEST(HeldFirings, LeaveIdlenessAndReturnsAlone) {
    const PolicySet policies = a_policy().with_timers({an_idle_timer(Role::customer, 5min),
                                                       an_idle_timer(Role::agent, 5min),
                                                       a_disconnect(Role::customer, 1min)});
    const auto session = a_session()
                             .silent_for(3h)
                             .snoozed_until(noon + 1h)
                             .agent_joined(2h)
                             .customer_joined(2h)
                             .agent_wrote_since_joining(10min)
                             .marked(MarkKind::idle, "agent", 20min, 2h)
                             .marked(MarkKind::idle, "customer", 20min, 2h);
    const Verdict verdict = judge(session, policies, noon);
    EXPECT_EQ(actions_of(verdict), (Actions{Action::participant_returned, Action::idle}));
    EXPECT_EQ(verdict.reason, Reason::snoozed) << "the disconnect is held";
    EXPECT_EQ(verdict.held_until, noon + 1h);
}

TEST(HeldFirings, AreNoneOfAnOptOut) {
    const PolicySet policies{opt_out_policy(), a_policy()};
    const auto session = a_session().opted_out(1min).snoozed_until(noon + 1h);
    EXPECT_EQ(judge(session, policies, noon).reason, Reason::opt_out);
    EXPECT_EQ(judge(session, policies, noon).decision, Decision::close);
}

TEST(HeldFirings, OfATokenAreHeldByASnoozeAndNotAsUnanswered) {
    const PolicySet policies =
        a_policy()
            .with_timers({on_contact(a_timer("token", {}, Clock::last_customer_message))})
            .holds_unanswered();
    const auto session = a_session().token_expires(1h).silent_for(10min);
    ASSERT_TRUE(is_unanswered(session));
    EXPECT_EQ(judge(session, policies, noon).reason, Reason::token_expired);
    EXPECT_EQ(judge(SessionBuilder{session}.snoozed_until(noon + tick), policies, noon).reason,
              Reason::snoozed);
}

TEST(Returned, IsWhoWroteToASessionThatTheDatabaseStillCallsInactive) {
    const PolicySet policies = a_policy().with_timers({an_inactivation(5min)});
    const auto session = a_session().silent_for(10min).inactive_for(1h);
    const Verdict verdict = judge(session, policies, noon);
    ASSERT_EQ(actions_of(verdict), Actions{Action::returned});
    EXPECT_EQ(verdict.reason, Reason::returned);
    EXPECT_EQ(verdict.state->clock, Clock::inactive);
    EXPECT_EQ(verdict.state->clock_at, noon - 1h);
    EXPECT_EQ(verdict.state->due_at, noon - 10min);
    EXPECT_TRUE(actions_of(SessionBuilder{session}.silent_for(1h), policies).empty())
        << "a message of that very instant came before";
    EXPECT_TRUE(actions_of(SessionBuilder{session}.whose_status_is("waiting"), policies).empty())
        << "the database knows";
}

TEST(Returned, IsWhoWroteSinceTheMark) {
    const PolicySet policies = a_policy().with_timers({an_inactivation(5min)});
    const auto session = a_session().silent_for(10min).agent_first_replied(9min).marked(
        MarkKind::inactive, "", 1h, 2h);
    const Verdict verdict = judge(session, policies, noon);
    EXPECT_EQ(actions_of(verdict), Actions{Action::returned}) << "and not inactive again at once";
    EXPECT_EQ(verdict.forget, session.facts().marks);
}

TEST(Inactivation, HappensOncePerSilenceThoughTheDatabaseTellsOfAnEarlierOne) {
    const PolicySet policies = a_policy().with_timers({an_inactivation(5min)});
    SessionFacts session =
        a_session().silent_for(1h).agent_first_replied(50min).inactive_for(2h).marked(
            MarkKind::inactive, "", 10min, 1h);
    session.status = "active";
    const Verdict verdict = judge(session, policies, noon);
    EXPECT_EQ(actions_of(verdict), Actions{});
    EXPECT_TRUE(verdict.forget.empty());
}

TEST(Returned, IsNobodyInAPolicyThatMakesNoSessionInactive) {
    EXPECT_TRUE(
        actions_of(a_session().silent_for(10min).inactive_for(1h), a_policy().closes_after(24h))
            .empty());
}

/// An agent who was recorded as idle 20 min ago, having been silent for 1 h.
SessionBuilder an_idle_agent() {
    return a_session().silent_for(3h).agent_joined(1h).customer_joined(2h).marked(
        MarkKind::idle, "agent", 20min, 1h);
}

TEST(ParticipantReturned, IsAnIdleOneWhoWrote) {
    const PolicySet policies = a_policy().with_timers({an_idle_timer(Role::agent, 50min)});
    EXPECT_TRUE(actions_of(an_idle_agent(), policies).empty());
    const Verdict verdict = judge(an_idle_agent().agent_wrote_since_joining(5min), policies, noon);
    ASSERT_EQ(actions_of(verdict), Actions{Action::participant_returned});
    EXPECT_EQ(verdict.firings[0].timer->role, Role::agent);
    EXPECT_EQ(verdict.firings[0].state.due_at, noon - 5min);
    EXPECT_EQ(verdict.forget.size(), 1U);
}

TEST(ParticipantReturned, IsNobodyOfAnotherPairOrLife) {
    const PolicySet policies = a_policy().with_timers({an_idle_timer(Role::agent, 50min)});
    for (const SessionFacts& session : {an_idle_agent().agent_joined(10min).facts(),
                                        an_idle_agent().customer_joined(10min).facts(),
                                        an_idle_agent().reopened(10min).facts()}) {
        const Verdict verdict = judge(session, policies, noon);
        EXPECT_TRUE(verdict.firings.empty());
        EXPECT_EQ(verdict.forget.size(), 1U);
    }
}

TEST(Forget, ListsWhatNoTimerOfThePolicyKnows) {
    const PolicySet policies = a_policy().closes_after(24h);
    const SessionFacts session = a_session()
                                     .silent_for(1h)
                                     .marked(MarkKind::warned, "gone", 10min, 1h)
                                     .marked(MarkKind::recorded, "gone", 10min, 1h)
                                     .marked(MarkKind::idle, "agent", 10min, 1h)
                                     .marked(MarkKind::inactive, "", 10min, 1h);
    const std::vector<Mark> forget = judge(session, policies, noon).forget;
    EXPECT_EQ(forget, (std::vector<Mark>{session.marks[0], session.marks[1], session.marks[2]}))
        << "whether a session is inactive is not the policy's to say";
}

TEST(Forget, ListsNothingOfASessionThatNoPolicyMatches) {
    const PolicySet policies = a_policy().on("sms");
    const auto session = a_session().on("web").marked(MarkKind::warned, "gone", 10min, 1h);
    EXPECT_TRUE(judge(session, policies, noon).forget.empty());
}

TEST(Pin, LetsTheVersionJudgeThatTheAgentJoinedUnder) {
    const PolicySet policies{a_policy("today").pinned().closes_after(1h),
                             a_policy("before").pinned().closes_after(24h).of_version("v1")};
    const auto session = a_session().silent_for(2h);
    EXPECT_EQ(match(policies, session), &policies[0]);
    EXPECT_EQ(match(policies, SessionBuilder{session}.joined_under("v1")), &policies[1]);
    EXPECT_EQ(match(policies, SessionBuilder{session}.joined_under("v0")), &policies[0]);
    EXPECT_EQ(judge(SessionBuilder{session}.joined_under("v1"), policies, noon).reason,
              Reason::not_due);
}

TEST(Pin, IsThePoliciesOwnOfThatVersion) {
    const PolicySet policies{a_policy("today").closes_after(1h),
                             a_policy("sms").on("sms").pinned().of_version("v1"),
                             a_policy("rest").closes_after(24h).of_version("v1"),
                             a_policy("never").pinned().of_version("v1")};
    const auto session = a_session().on("web").joined_under("v1");
    EXPECT_EQ(match(policies, session), &policies[0]) << "the first that matched was not pinned";
    EXPECT_EQ(match(policies, SessionBuilder{session}.on("sms")), &policies[1]);
}

TEST(Pin, IsNoneForWhoOptedOut) {
    const PolicySet policies{opt_out_policy(), a_policy("today"),
                             a_policy("before").pinned().of_version("v1")};
    EXPECT_EQ(match(policies, a_session().joined_under("v1")), &policies[2]);
    EXPECT_EQ(match(policies, a_session().opted_out(1h).joined_under("v1")), &policies[0]);
}

TEST(OptOut, MatchesNobodyWhoWasReopenedSince) {
    const PolicySet policies{opt_out_policy(), a_policy("rest")};
    EXPECT_EQ(match(policies, a_session()), &policies[1]);
    EXPECT_EQ(match(policies, a_session().opted_out(1h)), &policies[0]);
    EXPECT_EQ(match(policies, a_session().opted_out(1h).reopened(1h)), &policies[0]);
    EXPECT_EQ(match(policies, a_session().opted_out(1h).reopened(30min)), &policies[1]);
}

TEST(ContactReasons, AreTheOptOutAndTheToken) {
    for (const Reason reason :
         {Reason::timeout, Reason::returned, Reason::not_due, Reason::label}) {
        EXPECT_FALSE(closes_after_contact(reason)) << to_text(reason);
    }
    EXPECT_TRUE(closes_after_contact(Reason::opt_out));
    EXPECT_TRUE(closes_after_contact(Reason::token_expired));
}

} // namespace
} // namespace chatsweep::test

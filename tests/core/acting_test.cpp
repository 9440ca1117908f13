// SPDX-License-Identifier: Apache-2.0
#include "core/plan.hpp"
#include "support/sessions.hpp"

#include <gtest/gtest.h>

namespace chatsweep::test {
namespace {

Plan plan_of(const std::vector<SessionFacts>& sessions, const PolicySet& policies,
             std::optional<std::int64_t> at_most = {}) {
    Planner planner{policies, noon, {}, HeldSessions::count};
    for (const SessionFacts& session : sessions) {
        planner.look_at(session);
    }
    return planner.take_plan(at_most);
}

/// Warns and tells of an event before it closes.
const PolicySet lively = a_policy()
                             .closes_after(10min)
                             .and_timer(a_warning(2min))
                             .and_timer(an_event("reminder", 3min, Clock::last_customer_message));

TEST(Planner, PlansEachActionOfASession) {
    const Plan plan =
        plan_of({a_session().silent_for(9min).marked(MarkKind::idle, "agent", 1h, 2h)}, lively);
    ASSERT_EQ(plan.sessions.size(), 2U);
    EXPECT_EQ(plan.sessions[0].action, Action::event);
    EXPECT_EQ(plan.sessions[1].action, Action::warn);
    for (const PlannedSession& session : plan.sessions) {
        EXPECT_EQ(session.outcome, SessionOutcome::would_act);
        EXPECT_FALSE(session.ends_session);
        EXPECT_TRUE(session.is_marked);
    }
    ASSERT_EQ(plan.stale_marks.size(), 1U);
    EXPECT_EQ(plan.stale_marks[0].mark.kind, MarkKind::idle);
}

TEST(Planner, CountsEndingsAndActionsApart) {
    const PolicySet policies =
        a_policy().with_timers({a_timer("close", 24h, Clock::last_customer_message),
                                an_idle_timer(Role::agent, 5min), a_disconnect(Role::agent, 5min)});
    const SessionBuilder together = a_session().agent_joined(1h).customer_joined(1h);
    const Counts counts =
        plan_of({a_session().silent_for(25h), together,
                 SessionBuilder{together}.marked(MarkKind::idle, "agent", 10min, 1h)},
                policies)
            .counts;
    EXPECT_EQ(counts.due, 2);
    EXPECT_EQ(counts.of(Action::close).due, 1);
    EXPECT_EQ(counts.of(Action::disconnect).due, 1);
    EXPECT_EQ(counts.of(Action::idle).due, 1);
}

TEST(Planner, LeavesSessionsForTheNextRunWithEverythingThatIsDueForThem) {
    const Plan plan =
        plan_of({a_session().named("a").silent_for(9min), a_session().named("b").silent_for(9min)},
                lively, 1);
    ASSERT_EQ(plan.sessions.size(), 4U);
    for (const PlannedSession& session : plan.sessions) {
        EXPECT_EQ(session.outcome, session.session_id.value == "a" ? SessionOutcome::would_act
                                                                   : SessionOutcome::left_for_next);
    }
    EXPECT_EQ(plan.counts.left_for_next, 2);
}

TEST(Planner, CountsAHeldSessionThatIsActedOnAllTheSame) {
    PolicySet policies = lively;
    policies[0].hold_labels = {"vip"};
    const Counts counts =
        plan_of({a_session().silent_for(9min).labelled({"vip"})}, policies).counts;
    EXPECT_EQ(counts.held, 1);
    EXPECT_EQ(counts.of(Action::event).due, 1);
    EXPECT_EQ(counts.of(Action::warn).due, 0);
}

/// Planned on the facts of the first look, for its only firing; what the second look leaves of it.
const Firing* left_of(const SessionFacts& before, const SessionFacts& after,
                      const PolicySet& policies, Verdict& second) {
    const Verdict first = judge(before, policies, noon);
    EXPECT_EQ(first.firings.size(), 1U);
    second = judge(after, policies, noon);
    return still_asked_for(planned(before, first, first.firings.at(0), policies), after, second);
}

TEST(SecondLook, ActsForTheVeryStartOfTheClockOnly) {
    const PolicySet policies = a_policy().closes_after(10min).and_timer(a_warning(2min));
    Verdict verdict;
    EXPECT_NE(
        left_of(a_session().silent_for(9min), a_session().silent_for(9min), policies, verdict),
        nullptr);
    EXPECT_EQ(left_of(a_session().silent_for(9min), a_session().silent_for(9min - tick), policies,
                      verdict),
              nullptr);
    ASSERT_EQ(verdict.firings.size(), 1U) << "another warning is due, and waits for the next run";
}

TEST(SecondLook, DoesNothingTwice) {
    const PolicySet policies = a_policy().closes_after(10min).and_timer(a_warning(2min));
    Verdict verdict;
    EXPECT_EQ(left_of(a_session().silent_for(9min),
                      a_session().silent_for(9min).marked(MarkKind::warned, "warn", {}, 9min),
                      policies, verdict),
              nullptr);
}

TEST(SecondLook, ActsNotOnASessionThatIsToEndNow) {
    const PolicySet policies{opt_out_policy(),
                             a_policy().closes_after(10min).and_timer(a_warning(2min))};
    Verdict verdict;
    EXPECT_EQ(left_of(a_session().silent_for(9min), a_session().silent_for(9min).opted_out(1s),
                      policies, verdict),
              nullptr);
    EXPECT_EQ(verdict.decision, Decision::close);
}

TEST(SecondLook, EndsForTheReasonsThatContactGives) {
    const PolicySet policies{opt_out_policy(),
                             a_policy().closes_after(10min).and_timer(
                                 on_contact(a_timer("token", {}, Clock::last_customer_message)))};
    const auto silent = a_session().silent_for(1h).token_expires(30min);
    Verdict verdict;
    const Firing* left = left_of(silent, SessionBuilder{silent}.silent_for(1s), policies, verdict);
    ASSERT_NE(left, nullptr) << "the message that came in between is what ends it (S9)";
    EXPECT_EQ(left->reason, Reason::token_expired);
    left = left_of(silent, SessionBuilder{silent}.silent_for(1s).opted_out(1s), policies, verdict);
    ASSERT_NE(left, nullptr);
    EXPECT_EQ(left->reason, Reason::opt_out);
}

TEST(SecondLook, DisconnectsNobodyWhoseCustomerWrote) {
    const PolicySet policies =
        a_policy().with_timers({an_idle_timer(Role::agent, 5min), a_disconnect(Role::agent, 5min)});
    const auto session = a_session().silent_for(3h).agent_joined(1h).customer_joined(1h).marked(
        MarkKind::idle, "agent", 10min, 1h);
    Verdict verdict;
    EXPECT_NE(left_of(session, session, policies, verdict), nullptr);
    EXPECT_EQ(left_of(session, SessionBuilder{session}.silent_for(1s), policies, verdict), nullptr);
}

/// What is remembered of the only firing of this timer.
std::optional<Mark> mark_after(const Timer& timer, const SessionFacts& session) {
    const PolicySet policies = a_policy().with_timers({timer});
    const Verdict verdict = judge(session, policies, noon);
    EXPECT_EQ(verdict.firings.size(), 1U);
    const Firing& firing = verdict.firings.at(0);
    return mark_of(planned(session, verdict, firing, policies), *firing.timer, noon, session,
                   StatusKeeper::chatsweep);
}

TEST(MarkOf, NamesWhatWasDoneAndTheClockThatItWasAbout) {
    const Duration hour = 1h;
    EXPECT_EQ(mark_after(an_event("x", 1h, Clock::last_message), a_session().someone_wrote(hour)),
              (Mark{MarkKind::recorded, "event", noon, noon - hour}));
    EXPECT_EQ(mark_after(an_idle_timer(Role::customer, 5min),
                         a_session().silent_for(hour).agent_joined(hour).customer_joined(2h)),
              (Mark{MarkKind::idle, "customer", noon, noon - hour}));
    EXPECT_EQ(
        mark_after(an_inactivation(5min), a_session().silent_for(hour).agent_first_replied(30min)),
        (Mark{MarkKind::inactive, "", noon, noon - hour}))
        << "the silence, and not the reply";
}

TEST(MarkOf, AWarningIsThatOfTheCloseItComesBefore) {
    const PolicySet policies = a_policy().closes_after(10min).and_timer(a_warning(2min));
    const SessionFacts session = a_session().silent_for(9min);
    const Verdict verdict = judge(session, policies, noon);
    const Firing& firing = verdict.firings.at(0);
    EXPECT_EQ(mark_of(planned(session, verdict, firing, policies), *firing.timer, noon, session,
                      StatusKeeper::chatsweep),
              (Mark{MarkKind::warned, "warn", noon, noon - 9min}));
}

TEST(MarkOf, WhatEndsASessionIsNone) {
    EXPECT_EQ(mark_after(a_timer("close", 1h, Clock::started), a_session().started(2h)),
              std::nullopt);
}

TEST(MarkOf, WhatIsRememberedAppliesToTheFactsThatItWasMadeOf) {
    const SessionFacts session =
        a_session().silent_for(1h).agent_first_replied(1h).agent_joined(1h).customer_joined(1h);
    const PolicySet policies = a_policy().with_timers(
        {an_inactivation(5min), an_idle_timer(Role::agent, 5min),
         an_idle_timer(Role::customer, 5min), an_event("x", 5min, Clock::agent_joined)});
    SessionFacts after = session;
    const Verdict verdict = judge(session, policies, noon);
    ASSERT_EQ(verdict.firings.size(), 4U);
    for (const Firing& firing : verdict.firings) {
        after.marks.push_back(*mark_of(planned(session, verdict, firing, policies), *firing.timer,
                                       noon, session, StatusKeeper::chatsweep));
    }
    const Verdict again = judge(after, policies, noon + 1h);
    EXPECT_TRUE(again.firings.empty());
    EXPECT_TRUE(again.forget.empty());
    EXPECT_EQ(again.reason, Reason::all_done);
}

} // namespace
} // namespace chatsweep::test

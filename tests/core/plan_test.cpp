// SPDX-License-Identifier: Apache-2.0
#include "core/plan.hpp"

#include "support/sessions.hpp"

#include <gtest/gtest.h>

namespace chatsweep::test {
namespace {

const PolicySet one_day = a_policy().closes_after(24h);

std::vector<std::string> ids_of(const Plan& plan) {
    std::vector<std::string> ids;
    for (const PlannedSession& session : plan.sessions) {
        ids.push_back(session.session_id.value);
    }
    return ids;
}

std::vector<SessionOutcome> outcomes_of(const Plan& plan) {
    std::vector<SessionOutcome> outcomes;
    for (const PlannedSession& session : plan.sessions) {
        outcomes.push_back(session.outcome);
    }
    return outcomes;
}

using Ids = std::vector<std::string>;
using Outcomes = std::vector<SessionOutcome>;

TEST(Planner, PlansTheDueAndCountsWhatItJudged) {
    Planner planner{one_day, noon, {}, HeldSessions::count};
    EXPECT_EQ(planner.look_at(a_session().named("due").silent_for(24h)).decision, Decision::close);
    EXPECT_EQ(planner.look_at(a_session().named("young").silent_for(1h)).reason, Reason::not_due);
    const Plan plan = planner.take_plan(std::nullopt);
    EXPECT_EQ(ids_of(plan), Ids{"due"});
    EXPECT_EQ(plan.as_of, noon);
    Counts expected;
    expected.judged = 2;
    expected.due = 1;
    expected.of(Action::close).due = 1;
    expected.unanswered = 1;
    EXPECT_EQ(plan.counts, expected);
}

TEST(Planner, WritesDownWhatTheVerdictRestsOn) {
    const PolicySet policies{a_policy("sms").on("sms"),
                             a_policy("rest").with_timers({a_timer("a", 99h, Clock::started),
                                                           a_timer("b", 2h, Clock::last_message)})};
    Planner planner{policies, noon, {}, HeldSessions::count};
    planner.look_at(a_session().named("x").silent_for(4h).someone_wrote(3h).agent_wrote(3h));
    const Plan plan = planner.take_plan(std::nullopt);
    ASSERT_EQ(plan.sessions.size(), 1U);
    const PlannedSession& session = plan.sessions[0];
    EXPECT_EQ(session.session_id.value, "x");
    EXPECT_EQ(session.last_customer_message_at, noon - 4h);
    EXPECT_EQ(session.clock_at, noon - 3h);
    EXPECT_EQ(session.due_at, noon - 1h);
    EXPECT_EQ(session.policy, 1U);
    EXPECT_EQ(session.timer, 1U);
    EXPECT_EQ(session.clock, Clock::last_message);
    EXPECT_EQ(session.reason, Reason::timeout);
    EXPECT_EQ(session.outcome, SessionOutcome::would_close);
    EXPECT_FALSE(session.unanswered);
}

TEST(Planner, NamesTheClockThatACustomerWhoNeverWroteIsCountedFrom) {
    Planner planner{one_day, noon, {}, HeldSessions::count};
    planner.look_at(a_session().never_wrote().started(48h));
    const Plan plan = planner.take_plan(std::nullopt);
    EXPECT_EQ(plan.sessions.at(0).clock, Clock::started);
    EXPECT_EQ(plan.sessions.at(0).last_customer_message_at, std::nullopt);
}

TEST(Planner, PutsTheLongestOverdueFirstThenOrdersById) {
    Planner planner{one_day, noon, {}, HeldSessions::count};
    for (const auto& [id, silent] : std::vector<std::pair<std::string, Duration>>{
             {"b", 30h}, {"c", 40h}, {"a", 30h}, {"10", 30h}, {"9", 30h}, {"d", 40h + tick}}) {
        planner.look_at(a_session().named(id).silent_for(silent));
    }
    EXPECT_EQ(ids_of(planner.take_plan(std::nullopt)), (Ids{"d", "c", "10", "9", "a", "b"}));
}

TEST(Planner, OrdersByTheDueInstantNotByTheSilence) {
    const PolicySet policies{a_policy("sms").on("sms").closes_after(10h),
                             a_policy("rest").closes_after(24h)};
    Planner planner{policies, noon, {}, HeldSessions::count};
    planner.look_at(a_session().named("silent longer").on("web").silent_for(25h));
    planner.look_at(a_session().named("overdue longer").on("sms").silent_for(20h));
    EXPECT_EQ(ids_of(planner.take_plan(std::nullopt)), (Ids{"overdue longer", "silent longer"}));
}

TEST(Planner, OnlyCountsTheHeld) {
    const PolicySet policies = a_policy().holds_unanswered();
    Planner planner{policies, noon, {}, HeldSessions::count};
    EXPECT_EQ(planner.look_at(a_session().silent_for(48h)).reason, Reason::unanswered);
    const Plan plan = planner.take_plan(std::nullopt);
    EXPECT_TRUE(plan.sessions.empty());
    Counts expected;
    expected.judged = 1;
    expected.held = 1;
    expected.unanswered = 1;
    EXPECT_EQ(plan.counts, expected);
}

TEST(Planner, ListsTheHeldForAReport) {
    const PolicySet policies = a_policy().holds_labels({"vip"});
    Planner planner{policies, noon, {}, HeldSessions::list};
    planner.look_at(a_session().named("free").silent_for(30h));
    planner.look_at(a_session().named("held").silent_for(48h).labelled({"vip"}).agent_wrote(1h));
    planner.look_at(a_session().named("young").silent_for(1h).labelled({"vip"}));
    const Plan plan = planner.take_plan(std::nullopt);
    EXPECT_EQ(ids_of(plan), (Ids{"held", "free"}));
    EXPECT_EQ(outcomes_of(plan), (Outcomes{SessionOutcome::held, SessionOutcome::would_close}));
    EXPECT_EQ(plan.sessions[0].reason, Reason::label);
    EXPECT_EQ(plan.sessions[0].due_at, noon - 24h);
    EXPECT_EQ(plan.counts.due, 1);
    EXPECT_EQ(plan.counts.held, 1);
    EXPECT_EQ(plan.counts.unanswered, 1);
}

TEST(Planner, LeavesTheLeastOverdueForTheNextRun) {
    Planner planner{one_day, noon, {}, HeldSessions::count};
    for (const auto& [id, silent] : std::vector<std::pair<std::string, Duration>>{
             {"least", 25h}, {"most", 27h}, {"more", 26h}}) {
        planner.look_at(a_session().named(id).silent_for(silent));
    }
    const Plan plan = planner.take_plan(2);
    EXPECT_EQ(ids_of(plan), (Ids{"most", "more", "least"}));
    EXPECT_EQ(outcomes_of(plan), (Outcomes{SessionOutcome::would_close, SessionOutcome::would_close,
                                           SessionOutcome::left_for_next}));
    EXPECT_EQ(plan.counts.due, 3);
    EXPECT_EQ(plan.counts.left_for_next, 1);
}

TEST(Planner, LeavesNothingWhenNoMoreAreDueThanItMayTake) {
    Planner planner{one_day, noon, {}, HeldSessions::count};
    planner.look_at(a_session().silent_for(25h));
    EXPECT_EQ(planner.take_plan(1).counts.left_for_next, 0);
}

TEST(Planner, DoesNotSpendTheLimitOnTheHeld) {
    const PolicySet policies = a_policy().holds_labels({"vip"});
    Planner planner{policies, noon, {}, HeldSessions::list};
    planner.look_at(a_session().named("held").silent_for(48h).labelled({"vip"}));
    planner.look_at(a_session().named("first").silent_for(30h));
    planner.look_at(a_session().named("second").silent_for(29h));
    EXPECT_EQ(outcomes_of(planner.take_plan(1)),
              (Outcomes{SessionOutcome::held, SessionOutcome::would_close,
                        SessionOutcome::left_for_next}));
}

TEST(Planner, ActsOnTheNamedPoliciesOnlyWhileAllTakePartInMatching) {
    const PolicySet policies{a_policy("sms").on("sms").closes_after(1h),
                             a_policy("vip").when(Attribute::labels, {"vip"}).holds_unanswered(),
                             a_policy("rest").closes_after(1h)};
    Planner planner{policies, noon, {"rest"}, HeldSessions::list};
    EXPECT_EQ(planner.look_at(a_session().named("a").on("sms").silent_for(48h)).decision,
              Decision::close);
    EXPECT_EQ(
        planner.look_at(a_session().named("b").on("web").labelled({"vip"}).silent_for(48h)).reason,
        Reason::unanswered);
    planner.look_at(a_session().named("c").on("web").silent_for(48h));
    const Plan plan = planner.take_plan(std::nullopt);
    EXPECT_EQ(ids_of(plan), Ids{"c"});
    Counts expected;
    expected.judged = 3;
    expected.due = 1;
    expected.of(Action::close).due = 1;
    expected.unanswered = 1;
    EXPECT_EQ(plan.counts, expected);
}

TEST(Planner, KeepsWhatNoPolicyMatches) {
    const PolicySet policies = a_policy().on("sms");
    Planner planner{policies, noon, {}, HeldSessions::list};
    EXPECT_EQ(planner.look_at(a_session().on("web").silent_for(99h)).reason, Reason::no_policy);
    const Plan plan = planner.take_plan(std::nullopt);
    EXPECT_TRUE(plan.sessions.empty());
    EXPECT_EQ(plan.counts.judged, 1);
}

/// Planned on the facts of the first look, and looked at once more on those of the second.
bool is_still_asked_for(const SessionFacts& before, const SessionFacts& after,
                        const PolicySet& policies) {
    const Verdict first = judge(before, policies, noon);
    const PlannedSession session = planned(before, first, first.firings.at(0), policies);
    return still_asked_for(session, after, judge(after, policies, noon)) != nullptr;
}

TEST(SecondLook, ClosesASessionThatStayedAsItWas) {
    const SessionFacts session = a_session().silent_for(24h);
    EXPECT_TRUE(is_still_asked_for(session, session, one_day));
}

TEST(SecondLook, KeepsASessionWhoseVerdictChanged) {
    EXPECT_FALSE(is_still_asked_for(a_session().silent_for(24h),
                                    a_session().silent_for(24h).snoozed_until(noon + 1h), one_day));
}

TEST(SecondLook, KeepsASessionWhoseCustomerWroteWhateverTheClock) {
    const PolicySet policies = a_policy().with_timers({a_timer("t", 24h, Clock::started)});
    const SessionFacts after = a_session().started(48h).silent_for(tick);
    ASSERT_EQ(judge(after, policies, noon).decision, Decision::close);
    EXPECT_FALSE(is_still_asked_for(a_session().started(48h).silent_for(30h), after, policies));
}

TEST(SecondLook, KeepsASessionWhoseCustomerWroteForTheFirstTime) {
    const PolicySet policies = a_policy().with_timers({a_timer("t", 24h, Clock::started)});
    EXPECT_FALSE(is_still_asked_for(a_session().started(48h).never_wrote(),
                                    a_session().started(48h).silent_for(40h), policies));
}

TEST(SecondLook, ClosesTheSessionWhoseCustomerNeverWroteStill) {
    const SessionFacts session = a_session().started(48h).never_wrote();
    EXPECT_TRUE(is_still_asked_for(session, session, one_day));
}

} // namespace
} // namespace chatsweep::test

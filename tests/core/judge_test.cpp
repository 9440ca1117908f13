// SPDX-License-Identifier: Apache-2.0
#include "core/judge.hpp"

#include "support/sessions.hpp"

#include <gtest/gtest.h>

namespace chatsweep::test {
namespace {

TEST(Judge, ClosesASessionAtTheVeryInstantAtWhichItIsDue) {
    const PolicySet policies = a_policy().closes_after(24h);
    const Verdict verdict = judge(a_session().silent_for(24h), policies, noon);
    EXPECT_EQ(verdict.decision, Decision::close);
    EXPECT_EQ(verdict.reason, Reason::timeout);
    EXPECT_EQ(verdict.policy, &policies[0]);
    EXPECT_EQ(verdict.timer, &policies[0].timers[0]);
    EXPECT_EQ(verdict.state->clock, Clock::last_customer_message);
    EXPECT_EQ(verdict.state->clock_at, noon - 24h);
    EXPECT_EQ(verdict.state->due_at, noon);
}

TEST(Judge, KeepsASessionOneMicrosecondBeforeItIsDue) {
    const PolicySet policies = a_policy().closes_after(24h);
    const Verdict verdict = judge(a_session().silent_for(24h), policies, noon - tick);
    EXPECT_EQ(verdict.decision, Decision::keep);
    EXPECT_EQ(verdict.reason, Reason::not_due);
    EXPECT_EQ(verdict.policy, &policies[0]);
    EXPECT_EQ(verdict.timer, &policies[0].timers[0]);
    EXPECT_EQ(verdict.state->due_at, noon);
}

TEST(Judge, MakesAMessageOf1500DueAt1500TheNextDay) {
    SessionFacts session = a_session();
    session.last_customer_message_at = parse_instant("2026-03-28T15:00:00Z");
    const PolicySet policies = a_policy().closes_after(24h);
    const Instant due_at = *parse_instant("2026-03-29T15:00:00.000000Z");
    EXPECT_EQ(judge(session, policies, due_at).decision, Decision::close);
    EXPECT_EQ(judge(session, policies, due_at - tick).decision, Decision::keep);
}

TEST(Judge, KeepsASessionThatNoPolicyMatches) {
    const PolicySet policies = a_policy().on("sms").closes_after(tick);
    const Verdict verdict = judge(a_session().on("web").silent_for(1000h), policies, noon);
    EXPECT_EQ(verdict.decision, Decision::keep);
    EXPECT_EQ(verdict.reason, Reason::no_policy);
    EXPECT_EQ(verdict.policy, nullptr);
    EXPECT_EQ(verdict.timer, nullptr);
    EXPECT_FALSE(verdict.state);
    EXPECT_EQ(judge(a_session().silent_for(1000h), {}, noon).reason, Reason::no_policy);
}

TEST(Judge, LooksAtTheFirstPolicyThatMatchesOnly) {
    const PolicySet policies{a_policy("slow").on("sms").closes_after(48h),
                             a_policy("fast").on("sms").closes_after(1h)};
    EXPECT_EQ(judge(a_session().on("sms").silent_for(24h), policies, noon).reason, Reason::not_due);
}

TEST(Judge, TakesNoNoticeOfAgentsAndBotsOnTheCustomersClock) {
    const auto session =
        a_session().silent_for(24h).agent_wrote(1min).bot_wrote(1min).someone_wrote(1min);
    EXPECT_EQ(judge(session, PolicySet{a_policy().closes_after(24h)}, noon).decision,
              Decision::close);
}

TEST(Judge, CountsEachTimerFromItsClock) {
    const SessionFacts session = a_session()
                                     .started(10h)
                                     .silent_for(5h)
                                     .agent_first_replied(4h)
                                     .agent_wrote(3h)
                                     .someone_wrote(2h)
                                     .started(10h);
    const Policy policy = a_policy();
    const auto clock_at = [&](Clock clock) {
        return state_of(a_timer("t", 1h, clock), policy, session)->clock_at;
    };
    EXPECT_EQ(clock_at(Clock::started), noon - 10h);
    EXPECT_EQ(clock_at(Clock::last_customer_message), noon - 5h);
    EXPECT_EQ(clock_at(Clock::first_agent_reply), noon - 4h);
    EXPECT_EQ(clock_at(Clock::last_agent_message), noon - 3h);
    EXPECT_EQ(clock_at(Clock::last_message), noon - 2h);
}

TEST(Judge, LetsTheTimerThatIsDueFirstWin) {
    const PolicySet policies = a_policy().with_timers(
        {a_timer("slow", 24h, Clock::started), a_timer("fast", 1h, Clock::last_message)});
    const Verdict verdict = judge(a_session().started(23h).someone_wrote(2h), policies, noon);
    EXPECT_EQ(verdict.decision, Decision::close);
    EXPECT_EQ(verdict.timer, &policies[0].timers[1]);
    EXPECT_EQ(verdict.state->due_at, noon - 1h);
}

TEST(Judge, LetsTheTimerThatIsListedFirstWinATie) {
    const PolicySet policies = a_policy().with_timers(
        {a_timer("never", 1h, Clock::last_agent_message), a_timer("a", 2h, Clock::last_message),
         a_timer("b", 1h, Clock::last_customer_message)});
    const Verdict verdict = judge(a_session().silent_for(1h).someone_wrote(2h), policies, noon);
    EXPECT_EQ(verdict.state->due_at, noon);
    EXPECT_EQ(verdict.timer, &policies[0].timers[1]);
}

TEST(Judge, KeepsASessionWhoseClocksHaveNotStarted) {
    const PolicySet policies = a_policy().with_timers({a_timer("t", 1h, Clock::first_agent_reply)});
    const Verdict verdict = judge(a_session().silent_for(1000h).reopened(900h), policies, noon);
    EXPECT_EQ(verdict.decision, Decision::keep);
    EXPECT_EQ(verdict.reason, Reason::clock_never_started);
    EXPECT_EQ(verdict.policy, &policies[0]);
    EXPECT_EQ(verdict.timer, nullptr);
    EXPECT_FALSE(verdict.state);
}

TEST(Judge, CountsFromTheStartWhenTheCustomerNeverWrote) {
    const PolicySet policies = a_policy().closes_after(24h);
    const Verdict verdict = judge(a_session().never_wrote().started(24h), policies, noon);
    EXPECT_EQ(verdict.decision, Decision::close);
    EXPECT_EQ(verdict.state->clock, Clock::started);
    EXPECT_EQ(verdict.state->clock_at, noon - 24h);
    EXPECT_FALSE(verdict.unanswered);
}

TEST(Judge, KeepsWhoNeverWroteWhereThePolicySaysSo) {
    const PolicySet policies = a_policy().closes_after(24h).keeps_who_never_wrote();
    EXPECT_EQ(judge(a_session().never_wrote().started(1000h), policies, noon).reason,
              Reason::clock_never_started);
}

TEST(Judge, FallsBackToTheStartForTheCustomersClockOnly) {
    const PolicySet policies =
        a_policy().with_timers({a_timer("t", 1h, Clock::last_agent_message)});
    EXPECT_EQ(judge(a_session().never_wrote().started(1000h), policies, noon).reason,
              Reason::clock_never_started);
}

TEST(Judge, KeepsASessionThatNeitherStartedNorHeardFromItsCustomer) {
    const PolicySet policies = a_policy().closes_after(24h);
    EXPECT_EQ(judge(a_session().never_wrote().without_start(), policies, noon).reason,
              Reason::clock_never_started);
}

TEST(Judge, CountsFromNoEarlierThanAReopening) {
    const PolicySet policies = a_policy().closes_after(24h);
    const Verdict verdict = judge(a_session().silent_for(48h).reopened(24h), policies, noon - tick);
    EXPECT_EQ(verdict.reason, Reason::not_due);
    EXPECT_EQ(verdict.state->clock, Clock::last_customer_message);
    EXPECT_EQ(verdict.state->clock_at, noon - 24h);
    EXPECT_EQ(judge(a_session().silent_for(48h).reopened(24h), policies, noon).decision,
              Decision::close);
    EXPECT_EQ(judge(a_session().never_wrote().started(48h).reopened(23h), policies, noon).reason,
              Reason::not_due);
}

TEST(Judge, CountsFromTheClockWhenTheReopeningLiesBefore) {
    const PolicySet policies = a_policy().closes_after(24h);
    EXPECT_EQ(judge(a_session().silent_for(1h).reopened(48h), policies, noon).state->clock_at,
              noon - 1h);
}

TEST(Judge, KeepsASessionWhoseCustomerWroteInTheFuture) {
    const PolicySet policies = a_policy().with_timers({a_timer("t", 1h, Clock::started)});
    const Verdict verdict =
        judge(a_session().started(48h).silent_for(-future_tolerance - tick), policies, noon);
    EXPECT_EQ(verdict.decision, Decision::keep);
    EXPECT_EQ(verdict.reason, Reason::future_dated);
    EXPECT_EQ(verdict.policy, &policies[0]);
    EXPECT_EQ(verdict.timer, &policies[0].timers[0]);
    EXPECT_EQ(verdict.state->due_at, noon - 47h);
}

TEST(Judge, ToleratesAClockThatIsFiveMinutesFast) {
    EXPECT_EQ(future_tolerance, 5min);
    const PolicySet policies = a_policy().with_timers({a_timer("t", 1h, Clock::started)});
    EXPECT_EQ(judge(a_session().started(48h).silent_for(-5min), policies, noon).decision,
              Decision::close);
    EXPECT_FALSE(is_future_dated(a_session().silent_for(-5min), noon));
    EXPECT_TRUE(is_future_dated(a_session().silent_for(-5min - tick), noon));
    EXPECT_FALSE(is_future_dated(a_session().never_wrote(), noon));
}

TEST(Judge, SaysFutureDatedEvenWhereNoClockHasStarted) {
    const PolicySet policies =
        a_policy().with_timers({a_timer("t", 1h, Clock::last_agent_message)});
    EXPECT_EQ(judge(a_session().silent_for(-1h), policies, noon).reason, Reason::future_dated);
}

TEST(Judge, SaysWhetherTheSessionIsUnansweredWhateverTheVerdict) {
    const PolicySet sms = a_policy().on("sms").closes_after(24h);
    EXPECT_TRUE(judge(a_session().on("web"), sms, noon).unanswered);
    EXPECT_TRUE(judge(a_session().on("sms").silent_for(1h), sms, noon).unanswered);
    EXPECT_TRUE(judge(a_session().on("sms").silent_for(24h), sms, noon).unanswered);
    EXPECT_FALSE(
        judge(a_session().on("sms").silent_for(24h).agent_wrote(1h), sms, noon).unanswered);
}

TEST(Judge, SurvivesTheEndsOfTheRange) {
    const PolicySet policies = a_policy().closes_after(longest_duration);
    SessionFacts session = a_session();
    session.last_customer_message_at = latest_instant;
    EXPECT_EQ(judge(session, policies, latest_instant).reason, Reason::not_due);
    EXPECT_EQ(judge(session, policies, earliest_instant).reason, Reason::future_dated);
    session.last_customer_message_at = earliest_instant;
    EXPECT_EQ(judge(session, policies, latest_instant).decision, Decision::close);
}

} // namespace
} // namespace chatsweep::test

// SPDX-License-Identifier: Apache-2.0
#include "core/timer_state.hpp"

#include "support/sessions.hpp"

#include <gtest/gtest.h>

namespace chatsweep::test {
namespace {

const Policy ten_minutes = a_policy().closes_after(10min);

TEST(TimerState, IsNoneForATimerThatIsOff) {
    Timer timer = a_timer("t", 1h, Clock::started);
    EXPECT_TRUE(state_of(timer, ten_minutes, a_session()));
    timer.enabled = false;
    EXPECT_FALSE(state_of(timer, ten_minutes, a_session()));
}

TEST(TimerState, IsNoneForTheSilentOnceTheCustomerHasWritten) {
    Timer timer = a_timer("t", 1h, Clock::last_agent_message);
    timer.customer_silent_from_start = true;
    EXPECT_TRUE(state_of(timer, ten_minutes, a_session().never_wrote().agent_wrote(2h)));
    EXPECT_FALSE(state_of(timer, ten_minutes, a_session().agent_wrote(2h)));
}

TEST(TimerState, OfAWarningStandsBeforeTheEarliestClose) {
    const Policy policy =
        a_policy().with_timers({a_timer("long", 8h, Clock::started),
                                a_timer("short", 1h, Clock::last_message), a_warning(5min)});
    const auto state =
        state_of(policy.timers[2], policy, a_session().started(3h).someone_wrote(30min));
    EXPECT_EQ(state->clock, Clock::last_message);
    EXPECT_EQ(state->clock_at, noon - 30min);
    EXPECT_EQ(state->due_at, noon + 25min);
}

TEST(TimerState, OfAWarningNeverLiesBeforeItsClock) {
    const Policy policy = a_policy().closes_after(10min).and_timer(a_warning(11min));
    EXPECT_EQ(state_of(policy.timers[1], policy, a_session().silent_for(1h))->due_at, noon - 1h);
}

TEST(TimerState, OfAWarningTakesNoNoticeOfClosesThatAreOffOrNotForTheSession) {
    Timer off = a_timer("off", 1min, Clock::started);
    off.enabled = false;
    Timer silent = a_timer("silent", 1min, Clock::started);
    silent.customer_silent_from_start = true;
    const Policy policy = a_policy().with_timers({off, silent, a_warning(1min)});
    EXPECT_FALSE(state_of(policy.timers[2], policy, a_session()));
}

TEST(TimerState, OfACloseAwaitsTheWarningThatIsDueBeforeIt) {
    const Policy policy = a_policy().closes_after(10min).and_timer(a_warning(2min));
    const SessionFacts session = a_session().silent_for(1h);
    EXPECT_TRUE(state_of(policy.timers[0], policy, session)->awaits_warning);
    EXPECT_FALSE(is_due(*state_of(policy.timers[0], policy, session), noon));
    EXPECT_TRUE(is_due(*state_of(policy.timers[1], policy, session), noon));
}

TEST(TimerState, OfACloseCountsTheLeadTimeFromTheRecordedWarning) {
    const Policy policy = a_policy().closes_after(10min).and_timer(a_warning(2min));
    const auto state =
        state_of(policy.timers[0], policy,
                 a_session().silent_for(1h).marked(MarkKind::warned, "warn", 1min, 1h));
    EXPECT_FALSE(state->awaits_warning);
    EXPECT_EQ(state->due_at, noon + 1min);
}

TEST(TimerState, OfACloseIsNotMadeEarlierByAnEarlyWarning) {
    const Policy policy = a_policy().closes_after(10min).and_timer(a_warning(2min));
    const auto state =
        state_of(policy.timers[0], policy,
                 a_session().silent_for(9min).marked(MarkKind::warned, "warn", 5min, 9min));
    EXPECT_EQ(state->due_at, noon + 1min);
}

TEST(TimerState, OfACloseTakesNoNoticeOfAWarningOfAnotherSilence) {
    const Policy policy = a_policy().closes_after(10min).and_timer(a_warning(2min));
    const SessionFacts session =
        a_session().silent_for(11min).marked(MarkKind::warned, "warn", 20min, 30min);
    EXPECT_TRUE(state_of(policy.timers[0], policy, session)->awaits_warning);
    EXPECT_FALSE(state_of(policy.timers[1], policy, session)->done_at);
}

TEST(TimerState, OfACloseIsNotHeldUpByAWarningThatWouldComeAfterIt) {
    Timer warning = a_warning({});
    warning.before_close.reset();
    warning.after = 1h;
    warning.since = Clock::last_agent_message;
    const Policy policy = a_policy().closes_after(10min).and_timer(warning);
    const auto close_of = [&](const SessionFacts& session) {
        return *state_of(policy.timers[0], policy, session);
    };
    EXPECT_FALSE(close_of(a_session().silent_for(10min).agent_wrote(1min)).awaits_warning);
    EXPECT_TRUE(close_of(a_session().silent_for(10min).agent_wrote(2h)).awaits_warning);
    EXPECT_FALSE(close_of(a_session().silent_for(10min)).awaits_warning);
}

TEST(TimerState, OfACloseAwaitsNoWarningThatIsOffOrToBeSkipped) {
    Timer off = a_warning(2min);
    off.enabled = false;
    for (const Timer& warning : {off, a_warning(2min, LateWarning::skip)}) {
        const Policy policy = a_policy().closes_after(10min).and_timer(warning);
        EXPECT_TRUE(
            is_due(*state_of(policy.timers[0], policy, a_session().silent_for(10min)), noon));
    }
}

TEST(TimerState, OfAWarningThatCountsAsItsCloseDoesHasTheRestAsItsLead) {
    Timer warning = a_warning({});
    warning.before_close.reset();
    warning.after = 7min;
    const Policy policy = a_policy().closes_after(10min).and_timer(warning);
    EXPECT_EQ(state_of(policy.timers[0], policy,
                       a_session().silent_for(1h).marked(MarkKind::warned, "warn", 1min, 1h))
                  ->due_at,
              noon + 2min);
}

TEST(TimerState, CountsFromTheTokensOwnEndBeforeItsLifetime) {
    const Policy policy = a_policy().with_tokens(6h, 1h);
    const Timer timer = on_contact(a_timer("t", {}, Clock::last_customer_message));
    const auto expiry = [&](const SessionFacts& session) {
        return state_of(timer, policy, session)->clock_at;
    };
    EXPECT_EQ(expiry(a_session().token_issued(2h)), noon - 1h);
    EXPECT_EQ(expiry(a_session().token_issued(2h).authenticated()), noon + 4h);
    EXPECT_EQ(expiry(a_session().token_issued(2h).token_expires(10min)), noon - 10min);
    EXPECT_FALSE(state_of(timer, policy, a_session()));
    EXPECT_FALSE(state_of(timer, a_policy(), a_session().token_issued(2h)));
}

TEST(TimerState, OfATokenAwaitsContactAtItsEndOrAfter) {
    const Timer timer = on_contact(a_timer("t", {}, Clock::last_customer_message));
    const auto state = [&](const SessionFacts& session) {
        return *state_of(timer, a_policy(), session);
    };
    EXPECT_TRUE(state(a_session().token_expires(1h).silent_for(1h + tick)).awaits_contact);
    EXPECT_TRUE(state(a_session().token_expires(1h).never_wrote()).awaits_contact);
    EXPECT_FALSE(state(a_session().token_expires(1h).silent_for(1h)).awaits_contact);
    EXPECT_EQ(state(a_session().token_expires(1h).silent_for(10min)).due_at, noon - 10min);
}

TEST(TimerState, OfAnInactivationIsDoneBySomebodyElseToo) {
    const Timer timer = an_inactivation(10min);
    const auto done_at = [&](const SessionFacts& session) {
        return state_of(timer, a_policy(), session)->done_at;
    };
    const auto session = a_session().silent_for(1h).agent_first_replied(50min);
    EXPECT_EQ(done_at(session), std::nullopt);
    EXPECT_EQ(done_at(SessionBuilder{session}.inactive_for(20min)), noon - 20min);
    EXPECT_EQ(done_at(SessionBuilder{session}.whose_status_is("inactive")), noon - 50min);
    EXPECT_EQ(done_at(SessionBuilder{session}.marked(MarkKind::inactive, "", 5min, 1h)),
              noon - 5min);
}

TEST(TimerState, S1OfAnInactivationCountsFromTheCustomersLastMessageAtTheEarliest) {
    Timer timer = a_timer("t", 10min, Clock::last_agent_message);
    const SessionFacts session = a_session().silent_for(1min).agent_wrote(1h);
    EXPECT_EQ(state_of(timer, ten_minutes, session)->due_at, noon - 50min);
    timer.action = Action::inactivate;
    EXPECT_EQ(state_of(timer, ten_minutes, session)->due_at, noon + 9min);
}

TEST(InactiveAt, EndsWithTheSilenceThatTheMarkIsAboutThoughTheDatabaseSaysOtherwise) {
    SessionFacts session = a_session().silent_for(1h);
    session.inactive_since = noon - 30min;
    session.marks = {
        {MarkKind::inactive, std::string{of_the_databases_status}, noon - 30min, noon - 1h}};
    EXPECT_EQ(inactive_at(session), noon - 30min);
    session.last_customer_message_at = noon - 40min;
    EXPECT_EQ(inactive_at(session), std::nullopt);
}

TEST(InactiveAt, IsWhatTheDatabaseSaysUntilTheCustomerWrites) {
    EXPECT_EQ(inactive_at(a_session().silent_for(2h).inactive_for(1h)), noon - 1h);
    EXPECT_EQ(inactive_at(a_session().silent_for(1h).inactive_for(1h)), noon - 1h);
    EXPECT_EQ(inactive_at(a_session().silent_for(1h - tick).inactive_for(1h)), std::nullopt);
    EXPECT_EQ(inactive_at(a_session().never_wrote().inactive_for(1h)), noon - 1h);
}

TEST(InactiveAt, IsTheMarkOfThisSilenceWhereTheDatabaseSaysNothing) {
    const auto marked = [](Duration clock) {
        return a_session().silent_for(2h).marked(MarkKind::inactive, "", 1h, clock);
    };
    EXPECT_EQ(inactive_at(marked(2h)), noon - 1h);
    EXPECT_EQ(inactive_at(marked(3h)), std::nullopt);
    EXPECT_EQ(inactive_at(marked(2h).reopened(1h)), noon - 1h);
    EXPECT_EQ(inactive_at(marked(2h).reopened(30min)), std::nullopt);
}

TEST(RoleClock, RunsOnlyWhileBothAreConnected) {
    EXPECT_EQ(role_clock(a_session().agent_joined(1h), Role::agent), std::nullopt);
    EXPECT_EQ(role_clock(a_session().customer_joined(1h), Role::agent), std::nullopt);
    EXPECT_EQ(role_clock(a_session().agent_joined(1h).customer_joined(30min), Role::agent),
              noon - 30min);
}

TEST(RoleClock, StandsAtWhatThatRoleWroteSince) {
    const auto session = a_session().silent_for(10min).agent_joined(1h).customer_joined(2h);
    EXPECT_EQ(role_clock(session, Role::customer), noon - 10min);
    EXPECT_EQ(role_clock(session, Role::agent), noon - 1h);
    EXPECT_EQ(role_clock(SessionBuilder{session}.agent_wrote_since_joining(5min), Role::agent),
              noon - 5min);
    EXPECT_EQ(role_clock(SessionBuilder{session}.silent_for(3h), Role::customer), noon - 1h);
    EXPECT_EQ(role_clock(SessionBuilder{session}.reopened(tick), Role::agent), noon - tick);
}

TEST(Mark, OfAWarningAppliesToItsTimerAndItsSilence) {
    const Policy policy = a_policy().closes_after(10min).and_timer(a_warning(2min));
    const SessionFacts session =
        a_session().silent_for(9min).marked(MarkKind::warned, "warn", 1min, 9min);
    EXPECT_TRUE(still_applies(session.marks[0], policy, session));
    EXPECT_FALSE(still_applies(session.marks[0], ten_minutes, session));
    const SessionFacts wrote =
        a_session().silent_for(1min).marked(MarkKind::warned, "warn", 1min, 9min);
    EXPECT_FALSE(still_applies(wrote.marks[0], policy, wrote));
}

TEST(Mark, OfAnEventAppliesToItsToken) {
    const Policy policy =
        a_policy().with_timers({on_contact(an_event("renew", {}, Clock::last_customer_message))});
    const auto session = a_session().token_expires(1h).silent_for(10min).marked(MarkKind::recorded,
                                                                                "event", 5min, 1h);
    EXPECT_TRUE(still_applies(session.facts().marks[0], policy, session));
    EXPECT_EQ(state_of(policy.timers[0], policy, session)->done_at, noon - 5min);
    const SessionFacts renewed = SessionBuilder{session}.token_expires(20min);
    EXPECT_FALSE(still_applies(renewed.marks[0], policy, renewed));
}

TEST(Mark, OfIdlenessAppliesToThePairAndItsSilence) {
    const auto session =
        a_session().agent_joined(1h).customer_joined(1h).marked(MarkKind::idle, "agent", 10min, 1h);
    EXPECT_TRUE(still_applies(session.facts().marks[0], ten_minutes, session));
    const SessionFacts next = SessionBuilder{session}.agent_joined(30min);
    EXPECT_FALSE(still_applies(next.marks[0], ten_minutes, next));
    const SessionFacts wrote = SessionBuilder{session}.agent_wrote_since_joining(5min);
    EXPECT_FALSE(still_applies(wrote.marks[0], ten_minutes, wrote));
}

TEST(Mark, OfIdlenessWhoseRoleNobodyKnowsNeverApplies) {
    const SessionFacts session = a_session().agent_joined(1h).customer_joined(1h).marked(
        MarkKind::idle, "janitor", 10min, 1h);
    EXPECT_FALSE(still_applies(session.marks[0], ten_minutes, session));
}

TEST(Mark, OfInactivityGivesWayToTheDatabases) {
    const auto session = a_session().silent_for(2h).marked(MarkKind::inactive, "", 1h, 2h);
    EXPECT_TRUE(still_applies(session.facts().marks[0], ten_minutes, session));
    const SessionFacts by_database = SessionBuilder{session}.inactive_for(30min);
    EXPECT_FALSE(still_applies(by_database.marks[0], ten_minutes, by_database));
    const SessionFacts reopened = SessionBuilder{session}.reopened(30min);
    EXPECT_FALSE(still_applies(reopened.marks[0], ten_minutes, reopened));
}

} // namespace
} // namespace chatsweep::test

// SPDX-License-Identifier: Apache-2.0
#include "core/agenda.hpp"

#include "support/sessions.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace chatsweep::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// All that it holds, in order.
std::vector<Instant> instants_of(Agenda agenda) {
    std::vector<Instant> instants;
    while (const std::optional<Instant> first = agenda.first()) {
        instants.push_back(*first);
        agenda.pass(*first);
    }
    return instants;
}

/// What a look at noon notes of this session within a day.
std::vector<Instant> upcoming(const SessionFacts& session, const PolicySet& policies) {
    Agenda agenda{noon + 24h};
    note_upcoming(session, judge(session, policies, noon), noon, agenda);
    return instants_of(agenda);
}

TEST(Agenda, HasNothingAtFirst) {
    const Agenda agenda{noon};
    EXPECT_EQ(agenda.first(), std::nullopt);
    EXPECT_EQ(agenda.known_until(), noon);
}

TEST(Agenda, NamesTheEarliestWhateverTheOrder) {
    Agenda agenda{noon + 1h};
    for (const Duration ahead : {30min, 10min, 20min, 10min}) {
        agenda.note(noon + ahead);
    }
    EXPECT_THAT(instants_of(agenda), ElementsAre(noon + 10min, noon + 20min, noon + 30min));
}

TEST(Agenda, TakesAnInstantAtItsEndAndNoneBehind) {
    Agenda agenda{noon};
    agenda.note(noon + tick);
    EXPECT_EQ(agenda.first(), std::nullopt);
    agenda.note(noon);
    EXPECT_EQ(agenda.first(), noon);
}

TEST(Agenda, CrossesOutWhatWasDueByThenInclusively) {
    Agenda agenda{noon + 1h};
    agenda.note(noon);
    agenda.note(noon + tick);
    agenda.pass(noon);
    EXPECT_EQ(agenda.first(), noon + tick);
}

TEST(Agenda, KeepsTheEarliestOfTooManyAndSaysHowFarItStillKnows) {
    Agenda agenda{noon + 1h, 3};
    for (int minute = 6; minute > 0; --minute) {
        agenda.note(noon + std::chrono::minutes{minute});
    }
    EXPECT_EQ(agenda.known_until(), noon + 3min);
    agenda.note(noon + 4min);
    EXPECT_THAT(instants_of(agenda), ElementsAre(noon + 1min, noon + 2min, noon + 3min));
}

TEST(Upcoming, IsWhenATimerComesDue) {
    EXPECT_THAT(upcoming(a_session().silent_for(1h), a_policy().closes_after(3h)),
                ElementsAre(noon + 2h));
}

TEST(Upcoming, HasEveryTimerThatIsStillToCome) {
    const PolicySet policies =
        a_policy().closes_after(3h).and_timer(an_event("asleep", 2h, Clock::last_customer_message));
    EXPECT_THAT(upcoming(a_session().silent_for(1h), policies), ElementsAre(noon + 1h, noon + 2h));
}

TEST(Upcoming, LeavesOutWhatHasBeenDone) {
    const PolicySet policies = a_policy().closes_after(3h).and_timer(a_warning(90min));
    EXPECT_THAT(
        upcoming(a_session().silent_for(2h).marked(MarkKind::warned, "warn", 30min, 2h), policies),
        ElementsAre(noon + 1h));
}

TEST(Upcoming, LeavesOutWhatIsDueNowForThatIsDone) {
    const PolicySet policies =
        a_policy().closes_after(3h).and_timer(an_event("asleep", 1h, Clock::last_customer_message));
    EXPECT_THAT(upcoming(a_session().silent_for(1h), policies), ElementsAre(noon + 2h));
}

TEST(Upcoming, IsNothingOfASessionThatEndsNow) {
    EXPECT_THAT(upcoming(a_session().silent_for(3h), a_policy().closes_after(3h)), IsEmpty());
}

TEST(Upcoming, IsNothingWhereNoPolicyMatches) {
    EXPECT_THAT(upcoming(a_session().on("sms"), a_policy().on("whatsapp")), IsEmpty());
}

TEST(Upcoming, IsNothingThatWaitsForTheCustomerAlone) {
    Timer timer = on_contact(a_timer("token", 1h, Clock::last_customer_message));
    EXPECT_THAT(
        upcoming(a_session().silent_for(2h).token_expires(1h), a_policy().with_timers({timer})),
        IsEmpty());
}

TEST(Upcoming, IsTheEndOfASnoozeThatHoldsASessionDue) {
    EXPECT_THAT(
        upcoming(a_session().silent_for(4h).snoozed_until(noon + 1h), a_policy().closes_after(3h)),
        ElementsAre(noon + 1h));
}

TEST(Upcoming, IsTheEndOfASnoozeAfterWhichASessionIsDueAtOnce) {
    EXPECT_THAT(
        upcoming(a_session().silent_for(1h).snoozed_until(noon + 5h), a_policy().closes_after(3h)),
        ElementsAre(noon + 2h, noon + 5h));
}

TEST(Upcoming, IsNothingOfASnoozeThatIsOver) {
    EXPECT_THAT(
        upcoming(a_session().silent_for(1h).snoozed_until(noon), a_policy().closes_after(3h)),
        ElementsAre(noon + 2h));
}

TEST(Upcoming, WaitsUntilAMessageIsNotDatedInTheFutureAnyMore) {
    const PolicySet policies =
        a_policy().closes_after(3h).and_timer(a_timer("long", 24h, Clock::started));
    EXPECT_THAT(upcoming(a_session().started(30h).silent_for(-1h), policies),
                ElementsAre(noon + 55min, noon + 4h));
}

TEST(ShortestNotice, IsTheShortestTimerOfAll) {
    const PolicySet policies{a_policy("a").closes_after(48h), a_policy("b").closes_after(2h),
                             a_policy("c").closes_after(24h)};
    EXPECT_EQ(shortest_notice(policies), 2h);
}

TEST(ShortestNotice, IsThatOfAWarningBeforeTheClose) {
    EXPECT_EQ(shortest_notice(a_policy().closes_after(24h).and_timer(a_warning(20h))), 4h);
}

TEST(ShortestNotice, IsWhatAWarningLeavesUntilTheClose) {
    EXPECT_EQ(shortest_notice(a_policy().closes_after(24h).and_timer(a_warning(10min))), 10min);
    Timer warning = a_warning(1h);
    warning.before_close.reset();
    warning.after = 23h;
    EXPECT_EQ(shortest_notice(a_policy().closes_after(24h).and_timer(warning)), 1h);
}

TEST(ShortestNotice, TakesNoCountOfWhatIsDueWhenItHappens) {
    const PolicySet policies{opt_out_policy(),
                             a_policy().closes_after(24h).and_timer(
                                 on_contact(a_timer("token", 1h, Clock::last_customer_message)))};
    EXPECT_EQ(shortest_notice(policies), 24h);
}

TEST(ShortestNotice, TakesNoCountOfATimerThatIsOff) {
    Timer off = a_timer("off", 1h, Clock::started);
    off.enabled = false;
    EXPECT_EQ(shortest_notice(a_policy().closes_after(24h).and_timer(off)), 24h);
    Timer warning = a_warning(1h);
    EXPECT_EQ(shortest_notice(a_policy().with_timers({off, warning})), longest_duration);
}

TEST(ShortestNotice, IsAsLongAsCanBeWhereNothingTakesTime) {
    EXPECT_EQ(shortest_notice({opt_out_policy()}), longest_duration);
}

} // namespace
} // namespace chatsweep::test

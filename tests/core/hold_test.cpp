// SPDX-License-Identifier: Apache-2.0
#include "core/judge.hpp"
#include "support/sessions.hpp"

#include <gtest/gtest.h>

namespace chatsweep::test {
namespace {

/// Due for long, and held by nothing yet.
SessionBuilder a_due_session() {
    return a_session().silent_for(48h);
}

const PolicySet plain = a_policy();

TEST(Hold, KeepsASnoozedSessionUntilTheSnoozeEnds) {
    const auto session = a_due_session().snoozed_until(noon + 1h);
    const Verdict verdict = judge(session, plain, noon);
    EXPECT_EQ(verdict.decision, Decision::keep);
    EXPECT_EQ(verdict.reason, Reason::snoozed);
    EXPECT_EQ(verdict.held_until, noon + 1h);
    EXPECT_EQ(verdict.timer, &plain[0].timers[0]);
    EXPECT_EQ(verdict.state->due_at, noon - 24h);
    EXPECT_EQ(judge(session, plain, noon + 1h - tick).reason, Reason::snoozed);
    EXPECT_EQ(judge(session, plain, noon + 1h).decision, Decision::close);
}

TEST(Hold, KeepsASnoozedSessionWithoutAnEnd) {
    const Verdict verdict = judge(a_due_session().whose_status_is("snoozed"), plain, noon);
    EXPECT_EQ(verdict.reason, Reason::snoozed);
    EXPECT_EQ(verdict.held_until, std::nullopt);
}

TEST(Hold, EndsWithTheSnoozeEvenWhereTheStatusStillSaysSnoozed) {
    const auto session = a_due_session().whose_status_is("snoozed").snoozed_until(noon - tick);
    EXPECT_EQ(judge(session, plain, noon).decision, Decision::close);
}

TEST(Hold, KeepsASessionThatBearsOneOfTheLabels) {
    const PolicySet policies = a_policy().holds_labels({"legal", "vip"});
    const Verdict verdict = judge(a_due_session().labelled({"new", "vip"}), policies, noon);
    EXPECT_EQ(verdict.decision, Decision::keep);
    EXPECT_EQ(verdict.reason, Reason::label);
    EXPECT_EQ(verdict.held_until, std::nullopt);
    EXPECT_EQ(judge(a_due_session().labelled({"new"}), policies, noon).decision, Decision::close);
    EXPECT_EQ(judge(a_due_session().labelled({"vip"}), plain, noon).decision, Decision::close);
}

TEST(Hold, KeepsAnUnansweredSessionWhereThePolicyAsksForIt) {
    const PolicySet policies = a_policy().holds_unanswered();
    const Verdict verdict = judge(a_due_session(), policies, noon);
    EXPECT_EQ(verdict.decision, Decision::keep);
    EXPECT_EQ(verdict.reason, Reason::unanswered);
    EXPECT_EQ(judge(a_due_session().agent_wrote(47h), policies, noon).decision, Decision::close);
    EXPECT_EQ(judge(a_due_session(), plain, noon).decision, Decision::close);
}

TEST(Hold, DoesNotKeepWhoNeverWroteAsUnanswered) {
    const PolicySet policies = a_policy().holds_unanswered();
    EXPECT_EQ(judge(a_due_session().never_wrote(), policies, noon).decision, Decision::close);
}

TEST(Hold, IsASnoozeBeforeALabelBeforeTheUnanswered) {
    const Policy policy = a_policy().holds_unanswered().holds_labels({"vip"});
    auto session = a_due_session();
    EXPECT_EQ(hold_of(session, policy, noon), Reason::unanswered);
    session.labelled({"vip"});
    EXPECT_EQ(hold_of(session, policy, noon), Reason::label);
    session.snoozed_until(noon + 1h);
    EXPECT_EQ(hold_of(session, policy, noon), Reason::snoozed);
    EXPECT_EQ(hold_of(a_due_session().agent_wrote(1h), policy, noon), std::nullopt);
}

TEST(Hold, HasAnEndOnlyWhereTheSnoozeIsWhatKeeps) {
    const PolicySet policies = a_policy().holds_labels({"vip"});
    const Verdict verdict =
        judge(a_due_session().labelled({"vip"}).snoozed_until(noon - 1h), policies, noon);
    EXPECT_EQ(verdict.reason, Reason::label);
    EXPECT_EQ(verdict.held_until, std::nullopt);
}

TEST(Hold, IsNoReasonToKeepASessionThatIsNotDue) {
    const Verdict verdict = judge(a_session().silent_for(1h).snoozed_until(noon + 9h), plain, noon);
    EXPECT_EQ(verdict.reason, Reason::not_due);
    EXPECT_EQ(verdict.held_until, std::nullopt);
}

TEST(Hold, ReasonsAreTheLastThree) {
    for (const Reason hold : {Reason::snoozed, Reason::label, Reason::unanswered}) {
        EXPECT_TRUE(is_hold(hold)) << to_text(hold);
    }
    for (const Reason other : {Reason::timeout, Reason::no_policy, Reason::clock_never_started,
                               Reason::not_due, Reason::future_dated}) {
        EXPECT_FALSE(is_hold(other)) << to_text(other);
    }
}

} // namespace
} // namespace chatsweep::test

// SPDX-License-Identifier: Apache-2.0
#include "core/closing_lag.hpp"

#include <gtest/gtest.h>

namespace chatsweep {
namespace {

using namespace std::chrono_literals;

constexpr Instant noon = std::chrono::sys_days{std::chrono::January / 15 / 2025} + 12h;

PlannedSession due(Duration before_noon, SessionOutcome outcome = SessionOutcome::closed) {
    PlannedSession session;
    session.due_at = noon - before_noon;
    session.outcome = outcome;
    return session;
}

Plan a_plan(std::vector<PlannedSession> sessions) {
    Plan plan;
    plan.sessions = std::move(sessions);
    plan.as_of = noon;
    return plan;
}

TEST(ClosingLag, IsFromDueToCommitted) {
    const ClosingLag lag = closing_lag(a_plan({due(10s)}), noon + 500ms);

    EXPECT_EQ(lag.closed, 1);
    EXPECT_DOUBLE_EQ(lag.total_seconds, 10.5);
    ASSERT_EQ(lag.quantiles.size(), 4U);
    for (const ClosingLag::Quantile& quantile : lag.quantiles) {
        EXPECT_EQ(quantile.lag, 10s + 500ms) << quantile.share;
    }
}

TEST(ClosingLag, HasQuantilesThatSomeSessionReallyWaited) {
    std::vector<PlannedSession> sessions;
    for (int seconds = 200; seconds > 0; --seconds) {
        sessions.push_back(due(std::chrono::seconds{seconds}));
    }
    const ClosingLag lag = closing_lag(a_plan(std::move(sessions)), noon);

    ASSERT_EQ(lag.quantiles.size(), 4U);
    EXPECT_EQ(lag.quantiles[0].lag, 100s);
    EXPECT_EQ(lag.quantiles[1].lag, 180s);
    EXPECT_EQ(lag.quantiles[2].lag, 198s);
    EXPECT_EQ(lag.quantiles[3].lag, 200s);
    EXPECT_EQ(lag.quantiles[3].share, 1);
}

TEST(ClosingLag, CountsOnlyWhatWasClosed) {
    const ClosingLag lag = closing_lag(a_plan({due(1h, SessionOutcome::acted),
                                               due(1h, SessionOutcome::skipped_locked), due(1min)}),
                                       noon);

    EXPECT_EQ(lag.closed, 1);
    EXPECT_DOUBLE_EQ(lag.total_seconds, 60);
}

TEST(ClosingLag, HasNoQuantilesWhereNothingWasClosed) {
    const ClosingLag lag = closing_lag(a_plan({due(1h, SessionOutcome::rolled_back)}), noon);

    EXPECT_EQ(lag.closed, 0);
    EXPECT_EQ(lag.total_seconds, 0);
    EXPECT_TRUE(lag.quantiles.empty());
}

TEST(ClosingLag, IsNeverNegative) {
    EXPECT_EQ(closing_lag(a_plan({due(-1s)}), noon).quantiles.back().lag, 0s);
}

TEST(OldestOverdue, IsOfWhatTheRunLeftAsItWas) {
    for (const SessionOutcome left :
         {SessionOutcome::would_close, SessionOutcome::would_act, SessionOutcome::skipped_locked,
          SessionOutcome::left_for_next, SessionOutcome::rolled_back, SessionOutcome::unknown}) {
        EXPECT_EQ(oldest_overdue(a_plan({due(3h), due(2h, left), due(1h, left)})), 2h)
            << to_text(left);
    }
}

TEST(OldestOverdue, IsZeroWhereNothingIsLeft) {
    EXPECT_EQ(oldest_overdue(a_plan({})), 0s);
    EXPECT_EQ(oldest_overdue(a_plan({due(4h), due(3h, SessionOutcome::acted),
                                     due(2h, SessionOutcome::kept_on_second_look),
                                     due(1h, SessionOutcome::gone)})),
              0s);
}

} // namespace
} // namespace chatsweep

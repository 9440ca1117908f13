// SPDX-License-Identifier: Apache-2.0
#include "core/guard.hpp"

#include "support/sessions.hpp"

#include <gtest/gtest.h>

namespace chatsweep::test {
namespace {

Plan a_plan(std::int64_t due, std::int64_t open) {
    Plan plan;
    plan.as_of = noon;
    plan.counts.due = due;
    plan.counts.open = open;
    return plan;
}

/// So many of them are left to the next run, beside one that would only be acted on.
Plan a_plan_that_leaves(std::size_t left, std::int64_t due, std::int64_t open) {
    Plan plan = a_plan(due, open);
    plan.sessions.resize(left);
    for (PlannedSession& session : plan.sessions) {
        session.outcome = SessionOutcome::left_for_next;
    }
    plan.sessions.emplace_back().ends_session = false;
    plan.sessions.back().outcome = SessionOutcome::left_for_next;
    plan.counts.left_for_next = static_cast<std::int64_t>(plan.sessions.size());
    return plan;
}

Guards at_most(std::int64_t sessions) {
    Guards guards;
    guards.max_close = sessions;
    return guards;
}

Guards at_most_percent(double percent, std::int64_t floor = 100) {
    Guards guards;
    guards.max_close_percent = percent;
    guards.max_close_percent_floor = floor;
    return guards;
}

Guards quiet_for(Duration limit) {
    Guards guards;
    guards.quiet_inbound = limit;
    return guards;
}

TEST(Guard, IsOffUnlessSet) {
    EXPECT_FALSE(check_guards(a_plan(1'000'000, 1'000'000), Guards{}, std::nullopt));
}

TEST(Guard, TripsWhenMoreSessionsAreDueThanTheLimit) {
    const auto trip = check_guards(a_plan(61234, 100000), at_most(50000), noon);
    ASSERT_TRUE(trip);
    EXPECT_EQ(trip->guard, "max_close");
    EXPECT_EQ(trip->message, "max_close: 61234 sessions are due, more than the limit of 50000");
    EXPECT_EQ(trip->hint,
              "look at chatsweep report; then raise the guard, close the longest overdue first "
              "with --at-most, or pass --max-close 0 once.");
}

TEST(Guard, LetsExactlyTheLimitPass) {
    EXPECT_FALSE(check_guards(a_plan(50000, 50000), at_most(50000), noon));
    EXPECT_TRUE(check_guards(a_plan(50001, 50001), at_most(50000), noon));
}

TEST(Guard, HasNoLimitAtZero) {
    EXPECT_FALSE(check_guards(a_plan(1'000'000, 1'000'000), at_most(0), noon));
}

TEST(Guard, CountsOnlyWhatThisRunWouldClose) {
    EXPECT_FALSE(check_guards(a_plan_that_leaves(11234, 61234, 100000), at_most(50000), noon));
    EXPECT_EQ(check_guards(a_plan_that_leaves(11233, 61234, 100000), at_most(50000), noon)->message,
              "max_close: 50001 sessions would be closed, more than the limit of 50000");
}

TEST(Guard, TripsWhenMoreThanThePercentageOfTheOpenIsDue) {
    EXPECT_FALSE(check_guards(a_plan(800, 1000), at_most_percent(80), noon));
    const auto trip = check_guards(a_plan(801, 1000), at_most_percent(80), noon);
    ASSERT_TRUE(trip);
    EXPECT_EQ(trip->guard, "max_close_percent");
    EXPECT_EQ(trip->message,
              "max_close_percent: 801 of 1000 open sessions are due, more than the limit of 80 "
              "percent");
    EXPECT_EQ(trip->hint,
              "look at chatsweep report; then raise the guard, close the longest overdue first "
              "with --at-most, or pass --max-close-percent 100 once.");
}

TEST(Guard, LooksAtThePercentageOnlyAboveTheFloor) {
    EXPECT_FALSE(check_guards(a_plan(100, 100), at_most_percent(10), noon));
    EXPECT_TRUE(check_guards(a_plan(101, 101), at_most_percent(10), noon));
    EXPECT_TRUE(check_guards(a_plan(1, 1), at_most_percent(10, 0), noon));
}

TEST(Guard, TakesADecimalPercentageAsItIsWritten) {
    EXPECT_FALSE(check_guards(a_plan(333, 1000), at_most_percent(33.3), noon));
    EXPECT_EQ(check_guards(a_plan(334, 1000), at_most_percent(33.3), noon)->message,
              "max_close_percent: 334 of 1000 open sessions are due, more than the limit of 33.3 "
              "percent");
    EXPECT_EQ(check_guards(a_plan(334, 1000), at_most_percent(0.05), noon)->message,
              "max_close_percent: 334 of 1000 open sessions are due, more than the limit of 0.05 "
              "percent");
}

TEST(Guard, NeverTripsAtAHundredPercentButAlwaysAtNone) {
    EXPECT_FALSE(check_guards(a_plan(1000, 1000), at_most_percent(100), noon));
    EXPECT_TRUE(check_guards(a_plan(101, 1'000'000), at_most_percent(0), noon));
}

TEST(Guard, CountsForThePercentageOnlyWhatThisRunWouldClose) {
    EXPECT_EQ(check_guards(a_plan_that_leaves(99, 900, 1000), at_most_percent(80), noon)->message,
              "max_close_percent: 801 of 1000 open sessions would be closed, more than the limit "
              "of 80 percent");
    EXPECT_FALSE(check_guards(a_plan_that_leaves(100, 900, 1000), at_most_percent(80), noon));
}

TEST(Guard, TripsWhenNoCustomerHasWrittenForTooLong) {
    EXPECT_FALSE(check_guards(a_plan(1, 10), quiet_for(6h), noon - 6h + tick));
    const auto trip = check_guards(a_plan(1, 10), quiet_for(6h), noon - 6h);
    ASSERT_TRUE(trip);
    EXPECT_EQ(trip->guard, "quiet_inbound");
    EXPECT_EQ(trip->message, "quiet_inbound: no customer has written for 6h, the limit is 6h");
    EXPECT_EQ(trip->hint,
              "look whether customers' messages still reach the database; if they do, raise the "
              "guard.");
}

TEST(Guard, TripsWhenNoCustomerHasEverWritten) {
    EXPECT_EQ(check_guards(a_plan(1, 10), quiet_for(90min), std::nullopt)->message,
              "quiet_inbound: no open session has a customer message, the limit is 1h30m");
}

TEST(Guard, IsNotLookedAtWhenNothingIsDue) {
    EXPECT_FALSE(check_guards(a_plan(0, 1000), quiet_for(6h), std::nullopt));
    EXPECT_FALSE(check_guards(a_plan(0, 1000), at_most_percent(0, 0), std::nullopt));
}

TEST(Guard, AgainstQuietLooksAtRunsThatOnlyWarnToo) {
    Plan plan = a_plan(0, 1000);
    plan.counts.of(Action::warn).due = 3;
    EXPECT_TRUE(check_guards(plan, quiet_for(6h), std::nullopt));
    EXPECT_FALSE(check_guards(plan, at_most(1), std::nullopt)) << "nothing would be closed";
}

TEST(Guard, ThatTripsIsTheFirstInTheirOrder) {
    Guards guards = quiet_for(6h);
    guards.max_close_percent = 50;
    EXPECT_EQ(check_guards(a_plan(900, 1000), guards, std::nullopt)->guard, "max_close_percent");
    guards.max_close = 10;
    EXPECT_EQ(check_guards(a_plan(900, 1000), guards, std::nullopt)->guard, "max_close");
    guards.max_close = 1000;
    guards.max_close_percent = 95;
    EXPECT_EQ(check_guards(a_plan(900, 1000), guards, std::nullopt)->guard, "quiet_inbound");
}

} // namespace
} // namespace chatsweep::test

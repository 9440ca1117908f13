// SPDX-License-Identifier: Apache-2.0
#include "core/contradiction.hpp"

#include "support/sessions.hpp"

#include <gtest/gtest.h>

namespace chatsweep::test {
namespace {

// Each kind, with its words, stands in tests/config/contradictions_test.cpp.

TEST(Contradiction, IsNoneInAPolicyOfOneTimeout) {
    EXPECT_FALSE(contradiction_in(a_policy()));
    EXPECT_FALSE(contradiction_in(opt_out_policy()));
}

TEST(Contradiction, C5IsAWarningThatIsLongerThanTheSession) {
    const Timer close = a_timer("close", 10min, Clock::last_customer_message);
    const auto found = contradiction_in(a_policy().with_timers({close, a_warning(10min + 1ms)}));
    ASSERT_TRUE(found);
    EXPECT_EQ(found->timer, 1U);
    EXPECT_EQ(found->text, "before_close 10m1ms of timer 'warn' is longer than the 10m of 'close'");
    EXPECT_FALSE(contradiction_in(a_policy().with_timers({close, a_warning(10min)})));
}

TEST(Contradiction, IsNamedByTheFirstTimerOfSeveral) {
    const auto found = contradiction_in(a_policy().with_timers(
        {a_timer("idle", 1h, Clock::idle), a_timer("one", 1h, Clock::started),
         a_timer("two", 2h, Clock::started)}));
    ASSERT_TRUE(found);
    EXPECT_EQ(found->timer, 0U);
}

TEST(Contradiction, IsNotMadeByATimerThatIsOff) {
    Timer off = a_timer("two", 2h, Clock::started);
    off.enabled = false;
    const Timer on = a_timer("one", 1h, Clock::started);
    EXPECT_FALSE(contradiction_in(a_policy().with_timers({on, off})));
    EXPECT_FALSE(contradiction_in(a_policy().with_timers({off, on})));
}

} // namespace
} // namespace chatsweep::test

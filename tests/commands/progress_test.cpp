// SPDX-License-Identifier: Apache-2.0
#include "commands/progress.hpp"

#include <gtest/gtest.h>

namespace chatsweep::test {
namespace {

using namespace std::chrono_literals;

const PhaseProgress loading{.phase = "loading", .sessions = 120'000, .elapsed = 3s};
const PhaseProgress closing{
    .phase = "closing", .sessions = 2'000, .of = 100'000, .elapsed = 2s + 900ms};

TEST(Progress, SaysPhaseSessionsAndRate) {
    EXPECT_EQ(line_of(loading, 80), "chatsweep: loading, 120000 sessions, 40000 a second");
    EXPECT_EQ(line_of(closing, 80), "chatsweep: closing, 2000 of 100000 sessions, 1000 a second");
}

TEST(Progress, SaysHowLongAPhaseHasTakenThatCountsNothing) {
    EXPECT_EQ(line_of({.phase = "connecting", .elapsed = 61s + 5ms}, 80),
              "chatsweep: connecting, 1m1s");
}

TEST(Progress, HasNoRateInTheFirstSecond) {
    EXPECT_EQ(line_of({.phase = "loading", .sessions = 7, .elapsed = 999ms}, 80),
              "chatsweep: loading, 7 sessions");
    EXPECT_EQ(line_of({.phase = "loading", .elapsed = 999ms}, 80), "chatsweep: loading");
}

TEST(Progress, FitsIntoATerminalOfAnyWidth) {
    for (int columns = 1; columns < 100; ++columns) {
        EXPECT_LT(line_of(closing, columns).size(), static_cast<std::size_t>(columns));
    }
    EXPECT_EQ(line_of(loading, 0), line_of(loading, 80));
}

TEST(Progress, DoesNothingWhereNobodySeesIt) {
    Progress progress{Progress::Shown::no};
    progress.begin("loading");
    progress.advance();
    progress.finish();
}

} // namespace
} // namespace chatsweep::test

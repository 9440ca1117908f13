// SPDX-License-Identifier: Apache-2.0
#include "commands/signals.hpp"

#include <gtest/gtest.h>

#include <csignal>

namespace chatsweep::test {
namespace {

using testing::ExitedWithCode;
using testing::KilledBySignal;

TEST(EndBySignalDeathTest, IsWhatASupervisorSees) {
    EXPECT_EXIT(end_by_signal(SIGTERM), KilledBySignal(SIGTERM), "");
}

TEST(EndBySignalDeathTest, IsAnExitCodeWhereTheSignalEndsNothing) {
    // As no signal that is not handled ends the first process of a container.
    EXPECT_EXIT(end_by_signal(SIGCHLD), ExitedWithCode(128 + SIGCHLD), "");
}

} // namespace
} // namespace chatsweep::test

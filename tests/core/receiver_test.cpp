// SPDX-License-Identifier: Apache-2.0
#include "core/receiver.hpp"

#include <gtest/gtest.h>

namespace chatsweep::test {
namespace {

using namespace std::chrono_literals;

Receiver with_retries(int retries) {
    Receiver receiver;
    receiver.retries = retries;
    return receiver;
}

Answer a_failure(int status = 500) {
    return {status, "answered " + std::to_string(status), std::nullopt};
}

Answer a_failure_that_asks_for(Duration pause) {
    Answer answer = a_failure(429);
    answer.retry_after = pause;
    return answer;
}

TEST(Ruling, IsDeliveredWhereThereIsNoProblem) {
    EXPECT_EQ(rule({200, "", std::nullopt}, 1, with_retries(0)), Ruling::delivered);
    EXPECT_EQ(rule({204, "", std::nullopt}, 9, with_retries(3)), Ruling::delivered);
}

TEST(Ruling, IsAgainUntilTheLastRetryHasFailed) {
    EXPECT_EQ(rule(a_failure(), 1, with_retries(2)), Ruling::again);
    EXPECT_EQ(rule(a_failure(), 2, with_retries(2)), Ruling::again);
    EXPECT_EQ(rule(a_failure(), 3, with_retries(2)), Ruling::parked);
    EXPECT_EQ(rule(a_failure(), 4, with_retries(2)), Ruling::parked);
}

TEST(Ruling, IsParkedAtOnceWithoutRetries) {
    EXPECT_EQ(rule(a_failure(), 1, with_retries(0)), Ruling::parked);
}

TEST(Ruling, IsAgainWhateverTheFailure) {
    for (const int status : {0, 200, 302, 400, 404, 429, 503}) {
        EXPECT_EQ(rule(a_failure(status), 1, with_retries(16)), Ruling::again) << status;
    }
}

TEST(Ruling, DisablesTheReceiverThatIsGone) {
    EXPECT_EQ(rule(a_failure(410), 1, with_retries(16)), Ruling::disabled);
    EXPECT_EQ(rule(a_failure(410), 17, with_retries(16)), Ruling::disabled);
}

TEST(Failure, IsTheReceiversWhereItIsNotThereOrOverloadedOrBroken) {
    for (const int status : {0, 302, 408, 425, 429, 500, 503}) {
        EXPECT_TRUE(is_the_receivers({status, "x", std::nullopt})) << status;
    }
    for (const int status : {400, 401, 404, 413, 422}) {
        EXPECT_FALSE(is_the_receivers({status, "x", std::nullopt})) << status;
    }
}

TEST(ShownUrl, LeavesOutWhatMayBeSecret) {
    EXPECT_EQ(shown_url({.name = "a", .url = "https://desk.example:8443/T0/B1?token=x"}),
              "https://desk.example:8443");
    EXPECT_EQ(shown_url({.name = "a", .url = "http://desk.example"}), "http://desk.example");
}

TEST(LongestPause, DoublesFromFiveSecondsToSixHours) {
    EXPECT_EQ(longest_pause(1), 5s);
    EXPECT_EQ(longest_pause(2), 10s);
    EXPECT_EQ(longest_pause(3), 20s);
    EXPECT_EQ(longest_pause(13), 20480s);
    EXPECT_EQ(longest_pause(14), 6h);
    EXPECT_EQ(longest_pause(1'000'000), 6h);
}

TEST(Pause, IsAnythingBetweenHalfTheLongestAndTheWhole) {
    EXPECT_EQ(pause_after(a_failure(), 2, 0), 5s);
    EXPECT_EQ(pause_after(a_failure(), 2, 0.5), 7500ms);
    EXPECT_EQ(pause_after(a_failure(), 2, 1), 10s);
}

TEST(Pause, IsNoShorterThanTheReceiverAsksFor) {
    EXPECT_EQ(pause_after(a_failure_that_asks_for(2min), 1, 0), 2min);
    EXPECT_EQ(pause_after(a_failure_that_asks_for(2min), 1, 1), 2min);
}

TEST(Pause, MayBeLongerThanTheReceiverAsksFor) {
    EXPECT_EQ(pause_after(a_failure_that_asks_for(1s), 3, 1), 20s);
}

TEST(Pause, IsADayForAReceiverThatAsksForMore) {
    EXPECT_EQ(pause_after(a_failure_that_asks_for(longest_duration), 1, 0.5), 24h);
}

TEST(Pause, IsNeverNegative) {
    EXPECT_EQ(pause_after(a_failure_that_asks_for(-1h), 1, 0), 2500ms);
}

} // namespace
} // namespace chatsweep::test

// SPDX-License-Identifier: Apache-2.0
#include "store/errors.hpp"
#include "store/watchdog.hpp"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <thread>

namespace chatsweep::test {
namespace {

using namespace std::chrono_literals;

/// Two ends of one connection.
class Pair {
public:
    Pair() { EXPECT_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, ends_.data()), 0); }
    ~Pair() {
        close(ends_[0]);
        close(ends_[1]);
    }
    Pair(const Pair&) = delete;
    Pair& operator=(const Pair&) = delete;
    [[nodiscard]] int here() const { return ends_[0]; }
    void say() const { EXPECT_EQ(write(ends_[1], "x", 1), 1); }

private:
    std::array<int, 2> ends_{};
};

// Each of these sleeps for an hour, or the test does not end.

TEST(Sleep, EndsWhenItIsCalled) {
    Watchdog watchdog;
    std::thread caller{[&] { watchdog.wake(); }};
    watchdog.sleep(1h);
    caller.join();
}

TEST(Sleep, EndsAtOnceWhenItWasCalledBefore) {
    Watchdog watchdog;
    watchdog.wake();
    watchdog.wake();
    watchdog.sleep(1h);
    watchdog.sleep(1ms); // and only once: this one lasts
}

TEST(Sleep, EndsWhenSomethingIsSaid) {
    Watchdog watchdog;
    const Pair pair;
    pair.say();
    watchdog.sleep(1h, pair.here());
}

TEST(Sleep, EndsByASignalAndSaysSoEachTime) {
    Watchdog watchdog;
    std::thread caller{[&] { watchdog.interrupt(SIGTERM); }};
    EXPECT_THROW(watchdog.sleep(1h), Interrupted);
    caller.join();
    EXPECT_THROW(watchdog.sleep(1h), Interrupted);
}

TEST(Sleep, IsNoReasonToTakeTheSleeperForStuck) {
    Watchdog watchdog;
    EXPECT_FALSE(watchdog.is_stuck());
    std::thread sleeper{[&] { watchdog.sleep(1h); }};
    EXPECT_FALSE(watchdog.is_stuck());
    watchdog.wake();
    sleeper.join();
}

TEST(Watched, IsStuckWhoDoesNotComeBackFromAThought) {
    const Watchdog watchdog{1ms};
    std::this_thread::sleep_for(5ms);
    EXPECT_TRUE(watchdog.is_stuck());
}

} // namespace
} // namespace chatsweep::test

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "support/commit_order.hpp"
#include "support/postgres.hpp"
#include "support/process.hpp"

#include <atomic>
#include <functional>
#include <random>
#include <string>
#include <thread>
#include <vector>

namespace chatsweep::test {

/// Of the one policy that the sweeps of a race go by.
inline constexpr Duration race_timeout = std::chrono::milliseconds{40};

/// Customers and a few agents who write to sessions, closed ones too, which most of them reopen,
/// while several sweeps at once, each a process of the real program, close those that have been
/// silent for a moment, and one more is killed again and again. Nobody waits for anybody, except in
/// the database.
class Race {
public:
    /// Whether the sweeps take one lock among them, so that only one works at a time, or none.
    enum class LockKeys { shared, own };

    struct Settings {
        LockKeys keys = LockKeys::own;
        unsigned seed = 0;
        Arguments more; ///< Arguments of every sweep.
    };

    Race(TestDatabase& database, const Settings& settings);
    ~Race();
    Race(const Race&) = delete;
    Race& operator=(const Race&) = delete;

    /// Runs until the judge has seen enough, and lets him read what is left. Throws when nothing
    /// is closed any more.
    void run_until(const std::function<bool(const CommitOrder&)>& enough);

    [[nodiscard]] const CommitOrder& order() const noexcept { return order_; }
    [[nodiscard]] int failed_writes() const noexcept { return failed_writes_; }
    /// Sweeps that ended otherwise than well, or, with a shared key, than with "try again later".
    [[nodiscard]] int failed_sweeps() const noexcept { return failed_sweeps_; }
    /// Those that a kill found at work.
    [[nodiscard]] int killed_sweeps() const noexcept { return killed_sweeps_; }

private:
    void start();
    void stop();
    /// Lets the judge read. What he has not read yet grows while he reads, and where he is slower
    /// than those who write, ever more: then they rest until he has caught up.
    void read_on();
    /// `pause`: the longest that a transaction rests between its halves, in milliseconds.
    void write(unsigned seed, int pause);
    void write_once(pqxx::connection& connection, std::mt19937& random, int pause);
    void sweep(int number);
    void sweep_and_kill(unsigned seed);
    [[nodiscard]] Arguments arguments(int number) const;
    void complain(std::atomic<int>& count, const std::string& about);

    TestDatabase& database_;
    Settings settings_;
    CommitOrder order_;
    std::atomic<bool> stopping_{false};
    std::atomic<bool> resting_{false};
    std::atomic<int> failed_writes_{0};
    std::atomic<int> failed_sweeps_{0};
    std::atomic<int> killed_sweeps_{0};
    std::vector<std::thread> threads_;
};

} // namespace chatsweep::test

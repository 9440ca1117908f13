// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/time.hpp"

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

struct pg_cancel;

namespace chatsweep {

/// Ends waits that a server would never end: a thread with a deadline of the client's own, for a
/// peer that accepts and never answers is missed by statement_timeout and by TCP alike. When a
/// deadline passes, or a signal wants the process to end, it sends a cancel request (from a
/// thread that nobody waits for, because over a dead network that hangs too) and, when that does
/// not help within `grace`, shuts the socket down, which wakes whoever reads from it.
class Watchdog {
public:
    static constexpr Duration grace = std::chrono::seconds{3};
    static constexpr Duration longest_thought = std::chrono::minutes{5};

    /// `thought`: how long whoever is watched may be busy between two waits.
    explicit Watchdog(Duration thought = longest_thought);
    ~Watchdog();
    Watchdog(const Watchdog&) = delete;
    Watchdog& operator=(const Watchdog&) = delete;

    /// What a watch is for: a signal cancels a statement, and lets a commit finish.
    enum class Over { statement, commit };

    /// As long as one lives, statements are let finish as commits are, and later ones may begin:
    /// for what has to be written down before the end that a signal asked for.
    class Reprieve {
    public:
        explicit Reprieve(Watchdog& watchdog);
        ~Reprieve();
        Reprieve(const Reprieve&) = delete;
        Reprieve& operator=(const Reprieve&) = delete;

    private:
        Watchdog& watchdog_;
    };

    /// One wait that is being watched, from its construction to its destruction.
    class Watch {
    public:
        /// Throws Interrupted when a signal has asked for the end and `over` is a statement.
        Watch(Watchdog& watchdog, int socket, std::shared_ptr<pg_cancel> cancel, Duration within,
              Over over);
        ~Watch();
        Watch(const Watch&) = delete;
        Watch& operator=(const Watch&) = delete;
        /// The deadline has passed, and the wait was cut short or is about to be.
        [[nodiscard]] bool expired() const;

    private:
        Watchdog& watchdog_;
    };

    /// Asks every watched statement to end, and every later one not to begin. Safe from any
    /// thread; the first signal counts.
    void interrupt(int signal);
    /// The signal that asked for the end, if any.
    [[nodiscard]] std::optional<int> interrupted() const;
    /// Throws Interrupted when a signal has asked for the end, and there is no reprieve.
    void check() const;
    /// Sleeps, but no longer than until a signal asks for the end; then throws Interrupted. Until
    /// `wake`, too, and until `socket` is readable, where there is one.
    void sleep(Duration duration, int socket = -1);
    /// Ends the sleep that is under way, else the next one. Safe from any thread.
    void wake();
    /// Runs `work` in a thread of its own and waits for it, no longer than `within` or until a
    /// signal asks for the end. False: the deadline passed, and the thread is left to itself.
    [[nodiscard]] bool wait_for(std::function<void()> work, Duration within);

    /// Whether something has gone wrong with the very thread that is watched: a wait is over its
    /// own deadline, and all that ends one has been done in vain; or what goes on between two waits
    /// has lasted for `longest_thought`. A long sweep is neither. Safe from any thread.
    [[nodiscard]] bool is_stuck() const;

private:
    using Clock = std::chrono::steady_clock;
    struct Watched {
        int socket = -1;
        std::shared_ptr<pg_cancel> cancel;
        Clock::time_point next{}; // when to do the next, harsher thing
        Over over = Over::statement;
        enum class Stage { waiting, cancelled, shut } stage = Stage::waiting;
        bool expired = false;
    };

    void guard();
    void act_on_watched();
    void expect_back_within(Duration duration);

    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::optional<Watched> watched_;
    std::optional<int> signal_;
    bool reprieved_ = false;
    bool leaving_ = false;
    Duration thought_;
    Clock::time_point expected_back_; ///< Later than this it is stuck.
    int wake_ = -1;                   ///< An eventfd: readable when a sleep is to end.
    std::thread thread_;
};

/// True once a thread was left to itself: the process must then end without running destructors.
[[nodiscard]] bool threads_left_behind() noexcept;

} // namespace chatsweep

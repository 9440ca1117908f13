// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "commands/context.hpp"
#include "commands/sweeping.hpp"

#include <chrono>
#include <string>
#include <utility>

namespace chatsweep {

using SteadyClock = std::chrono::steady_clock;

/// What decides when `run` sweeps. However it decides, the sweep is the one of `chatsweep sweep`.
class Sweeper {
public:
    explicit Sweeper(Context& context) : context_(context) {}
    virtual ~Sweeper() = default;
    Sweeper(const Sweeper&) = delete;
    Sweeper& operator=(const Sweeper&) = delete;

    /// Sweeps, if it is time to; returns how long until it may be time again. Throws what a sweep
    /// throws.
    [[nodiscard]] Duration turn();
    /// The configuration is another one.
    void begin_anew();
    /// Readable when another turn is to be taken at once; -1: there is nothing to wait for.
    [[nodiscard]] int socket() const noexcept { return hears_ ? own_socket() : -1; }

    /// A signal ends a sweep by rolling it back; otherwise there is nothing to roll back.
    [[nodiscard]] bool is_sweeping() const noexcept { return sweeping_; }
    /// Whether a sweep has committed since this was asked the last time.
    [[nodiscard]] bool has_swept() noexcept { return std::exchange(has_swept_, false); }
    /// For whoever looks at a service: what comes next, and what was last.
    [[nodiscard]] std::string status() const;

protected:
    [[nodiscard]] Context& context() noexcept { return context_; }
    /// A guard that stops it stops every further turn for an interval: it is not moved by trying
    /// again at once, somebody has to look.
    SweepResult sweep_now(const SweepOptions& options);
    void set_next(std::string next) { next_ = std::move(next); }

private:
    virtual Duration take_turn() = 0;
    virtual void forget_everything() {}
    [[nodiscard]] virtual int own_socket() const noexcept { return -1; }

    Context& context_;
    bool sweeping_ = false;
    bool has_swept_ = false;
    bool hears_ = false; ///< Not while turns fail or are stopped: nobody would read what comes.
    SteadyClock::time_point not_before_ = SteadyClock::now();
    std::string next_ = "about to look";
    std::string last_;
};

/// How long until the next sweep, when the interval counts from the last successful one that the
/// ledger knows, of whatever machine; zero: now.
[[nodiscard]] Duration until_next_sweep(Context& context);

/// Sweeps at the interval, and at no other time.
class IntervalSweeper : public Sweeper {
public:
    using Sweeper::Sweeper;

private:
    Duration take_turn() override;
};

} // namespace chatsweep

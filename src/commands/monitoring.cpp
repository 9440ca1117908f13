// SPDX-License-Identifier: Apache-2.0
#include "commands/monitoring.hpp"

#include "commands/log.hpp"
#include "commands/metrics_file.hpp"
#include "commands/sweeping.hpp"

#include <algorithm>
#include <chrono>
#include <tuple>
#include <utility>

namespace chatsweep {

namespace {

Instant machine_now() {
    return std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
}

SessionMetrics sessions_of(const SweepResult& result) {
    SessionMetrics sessions{.counts = result.plan.counts,
                            .due = tally(result.plan, result.policies),
                            .oldest_overdue = oldest_overdue(result.plan)};
    if (result.committed_at) {
        sessions.closing_lag = closing_lag(result.plan, *result.committed_at);
    }
    return sessions;
}

/// An attempt that came so far as to make a plan has given it its instant.
bool has_read_the_sessions(const SweepResult& result) {
    return result.plan.as_of != Instant{};
}

/// As far as it is told.
bool are_the_same(const std::vector<Backlog>& some, const std::vector<Backlog>& others) {
    return std::ranges::equal(some, others, [](const Backlog& a, const Backlog& b) {
        return std::tie(a.receiver, a.waiting, a.parked, a.since) ==
               std::tie(b.receiver, b.waiting, b.parked, b.since);
    });
}

} // namespace

void Monitoring::begin() {
    begun_ = true;
    pinging_.begin();
}

void Monitoring::end(const SweepResult& result, int exit_status, Duration interval) {
    if (metrics_file_ && result.recorded) {
        try {
            write_end(result, exit_status, interval);
        } catch (const std::exception& error) {
            warn(std::string{"the metrics cannot be told: "} + error.what());
        }
    }
    pinging_.end(exit_status);
}

void Monitoring::write_end(const SweepResult& result, int exit_status, Duration interval) {
    const std::string sweep = sweep_of(*metrics_file_);
    last_ = RunMetrics{.sweep = sweep,
                       .ended_at = machine_now(),
                       .exit_code = exit_status,
                       .outcome = result.outcome,
                       .durations = result.phases.durations(),
                       .undelivered = result.undelivered};
    if (has_read_the_sessions(result)) {
        last_->sessions = sessions_of(result);
    }
    const bool succeeded = exit_status == 0 && result.run.limited_to.empty();
    write(succeeded ? std::optional{SuccessMetrics{sweep, last_->ended_at, interval}}
                    : std::nullopt);
}

void Monitoring::end_without_run(ExitCode code) {
    if (begun_ || code == ExitCode::done) {
        return;
    }
    const int exit_status = static_cast<int>(code);
    if (metrics_file_) {
        last_ = RunMetrics{
            .sweep = sweep_of(*metrics_file_), .ended_at = machine_now(), .exit_code = exit_status};
        write(std::nullopt);
    }
    pinging_.end(exit_status);
}

void Monitoring::tell_undelivered(std::vector<Backlog> backlog) {
    if (!last_ || (last_->undelivered && are_the_same(*last_->undelivered, backlog))) {
        return;
    }
    last_->undelivered = std::move(backlog);
    write(std::nullopt);
}

void Monitoring::write(const std::optional<SuccessMetrics>& success) {
    try {
        write_metrics(*metrics_file_, *last_, success);
        said_.clear();
    } catch (const std::exception& error) {
        warn(error.what());
    }
}

/// A loop meets the same obstacle with every sweep.
void Monitoring::warn(const std::string& what) {
    if (what != said_) {
        talk::warning(what, "the sweep does not depend on it; let the folder exist, and the user "
                            "that runs chatsweep write there.");
        said_ = what;
    }
}

} // namespace chatsweep

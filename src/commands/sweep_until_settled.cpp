// SPDX-License-Identifier: Apache-2.0
#include "commands/failures.hpp"
#include "commands/log.hpp"
#include "commands/progress.hpp"
#include "commands/sweeping.hpp"
#include "core/version.hpp"
#include "store/resolution.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <optional>
#include <random>

namespace chatsweep {

namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr int most_attempts = 5;
constexpr Duration first_backoff = std::chrono::milliseconds{100};
constexpr Duration lock_poll = std::chrono::milliseconds{200};
/// What a transaction whose connection was lost is allowed beyond the server's idle timeout, which
/// ends it: that timeout begins only when its statement has.
constexpr Duration lost_transaction_margin = std::chrono::seconds{30};
/// Writing down a failure must not keep a failed process alive.
constexpr Duration recording_within = std::chrono::seconds{5};

std::string host_name() {
    std::array<char, 256> name{};
    gethostname(name.data(), name.size() - 1);
    return name.data();
}

/// Full jitter: anything between nothing and the exponential bound.
Duration backoff_before(int attempt) {
    static std::mt19937_64 random{std::random_device{}()};
    const Duration most = first_backoff * (1 << attempt);
    return Duration{std::uniform_int_distribution<Duration::rep>{0, most.count()}(random)};
}

/// Throws OutcomeUnknown when nobody can tell.
Resolution resolve(const Context& context, const RunAttempt& run) {
    talk::warning("the connection was lost while the commit was under way; asking the ledger");
    const Resolution resolution = resolve_commit(
        context.connection, run, context.connection.idle_timeout + lost_transaction_margin);
    if (resolution == Resolution::unknown) {
        throw OutcomeUnknown{
            "nobody can tell yet whether the commit succeeded: the connection was lost, and the "
            "database does not answer",
            "once it answers, chatsweep history " + run.run_id.value +
                " tells: a committed run is listed, a lost one is not."};
    }
    return resolution;
}

void mark_done(Plan& plan, SessionOutcome to) {
    for (PlannedSession& session : plan.sessions) {
        if (session.outcome == SessionOutcome::closed || session.outcome == SessionOutcome::acted) {
            session.outcome = to;
        }
    }
}

void mark_rolled_back(SweepResult& result, Outcome outcome) {
    result.outcome = outcome;
    result.plan.counts.closed = 0;
    for (ActionCount& count : result.plan.counts.actions) {
        count.done = 0;
    }
    mark_done(result.plan, SessionOutcome::rolled_back);
}

/// Whether it settled; false: a new attempt may be made.
bool try_once(Context& context, const SweepOptions& options, SweepResult& result) {
    try {
        sweep_once(context, options, result);
        return true;
    } catch (const CommitLost&) {
        const Outcome outcome = outcome_of(result.plan.counts);
        result.outcome = Outcome::unknown;
        const Resolution resolution = resolve(context, result.run);
        if (resolution == Resolution::committed_here_only) {
            warn_of_missing_standbys();
        }
        if (resolution != Resolution::abandoned) {
            result.outcome = outcome;
            note_commit(result);
            return true;
        }
        mark_rolled_back(result, Outcome::failed);
        if (result.run.attempt == most_attempts) {
            throw TransientError{"the connection was lost during the commit, which did not happen",
                                 "08006", "everything was rolled back; try again later."};
        }
    } catch (const TransientError& error) {
        mark_rolled_back(result, Outcome::failed);
        if (result.run.attempt == most_attempts) {
            throw;
        }
        talk::info(std::string{error.what()} + "; trying again");
    } catch (const CannotConnect& error) {
        // A server that turns us away, or was there a moment ago, is probably restarting.
        const bool is_there =
            result.run.attempt > 1 || dynamic_cast<const TurnedAway*>(&error) != nullptr;
        if (!is_there || result.run.attempt == most_attempts) {
            throw;
        }
        talk::info(std::string{error.what()} + "; trying again");
    }
    return false;
}

void attempt_until_settled(Context& context, const SweepOptions& options, SweepResult& result) {
    while (!try_once(context, options, result)) {
        context.watchdog.sleep(backoff_before(result.run.attempt));
        ++result.run.attempt;
        result.plan = Plan{};
    }
}

/// A failure that cannot be written down is not worth another failure.
void record(const Context& context, const SweepResult& result, const std::string& error) {
    ConnectionSettings settings = context.connection;
    settings.connect_timeout = std::min(settings.connect_timeout, recording_within);
    settings.statement_timeout = recording_within;
    settings.lock_timeout = recording_within;
    settings.commit_timeout = recording_within;
    try {
        Watchdog watchdog;
        Database database{settings, watchdog};
        database.require_writable();
        record_ended_run(database, result.run, result.outcome, error);
    } catch (const std::exception& failure) {
        talk::debug(std::string{"the failure could not be written to the ledger: "} +
                    failure.what());
    }
}

/// How long a lock that somebody else has is waited for. The transaction of a connection that was
/// lost keeps it until the server notices, which is by its idle timeout.
Duration lock_patience(const Context& context, const SweepResult& result) {
    const Duration wait = context.config.lock_wait;
    return result.run.attempt == 1
               ? wait
               : std::max(wait, context.connection.idle_timeout + lost_transaction_margin);
}

void wait_for_lock(Context& context, const SweepOptions& options, SweepResult& result) {
    // Not from the beginning: an attempt that took its time would have used up the patience.
    std::optional<SteadyClock::time_point> busy_since;
    for (;;) {
        try {
            attempt_until_settled(context, options, result);
            return;
        } catch (const Busy&) {
            result.outcome = Outcome::busy;
            if (!busy_since) {
                busy_since = SteadyClock::now();
            }
            if (SteadyClock::now() - *busy_since >= lock_patience(context, result)) {
                throw;
            }
        }
        context.progress.begin("waiting for another sweep");
        context.watchdog.sleep(lock_poll);
    }
}

} // namespace

SweepResult new_sweep(const SweepOptions& options) {
    SweepResult result;
    result.run = {.run_id = new_run_id(),
                  .attempt = 1,
                  .host = host_name(),
                  .tool_version = std::string{tool_version()},
                  .limited_to = options.policies};
    return result;
}

void sweep_until_settled(Context& context, const SweepOptions& options, SweepResult& result) {
    const bool acting = options.mode == SweepMode::act;
    try {
        wait_for_lock(context, options, result);
        if (acting && result.guard) {
            record(context, result, result.guard->message);
        }
    } catch (const Interrupted& error) {
        mark_rolled_back(result, Outcome::interrupted);
        if (acting && (options.recording == Recording::always || !result.plan.sessions.empty())) {
            record(context, result, error.what());
        }
        throw;
    } catch (const OutcomeUnknown&) {
        mark_done(result.plan, SessionOutcome::unknown);
        throw;
    } catch (const CannotConnect&) {
        mark_rolled_back(result, Outcome::failed);
        throw;
    } catch (const StoreError& error) {
        mark_rolled_back(result, Outcome::failed);
        if (acting) {
            record(context, result, error.what());
        }
        throw;
    } catch (const std::exception&) {
        // Whatever it was, what has not committed is not closed.
        if (result.outcome != Outcome::closed && result.outcome != Outcome::acted &&
            result.outcome != Outcome::busy) {
            mark_rolled_back(result, Outcome::failed);
        }
        throw;
    }
}

} // namespace chatsweep

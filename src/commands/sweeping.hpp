// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "commands/context.hpp"
#include "commands/phases.hpp"
#include "core/agenda.hpp"
#include "core/outbox.hpp"
#include "core/plan.hpp"
#include "store/ledger.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace chatsweep {

/// What one sweep or dry run came to, as far as it came.
struct SweepResult {
    RunAttempt run;
    Plan plan;
    Outcome outcome = Outcome::failed;
    PolicySet policies{}; ///< Those that the plan was made by.
    std::string policy_version;
    Phases phases;
    std::optional<GuardTrip> guard;
    std::optional<Standby> standby; ///< What a dry run asked, where it is one.
    /// Our clock right before and right after the plan's instant was read from the database.
    std::chrono::steady_clock::time_point before_as_of{};
    std::chrono::steady_clock::time_point after_as_of{};
    /// By the database's clock, and no earlier than it was; empty: it did not commit.
    std::optional<Instant> committed_at;
    /// What is undelivered, where there are receivers and somebody wants to know.
    std::optional<std::vector<Backlog>> undelivered;
    bool recorded = true; ///< False: nothing was done, and the ledger was not to tell of that.
    std::optional<Agenda> agenda; ///< What comes due after the plan's instant, if that was asked.
};

/// One attempt, in one transaction: take the lock, load, judge, check the guards and, unless this
/// is a dry run, lock, look again, close and commit. Fills in `result` on its way, so that it
/// tells how far a failed attempt came. Throws what store/errors.hpp and failures.hpp list.
void sweep_once(Context& context, const SweepOptions& options, SweepResult& result);

/// The same until it succeeds or must not be tried again: new attempts after errors that pass, a
/// lost commit resolved before anything else, the sweep lock waited for as long as `--lock-wait`
/// says. A run that did not commit leaves a row of its own in the ledger, where the database still
/// answers. Throws like sweep_once, and OutcomeUnknown instead of CommitLost.
void sweep_until_settled(Context& context, const SweepOptions& options, SweepResult& result);

/// Writes down that a run has committed by now.
void note_commit(SweepResult& result);

/// Says that a sweep has committed, and that a failover may undo it.
void warn_of_missing_standbys();

/// A run's first attempt, before anything has happened.
[[nodiscard]] SweepResult new_sweep(const SweepOptions& options);

/// A sweep or a dry run with all that is said of it: the neighbour of `sweep` for who wants to know
/// more than its exit code, and throws the same.
[[nodiscard]] SweepResult sweep_and_say(Context& context, const SweepOptions& options);

/// The document's view of the result.
[[nodiscard]] SweepDocument document_of(const SweepOptions& options, const SweepResult& result,
                                        const std::optional<std::string>& error);

} // namespace chatsweep

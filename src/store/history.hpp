// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/past_run.hpp"
#include "store/database.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace chatsweep {

/// Past runs, each attempt of them, newest first. Their `wrote_after_close` is empty; the closings
/// are counted by `due` and `closed` alone, not in `Counts::actions`.
[[nodiscard]] std::vector<RunRecord> recorded_runs(Transaction& tx, std::optional<Instant> since,
                                                   std::optional<std::int64_t> limit);

/// The attempts of one run, the last one first; none: there is no such run.
[[nodiscard]] std::vector<RunRecord> run_attempts(Transaction& tx, const RunId& run_id);

/// Fills in how many customers wrote after these runs had closed their sessions. Only for an
/// adapter that offers `wrote_after`.
void count_late_writers(Transaction& tx, std::vector<RunRecord>& runs);

/// The same with how late they closed. Asks that of the newest runs only, as far as their closings
/// are no more than a few hundred thousand, so that it takes no more than a moment.
[[nodiscard]] std::vector<PastRun> past_runs(Transaction& tx, std::int64_t limit);

/// The runs whose id begins so: none is unknown, two is ambiguous, and more than two are not told.
[[nodiscard]] std::vector<RunId> find_runs(Transaction& tx, const std::string& beginning);

/// What one run did, in the order in which it did it.
[[nodiscard]] std::vector<EventRecord> run_events(Transaction& tx, const RunId& run_id);

/// What was done to one session, newest first.
[[nodiscard]] std::vector<EventRecord> session_events(Transaction& tx,
                                                      const std::string& session_id);

/// What a pruning removed.
struct Pruned {
    std::int64_t runs = 0;
    std::int64_t events = 0;
    std::int64_t policy_versions = 0;
    std::int64_t undelivered = 0; ///< Runs that were left, for their events are undelivered.
};

/// Removes the runs that started before this, with their events. The last success stays, and so
/// does the last run whose policies were in force then: an agent may have been there since. So do
/// those whose events are not delivered to every receiver.
Pruned prune_history(Transaction& tx, Instant before);

/// How often sweeps have succeeded lately.
struct Rhythm {
    std::int64_t gaps = 0; ///< So many gaps were seen; 0: the median is nothing.
    Duration median_gap{};
};
[[nodiscard]] Rhythm rhythm(Transaction& tx);

} // namespace chatsweep

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/run.hpp"
#include "store/database.hpp"

#include <optional>
#include <string>
#include <vector>

namespace chatsweep {

/// One attempt of a run, as the ledger names it.
struct RunAttempt {
    RunId run_id;
    int attempt = 1;
    std::string host;
    std::string tool_version;
    std::vector<std::string> limited_to; ///< The policies named with `--policy`; empty: all.
};

/// A fresh id, ordered by time (UUID version 7).
[[nodiscard]] RunId new_run_id();

/// Takes the sweep lock until the transaction ends; false when somebody else has it.
[[nodiscard]] bool try_sweep_lock(Transaction& tx);
/// Who holds it, in words for an error message; empty when nobody does any more.
[[nodiscard]] std::string sweep_lock_holder(Transaction& tx);

/// The version of policies given as canonical JSON: the start of a hash of that text.
[[nodiscard]] std::string policy_version(Transaction& tx, const std::string& canonical_policies);

/// The policies of an earlier run.
struct PolicyVersion {
    std::string version;
    std::string
        policies; ///< JSON, equal to the canonical text but for its spaces and order of keys.
};

/// The versions in which some policy says `pin: agent_join`, but for this one; the newest first.
[[nodiscard]] std::vector<PolicyVersion> pinning_versions(Transaction& tx,
                                                          const std::string& except_version);

/// The first writes of a sweep: the policies, once for each version, and the run's own row.
void begin_run(Transaction& tx, const RunAttempt& run, const std::string& version,
               const std::string& canonical_policies);

/// Fills in the row that `begin_run` inserted in this same transaction. The counts of closing stand
/// in `due` and `closed`; of `Counts::actions` only the other actions are kept.
void complete_run(Transaction& tx, const RunAttempt& run, Outcome outcome, const Counts& counts,
                  const std::vector<PhaseDuration>& durations);

/// A run that did not commit gets a row of its own, in a transaction of its own.
void record_ended_run(Database& database, const RunAttempt& run, Outcome outcome,
                      const std::string& error);

/// The last successful run in which every policy acted.
struct LastSuccess {
    RunId run_id;
    Instant started_at{};
};
[[nodiscard]] std::optional<LastSuccess> last_success(Transaction& tx);

} // namespace chatsweep

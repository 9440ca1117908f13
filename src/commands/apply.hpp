// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/plan.hpp"
#include "store/closing.hpp"
#include "store/ledger.hpp"

#include <optional>
#include <set>
#include <string>

namespace chatsweep {

/// What a plan is applied with.
struct Application {
    const RunAttempt& run;
    const std::string& policy_version;
    const PolicySet& policies;
    const std::set<std::string>& only; ///< The policies that act; empty: all.
    /// Of the first look, where the adapter can tell what has not changed since.
    std::optional<Horizon> horizon;
};

/// Closes the planned sessions that nothing has happened to since the first look, where the adapter
/// can tell; locks the others, looks at them again and closes those that still are to be closed.
/// Chunk by chunk, in the one transaction. Says of each session what became of it, and counts.
void apply(Transaction& tx, Plan& plan, const Application& application);

/// Throws NotReady when two planned sessions bear one id, as applying the plan does: for those who
/// only show it.
void require_unique_ids(const Plan& plan);

} // namespace chatsweep

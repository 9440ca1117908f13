// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/plan.hpp"
#include "store/closing.hpp"
#include "store/facts.hpp"
#include "store/ledger.hpp"

#include <optional>
#include <set>
#include <string>

namespace chatsweep {

class Progress;

/// What a plan is applied with.
struct Application {
    const RunAttempt& run;
    const std::string& policy_version;
    const PolicySet& policies;
    const std::set<std::string>& only; ///< The policies that act; empty: all.
    /// Of the first look, where the adapter can tell what has not changed since.
    std::optional<Horizon> horizon;
    JoinedUnder joined_under = JoinedUnder::skip;
    bool database_keeps_status = false; ///< The adapter offers set_status.
    Progress& progress;
};

/// Closes the planned sessions that nothing has happened to since the first look, where the adapter
/// can tell; locks the others, looks at them again and does what is still to be done. Chunk by
/// chunk, in the one transaction. Says of each session what became of it, and counts.
void apply(Transaction& tx, Plan& plan, const Application& application);

} // namespace chatsweep

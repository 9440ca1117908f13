// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/plan.hpp"
#include "store/ledger.hpp"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace chatsweep {

/// Locks those of the sessions that are still open and that nobody is writing to, until the
/// transaction ends, and returns their ids: from now on nobody can add a message to them.
[[nodiscard]] std::vector<std::string> lock_sessions(Transaction& tx,
                                                     const std::vector<std::string>& session_ids);

/// A session to close, or to do something else to, as it was judged under its lock.
struct Closing {
    const PlannedSession* planned = nullptr;
    std::optional<std::string> status_before;
};

/// Closes exactly these sessions, which must be locked, and writes one event for each, under the
/// version of the policies that its policy belongs to: `policy_version` for today's. Anything else
/// than all of them is a DatabaseError, and the transaction must be rolled back.
void close_sessions(Transaction& tx, const RunAttempt& run, const std::string& policy_version,
                    const PolicySet& policies, const std::vector<Closing>& closings);

/// What the database had written when the first look began: the oldest transaction that was still
/// running then.
struct Horizon {
    std::string transaction;
};

/// To be read before the facts are loaded.
[[nodiscard]] Horizon first_look_horizon(Transaction& tx);

/// Locks and closes in one statement those of the sessions that nobody is writing to and whose
/// facts nobody has touched since the first look, so that the verdict stands, and writes one event
/// for each. Returns the ids of the others, of which nothing is known. For an adapter that offers
/// `close_unchanged`. When events and closings differ in number, it is a DatabaseError, and the
/// transaction must be rolled back.
[[nodiscard]] std::vector<std::string>
close_unchanged(Transaction& tx, const Horizon& horizon, const RunAttempt& run,
                const std::string& policy_version, const PolicySet& policies,
                std::span<const PlannedSession* const> sessions);

} // namespace chatsweep

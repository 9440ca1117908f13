// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/bound.hpp"
#include "core/session.hpp"
#include "store/database.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace chatsweep {

/// All open sessions in figures.
struct OpenTotals {
    std::int64_t open = 0;
    std::int64_t future_dated = 0;
    /// Of those that are not dated in the future.
    std::optional<Instant> newest_customer_message;
};

/// Counts in one pass; whatever a timer counts from is dated in the future when it is later than
/// `future_from`.
[[nodiscard]] OpenTotals open_totals(Transaction& tx, Instant future_from);

/// Whether to look up in the ledger under which policy version each session's agent joined: only
/// where some policy pins, for it costs each such session a look.
enum class JoinedUnder { skip, look_up };

using FactsReader = std::function<void(const SessionFacts&)>;

/// Streams the facts of the open sessions, in memory that does not grow with them. Without a
/// bound it reads every one.
void load_facts(Transaction& tx, const std::optional<CoarseBound>& bound, JoinedUnder joined_under,
                const FactsReader& reader);

/// The facts of these sessions as they are now: in a read-write transaction, in a fresh snapshot.
/// A session that is closed or unknown has none. More than one row for an id is NotReady.
[[nodiscard]] std::vector<SessionFacts>
facts_of(Transaction& tx, const std::vector<std::string>& session_ids, JoinedUnder joined_under);

/// The state of any session, open or closed.
struct SessionState {
    std::optional<std::string> status;
    std::optional<Instant> closed_at;
    std::optional<std::string> close_reason;
};

/// Empty when there is no such session.
[[nodiscard]] std::optional<SessionState> session_state(Transaction& tx,
                                                        const std::string& session_id);

} // namespace chatsweep

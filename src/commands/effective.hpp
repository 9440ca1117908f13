// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/policy.hpp"
#include "store/adapter.hpp"
#include "store/database.hpp"
#include "store/facts.hpp"

#include <string>

namespace chatsweep {

/// The policies that sessions are judged by in one transaction.
struct Effective {
    PolicySet policies;    ///< Today's, then those of earlier versions that sessions are pinned to.
    std::string canonical; ///< Today's, as they are kept in the ledger.
    std::string version;   ///< The name of that text.
    JoinedUnder joined_under = JoinedUnder::skip; ///< Wanted when some policy pins (A6).
};

[[nodiscard]] Effective todays_policies(Transaction& tx, const PolicySet& todays);

/// Adds those of earlier versions. Looks at the sessions, so a sweep holds its lock by then. Throws
/// ConfigurationMismatch when one of them needs what the adapter does not offer; today's are looked
/// at by require_ready.
void add_pinned_policies(Transaction& tx, const Adapter& adapter, Effective& effective);

} // namespace chatsweep

// SPDX-License-Identifier: Apache-2.0
#include "commands/readiness.hpp"

#include "commands/failures.hpp"
#include "store/schema.hpp"

#include <algorithm>

namespace chatsweep {

namespace {

void require_offers(const Adapter& adapter, const PolicySet& policies) {
    for (const NeededColumn& needed : needed_columns(policies)) {
        if (!adapter.offers_column(needed.column)) {
            const bool is_column = needed.offer == Offer::column;
            throw ConfigurationMismatch{
                "policy '" + needed.policy + "' needs the " + (is_column ? "fact " : "function ") +
                    needed.column + " (" + needed.why + "), which adapter '" + adapter.name +
                    "' does not offer",
                "take " + needed.why +
                    " out of the policy, or let the adapter provide and offer the " +
                    (is_column ? "column." : "function.")};
        }
    }
}

/// Where the database has the status, chatsweep's own memory of it would be a second truth: either
/// all of it is the database's, or none.
void require_one_truth(const Adapter& adapter, const PolicySet& policies) {
    const bool sets = adapter.offers_column("set_status");
    const bool tells = adapter.offers_column("inactive_since");
    if (sets == tells && (!sets || adapter.offers_column("status"))) {
        return;
    }
    for (const Policy& policy : policies) {
        for (const Timer& timer : policy.timers) {
            if (timer.action == Action::inactivate) {
                throw ConfigurationMismatch{
                    "policy '" + policy.name + "' makes sessions inactive (timers." + timer.name +
                        "), and adapter '" + adapter.name +
                        "' offers only a part of status, inactive_since and set_status",
                    "let it offer all three, or neither inactive_since nor set_status: then "
                    "chatsweep remembers it."};
            }
        }
    }
}

} // namespace

Adapter require_ready(Transaction& tx, const PolicySet& policies) {
    require_schema(tx);
    Adapter adapter = installed_adapter(tx);
    require_offered(adapter, policies);
    return adapter;
}

void require_offered(const Adapter& adapter, const PolicySet& policies) {
    require_offers(adapter, policies);
    require_one_truth(adapter, policies);
}

void require_fence(Transaction& tx, const Adapter& adapter) {
    const std::vector<std::string> problems = fence_problems(tx);
    if (!problems.empty()) {
        throw NotReady{"the fence of adapter '" + adapter.name +
                           "' does not hold: " + problems.front(),
                       "without a fence a message could slip into a session that is being closed; "
                       "run chatsweep check to see everything that is wrong with it."};
    }
}

} // namespace chatsweep

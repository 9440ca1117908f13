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
            throw ConfigurationMismatch{
                "policy '" + needed.policy + "' needs the fact " + needed.column + " (" +
                    needed.why + "), which adapter '" + adapter.name + "' does not offer",
                "take " + needed.why +
                    " out of the policy, or let the adapter provide and offer the column."};
        }
    }
}

} // namespace

Adapter require_ready(Transaction& tx, const PolicySet& policies) {
    require_schema(tx);
    Adapter adapter = installed_adapter(tx);
    require_offers(adapter, policies);
    return adapter;
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

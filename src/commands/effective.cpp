// SPDX-License-Identifier: Apache-2.0
#include "commands/effective.hpp"

#include "commands/readiness.hpp"
#include "config/config.hpp"
#include "store/ledger.hpp"

#include <algorithm>
#include <iterator>

namespace chatsweep {

Effective todays_policies(Transaction& tx, const PolicySet& todays) {
    Effective effective;
    effective.policies = todays;
    effective.canonical = canonical_policies(todays);
    effective.version = policy_version(tx, effective.canonical);
    return effective;
}

void add_pinned_policies(Transaction& tx, const Adapter& adapter, Effective& effective) {
    for (const PolicyVersion& earlier : pinning_versions(tx, effective.version)) {
        PolicySet policies = read_canonical(earlier.policies, earlier.version);
        require_offered(adapter, policies);
        std::ranges::move(policies, std::back_inserter(effective.policies));
    }
    const bool pins = std::ranges::any_of(
        effective.policies, [](const Policy& policy) { return policy.pin == Pin::agent_join; });
    effective.joined_under = pins ? JoinedUnder::look_up : JoinedUnder::skip;
}

} // namespace chatsweep

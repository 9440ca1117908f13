// SPDX-License-Identifier: Apache-2.0
#include "core/tally.hpp"

#include <map>
#include <string_view>
#include <tuple>

namespace chatsweep {

namespace {

/// What becomes of a session to which the timer's action is done.
SessionOutcome outcome_of(const Timer& timer) {
    const bool closes =
        timer.action == Action::close || (timer.action == Action::disconnect && !timer.route);
    return closes ? SessionOutcome::closed : SessionOutcome::acted;
}

} // namespace

std::vector<Tally> tally(const Plan& plan, const PolicySet& policies) {
    std::map<std::tuple<std::string_view, Action, SessionOutcome>, std::int64_t> counts;
    for (const Policy& policy : policies) {
        for (const Timer& timer : policy.timers) {
            counts[{policy.name, timer.action, outcome_of(timer)}] += 0;
        }
    }
    for (const PlannedSession& session : plan.sessions) {
        ++counts[{policies.at(session.policy).name, session.action, session.outcome}];
    }
    std::vector<Tally> tallies;
    for (const auto& [key, sessions] : counts) {
        const auto& [policy, action, outcome] = key;
        tallies.push_back({std::string{policy}, action, outcome, sessions});
    }
    return tallies;
}

} // namespace chatsweep

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/plan.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace chatsweep {

/// So many sessions of one policy for which one action was due came to one outcome.
struct Tally {
    std::string policy;
    Action action = Action::close;
    SessionOutcome outcome = SessionOutcome::closed;
    std::int64_t sessions = 0;
    friend bool operator==(const Tally&, const Tally&) = default;
};

/// Counts a plan's sessions, by policy, action and outcome, in that order. What the timers of the
/// policies do is there even when it was done to none: a figure that comes and goes cannot be
/// watched. The policies are those that the plan was made by; those of one name count as one.
[[nodiscard]] std::vector<Tally> tally(const Plan& plan, const PolicySet& policies);

} // namespace chatsweep

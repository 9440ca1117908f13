// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/policy.hpp"
#include "core/session.hpp"

#include <vector>

namespace chatsweep::fuzz {

/// The policies of every configuration in the repository, read once.
[[nodiscard]] const std::vector<PolicySet>& policy_sets();

/// Judges the sessions, makes the plan, looks a second time, and requires of all of it what must be
/// so whatever the facts are. The ids of the sessions differ.
void check_judging(const std::vector<SessionFacts>& sessions, const PolicySet& policies,
                   Instant now);

} // namespace chatsweep::fuzz

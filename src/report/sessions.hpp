// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/plan.hpp"
#include "core/policy.hpp"
#include "report/listing.hpp"
#include "report/table.hpp"

#include <cstddef>

namespace chatsweep {

/// What becomes of it, in a word or two, with the tone that fits.
[[nodiscard]] Cell verdict_of(const PlannedSession& session, const Timer& timer);

/// The planned sessions as machines read them, in the order of the plan. The plan and the
/// policies must outlive it.
[[nodiscard]] Listing sessions_of(const Plan& plan, const PolicySet& policies);

/// The first `size` of them for people.
[[nodiscard]] Table sessions_table(const Plan& plan, const PolicySet& policies, std::size_t size);

} // namespace chatsweep

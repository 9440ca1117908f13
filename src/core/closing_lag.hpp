// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/plan.hpp"

#include <cstdint>
#include <vector>

namespace chatsweep {

/// How late a run was: of the sessions that it closed, from due to committed.
struct ClosingLag {
    struct Quantile {
        double share = 0; ///< 0.5: half of the sessions waited no longer. 1: none did.
        Duration lag{};
    };
    std::int64_t closed = 0; ///< Sessions.
    double total_seconds = 0;
    std::vector<Quantile> quantiles{}; ///< By nearest rank; empty where nothing was closed.
};

/// A commit that comes before an instant that was due counts as one without a lag.
[[nodiscard]] ClosingLag closing_lag(const Plan& plan, Instant committed_at);

/// How long the longest overdue of the sessions has been due that a run has left as it was; zero
/// where there is none. Whoever came back meanwhile, or is gone, is not due any more.
[[nodiscard]] Duration oldest_overdue(const Plan& plan);

} // namespace chatsweep

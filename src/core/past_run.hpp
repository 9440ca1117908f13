// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/run.hpp"

namespace chatsweep {

/// A run of the past.
struct PastRun {
    /// How late it closed what it closed: from due until it was about to commit.
    struct Lag {
        std::int64_t closings = 0;
        Duration median{};  ///< The lower one.
        Duration p95{};     ///< 95 of 100 are no longer.
        Duration longest{}; ///<
    };
    RunRecord run;
    std::optional<Lag> lag; ///< Empty where it closed nothing, or nobody asked.
};

} // namespace chatsweep

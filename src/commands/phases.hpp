// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/run.hpp"

#include <chrono>
#include <string>
#include <vector>

namespace chatsweep {

/// A stopwatch for the phases of a run. It measures and decides nothing.
class Phases {
public:
    /// Ends the phase that has been running since the last call, or since the construction. A
    /// phase that is ended again grows.
    void end(const std::string& phase);
    [[nodiscard]] const std::vector<PhaseDuration>& durations() const noexcept {
        return durations_;
    }

private:
    using Clock = std::chrono::steady_clock;
    Clock::time_point since_ = Clock::now();
    std::vector<PhaseDuration> durations_;
};

} // namespace chatsweep

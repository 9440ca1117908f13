// SPDX-License-Identifier: Apache-2.0
#include "commands/phases.hpp"

#include <algorithm>

namespace chatsweep {

void Phases::end(const std::string& phase) {
    const Clock::time_point now = Clock::now();
    const auto took = std::chrono::duration_cast<std::chrono::microseconds>(now - since_);
    const double milliseconds = static_cast<double>(took.count()) / 1000;
    since_ = now;
    const auto found =
        std::find_if(durations_.begin(), durations_.end(),
                     [&](const PhaseDuration& duration) { return duration.phase == phase; });
    if (found == durations_.end()) {
        durations_.push_back({phase, milliseconds});
    } else {
        found->milliseconds += milliseconds;
    }
}

} // namespace chatsweep

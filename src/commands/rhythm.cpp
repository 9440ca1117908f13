// SPDX-License-Identifier: Apache-2.0
#include "commands/rhythm.hpp"

#include <algorithm>

namespace chatsweep {

Instant next_sweep(Instant last, Duration interval, Instant now, Instant not_before) {
    const Instant first = std::max(last + interval, now);
    if (not_before <= first) {
        return first;
    }
    const Duration::rep further = (not_before - first + interval - Duration{1}) / interval;
    return std::min(first + interval * further, latest_instant);
}

} // namespace chatsweep

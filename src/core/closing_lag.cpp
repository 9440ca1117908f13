// SPDX-License-Identifier: Apache-2.0
#include "core/closing_lag.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace chatsweep {

namespace {

constexpr std::array shares{0.5, 0.9, 0.99, 1.0};

bool is_still_due(SessionOutcome outcome) {
    switch (outcome) {
    case SessionOutcome::would_close:
    case SessionOutcome::would_act:
    case SessionOutcome::skipped_locked:
    case SessionOutcome::left_for_next:
    case SessionOutcome::rolled_back:
    case SessionOutcome::unknown:
        return true;
    case SessionOutcome::closed:
    case SessionOutcome::acted:
    case SessionOutcome::held:
    case SessionOutcome::kept_on_second_look:
    case SessionOutcome::gone:
        break;
    }
    return false;
}

} // namespace

ClosingLag closing_lag(const Plan& plan, Instant committed_at) {
    ClosingLag lag;
    std::vector<Duration> lags;
    for (const PlannedSession& session : plan.sessions) {
        if (session.outcome == SessionOutcome::closed) {
            lags.push_back(std::max(committed_at - session.due_at, Duration{}));
            lag.total_seconds += in_seconds(lags.back());
        }
    }
    lag.closed = static_cast<std::int64_t>(lags.size());
    if (lags.empty()) {
        return lag;
    }
    std::ranges::sort(lags);
    for (const double share : shares) {
        const double rank = std::ceil(share * static_cast<double>(lags.size()));
        lag.quantiles.push_back({share, lags[static_cast<std::size_t>(rank) - 1]});
    }
    return lag;
}

Duration oldest_overdue(const Plan& plan) {
    Duration oldest{};
    for (const PlannedSession& session : plan.sessions) {
        if (is_still_due(session.outcome)) {
            oldest = std::max(oldest, plan.as_of - session.due_at);
        }
    }
    return oldest;
}

} // namespace chatsweep

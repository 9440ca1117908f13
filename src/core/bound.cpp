// SPDX-License-Identifier: Apache-2.0
#include "core/bound.hpp"

#include <algorithm>

namespace chatsweep {
namespace {

std::optional<Instant>& cutoff_of(Clock clock, CoarseBound& bound) {
    switch (clock) {
    case Clock::last_customer_message:
        return bound.last_customer_message;
    case Clock::first_agent_reply:
        return bound.first_agent_reply;
    case Clock::last_agent_message:
        return bound.last_agent_message;
    case Clock::last_message:
        return bound.last_message;
    case Clock::started:
        return bound.started;
    }
    return bound.started;
}

/// The latest cutoff lets the most through.
void widen(std::optional<Instant>& cutoff, Instant to) {
    cutoff = std::max(cutoff.value_or(to), to);
}

bool reaches(const std::optional<Instant>& clock, const std::optional<Instant>& cutoff) {
    return clock && cutoff && *clock <= *cutoff;
}

} // namespace

CoarseBound coarse_bound(const PolicySet& policies, Instant now) {
    CoarseBound bound;
    for (const Policy& policy : policies) {
        for (const Timer& timer : policy.timers) {
            const Instant cutoff = std::max(now - timer.after, earliest_instant);
            widen(cutoff_of(timer.since, bound), cutoff);
            if (timer.since == Clock::last_customer_message &&
                policy.never_wrote == NeverWrote::started) {
                widen(bound.started_when_never_wrote, cutoff);
            }
        }
    }
    return bound;
}

bool lets_through(const CoarseBound& bound, const SessionFacts& session) {
    return reaches(session.last_customer_message_at, bound.last_customer_message) ||
           reaches(session.first_agent_reply_at, bound.first_agent_reply) ||
           reaches(session.last_agent_message_at, bound.last_agent_message) ||
           reaches(session.last_message_at, bound.last_message) ||
           reaches(session.started_at, bound.started) ||
           (!session.last_customer_message_at &&
            reaches(session.started_at, bound.started_when_never_wrote));
}

} // namespace chatsweep

// SPDX-License-Identifier: Apache-2.0
#include "core/bound.hpp"

#include <algorithm>

namespace chatsweep {
namespace {

/// Null for a clock that has no cutoff of its own.
std::optional<Instant>* cutoff_of(Clock clock, CoarseBound& bound) {
    switch (clock) {
    case Clock::last_customer_message:
        return &bound.last_customer_message;
    case Clock::first_agent_reply:
        return &bound.first_agent_reply;
    case Clock::last_agent_message:
        return &bound.last_agent_message;
    case Clock::last_message:
        return &bound.last_message;
    case Clock::started:
        return &bound.started;
    case Clock::inactive:
        return &bound.inactive;
    case Clock::agent_joined:
        return &bound.agent_joined;
    case Clock::idle:         // starts with a mark, and who is marked passes
    case Clock::opted_out:    // passes by itself
    case Clock::token_expiry: // passes by itself
        return nullptr;
    }
    return nullptr; // GCOVR_EXCL_LINE: no enumerator is left
}

/// The latest cutoff lets the most through.
void widen(std::optional<Instant>& cutoff, Instant to) {
    cutoff = std::max(cutoff.value_or(to), to);
}

bool reaches(const std::optional<Instant>& clock, const std::optional<Instant>& cutoff) {
    return clock && cutoff && *clock <= *cutoff;
}

void widen(CoarseBound& bound, const Policy& policy, Clock clock, Instant cutoff) {
    if (std::optional<Instant>* const of_clock = cutoff_of(clock, bound)) {
        widen(*of_clock, cutoff);
    }
    if (clock == Clock::last_customer_message && policy.never_wrote == NeverWrote::started) {
        widen(bound.started_when_never_wrote, cutoff);
    }
}

/// A warning looks ahead to each close of its policy.
Duration longest_lead(const Policy& policy) {
    Duration lead{};
    for (const Timer& timer : policy.timers) {
        lead = std::max(lead, timer.before_close.value_or(Duration{}));
    }
    return lead;
}

} // namespace

CoarseBound coarse_bound(const PolicySet& policies, Instant now) {
    CoarseBound bound;
    for (const Policy& policy : policies) {
        const Duration lead = longest_lead(policy);
        for (const Timer& timer : policy.timers) {
            const Duration ahead = timer.action == Action::close ? lead : Duration{};
            const Duration after = std::max(timer.after - ahead, Duration{});
            const Instant cutoff = std::max(now - after, earliest_instant);
            if (!timer.before_close && timer.on == On::clock) {
                widen(bound, policy, timer.since, cutoff);
            }
            bound.opted_out |= timer.since == Clock::opted_out;
            bound.tokens |= timer.on == On::contact_after_token;
            bound.returns |= timer.action == Action::inactivate;
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
            reaches(session.started_at, bound.started_when_never_wrote)) ||
           reaches(session.inactive_since, bound.inactive) ||
           reaches(session.agent_joined_at, bound.agent_joined) ||
           (bound.opted_out && session.opted_out_at) ||
           (bound.tokens && session.last_customer_message_at &&
            (session.token_issued_at || session.token_expires_at)) ||
           (bound.returns && session.last_customer_message_at > session.inactive_since &&
            session.inactive_since) ||
           !session.marks.empty();
}

} // namespace chatsweep

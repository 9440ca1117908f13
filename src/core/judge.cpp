// SPDX-License-Identifier: Apache-2.0
#include "core/judge.hpp"

#include <algorithm>

namespace chatsweep {
namespace {

const std::optional<Instant>& instant_of(Clock clock, const SessionFacts& session) {
    static const std::optional<Instant> none;
    switch (clock) {
    case Clock::last_customer_message:
        return session.last_customer_message_at;
    case Clock::first_agent_reply:
        return session.first_agent_reply_at;
    case Clock::last_agent_message:
        return session.last_agent_message_at;
    case Clock::last_message:
        return session.last_message_at;
    case Clock::started:
        return session.started_at;
    }
    return none;
}

bool is_snoozed(const SessionFacts& session, Instant now) {
    return session.snoozed_until ? *session.snoozed_until > now : session.status == "snoozed";
}

bool bears_any(const SessionFacts& session, const std::vector<std::string>& labels) {
    return std::any_of(labels.begin(), labels.end(), [&](const std::string& label) {
        return std::find(session.labels.begin(), session.labels.end(), label) !=
               session.labels.end();
    });
}

/// Points the verdict at the timer that is due first; of equals, the first listed.
void find_first_due(const SessionFacts& session, const Policy& policy, Verdict& verdict) {
    for (const Timer& timer : policy.timers) {
        const std::optional<TimerState> state = state_of(timer, policy, session);
        if (state && (!verdict.state || state->due_at < verdict.state->due_at)) {
            verdict.timer = &timer;
            verdict.state = state;
        }
    }
}

} // namespace

std::string_view to_text(Decision decision) noexcept {
    switch (decision) {
    case Decision::keep:
        return "keep";
    case Decision::close:
        return "close";
    }
    return {};
}

std::string_view to_text(Reason reason) noexcept {
    switch (reason) {
    case Reason::timeout:
        return "timeout";
    case Reason::no_policy:
        return "no_policy";
    case Reason::clock_never_started:
        return "clock_never_started";
    case Reason::not_due:
        return "not_due";
    case Reason::future_dated:
        return "future_dated";
    case Reason::snoozed:
        return "snoozed";
    case Reason::label:
        return "label";
    case Reason::unanswered:
        return "unanswered";
    }
    return {};
}

bool is_hold(Reason reason) noexcept {
    return reason == Reason::snoozed || reason == Reason::label || reason == Reason::unanswered;
}

std::optional<TimerState> state_of(const Timer& timer, const Policy& policy,
                                   const SessionFacts& session) {
    Clock clock = timer.since;
    if (clock == Clock::last_customer_message && !session.last_customer_message_at &&
        policy.never_wrote == NeverWrote::started) {
        clock = Clock::started;
    }
    const std::optional<Instant>& counted_from = instant_of(clock, session);
    if (!counted_from) {
        return std::nullopt;
    }
    const Instant clock_at =
        std::max(*counted_from, session.clock_floor_at.value_or(*counted_from));
    return TimerState{clock, clock_at, clock_at + timer.after};
}

Verdict judge(const SessionFacts& session, const PolicySet& policies, Instant now) {
    Verdict verdict;
    verdict.unanswered = is_unanswered(session);
    verdict.policy = match(policies, session);
    if (verdict.policy == nullptr) {
        return verdict;
    }
    find_first_due(session, *verdict.policy, verdict);
    if (is_future_dated(session, now)) {
        verdict.reason = Reason::future_dated;
        return verdict;
    }
    if (!verdict.state) {
        verdict.reason = Reason::clock_never_started;
        return verdict;
    }
    if (now < verdict.state->due_at) {
        verdict.reason = Reason::not_due;
        return verdict;
    }
    if (const std::optional<Reason> hold = hold_of(session, *verdict.policy, now)) {
        verdict.reason = *hold;
        verdict.held_until = hold == Reason::snoozed ? session.snoozed_until : std::nullopt;
        return verdict;
    }
    verdict.decision = Decision::close;
    verdict.reason = Reason::timeout;
    return verdict;
}

std::optional<Reason> hold_of(const SessionFacts& session, const Policy& policy, Instant now) {
    if (is_snoozed(session, now)) {
        return Reason::snoozed;
    }
    if (bears_any(session, policy.hold_labels)) {
        return Reason::label;
    }
    if (policy.hold_unanswered && is_unanswered(session)) {
        return Reason::unanswered;
    }
    return std::nullopt;
}

bool is_future_dated(const SessionFacts& session, Instant now) {
    return session.last_customer_message_at &&
           *session.last_customer_message_at > now + future_tolerance;
}

} // namespace chatsweep

// SPDX-License-Identifier: Apache-2.0
#include "core/agenda.hpp"

#include <algorithm>
#include <functional>

namespace chatsweep {

namespace {

/// How long a warning holds up the closes behind it once it is out, and how soon one that looks
/// ahead goes out itself.
void shorten_by_warning(const Timer& warning, const Policy& policy,
                        const std::function<void(Duration)>& shorten) {
    for (const Timer& close : policy.timers) {
        if (!close.enabled || close.action != Action::close || close.on != On::clock) {
            continue;
        }
        shorten(warning.before_close.value_or(close.after - warning.after));
        if (warning.before_close) {
            shorten(close.after - *warning.before_close);
        }
    }
}

} // namespace

void Agenda::note(Instant at) {
    if (at > known_until_) {
        return;
    }
    instants_.push_back(at);
    if (instants_.size() < 2 * most_) {
        std::push_heap(instants_.begin(), instants_.end(), std::greater{});
        return;
    }
    const auto last = instants_.begin() + static_cast<std::ptrdiff_t>(most_) - 1;
    std::nth_element(instants_.begin(), last, instants_.end());
    known_until_ = *last;
    instants_.resize(most_);
    std::make_heap(instants_.begin(), instants_.end(), std::greater{});
}

void Agenda::pass(Instant now) {
    while (!instants_.empty() && instants_.front() <= now) {
        std::pop_heap(instants_.begin(), instants_.end(), std::greater{});
        instants_.pop_back();
    }
}

std::optional<Instant> Agenda::first() const {
    return instants_.empty() ? std::nullopt : std::optional{instants_.front()};
}

void note_upcoming(const SessionFacts& session, const Verdict& verdict, Instant now,
                   Agenda& agenda) {
    if (verdict.policy == nullptr || verdict.decision == Decision::close) {
        return;
    }
    Instant held_back = now;
    if (is_future_dated(session, now)) {
        held_back = *session.last_customer_message_at - future_tolerance;
        agenda.note(held_back);
    }
    for (const Timer& timer : verdict.policy->timers) {
        const std::optional<TimerState> state = state_of(timer, *verdict.policy, session);
        const bool is_to_come = state && !state->done_at && !state->awaits_contact;
        if (is_to_come && state->due_at > held_back) {
            agenda.note(state->due_at);
        }
    }
    if (session.snoozed_until > now) {
        agenda.note(*session.snoozed_until);
    }
}

Duration shortest_notice(const PolicySet& policies) {
    Duration shortest = longest_duration;
    const auto shorten = [&shortest](Duration by) {
        if (by > Duration{0}) {
            shortest = std::min(shortest, by);
        }
    };
    for (const Policy& policy : policies) {
        for (const Timer& timer : policy.timers) {
            if (!timer.enabled) {
                continue;
            }
            if (timer.action == Action::warn) {
                shorten_by_warning(timer, policy, shorten);
            }
            if (timer.on == On::clock && !timer.before_close) {
                shorten(timer.after);
            }
        }
    }
    return shortest;
}

} // namespace chatsweep

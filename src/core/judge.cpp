// SPDX-License-Identifier: Apache-2.0
#include "core/judge.hpp"

#include <algorithm>

namespace chatsweep {
namespace {

bool is_snoozed(const SessionFacts& session, Instant now) {
    return session.snoozed_until ? *session.snoozed_until > now : session.status == "snoozed";
}

bool bears_any(const SessionFacts& session, const std::vector<std::string>& labels) {
    return std::any_of(labels.begin(), labels.end(), [&](const std::string& label) {
        return std::find(session.labels.begin(), session.labels.end(), label) !=
               session.labels.end();
    });
}

Reason reason_of(const Timer& timer) {
    if (timer.on == On::contact_after_token) {
        return Reason::token_expired;
    }
    return timer.since == Clock::opted_out ? Reason::opt_out : Reason::timeout;
}

/// Whether a hold keeps a session from this. Who opted out is let go whatever holds it (S8); a
/// token that ran out is noticed by the very contact that waits for an answer (S9); and who has
/// gone idle is a fact that nobody holds.
bool is_kept_from(const Firing& firing, std::optional<Reason> hold) {
    if (!hold || firing.reason == Reason::opt_out) {
        return false;
    }
    switch (firing.action) {
    case Action::close:
    case Action::warn:
    case Action::inactivate:
        return hold != Reason::unanswered || firing.reason != Reason::token_expired;
    case Action::disconnect:
        return hold != Reason::unanswered;
    case Action::idle:
    case Action::event:
    case Action::returned:
    case Action::participant_returned:
        return false;
    }
    return true; // GCOVR_EXCL_LINE: no enumerator is left
}

/// Nothing else is done to a session that this is done to.
bool comes_alone(const Firing& firing) {
    return firing.action == Action::close || firing.action == Action::disconnect;
}

/// Points the verdict at the timer that is due first and still to come; of equals, the first
/// listed. Gathers what is due.
void look_at_timers(const SessionFacts& session, Instant now, Verdict& verdict) {
    bool any_started = false;
    bool awaits_contact = false;
    for (const Timer& timer : verdict.policy->timers) {
        const std::optional<TimerState> state = state_of(timer, *verdict.policy, session);
        if (!state) {
            continue;
        }
        any_started = true;
        awaits_contact |= state->awaits_contact;
        if (state->done_at || state->awaits_contact) {
            continue;
        }
        if (!verdict.state || state->due_at < verdict.state->due_at) {
            verdict.timer = &timer;
            verdict.state = state;
        }
        if (is_due(*state, now)) {
            verdict.firings.push_back({timer.action, reason_of(timer), &timer, *state});
        }
    }
    verdict.reason = verdict.state    ? Reason::not_due
                     : awaits_contact ? Reason::awaits_contact
                     : any_started    ? Reason::all_done
                                      : Reason::clock_never_started;
}

const Timer* find_timer(const Policy& policy, Action action, std::optional<Role> role = {}) {
    const auto found =
        std::find_if(policy.timers.begin(), policy.timers.end(), [&](const Timer& timer) {
            return timer.enabled && timer.action == action && (!role || timer.role == role);
        });
    return found == policy.timers.end() ? nullptr : &*found;
}

/// S4: inactive by the database or by the mark, and the customer has written since.
void look_for_return(const SessionFacts& session, Verdict& verdict) {
    const Timer* timer = find_timer(*verdict.policy, Action::inactivate);
    if (timer == nullptr || !session.last_customer_message_at) {
        return;
    }
    const Instant wrote_at = *session.last_customer_message_at;
    std::optional<Instant> since =
        session.status == "inactive" ? session.inactive_since : std::nullopt;
    if (const Mark* mark = find_mark(session, MarkKind::inactive, ""); !since && mark != nullptr) {
        since =
            mark->clock_at == silence_of(session) ? std::nullopt : std::optional{mark->recorded_at};
    } else if (since && *since >= wrote_at && !has_ended_silence(session)) {
        since = std::nullopt;
    }
    if (since) {
        std::erase_if(verdict.firings,
                      [](const Firing& firing) { return firing.action == Action::inactivate; });
        verdict.firings.push_back({Action::returned,
                                   Reason::returned,
                                   timer,
                                   {Clock::inactive, *since, std::max(*since, wrote_at)}});
    }
}

/// A5: an idle participant of the same pair has written. A new pair, or a reopening, ends idleness
/// without a word.
void look_for_participants(const SessionFacts& session, Verdict& verdict) {
    for (const Mark& mark : session.marks) {
        const std::optional<Role> role =
            mark.kind == MarkKind::idle ? parse_role(mark.name) : std::nullopt;
        const std::optional<Instant> clock =
            role ? role_clock(session, *role) : std::optional<Instant>{};
        const Timer* timer = clock ? find_timer(*verdict.policy, Action::idle, role) : nullptr;
        if (timer != nullptr && *clock > mark.clock_at &&
            *session.agent_joined_at <= mark.clock_at &&
            *session.customer_joined_at <= mark.clock_at &&
            session.clock_floor_at.value_or(mark.clock_at) <= mark.clock_at) {
            verdict.firings.push_back({Action::participant_returned,
                                       Reason::returned,
                                       timer,
                                       {Clock::idle, mark.recorded_at, *clock}});
        }
    }
}

void list_what_to_forget(const SessionFacts& session, Verdict& verdict) {
    for (const Mark& mark : session.marks) {
        if (!still_applies(mark, *verdict.policy, session)) {
            verdict.forget.push_back(mark);
        }
    }
}

bool is_earlier(const Firing& a, const Firing& b) {
    return a.state.due_at < b.state.due_at;
}

/// Leaves what is really to be done: no firing that is held, and one alone that ends the session.
void settle(const SessionFacts& session, Instant now, Verdict& verdict) {
    const std::optional<Reason> hold = hold_of(session, *verdict.policy, now);
    const auto held =
        std::stable_partition(verdict.firings.begin(), verdict.firings.end(),
                              [&](const Firing& firing) { return !is_kept_from(firing, hold); });
    const auto first_held = std::min_element(held, verdict.firings.end(), is_earlier);
    const bool something_held = first_held != verdict.firings.end();
    if (something_held) {
        verdict.reason = *hold;
        verdict.held_until = hold == Reason::snoozed ? session.snoozed_until : std::nullopt;
        verdict.timer = first_held->timer;
        verdict.state = first_held->state;
    }
    verdict.firings.erase(held, verdict.firings.end());
    if (verdict.firings.empty()) {
        return;
    }
    std::stable_sort(verdict.firings.begin(), verdict.firings.end(), is_earlier);
    const auto alone = std::find_if(verdict.firings.begin(), verdict.firings.end(), comes_alone);
    if (alone != verdict.firings.end()) {
        std::iter_swap(verdict.firings.begin(), alone);
        verdict.firings.resize(1);
    }
    const Firing& first = verdict.firings.front();
    const bool ends = ends_session(first.action, *first.timer);
    verdict.decision = ends ? Decision::close : Decision::act;
    if (ends || !something_held) {
        verdict.reason = first.reason;
        verdict.timer = first.timer;
        verdict.state = first.state;
        verdict.held_until = std::nullopt;
    }
}

} // namespace

std::string_view to_text(Decision decision) noexcept {
    switch (decision) {
    case Decision::keep:
        return "keep";
    case Decision::act:
        return "act";
    case Decision::close:
        return "close";
    }
    return {}; // GCOVR_EXCL_LINE: no enumerator is left
}

std::string_view to_text(Reason reason) noexcept {
    switch (reason) {
    case Reason::timeout:
        return "timeout";
    case Reason::opt_out:
        return "opt_out";
    case Reason::token_expired:
        return "token_expired";
    case Reason::returned:
        return "returned";
    case Reason::no_policy:
        return "no_policy";
    case Reason::clock_never_started:
        return "clock_never_started";
    case Reason::all_done:
        return "all_done";
    case Reason::awaits_contact:
        return "awaits_contact";
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
    return {}; // GCOVR_EXCL_LINE: no enumerator is left
}

bool is_hold(Reason reason) noexcept {
    return reason == Reason::snoozed || reason == Reason::label || reason == Reason::unanswered;
}

bool closes_after_contact(Reason reason) noexcept {
    return reason == Reason::opt_out || reason == Reason::token_expired;
}

Verdict judge(const SessionFacts& session, const PolicySet& policies, Instant now) {
    Verdict verdict;
    verdict.unanswered = is_unanswered(session);
    verdict.policy = match(policies, session);
    if (verdict.policy == nullptr) {
        return verdict;
    }
    look_at_timers(session, now, verdict);
    const bool opted_out = verdict.policy->name == opt_out_name;
    if (is_future_dated(session, now) && !opted_out) {
        verdict.reason = Reason::future_dated;
        verdict.firings.clear();
        return verdict;
    }
    look_for_return(session, verdict);
    if (!session.marks.empty()) {
        look_for_participants(session, verdict);
        list_what_to_forget(session, verdict);
    }
    if (!verdict.firings.empty()) {
        settle(session, now, verdict);
    }
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

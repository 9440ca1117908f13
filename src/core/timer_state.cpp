// SPDX-License-Identifier: Apache-2.0
#include "core/timer_state.hpp"

#include <algorithm>

namespace chatsweep {
namespace {

Instant floored(Instant instant, const SessionFacts& session) {
    return std::max(instant, session.clock_floor_at.value_or(instant));
}

std::optional<Instant> idle_since(const Timer& timer, const SessionFacts& session) {
    const Mark* mark =
        timer.role ? find_mark(session, MarkKind::idle, to_text(*timer.role)) : nullptr;
    return mark != nullptr && role_clock(session, *timer.role) == mark->clock_at
               ? std::optional{mark->recorded_at}
               : std::nullopt;
}

/// Of a mark `inactive`: the customer has not written since, and nobody has reopened the session.
bool is_of_this_silence(const Mark& mark, const SessionFacts& session) {
    return mark.clock_at == silence_of(session) &&
           floored(mark.recorded_at, session) == mark.recorded_at;
}

/// A customer who has written since is not inactive, whatever the database still says.
std::optional<Instant> inactive_by_database(const SessionFacts& session) {
    const std::optional<Instant>& since = session.inactive_since;
    return since && session.last_customer_message_at > since ? std::nullopt : since;
}

std::optional<Instant> token_expiry(const Policy& policy, const SessionFacts& session) {
    if (session.token_expires_at) {
        return session.token_expires_at;
    }
    if (!session.token_issued_at || !policy.token) {
        return std::nullopt;
    }
    return *session.token_issued_at + (session.authenticated.value_or(false)
                                           ? policy.token->authenticated
                                           : policy.token->unauthenticated);
}

std::optional<Instant> instant_of(Clock clock, const Timer& timer, const Policy& policy,
                                  const SessionFacts& session) {
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
    case Clock::inactive:
        return inactive_at(session);
    case Clock::agent_joined:
        return timer.role ? role_clock(session, *timer.role) : session.agent_joined_at;
    case Clock::idle:
        return idle_since(timer, session);
    case Clock::opted_out:
        return session.opted_out_at;
    case Clock::token_expiry:
        return token_expiry(policy, session);
    }
    return std::nullopt; // GCOVR_EXCL_LINE: no enumerator is left
}

/// By its clock alone: no mark and no warning looked at.
std::optional<TimerState> bare_state(const Timer& timer, const Policy& policy,
                                     const SessionFacts& session) {
    if (!timer.enabled || (timer.customer_silent_from_start && session.last_customer_message_at)) {
        return std::nullopt;
    }
    Clock clock = timer.on == On::contact_after_token ? Clock::token_expiry : timer.since;
    if (clock == Clock::last_customer_message && !session.last_customer_message_at &&
        policy.never_wrote == NeverWrote::started) {
        clock = Clock::started;
    }
    const std::optional<Instant> counted_from = instant_of(clock, timer, policy, session);
    if (!counted_from) {
        return std::nullopt;
    }
    Instant clock_at = floored(*counted_from, session);
    if (timer.action == Action::inactivate) {
        // Whatever the clock: a customer who has just written is not inactive (S1).
        clock_at = std::max(clock_at, session.last_customer_message_at.value_or(clock_at));
    }
    return TimerState{.clock = clock, .clock_at = clock_at, .due_at = clock_at + timer.after};
}

bool is_warned_close(const Timer& timer) {
    return timer.action == Action::close && timer.on == On::clock;
}

/// Of a warning with `before_close`: the earliest close, less the lead time.
std::optional<TimerState> warning_state(const Timer& warning, const Policy& policy,
                                        const SessionFacts& session) {
    std::optional<TimerState> earliest;
    for (const Timer& close : policy.timers) {
        if (!warning.enabled || !is_warned_close(close)) {
            continue;
        }
        const std::optional<TimerState> state = bare_state(close, policy, session);
        if (state && (!earliest || state->due_at < earliest->due_at)) {
            earliest = state;
        }
    }
    if (earliest) {
        earliest->due_at = std::max(earliest->due_at - *warning.before_close, earliest->clock_at);
    }
    return earliest;
}

TimerState token_state(TimerState state, const SessionFacts& session) {
    // The expiry itself is what the event is about (S10: once per token); contact makes it due.
    const std::optional<Instant>& contact = session.last_customer_message_at;
    state.awaits_contact = !contact || *contact < state.clock_at;
    if (!state.awaits_contact) {
        state.due_at = *contact;
    }
    return state;
}

/// How long before the close the warning is meant to go out.
Duration lead_of(const Timer& warning, const Timer& close) {
    if (warning.before_close) {
        return *warning.before_close;
    }
    return warning.since == close.since ? std::max(close.after - warning.after, Duration{})
                                        : Duration{};
}

std::optional<Instant> warned_at(const Timer& warning, const TimerState& state,
                                 const SessionFacts& session) {
    const Mark* mark = find_mark(session, MarkKind::warned, warning.name);
    return mark != nullptr && mark->clock_at == state.clock_at ? std::optional{mark->recorded_at}
                                                               : std::nullopt;
}

/// C9: first the warning, then its lead time, then the close. A warning that is not due before the
/// close does not hold it up: its clock may be one that never comes to rest.
void wait_for_warnings(TimerState& state, const Timer& close, const Policy& policy,
                       const SessionFacts& session) {
    std::optional<Instant> first_to_come;
    for (const Timer& warning : policy.timers) {
        if (warning.action != Action::warn || warning.late_warning == LateWarning::skip) {
            continue;
        }
        const std::optional<TimerState> warned = state_of(warning, policy, session);
        if (warned && warned->done_at) {
            state.due_at = std::max(state.due_at, *warned->done_at + lead_of(warning, close));
        } else if (warned) {
            first_to_come = std::min(warned->due_at, first_to_come.value_or(warned->due_at));
        }
    }
    state.awaits_warning = first_to_come && *first_to_come <= state.due_at;
}

std::optional<Instant> done_at(const Timer& timer, const TimerState& state,
                               const SessionFacts& session) {
    switch (timer.action) {
    case Action::warn:
        return warned_at(timer, state, session);
    case Action::inactivate:
        if (const std::optional<Instant> since = inactive_at(session)) {
            return since;
        }
        return session.status == "inactive" && !session.inactive_since
                   ? std::optional{state.clock_at}
                   : std::nullopt;
    case Action::idle:
        return idle_since(timer, session);
    case Action::event: {
        const Mark* mark = find_mark(session, MarkKind::recorded, timer.name);
        return mark != nullptr && mark->clock_at == state.clock_at
                   ? std::optional{mark->recorded_at}
                   : std::nullopt;
    }
    case Action::close:
    case Action::disconnect:
    case Action::returned:
    case Action::participant_returned:
        return std::nullopt;
    }
    return std::nullopt; // GCOVR_EXCL_LINE: no enumerator is left
}

} // namespace

bool is_due(const TimerState& state, Instant now) noexcept {
    return !state.done_at && !state.awaits_warning && !state.awaits_contact && state.due_at <= now;
}

std::optional<TimerState> state_of(const Timer& timer, const Policy& policy,
                                   const SessionFacts& session) {
    std::optional<TimerState> state = timer.before_close ? warning_state(timer, policy, session)
                                                         : bare_state(timer, policy, session);
    if (!state) {
        return std::nullopt;
    }
    if (timer.on == On::contact_after_token) {
        state = token_state(*state, session);
    }
    if (is_warned_close(timer)) {
        wait_for_warnings(*state, timer, policy, session);
    }
    state->done_at = done_at(timer, *state, session);
    return state;
}

std::optional<Instant> inactive_at(const SessionFacts& session) {
    if (has_ended_silence(session)) {
        return std::nullopt;
    }
    if (const std::optional<Instant> since = inactive_by_database(session)) {
        return since;
    }
    const Mark* mark = find_mark(session, MarkKind::inactive, "");
    return mark != nullptr && is_of_this_silence(*mark, session) &&
                   mark->recorded_at >= session.last_customer_message_at.value_or(mark->recorded_at)
               ? std::optional{mark->recorded_at}
               : std::nullopt;
}

bool has_ended_silence(const SessionFacts& session) noexcept {
    const Mark* mark = find_mark(session, MarkKind::inactive, of_the_databases_status);
    return mark != nullptr && session.inactive_since == mark->recorded_at &&
           !is_of_this_silence(*mark, session);
}

Instant silence_of(const SessionFacts& session) noexcept {
    return session.last_customer_message_at.value_or(session.started_at.value_or(earliest_instant));
}

std::optional<Instant> role_clock(const SessionFacts& session, Role role) {
    if (!session.agent_joined_at || !session.customer_joined_at) {
        return std::nullopt;
    }
    const Instant together = std::max(*session.agent_joined_at, *session.customer_joined_at);
    const std::optional<Instant>& wrote = role == Role::customer
                                              ? session.last_customer_message_at
                                              : session.last_agent_message_since_join_at;
    return floored(std::max(together, wrote.value_or(together)), session);
}

const Mark* find_mark(const SessionFacts& session, MarkKind kind, std::string_view name) noexcept {
    const auto found =
        std::find_if(session.marks.begin(), session.marks.end(),
                     [&](const Mark& mark) { return mark.kind == kind && mark.name == name; });
    return found == session.marks.end() ? nullptr : &*found;
}

bool still_applies(const Mark& mark, const Policy& policy, const SessionFacts& session) {
    switch (mark.kind) {
    case MarkKind::inactive:
        return is_of_this_silence(mark, session) &&
               (mark.name.empty() ? !inactive_by_database(session)
                                  : session.inactive_since == mark.recorded_at);
    case MarkKind::idle: {
        const std::optional<Role> role = parse_role(mark.name);
        return role && role_clock(session, *role) == mark.clock_at;
    }
    case MarkKind::warned:
    case MarkKind::recorded:
        return std::any_of(policy.timers.begin(), policy.timers.end(), [&](const Timer& timer) {
            const std::optional<TimerState> state =
                timer.name == mark.name ? state_of(timer, policy, session) : std::nullopt;
            return state && state->done_at && state->clock_at == mark.clock_at;
        });
    }
    return false; // GCOVR_EXCL_LINE: no enumerator is left
}

} // namespace chatsweep

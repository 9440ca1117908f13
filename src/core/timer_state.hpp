// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/policy.hpp"
#include "core/session.hpp"
#include "core/time.hpp"

#include <optional>
#include <string_view>
#include <vector>

namespace chatsweep {

/// Where one timer of a policy stands for one session.
struct TimerState {
    Clock clock = Clock::last_customer_message; ///< The one counted from: `started` as fallback.
    Instant clock_at{};                         ///< Never before the session's `clock_floor_at`.
    Instant due_at{};                           ///< `clock_at` + the timer's `after`, or later.
    std::optional<Instant> done_at{};           ///< It has fired for this start of its clock.
    bool awaits_warning = false; ///< A close: a warning that is due before it goes out first (C9).
    bool awaits_contact = false; ///< Since the token ran out, nobody wrote (S9).
};

/// Whether it fires at this instant, holds apart.
[[nodiscard]] bool is_due(const TimerState& state, Instant now) noexcept;

/// `nullopt` while the clock has not started, and for a timer that is off or not for this session.
[[nodiscard]] std::optional<TimerState> state_of(const Timer& timer, const Policy& policy,
                                                 const SessionFacts& session);

/// Since when the session is inactive, by the database or by the mark; empty when the customer has
/// written since, or, of a mark, somebody has reopened the session.
[[nodiscard]] std::optional<Instant> inactive_at(const SessionFacts& session);

/// True when the database still calls a session inactive whose customer, by a message that arrived
/// late, has ended the silence that made it so.
[[nodiscard]] bool has_ended_silence(const SessionFacts& session) noexcept;

/// The customer's silence that a mark `inactive` is about: their last message, else the start.
[[nodiscard]] Instant silence_of(const SessionFacts& session) noexcept;

/// The instant from which a role counts as silent: when both agent and customer had joined, or
/// when the role last wrote after that. Empty while they are not both connected (A2, A3).
[[nodiscard]] std::optional<Instant> role_clock(const SessionFacts& session, Role role);

/// Null when there is none.
[[nodiscard]] const Mark* find_mark(const SessionFacts& session, MarkKind kind,
                                    std::string_view name) noexcept;

/// Whether the mark still applies: what it is about stands where it stood.
[[nodiscard]] bool still_applies(const Mark& mark, const Policy& policy,
                                 const SessionFacts& session);

} // namespace chatsweep

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/policy.hpp"
#include "core/session.hpp"
#include "core/time.hpp"

#include <optional>
#include <string_view>

namespace chatsweep {

/// How far ahead of the database's clock a customer's message may be dated before it counts as
/// dated in the future. Such a session is kept, counted and reported.
inline constexpr Duration future_tolerance = std::chrono::minutes{5};

enum class Decision { keep, close };

/// Why a verdict is what it is. The last three are holds: reasons to keep a session that is due.
enum class Reason {
    timeout,             ///< close: a timer is due
    no_policy,           ///< keep: no policy matches
    clock_never_started, ///< keep: what every timer counts from has not happened
    not_due,             ///< keep until `due_at`
    future_dated,        ///< keep: the customer's last message lies in the future
    snoozed,             ///< hold until `held_until`, or without an end
    label,               ///< hold while the session bears the label
    unanswered,          ///< hold until somebody answers
};

[[nodiscard]] std::string_view to_text(Decision decision) noexcept;
[[nodiscard]] std::string_view to_text(Reason reason) noexcept;
[[nodiscard]] bool is_hold(Reason reason) noexcept;

/// Where one timer of a policy stands for one session.
struct TimerState {
    Clock clock = Clock::last_customer_message; ///< The one counted from: `started` as fallback.
    Instant clock_at{};                         ///< Never before the session's `clock_floor_at`.
    Instant due_at{};                           ///< `clock_at` + the timer's `after`.
};

/// `nullopt` while the clock has not started.
[[nodiscard]] std::optional<TimerState> state_of(const Timer& timer, const Policy& policy,
                                                 const SessionFacts& session);

/// The verdict on one session. The pointers point into the policies that it was judged by.
struct Verdict {
    Decision decision = Decision::keep;
    Reason reason = Reason::no_policy;
    const Policy* policy = nullptr;    ///< Null only for `no_policy`.
    const Timer* timer = nullptr;      ///< The one due first; null while no clock has started.
    std::optional<TimerState> state;   ///< Of that timer.
    std::optional<Instant> held_until; ///< For `snoozed`, when it has an end.
    bool unanswered = false;
};

/// Says whether a session has outstayed its policy, and which timer says so. A session that no
/// policy matches is kept: silence is never permission to close. At the very instant at which a
/// timer is due, it fires (W3).
[[nodiscard]] Verdict judge(const SessionFacts& session, const PolicySet& policies, Instant now);

/// The hold that keeps this session although it is due, if any. Snoozes come first, then labels,
/// then the unanswered: the order in which they are reported.
[[nodiscard]] std::optional<Reason> hold_of(const SessionFacts& session, const Policy& policy,
                                            Instant now);

/// True when the customer's last message is dated later than `now` + `future_tolerance`.
[[nodiscard]] bool is_future_dated(const SessionFacts& session, Instant now);

} // namespace chatsweep

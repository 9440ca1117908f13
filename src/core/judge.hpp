// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/policy.hpp"
#include "core/session.hpp"
#include "core/time.hpp"
#include "core/timer_state.hpp"

#include <optional>
#include <string_view>
#include <vector>

namespace chatsweep {

/// How far ahead of the database's clock an instant may be dated before it counts as dated in the
/// future. A session whose customer's message is, is kept, counted and reported; of any other
/// clock, only what counts from it waits.
inline constexpr Duration future_tolerance = std::chrono::minutes{5};

enum class Decision {
    keep,
    act,   ///< something is done to it, and it stays open
    close, ///< it ends
};

/// Why a verdict, or what it asks for, is what it is.
enum class Reason {
    timeout,             ///< a timer is due
    opt_out,             ///< close: the customer opted out (S8)
    token_expired,       ///< the customer made contact after the token had run out (S9, S10)
    returned,            ///< the customer, or an idle participant, wrote again (S4, A5)
    no_policy,           ///< keep: no policy matches
    clock_never_started, ///< keep: what every timer counts from has not happened
    all_done,            ///< keep: every timer whose clock has started has done its part
    awaits_contact,      ///< keep: nothing is left but a token, until the customer writes (S9)
    not_due,             ///< keep until `due_at`
    future_dated,        ///< keep: the customer's last message lies in the future
    snoozed,             ///< hold until `held_until`, or without an end
    label,               ///< hold while the session bears the label
    unanswered,          ///< hold until somebody answers
};

[[nodiscard]] std::string_view to_text(Decision decision) noexcept;
[[nodiscard]] std::string_view to_text(Reason reason) noexcept;
/// A hold is a reason to keep a session that is due.
[[nodiscard]] bool is_hold(Reason reason) noexcept;
/// S8 and S9 close because the customer made contact; nothing else closes after that.
[[nodiscard]] bool closes_after_contact(Reason reason) noexcept;

/// One thing to be done to a session, and the timer that says so. What somebody's writing calls for
/// (`returned`, `participant_returned`) names the timer whose doing it ends.
struct Firing {
    Action action = Action::close;
    Reason reason = Reason::timeout;
    const Timer* timer = nullptr; ///< Never null in a verdict.
    TimerState state;
};

/// The verdict on one session. The pointers point into the policies that it was judged by.
struct Verdict {
    Decision decision = Decision::keep;
    Reason reason = Reason::no_policy;
    const Policy* policy = nullptr;    ///< Null only for `no_policy`.
    const Timer* timer = nullptr;      ///< The one due first; null while none is to come.
    std::optional<TimerState> state;   ///< Of that timer.
    std::optional<Instant> held_until; ///< For `snoozed`, when it has an end.
    bool unanswered = false;
    /// What is to be done now. What ends a session, or takes everyone out of it, comes alone.
    std::vector<Firing> firings;
    std::vector<Mark> forget; ///< Marks that do not apply any more.
};

/// Says whether a session has outstayed its policy, and which timers say so. A session that no
/// policy matches is kept: silence is never permission to close. At the very instant at which a
/// timer is due, it fires (W3); of several that would end the session the earliest does (S13).
[[nodiscard]] Verdict judge(const SessionFacts& session, const PolicySet& policies, Instant now);

/// The hold that keeps this session although it is due, if any. Snoozes come first, then labels,
/// then the unanswered: the order in which they are reported.
[[nodiscard]] std::optional<Reason> hold_of(const SessionFacts& session, const Policy& policy,
                                            Instant now);

/// True when the customer's last message is dated later than `now` + `future_tolerance`.
[[nodiscard]] bool is_future_dated(const SessionFacts& session, Instant now);

} // namespace chatsweep

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/session.hpp"
#include "core/time.hpp"

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace chatsweep {

/// The instant a timer counts from.
enum class Clock {
    last_customer_message, ///< W2
    first_agent_reply,     ///< S2
    last_agent_message,    ///< S6
    last_message,          ///< S7
    started,
    inactive,     ///< S5: since the session became inactive, as the database or the mark says
    agent_joined, ///< A3: with a role, since that role last wrote, if it did after joining
    idle,         ///< A4: since the role was recorded as idle
    opted_out,    ///< S8: only for the built-in policy
    token_expiry, ///< S9: only for timers `on: contact_after_token`
};

inline constexpr Clock all_clocks[] = {Clock::last_customer_message,
                                       Clock::first_agent_reply,
                                       Clock::last_agent_message,
                                       Clock::last_message,
                                       Clock::started,
                                       Clock::inactive,
                                       Clock::agent_joined,
                                       Clock::idle,
                                       Clock::opted_out,
                                       Clock::token_expiry};

/// What is done to a session. The last two are no timer's: they answer what somebody wrote.
enum class Action {
    close,
    warn,                 ///< C3: an event with a template's name, once per silence
    inactivate,           ///< S1
    idle,                 ///< A1: a participant has gone idle
    disconnect,           ///< A8: everyone but the customer leaves
    event,                ///< S10: an event, once per token or per start of its clock
    returned,             ///< S4: the customer of an inactive session wrote
    participant_returned, ///< A5: an idle participant wrote
};

inline constexpr Action all_actions[] = {
    Action::close,      Action::warn,  Action::inactivate, Action::idle,
    Action::disconnect, Action::event, Action::returned,   Action::participant_returned};

/// The role of a participant.
enum class Role { customer, agent, supervisor, bot, ai_agent };

inline constexpr Role all_roles[] = {Role::customer, Role::agent, Role::supervisor, Role::bot,
                                     Role::ai_agent};

[[nodiscard]] std::string_view to_text(Clock clock) noexcept;
[[nodiscard]] std::string_view to_text(Action action) noexcept;
[[nodiscard]] std::string_view to_text(Role role) noexcept;
[[nodiscard]] std::optional<Clock> parse_clock(std::string_view text) noexcept;
[[nodiscard]] std::optional<Action> parse_action(std::string_view text) noexcept;
[[nodiscard]] std::optional<Role> parse_role(std::string_view text) noexcept;

/// What makes a timer due.
enum class On {
    clock,               ///< `after` its clock
    contact_after_token, ///< S9: the customer makes contact when the channel token has run out
};

/// What a close does whose warning could not be sent in time (C9): it waits for the warning and
/// its lead time, or it does not.
enum class LateWarning { warn, skip };

/// An action, how long after, and since which clock. Due is clock + after, inclusive (W3).
struct Timer {
    std::string name; ///< Unique within its policy; `timeout` for the short form.
    Action action = Action::close;
    /// At most `longest_duration`; zero only for `on` and `customer_silent_from_start`. Of a
    /// warning with `before_close`: unused.
    Duration after{};
    Clock since = Clock::last_customer_message;
    On on = On::clock;
    bool enabled = true;                     ///< C4: a timer that is off still stands in the list.
    bool customer_silent_from_start = false; ///< S6, S7: only while the customer never wrote.
    std::optional<Role> role{};              ///< Of `idle` and `disconnect`: agent or customer.
    std::optional<Duration> before_close{};  ///< Of `warn`: the lead time (C3).
    LateWarning late_warning = LateWarning::warn;
    std::string message{};              ///< Of `warn`: the template's name (C6).
    std::string kind{};                 ///< Of `event`: what it is called.
    std::optional<std::string> route{}; ///< Of `disconnect`: the flow; empty: it closes (A8).
    std::vector<Role> leave{};          ///< Of `close`: participants who leave (S11, S12).
};

/// Whether this ends a session: `close`, and `disconnect` without a flow.
[[nodiscard]] bool ends_session(Action action, const Timer& timer) noexcept;

/// What the event of this timer is called for those who receive it (A9).
[[nodiscard]] std::string_view kind_of_event(Action action, const Timer* timer) noexcept;

/// An attribute of a session that a policy can match.
enum class Attribute {
    tenant,
    environment,
    channel,
    handler,
    started_by,
    status,
    labels,
    opted_out ///< Only of the built-in policy: the customer has opted out (S8).
};

inline constexpr Attribute all_attributes[] = {
    Attribute::tenant,     Attribute::environment, Attribute::channel, Attribute::handler,
    Attribute::started_by, Attribute::status,      Attribute::labels,  Attribute::opted_out};

/// The word in the configuration, which is also the name of the column.
[[nodiscard]] std::string_view to_text(Attribute attribute) noexcept;

/// The session's value of a single-valued attribute; empty for `labels` and `opted_out`.
[[nodiscard]] const std::optional<std::string>& value_of(const SessionFacts& session,
                                                         Attribute attribute) noexcept;

/// One condition: the attribute has one of these values (labels: the session bears any of them).
struct Condition {
    Attribute attribute = Attribute::channel;
    std::vector<std::string> any_of; ///< Never empty, but for `opted_out`.
};

/// What a policy does with a session whose customer never wrote, for timers since
/// `last_customer_message`: count from `started_at`, or keep the session.
enum class NeverWrote { started, keep };

/// Which version of the configuration judges a session: today's, or, as long as an agent stays,
/// the one that was in force when that agent joined (A6, W7).
enum class Pin { evaluation, agent_join };

/// How long a channel token is valid, counted from `token_issued_at` (S9).
struct TokenLifetime {
    Duration authenticated{};
    Duration unauthenticated{};
};

/// Which sessions it matches, and their timers and holds.
struct Policy {
    std::string name;
    std::vector<Condition> match; ///< All must hold; none at all matches every session.
    std::vector<Timer> timers;    ///< Never empty. The earliest due wins, then the first listed.
    NeverWrote never_wrote = NeverWrote::started;
    bool hold_unanswered = false;
    std::vector<std::string> hold_labels;
    Pin pin = Pin::evaluation;
    std::optional<TokenLifetime> token{}; ///< Empty: only `token_expires_at` counts.
    /// The version it belongs to, for one kept for the sessions pinned to it; empty: today's.
    std::string of_version{};
};

/// The policies in their order: the first match wins. Those of earlier versions stand behind
/// today's, each version in its own order.
using PolicySet = std::vector<Policy>;

/// The name of the built-in policy below, which no other policy may bear.
inline constexpr std::string_view opt_out_name = "opt_out";

/// S8: a customer who has opted out is let go at once, on every channel. It stands before every
/// other policy, unless the configuration says `opt_out: keep`.
[[nodiscard]] Policy opt_out_policy();

[[nodiscard]] bool holds(const Condition& condition, const SessionFacts& session);

/// The first condition of the policy that the session does not meet; null when it matches.
[[nodiscard]] const Condition* first_mismatch(const Policy& policy, const SessionFacts& session);

/// The first policy that matches; null when none does, and then the session is kept: silence is
/// never permission to close. Of the version that the session was joined under, where that version
/// says `pin: agent_join` of it; else of today's. An opt-out is today's whoever has joined (S8).
[[nodiscard]] const Policy* match(const PolicySet& policies, const SessionFacts& session);

/// What an adapter may offer: a column of `session_facts`, or an optional function.
enum class Offer { column, function };

/// What a policy cannot do without.
struct NeededColumn {
    std::string column;
    std::string policy;
    std::string why; ///< The key in the configuration that asks for it, such as `match.channel`.
    Offer offer = Offer::column;
};

/// All of them, in the order of the policies; a column may be named by several.
[[nodiscard]] std::vector<NeededColumn> needed_columns(const PolicySet& policies);

/// The index of an earlier policy that takes every session that `policies[index]` could match, so
/// that it can never match; `nullopt` when it can.
[[nodiscard]] std::optional<std::size_t> shadowed_by(const PolicySet& policies, std::size_t index);

} // namespace chatsweep

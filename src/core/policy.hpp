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

/// The instant a timer counts from (rules.md: W2, S2, S6, S7).
enum class Clock {
    last_customer_message,
    first_agent_reply,
    last_agent_message,
    last_message,
    started
};

inline constexpr Clock all_clocks[] = {Clock::last_customer_message, Clock::first_agent_reply,
                                       Clock::last_agent_message, Clock::last_message,
                                       Clock::started};

/// What a timer asks for when it fires.
enum class Action { close };

[[nodiscard]] std::string_view to_text(Clock clock) noexcept;
[[nodiscard]] std::string_view to_text(Action action) noexcept;
[[nodiscard]] std::optional<Clock> parse_clock(std::string_view text) noexcept;

/// An action, how long after, and since which clock. Due is clock + after, inclusive (W3).
struct Timer {
    std::string name; ///< Unique within its policy; `timeout` for the short form.
    Action action = Action::close;
    Duration after{}; ///< More than zero, at most `longest_duration`.
    Clock since = Clock::last_customer_message;
};

/// An attribute of a session that a policy can match.
enum class Attribute { tenant, environment, channel, handler, started_by, status, labels };

inline constexpr Attribute all_attributes[] = {
    Attribute::tenant,     Attribute::environment, Attribute::channel, Attribute::handler,
    Attribute::started_by, Attribute::status,      Attribute::labels};

/// The word in the configuration, which is also the name of the column.
[[nodiscard]] std::string_view to_text(Attribute attribute) noexcept;

/// The session's value of a single-valued attribute; empty for `labels`.
[[nodiscard]] const std::optional<std::string>& value_of(const SessionFacts& session,
                                                         Attribute attribute) noexcept;

/// One condition: the attribute has one of these values (labels: the session bears any of them).
struct Condition {
    Attribute attribute = Attribute::channel;
    std::vector<std::string> any_of; ///< Never empty.
};

/// What a policy does with a session whose customer never wrote, for timers since
/// `last_customer_message`: count from `started_at`, or keep the session.
enum class NeverWrote { started, keep };

/// Which sessions it matches, and their timers and holds.
struct Policy {
    std::string name;
    std::vector<Condition> match; ///< All must hold; none at all matches every session.
    std::vector<Timer> timers;    ///< Never empty. The earliest due wins, then the first listed.
    NeverWrote never_wrote = NeverWrote::started;
    bool hold_unanswered = false;
    std::vector<std::string> hold_labels;
};

/// The policies in their order: the first match wins.
using PolicySet = std::vector<Policy>;

[[nodiscard]] bool holds(const Condition& condition, const SessionFacts& session);

/// The first condition of the policy that the session does not meet; null when it matches.
[[nodiscard]] const Condition* first_mismatch(const Policy& policy, const SessionFacts& session);

/// The first policy that matches; null when none does, and then the session is kept: silence is
/// never permission to close.
[[nodiscard]] const Policy* match(const PolicySet& policies, const SessionFacts& session);

/// A column of `session_facts` that a policy cannot do without.
struct NeededColumn {
    std::string column;
    std::string policy;
    std::string why; ///< The key in the configuration that asks for it, such as `match.channel`.
};

/// All of them, in the order of the policies; a column may be named by several.
[[nodiscard]] std::vector<NeededColumn> needed_columns(const PolicySet& policies);

/// The index of an earlier policy that takes every session that `policies[index]` could match, so
/// that it can never match; `nullopt` when it can.
[[nodiscard]] std::optional<std::size_t> shadowed_by(const PolicySet& policies, std::size_t index);

} // namespace chatsweep

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/time.hpp"

#include <compare>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace chatsweep {

/// Opaque text: an adapter may encode more in it, such as `tenant/id`.
struct SessionId {
    std::string value;
    friend auto operator<=>(const SessionId&, const SessionId&) = default;
};

/// What chatsweep itself remembers of a session, from what it did to it.
enum class MarkKind {
    warned,   ///< C2: by the timer of that name, in the silence that began at `clock_at`
    inactive, ///< S5: where the database has no such status
    idle,     ///< A4: the role of that name
    recorded, ///< S10: the event of that timer, for the token or the clock of `clock_at`
};

[[nodiscard]] std::string_view to_text(MarkKind kind) noexcept;
[[nodiscard]] std::optional<MarkKind> parse_mark_kind(std::string_view text) noexcept;

/// One such memory. It applies as long as what it was about still stands at `clock_at`.
struct Mark {
    MarkKind kind = MarkKind::warned;
    std::string name;      ///< A timer, a role, `of_the_databases_status`, or empty.
    Instant recorded_at{}; ///< The run's instant: what later timers count from (A4).
    Instant clock_at{};    ///< The instant that the timer counted from.
    friend bool operator==(const Mark&, const Mark&);
};

/// What is known of one open session at one instant. Empty means that it never happened, or, for
/// an attribute, that the database has none. The names are those of view `session_facts`.
struct SessionFacts {
    SessionId session_id;
    std::optional<std::string> tenant;
    std::optional<std::string> environment;
    std::optional<std::string> channel;
    std::optional<std::string> handler;
    std::optional<std::string> started_by;
    std::optional<std::string> status;
    std::vector<std::string> labels;
    std::optional<Instant> started_at;
    std::optional<Instant> clock_floor_at;
    std::optional<Instant> last_customer_message_at;
    std::optional<Instant> first_reply_at;
    std::optional<Instant> first_agent_reply_at;
    std::optional<Instant> last_agent_message_at;
    std::optional<Instant> last_bot_message_at;
    std::optional<Instant> last_message_at;
    std::optional<Instant> snoozed_until;
    std::optional<Instant> opted_out_at;
    std::optional<bool> authenticated;
    std::optional<Instant> token_issued_at;
    std::optional<Instant> token_expires_at;
    std::optional<Instant> inactive_since;
    std::optional<Instant> agent_joined_at;    ///< Of the agent connected now.
    std::optional<Instant> customer_joined_at; ///< Empty while not connected.
    std::optional<Instant> last_agent_message_since_join_at;
    std::optional<std::string> joined_under; ///< The policy version in force when the agent joined.
    std::vector<Mark> marks;                 ///< At most one of each kind and name.
};

/// The name of a mark `inactive` where the database keeps the status itself: it only tells of which
/// silence that status is, for a message may arrive late.
inline constexpr std::string_view of_the_databases_status = "status";

/// True when the customer has opted out, and not before the session was reopened (S8).
[[nodiscard]] bool has_opted_out(const SessionFacts& session);

/// True when the customer wrote last and waits for an answer: with a human handler no agent
/// message since, else no agent or bot message since. System messages never count. An answer of
/// the very same instant counts only where the database says that it came after.
[[nodiscard]] bool is_unanswered(const SessionFacts& session);

} // namespace chatsweep

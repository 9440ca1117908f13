// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/time.hpp"

#include <compare>
#include <optional>
#include <string>
#include <vector>

namespace chatsweep {

/// Opaque text: an adapter may encode more in it, such as `tenant/id`.
struct SessionId {
    std::string value;
    friend auto operator<=>(const SessionId&, const SessionId&) = default;
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
};

/// True when the customer wrote last and waits for an answer: with a human handler no agent
/// message since, else no agent or bot message since. System messages never count. An answer of
/// the very same instant counts only where the database says that it came after.
[[nodiscard]] bool is_unanswered(const SessionFacts& session);

} // namespace chatsweep

// SPDX-License-Identifier: Apache-2.0
#include "core/session.hpp"

namespace chatsweep {
namespace {

/// `first_reply` is, by the contract, a message after the customer's last one: it settles a tie
/// that the instants leave open. One that lies before is out of date and settles nothing.
bool answers(Instant asked_at, const std::optional<Instant>& last_message,
             const std::optional<Instant>& first_reply) {
    return (last_message && *last_message > asked_at) || (first_reply && *first_reply >= asked_at);
}

} // namespace

bool operator==(const Mark&, const Mark&) = default;

std::string_view to_text(MarkKind kind) noexcept {
    switch (kind) {
    case MarkKind::warned:
        return "warned";
    case MarkKind::inactive:
        return "inactive";
    case MarkKind::idle:
        return "idle";
    case MarkKind::recorded:
        return "recorded";
    }
    return {}; // GCOVR_EXCL_LINE: no enumerator is left
}

std::optional<MarkKind> parse_mark_kind(std::string_view text) noexcept {
    for (const MarkKind kind :
         {MarkKind::warned, MarkKind::inactive, MarkKind::idle, MarkKind::recorded}) {
        if (to_text(kind) == text) {
            return kind;
        }
    }
    return std::nullopt;
}

bool has_opted_out(const SessionFacts& session) {
    return session.opted_out_at &&
           *session.opted_out_at >= session.clock_floor_at.value_or(*session.opted_out_at);
}

bool is_unanswered(const SessionFacts& session) {
    if (!session.last_customer_message_at) {
        return false;
    }
    const Instant asked_at = *session.last_customer_message_at;
    if (answers(asked_at, session.last_agent_message_at, session.first_agent_reply_at)) {
        return false;
    }
    if (session.handler == "human") {
        return true;
    }
    return !answers(asked_at, session.last_bot_message_at, session.first_reply_at);
}

} // namespace chatsweep

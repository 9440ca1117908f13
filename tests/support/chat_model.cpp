// SPDX-License-Identifier: Apache-2.0
#include "support/chat_model.hpp"

#include <algorithm>

namespace chatsweep::test {
namespace {

using Fact = std::optional<Instant>;

/// As in SQL, where a comparison with null is neither true nor false.
bool is_at_or_after(Instant instant, const Fact& fact) {
    return fact && instant >= *fact;
}

} // namespace

std::multiset<std::string> ModelSession::connected() const {
    std::multiset<std::string> roles;
    for (const Participant& participant : participants_) {
        roles.insert(participant.role);
    }
    return roles;
}

void ModelSession::write(const std::string& sender, Instant sent_at) {
    if (sender == "customer") {
        customer_writes(sent_at);
    } else if (sender == "agent") {
        agent_writes(sent_at);
    } else if (sender == "bot") {
        bot_writes(sent_at);
    }
    facts_.last_message_at = std::max(facts_.last_message_at, Fact{sent_at});
    keep_participants();
}

void ModelSession::customer_writes(Instant sent_at) {
    const Fact last = facts_.last_customer_message_at;
    const bool is_news =
        !last || *last < sent_at || (*last == sent_at && facts_.first_reply_at <= sent_at);
    if (!is_news) {
        return;
    }
    const auto reply_after = [&](const Fact& first, const Fact& latest) {
        return first > sent_at ? first : latest > sent_at ? latest : std::nullopt;
    };
    facts_.last_customer_message_at = sent_at;
    facts_.first_reply_at = reply_after(
        facts_.first_reply_at, std::max(facts_.last_agent_message_at, facts_.last_bot_message_at));
    facts_.first_agent_reply_at =
        reply_after(facts_.first_agent_reply_at, facts_.last_agent_message_at);
    if (facts_.status == "inactive") {
        facts_.status = "waiting";
        facts_.inactive_since = std::nullopt;
    }
}

void ModelSession::agent_writes(Instant sent_at) {
    facts_.last_agent_message_at = std::max(facts_.last_agent_message_at, Fact{sent_at});
    if (is_at_or_after(sent_at, facts_.last_customer_message_at)) {
        facts_.first_reply_at = facts_.first_reply_at.value_or(sent_at);
        facts_.first_agent_reply_at = facts_.first_agent_reply_at.value_or(sent_at);
    }
}

void ModelSession::bot_writes(Instant sent_at) {
    facts_.last_bot_message_at = std::max(facts_.last_bot_message_at, Fact{sent_at});
    if (is_at_or_after(sent_at, facts_.last_customer_message_at)) {
        facts_.first_reply_at = facts_.first_reply_at.value_or(sent_at);
    }
}

void ModelSession::join(const std::string& role, Instant at) {
    participants_.push_back({role, at});
    keep_participants();
}

void ModelSession::leave(const std::string& role) {
    const auto first =
        std::find_if(participants_.begin(), participants_.end(),
                     [&](const Participant& participant) { return participant.role == role; });
    if (first != participants_.end()) {
        participants_.erase(first);
    }
    keep_participants();
}

void ModelSession::leave_all(const std::set<std::string>& roles) {
    std::erase_if(participants_,
                  [&](const Participant& participant) { return roles.contains(participant.role); });
    keep_participants();
}

void ModelSession::set_status(const std::string& status, Instant at) {
    if (facts_.status == status) {
        return;
    }
    facts_.status = status;
    facts_.inactive_since = status == "inactive" ? Fact{at} : std::nullopt;
}

void ModelSession::reopen(Instant at) {
    set_status("active", at);
    facts_.clock_floor_at = at;
}

void ModelSession::remember(const Mark& mark) {
    std::erase_if(facts_.marks,
                  [&](const Mark& old) { return old.kind == mark.kind && old.name == mark.name; });
    facts_.marks.push_back(mark);
}

void ModelSession::forget(const Mark& mark) {
    std::erase(facts_.marks, mark);
}

void ModelSession::keep_participants() {
    facts_.agent_joined_at = std::nullopt;
    facts_.customer_joined_at = std::nullopt;
    for (const Participant& participant : participants_) {
        if (participant.role == "agent") {
            facts_.agent_joined_at = participant.joined_at;
        } else if (participant.role == "customer") {
            facts_.customer_joined_at = facts_.customer_joined_at.value_or(participant.joined_at);
        }
    }
    const bool wrote_since_join =
        facts_.agent_joined_at && facts_.last_agent_message_at >= facts_.agent_joined_at;
    facts_.last_agent_message_since_join_at =
        wrote_since_join ? facts_.last_agent_message_at : std::nullopt;
}

} // namespace chatsweep::test

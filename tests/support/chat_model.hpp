// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/session.hpp"
#include "core/time.hpp"

#include <optional>
#include <set>
#include <string>
#include <vector>

namespace chatsweep::test {

/// A session of the reference chat schema without a database: it keeps its facts as the triggers
/// of sql/chat/schema.sql do, and shows them as sql/adapters/chat.sql does.
class ModelSession {
public:
    explicit ModelSession(const std::string& id) { facts_.session_id.value = id; }

    /// Attributes, snoozes and tokens are set here as they are; the rest keeps itself.
    [[nodiscard]] SessionFacts& facts() { return facts_; }
    [[nodiscard]] const SessionFacts& facts() const { return facts_; }
    [[nodiscard]] bool is_open() const { return facts_.status != "closed"; }
    /// The roles of those who are connected now.
    [[nodiscard]] std::multiset<std::string> connected() const;

    void write(const std::string& sender, Instant sent_at);
    void join(const std::string& role, Instant at);
    /// Whoever has been there longest in that role leaves.
    void leave(const std::string& role);
    void leave_all(const std::set<std::string>& roles);
    void set_status(const std::string& status, Instant at);
    void reopen(Instant at);

    void remember(const Mark& mark);
    void forget(const Mark& mark);

private:
    struct Participant {
        std::string role;
        Instant joined_at{};
    };

    void customer_writes(Instant sent_at);
    void agent_writes(Instant sent_at);
    void bot_writes(Instant sent_at);
    void keep_participants();

    SessionFacts facts_;
    std::vector<Participant> participants_; ///< Those connected now, in the order of their joining.
};

} // namespace chatsweep::test

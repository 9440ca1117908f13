// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/judge.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace chatsweep {

/// An open session whose customer wrote last and waits for an answer.
struct WaitingSession {
    SessionId session_id;
    std::string policy; ///< Empty: no policy matches.
    std::optional<std::string> tenant;
    std::optional<std::string> channel;
    Instant since{}; ///< The customer's last message.
    Decision decision = Decision::keep;
    Reason reason = Reason::no_policy;
    std::optional<Instant> due_at{}; ///< Of the timer that the verdict rests on.
};

/// Finds those who have waited longest, in memory for as many as are wanted.
class Waiting {
public:
    explicit Waiting(std::size_t wanted) : wanted_(wanted) {}
    void add(const SessionFacts& session, const Verdict& verdict);
    /// Of all that wait.
    [[nodiscard]] std::int64_t total() const noexcept { return total_; }
    /// The longest waiting first, then by id.
    [[nodiscard]] std::vector<WaitingSession> take_sessions();

private:
    std::size_t wanted_;
    std::int64_t total_ = 0;
    std::vector<WaitingSession> longest_; ///< A heap, the one who waits least on top.
};

} // namespace chatsweep

// SPDX-License-Identifier: Apache-2.0
#include "core/waiting.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

namespace chatsweep {
namespace {

bool has_waited_longer(const WaitingSession& a, const WaitingSession& b) {
    return std::tie(a.since, a.session_id) < std::tie(b.since, b.session_id);
}

} // namespace

void Waiting::add(const SessionFacts& session, const Verdict& verdict) {
    if (!verdict.unanswered) {
        return;
    }
    ++total_;
    // Nobody waits for an answer who never wrote.
    const Instant since = session.last_customer_message_at.value();
    if (wanted_ == 0 || (longest_.size() == wanted_ && since > longest_.front().since)) {
        return;
    }
    WaitingSession waiting{.session_id = session.session_id,
                           .policy = verdict.policy ? verdict.policy->name : "",
                           .tenant = session.tenant,
                           .channel = session.channel,
                           .since = since,
                           .decision = verdict.decision,
                           .reason = verdict.reason};
    if (verdict.state) {
        waiting.due_at = verdict.state->due_at;
    }
    longest_.push_back(std::move(waiting));
    std::ranges::push_heap(longest_, has_waited_longer);
    if (longest_.size() > wanted_) {
        std::ranges::pop_heap(longest_, has_waited_longer);
        longest_.pop_back();
    }
}

std::vector<WaitingSession> Waiting::take_sessions() {
    std::ranges::sort_heap(longest_, has_waited_longer);
    return std::exchange(longest_, {});
}

} // namespace chatsweep

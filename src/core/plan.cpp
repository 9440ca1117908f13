// SPDX-License-Identifier: Apache-2.0
#include "core/plan.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

namespace chatsweep {
namespace {

std::size_t index_of(const Policy& policy, const PolicySet& policies) {
    return static_cast<std::size_t>(&policy - policies.data());
}

} // namespace

Planner::Planner(const PolicySet& policies, Instant now, const std::set<std::string>& only,
                 HeldSessions held)
    : policies_(policies), held_(held) {
    for (const Policy& policy : policies) {
        acts_.push_back(only.empty() || only.contains(policy.name));
    }
    plan_.as_of = now;
}

Verdict Planner::look_at(const SessionFacts& session) {
    const Verdict verdict = judge(session, policies_, plan_.as_of);
    Counts& counts = plan_.counts;
    ++counts.judged;
    if (verdict.policy == nullptr || !acts_[index_of(*verdict.policy, policies_)]) {
        return verdict;
    }
    const bool due = verdict.decision == Decision::close;
    const bool held = is_hold(verdict.reason);
    if (!due && !held) {
        return verdict;
    }
    ++(due ? counts.due : counts.held);
    counts.unanswered += verdict.unanswered ? 1 : 0;
    if (due || held_ == HeldSessions::list) {
        plan_.sessions.push_back(planned(session, verdict, policies_));
        plan_.sessions.back().place = static_cast<std::uint32_t>(counts.judged);
    }
    return verdict;
}

Plan Planner::take_plan(std::optional<std::int64_t> at_most) {
    std::sort(plan_.sessions.begin(), plan_.sessions.end(),
              [](const PlannedSession& a, const PlannedSession& b) {
                  return std::tie(a.due_at, a.session_id) < std::tie(b.due_at, b.session_id);
              });
    std::int64_t taken = 0;
    for (PlannedSession& session : plan_.sessions) {
        if (!at_most || session.outcome == SessionOutcome::held) {
            continue;
        }
        if (taken < *at_most) {
            ++taken;
            continue;
        }
        session.outcome = SessionOutcome::left_for_next;
        ++plan_.counts.left_for_next;
    }
    return std::exchange(plan_, Plan{{}, {}, plan_.as_of});
}

bool still_closes(const PlannedSession& planned, const SessionFacts& facts,
                  const Verdict& verdict) {
    return verdict.decision == Decision::close &&
           facts.last_customer_message_at == planned.last_customer_message_at;
}

PlannedSession planned(const SessionFacts& session, const Verdict& verdict,
                       const PolicySet& policies) {
    const Policy& policy = *verdict.policy;
    const TimerState& state = *verdict.state;
    PlannedSession planned;
    planned.session_id = session.session_id;
    planned.last_customer_message_at = session.last_customer_message_at;
    planned.clock_at = state.clock_at;
    planned.due_at = state.due_at;
    planned.policy = static_cast<std::uint32_t>(index_of(policy, policies));
    planned.timer = static_cast<std::uint32_t>(verdict.timer - policy.timers.data());
    planned.clock = state.clock;
    planned.reason = verdict.reason;
    planned.outcome =
        verdict.decision == Decision::close ? SessionOutcome::would_close : SessionOutcome::held;
    planned.unanswered = verdict.unanswered;
    return planned;
}

} // namespace chatsweep

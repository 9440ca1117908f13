// SPDX-License-Identifier: Apache-2.0
#include "core/plan.hpp"

#include <algorithm>
#include <tuple>
#include <unordered_set>
#include <utility>

namespace chatsweep {
namespace {

std::size_t index_of(const Policy& policy, const PolicySet& policies) {
    return static_cast<std::size_t>(&policy - policies.data());
}

/// Sorts small keys and moves each session once: a session is many times as large as its key.
void sort_by_urgency(std::vector<PlannedSession>& sessions) {
    std::vector<std::pair<Instant, std::uint32_t>> keys;
    keys.reserve(sessions.size());
    for (const PlannedSession& session : sessions) {
        keys.emplace_back(session.due_at, static_cast<std::uint32_t>(keys.size()));
    }
    const auto tied = [&](std::uint32_t index) {
        const PlannedSession& session = sessions[index];
        return std::tie(session.session_id, session.action, session.timer);
    };
    std::sort(keys.begin(), keys.end(), [&](const auto& a, const auto& b) {
        return a.first != b.first ? a.first < b.first : tied(a.second) < tied(b.second);
    });
    for (std::uint32_t first = 0; first < keys.size(); ++first) {
        PlannedSession displaced = std::move(sessions[first]);
        std::uint32_t place = first;
        while (keys[place].second != first) {
            const std::uint32_t from = std::exchange(keys[place].second, place);
            sessions[place] = std::move(sessions[from]);
            place = from;
        }
        keys[place].second = place;
        sessions[place] = std::move(displaced);
    }
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
    Verdict verdict = judge(session, policies_, plan_.as_of);
    Counts& counts = plan_.counts;
    ++counts.judged;
    if (verdict.policy == nullptr || !acts_[index_of(*verdict.policy, policies_)]) {
        return verdict;
    }
    plan_due(session, verdict);
    if (is_hold(verdict.reason)) {
        ++counts.held;
        counts.unanswered += verdict.unanswered ? 1 : 0;
        if (held_ == HeldSessions::list) {
            const Firing held{verdict.timer->action, verdict.reason, verdict.timer, *verdict.state};
            add(session, verdict, held).outcome = SessionOutcome::held;
        }
    }
    for (const Mark& mark : verdict.forget) {
        plan_.stale_marks.push_back({session.session_id, mark});
    }
    return verdict;
}

void Planner::plan_due(const SessionFacts& session, const Verdict& verdict) {
    Counts& counts = plan_.counts;
    for (const Firing& firing : verdict.firings) {
        const PlannedSession& added = add(session, verdict, firing);
        ++counts.of(firing.action).due;
        if (added.ends_session) {
            ++counts.due;
            counts.unanswered += verdict.unanswered ? 1 : 0;
        }
    }
}

PlannedSession& Planner::add(const SessionFacts& session, const Verdict& verdict,
                             const Firing& firing) {
    plan_.sessions.push_back(planned(session, verdict, firing, policies_));
    plan_.sessions.back().place = static_cast<std::uint32_t>(plan_.counts.judged);
    plan_.sessions.back().origin = origin_of(session);
    return plan_.sessions.back();
}

std::shared_ptr<const Origin> Planner::origin_of(const SessionFacts& session) {
    Origin origin{session.tenant, session.environment, session.channel};
    std::shared_ptr<const Origin>& known = origins_[origin];
    if (!known) {
        known = std::make_shared<const Origin>(std::move(origin));
    }
    return known;
}

Plan Planner::take_plan(std::optional<std::int64_t> at_most) {
    sort_by_urgency(plan_.sessions);
    std::unordered_set<std::uint32_t> taken;
    for (PlannedSession& session : plan_.sessions) {
        if (!at_most || session.outcome == SessionOutcome::held) {
            continue;
        }
        if (taken.contains(session.place) || std::ssize(taken) < *at_most) {
            taken.insert(session.place);
            continue;
        }
        session.outcome = SessionOutcome::left_for_next;
        ++plan_.counts.left_for_next;
    }
    return std::exchange(plan_, Plan{{}, {}, plan_.as_of, {}});
}

const Firing* still_asked_for(const PlannedSession& planned, const SessionFacts& facts,
                              const Verdict& verdict) {
    if (planned.ends_session) {
        const bool spoke = facts.last_customer_message_at != planned.last_customer_message_at;
        const bool ends = verdict.decision == Decision::close;
        return ends && (!spoke || closes_after_contact(verdict.reason)) ? &verdict.firings.front()
                                                                        : nullptr;
    }
    const auto same =
        std::find_if(verdict.firings.begin(), verdict.firings.end(), [&](const Firing& firing) {
            return firing.action == planned.action && firing.state.clock_at == planned.clock_at &&
                   !ends_session(firing.action, *firing.timer) &&
                   firing.timer - verdict.policy->timers.data() == planned.timer;
        });
    return same == verdict.firings.end() ? nullptr : &*same;
}

PlannedSession planned(const SessionFacts& session, const Verdict& verdict, const Firing& firing,
                       const PolicySet& policies) {
    const Policy& policy = *verdict.policy;
    PlannedSession planned;
    planned.session_id = session.session_id;
    planned.last_customer_message_at = session.last_customer_message_at;
    planned.clock_at = firing.state.clock_at;
    planned.due_at = firing.state.due_at;
    planned.policy = static_cast<std::uint32_t>(index_of(policy, policies));
    planned.timer = static_cast<std::uint32_t>(firing.timer - policy.timers.data());
    planned.action = firing.action;
    planned.clock = firing.state.clock;
    planned.reason = firing.reason;
    planned.ends_session = ends_session(firing.action, *firing.timer);
    planned.outcome =
        planned.ends_session ? SessionOutcome::would_close : SessionOutcome::would_act;
    planned.unanswered = verdict.unanswered;
    planned.is_marked = !session.marks.empty();
    return planned;
}

std::optional<Mark> mark_of(const PlannedSession& planned, const Timer& timer, Instant recorded_at,
                            const SessionFacts& facts, StatusKeeper keeper) {
    switch (planned.action) {
    case Action::warn:
        return Mark{MarkKind::warned, timer.name, recorded_at, planned.clock_at};
    case Action::inactivate:
        return Mark{MarkKind::inactive,
                    std::string{keeper == StatusKeeper::database ? of_the_databases_status : ""},
                    recorded_at, silence_of(facts)};
    case Action::idle:
        return Mark{MarkKind::idle, std::string{to_text(timer.role.value())}, recorded_at,
                    planned.clock_at};
    case Action::event:
        return Mark{MarkKind::recorded, timer.name, recorded_at, planned.clock_at};
    case Action::close:
    case Action::disconnect:
    case Action::returned:
    case Action::participant_returned:
        return std::nullopt;
    }
    return std::nullopt; // GCOVR_EXCL_LINE: no enumerator is left
}

} // namespace chatsweep

// SPDX-License-Identifier: Apache-2.0
#include "judging.hpp"

#include "config/config.hpp"
#include "core/bound.hpp"
#include "core/plan.hpp"
#include "fuzzing.hpp"

#include <algorithm>
#include <filesystem>
#include <set>
#include <tuple>

namespace chatsweep::fuzz {
namespace {

constexpr Duration tick{1};

bool is_same(const std::optional<TimerState>& a, const std::optional<TimerState>& b) {
    return a.has_value() == b.has_value() &&
           (!a || (a->clock == b->clock && a->clock_at == b->clock_at && a->due_at == b->due_at &&
                   a->done_at == b->done_at));
}

bool is_same(const Firing& a, const Firing& b) {
    return a.action == b.action && a.reason == b.reason && a.timer == b.timer &&
           is_same(std::optional{a.state}, std::optional{b.state});
}

bool is_same(const Verdict& a, const Verdict& b) {
    return a.decision == b.decision && a.reason == b.reason && a.policy == b.policy &&
           a.timer == b.timer && is_same(a.state, b.state) && a.held_until == b.held_until &&
           a.forget == b.forget &&
           std::equal(a.firings.begin(), a.firings.end(), b.firings.begin(), b.firings.end(),
                      [](const Firing& x, const Firing& y) { return is_same(x, y); });
}

bool answers_what_somebody_wrote(const Firing& firing) {
    return firing.action == Action::returned || firing.action == Action::participant_returned;
}

void check_firing(const Firing& firing, const SessionFacts& session, const Policy& policy,
                  Instant now) {
    const Timer& timer = *firing.timer;
    require(&timer >= policy.timers.data() && &timer < policy.timers.data() + policy.timers.size(),
            "a firing's timer is one of the policy");
    require(timer.enabled, "a timer that is off does nothing", timer.name);
    if (answers_what_somebody_wrote(firing)) {
        return;
    }
    const TimerState& state = firing.state;
    require(firing.action == timer.action, "a timer does what it is for", timer.name);
    require(state.due_at <= now, "nothing is done before it is due", timer.name);
    require(state.clock_at >= session.clock_floor_at.value_or(state.clock_at),
            "no clock counts from before the floor", timer.name);
    require(!state.done_at, "nothing is done again", timer.name);
    if (timer.on == On::clock && !timer.before_close) {
        require(state.due_at >= state.clock_at + timer.after, "the whole length has passed",
                timer.name);
    }
    const std::optional<Instant>& wrote_at = session.last_customer_message_at;
    if (wrote_at && firing.reason == Reason::timeout && !timer.before_close &&
        (state.clock == Clock::last_customer_message || firing.action == Action::inactivate)) {
        require(now - *wrote_at >= timer.after, "the customer has been silent for so long",
                timer.name);
    }
}

void check_close(const Verdict& verdict, const SessionFacts& session, const PolicySet& policies,
                 Instant now) {
    const Firing& closing = verdict.firings.front();
    require(verdict.firings.size() == 1, "what ends a session comes alone");
    require(closing.reason == verdict.reason, "a verdict's reason is that of its firing");
    const std::optional<Reason> hold = hold_of(session, *verdict.policy, now);
    require(!hold || closing.reason == Reason::opt_out ||
                (hold == Reason::unanswered && closing.reason == Reason::token_expired),
            "a hold keeps the session");
    require(!is_future_dated(session, now) || closing.reason == Reason::opt_out,
            "a message of the future keeps the session");
    const Verdict before = judge(session, policies, closing.state.due_at - tick);
    require(before.decision != Decision::close || before.firings.front().timer != closing.timer,
            "not a microsecond before", closing.timer->name);
}

void check_verdict(const Verdict& verdict, const SessionFacts& session, const PolicySet& policies,
                   Instant now) {
    require(is_same(verdict, judge(session, policies, now)), "the same facts, the same verdict");
    require((verdict.policy == nullptr) == (verdict.reason == Reason::no_policy),
            "without a policy a session is kept");
    require(verdict.firings.empty() == (verdict.decision == Decision::keep),
            "a session is kept when nothing is to be done");
    require(verdict.firings.empty() || verdict.policy != nullptr, "a policy says so");
    require(verdict.firings.empty() || lets_through(coarse_bound(policies, now), session),
            "the coarse bound is too generous, never too strict");
    for (const Firing& firing : verdict.firings) {
        check_firing(firing, session, *verdict.policy, now);
        require(ends_session(firing.action, *firing.timer) == (verdict.decision == Decision::close),
                "close is what ends a session");
    }
    if (verdict.decision == Decision::close) {
        check_close(verdict, session, policies, now);
    }
    for (const Mark& mark : verdict.forget) {
        require(std::find(session.marks.begin(), session.marks.end(), mark) != session.marks.end(),
                "what is forgotten was remembered", mark.name);
    }
}

/// Nothing has happened, and then the customer writes.
void check_second_look(const PlannedSession& planned, SessionFacts session,
                       const PolicySet& policies, Instant now) {
    const Verdict unchanged = judge(session, policies, now);
    require(still_asked_for(planned, session, unchanged) != nullptr,
            "nothing has changed, and the second look sees that");
    const Instant wrote_at = session.last_customer_message_at == now ? now - tick : now;
    session.last_customer_message_at = wrote_at;
    const Verdict changed = judge(session, policies, now);
    const Firing* firing = still_asked_for(planned, session, changed);
    require(!planned.ends_session || firing == nullptr || closes_after_contact(firing->reason),
            "a customer who has written since is kept");
}

/// Once it is remembered, it is not done again for the same start of its clock.
void check_once(const PlannedSession& planned, SessionFacts session, const PolicySet& policies,
                Instant now) {
    const Timer& timer = policies.at(planned.policy).timers.at(planned.timer);
    const std::optional<Mark> mark = mark_of(planned, timer, now, session, StatusKeeper::chatsweep);
    if (!mark) {
        return;
    }
    const std::vector<Mark> forgotten = judge(session, policies, now).forget;
    std::erase_if(session.marks, [&](const Mark& other) {
        return (other.kind == mark->kind && other.name == mark->name) ||
               std::find(forgotten.begin(), forgotten.end(), other) != forgotten.end();
    });
    session.marks.push_back(*mark);
    for (const Firing& firing : judge(session, policies, now).firings) {
        require(firing.timer != &timer || answers_what_somebody_wrote(firing) ||
                    firing.state.clock_at != planned.clock_at,
                "what is done is done once", timer.name);
    }
}

void check_order(const Plan& plan) {
    const auto by_urgency = [](const PlannedSession& a, const PlannedSession& b) {
        return std::tie(a.due_at, a.session_id, a.action, a.timer) <
               std::tie(b.due_at, b.session_id, b.action, b.timer);
    };
    require(std::is_sorted(plan.sessions.begin(), plan.sessions.end(), by_urgency),
            "longest overdue first, then by id");
}

Plan plan_of(const std::vector<SessionFacts>& sessions, const PolicySet& policies, Instant now,
             std::optional<std::int64_t> at_most) {
    Planner planner{policies, now, {}, HeldSessions::count};
    for (const SessionFacts& session : sessions) {
        (void)planner.look_at(session);
    }
    return planner.take_plan(at_most);
}

void check_plan(const std::vector<SessionFacts>& sessions, const PolicySet& policies, Instant now) {
    const Plan plan = plan_of(sessions, policies, now, std::nullopt);
    check_order(plan);
    std::set<SessionId> ending;
    for (const PlannedSession& planned : plan.sessions) {
        const auto session =
            std::find_if(sessions.begin(), sessions.end(), [&](const SessionFacts& facts) {
                return facts.session_id == planned.session_id;
            });
        require(session != sessions.end(), "only these sessions are in the plan");
        require(!planned.ends_session || ending.insert(planned.session_id).second,
                "a session ends once", planned.session_id.value);
        check_second_look(planned, *session, policies, now);
        check_once(planned, *session, policies, now);
    }
    require(plan.counts.due == std::ssize(ending), "as many are due as end");
    const Plan few = plan_of(sessions, policies, now, 1);
    std::set<SessionId> taken;
    for (const PlannedSession& planned : few.sessions) {
        if (planned.outcome != SessionOutcome::left_for_next) {
            taken.insert(planned.session_id);
        }
    }
    require(taken.size() == (plan.sessions.empty() ? 0 : 1), "at most one is one");
    require(few.sessions.empty() || taken.contains(few.sessions.front().session_id),
            "the longest overdue goes first");
}

void show(const char* name, const std::optional<Instant>& instant) {
    if (instant) {
        std::fprintf(stderr, "  %s %s\n", name, to_rfc3339(*instant).c_str());
    }
}

void show(const SessionFacts& session) {
    std::fprintf(stderr, "%s: status %s, handler %s\n", session.session_id.value.c_str(),
                 session.status.value_or("none").c_str(), session.handler.value_or("none").c_str());
    show("started_at", session.started_at);
    show("clock_floor_at", session.clock_floor_at);
    show("last_customer_message_at", session.last_customer_message_at);
    show("first_reply_at", session.first_reply_at);
    show("first_agent_reply_at", session.first_agent_reply_at);
    show("last_agent_message_at", session.last_agent_message_at);
    show("last_bot_message_at", session.last_bot_message_at);
    show("last_message_at", session.last_message_at);
    show("snoozed_until", session.snoozed_until);
    show("opted_out_at", session.opted_out_at);
    show("token_issued_at", session.token_issued_at);
    show("token_expires_at", session.token_expires_at);
    show("inactive_since", session.inactive_since);
    show("agent_joined_at", session.agent_joined_at);
    show("customer_joined_at", session.customer_joined_at);
    show("last_agent_message_since_join_at", session.last_agent_message_since_join_at);
    for (const Mark& mark : session.marks) {
        std::fprintf(stderr, "  mark %s '%s', recorded at %s, of the clock at %s\n",
                     to_text(mark.kind).data(), mark.name.c_str(),
                     to_rfc3339(mark.recorded_at).c_str(), to_rfc3339(mark.clock_at).c_str());
    }
}

} // namespace

const std::vector<PolicySet>& policy_sets() {
    static const std::vector<PolicySet> sets = [] {
        const std::filesystem::path root{CHATSWEEP_SOURCE_DIR};
        std::vector<PolicySet> read;
        std::set<std::filesystem::path> files{root / "config/chatsweep.yaml",
                                              root / "config/demo.yaml"};
        for (const auto& entry : std::filesystem::directory_iterator{root / "config/examples"}) {
            files.insert(entry.path());
        }
        for (const std::filesystem::path& file : files) {
            const Override name{"-c", file.string()};
            read.push_back(load_config({.file = name}, Policies::required).policies);
        }
        return read;
    }();
    return sets;
}

void check_judging(const std::vector<SessionFacts>& sessions, const PolicySet& policies,
                   Instant now) {
    explain = [&] {
        std::for_each(sessions.begin(), sessions.end(),
                      [](const SessionFacts& session) { show(session); });
        show("now", now);
    };
    for (const SessionFacts& session : sessions) {
        check_verdict(judge(session, policies, now), session, policies, now);
    }
    check_plan(sessions, policies, now);
    explain = nullptr;
}

} // namespace chatsweep::fuzz

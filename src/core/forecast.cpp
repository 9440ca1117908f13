// SPDX-License-Identifier: Apache-2.0
#include "core/forecast.hpp"

#include <algorithm>
#include <utility>

namespace chatsweep {
namespace {

/// When something else may be found than at the verdict's own instant; empty: never, as far as time
/// alone can tell.
std::optional<Instant> next_change(const Verdict& verdict) {
    if (verdict.decision != Decision::keep) {
        return earliest_instant;
    }
    if (is_hold(verdict.reason)) {
        return verdict.held_until;
    }
    return verdict.state ? std::optional{verdict.state->due_at} : std::nullopt;
}

void remember(SessionFacts& session, const Mark& mark) {
    std::erase_if(session.marks, [&](const Mark& other) {
        return other.kind == mark.kind && other.name == mark.name;
    });
    session.marks.push_back(mark);
}

/// What a sweep at this instant leaves of a session that it does not end.
SessionFacts after_acting(SessionFacts session, const Verdict& verdict, const PolicySet& policies,
                          Instant at) {
    for (const Mark& mark : verdict.forget) {
        std::erase(session.marks, mark);
    }
    const SessionFacts before = session;
    for (const Firing& firing : verdict.firings) {
        const std::optional<Mark> mark =
            mark_of(planned(before, verdict, firing, policies), *firing.timer, at, before,
                    StatusKeeper::chatsweep);
        if (mark) {
            remember(session, *mark);
        }
        if (firing.action == Action::returned) {
            session.status.reset();
            session.inactive_since.reset();
        }
        if (firing.action == Action::disconnect) {
            session.agent_joined_at.reset();
        }
    }
    return session;
}

} // namespace

Forecasting::Forecasting(const PolicySet& policies, Instant first, Duration interval,
                         std::size_t sweeps)
    : policies_(policies) {
    Instant at = first;
    for (std::size_t i = 0; i < sweeps; ++i, at += interval) {
        forecast_.sweeps.push_back({.at = at});
    }
}

std::size_t Forecasting::first_at_or_after(Instant instant) const {
    const auto place = std::ranges::lower_bound(forecast_.sweeps, instant, {}, &ForecastSweep::at);
    return static_cast<std::size_t>(place - forecast_.sweeps.begin());
}

void Forecasting::add(const SessionFacts& session, const Verdict& verdict) {
    std::optional<SessionFacts> changed;
    bool was_held = false;
    std::optional<Instant> next =
        is_hold(verdict.reason) ? std::optional{earliest_instant} : next_change(verdict);
    for (std::size_t i = 0; next; ++i) {
        i = std::max(i, first_at_or_after(*next));
        if (i >= forecast_.sweeps.size()) {
            break;
        }
        ForecastSweep& sweep = forecast_.sweeps[i];
        const SessionFacts& facts = changed ? *changed : session;
        const Verdict then = judge(facts, policies_, sweep.at);
        if (then.decision == Decision::close) {
            ++sweep.ending;
            return;
        }
        if (is_hold(then.reason) && !std::exchange(was_held, true)) {
            ++sweep.held;
        }
        next = next_change(then);
        if (then.decision == Decision::act) {
            ++sweep.acting;
            changed = after_acting(facts, then, policies_, sweep.at);
        }
    }
    forecast_.beyond += was_held ? 0 : 1;
}

Forecast Forecasting::take_forecast() {
    return std::exchange(forecast_, {});
}

} // namespace chatsweep

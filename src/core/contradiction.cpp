// SPDX-License-Identifier: Apache-2.0
#include "core/contradiction.hpp"

#include <algorithm>

namespace chatsweep {
namespace {

using Found = std::optional<Contradiction>;

std::string named(const Timer& timer) {
    return "'" + timer.name + "'";
}

Contradiction never_fires(std::size_t index, const Timer& timer, const std::string& why,
                          std::string hint) {
    return {index, "timer " + named(timer) + " can never fire: " + why, std::move(hint)};
}

bool has_timer(const Policy& policy, Action action, std::optional<Role> role = {}) {
    return std::any_of(policy.timers.begin(), policy.timers.end(), [&](const Timer& timer) {
        return timer.enabled && timer.action == action && timer.role == role;
    });
}

/// False when the policy matches on the attribute, and on other values than this one only.
bool can_have(const Policy& policy, Attribute attribute, std::string_view value) {
    return std::all_of(policy.match.begin(), policy.match.end(), [&](const Condition& condition) {
        return condition.attribute != attribute ||
               std::find(condition.any_of.begin(), condition.any_of.end(), value) !=
                   condition.any_of.end();
    });
}

bool counts_from_clock(const Timer& timer) {
    return timer.on == On::clock && !timer.before_close;
}

Found idle_without_end(const Policy& policy, std::size_t index) {
    const Timer& timer = policy.timers[index];
    if (!counts_from_clock(timer) || timer.since != Clock::idle) {
        return std::nullopt;
    }
    if (!timer.role) {
        return never_fires(index, timer, "only a disconnect counts since idle",
                           "count from another clock, or write disconnect with a role.");
    }
    if (has_timer(policy, Action::idle, timer.role)) {
        return std::nullopt;
    }
    return never_fires(index, timer,
                       "no idle timer is on for role " + std::string{to_text(*timer.role)},
                       "add one, or write since: agent_joined.");
}

Found inactive_without_end(const Policy& policy, std::size_t index) {
    const Timer& timer = policy.timers[index];
    if (!counts_from_clock(timer) || timer.since != Clock::inactive) {
        return std::nullopt;
    }
    if (timer.action == Action::inactivate) {
        return never_fires(index, timer, "it counts since what it brings about",
                           "count from another clock, such as first_agent_reply.");
    }
    if (can_have(policy, Attribute::status, "inactive") || has_timer(policy, Action::inactivate)) {
        return std::nullopt;
    }
    return never_fires(index, timer, "the policy matches no session that is inactive",
                       "add inactive to match.status, or an inactivate timer to the policy.");
}

/// S6, S7: what never happens in a session whose customer never wrote.
Found waits_for_the_silent(const Policy& policy, std::size_t index) {
    const Timer& timer = policy.timers[index];
    if (!timer.customer_silent_from_start) {
        return std::nullopt;
    }
    if (timer.on == On::contact_after_token) {
        return never_fires(index, timer, "a customer who never wrote makes no contact",
                           "take the if away.");
    }
    const bool starts =
        timer.since != Clock::first_agent_reply &&
        (timer.since != Clock::last_customer_message || policy.never_wrote == NeverWrote::started);
    if (starts) {
        return std::nullopt;
    }
    return never_fires(index, timer, "its clock does not start as long as the customer never wrote",
                       "count from another clock, such as started or last_agent_message.");
}

Found waits_for_no_agent(const Policy& policy, std::size_t index) {
    const Timer& timer = policy.timers[index];
    const bool needs_agent =
        timer.role || (counts_from_clock(timer) && (timer.since == Clock::first_agent_reply ||
                                                    timer.since == Clock::agent_joined));
    if (!needs_agent || can_have(policy, Attribute::handler, "human")) {
        return std::nullopt;
    }
    return never_fires(index, timer, "it waits for an agent, and the policy matches none",
                       "add human to match.handler, or count from another clock.");
}

/// C5: a warning has a close to come before, with time enough.
Found warns_of_nothing(const Policy& policy, std::size_t index) {
    const Timer& timer = policy.timers[index];
    if (!timer.before_close) {
        return std::nullopt;
    }
    bool has_close = false;
    for (const Timer& close : policy.timers) {
        if (!close.enabled || close.action != Action::close || close.on != On::clock) {
            continue;
        }
        has_close = true;
        if (*timer.before_close > close.after) {
            return Contradiction{index,
                                 "before_close " + to_text(*timer.before_close) + " of timer " +
                                     named(timer) + " is longer than the " + to_text(close.after) +
                                     " of " + named(close),
                                 "warn less long before, or close later."};
        }
    }
    return has_close ? std::nullopt
                     : std::optional{never_fires(
                           index, timer, "no close that counts from a clock is on",
                           "add such a close, or write after and since instead of before_close.")};
}

/// Whether every session that `narrow` is for is one that `wide` is for.
bool is_for_all_of(const Timer& wide, const Timer& narrow) {
    return !wide.customer_silent_from_start || narrow.customer_silent_from_start;
}

bool counts_alike(const Timer& a, const Timer& b) {
    return a.on == b.on && !a.before_close && !b.before_close &&
           (a.on == On::contact_after_token || (a.since == b.since && a.role == b.role));
}

/// Whether `timer` cannot come before `first`, which leaves nothing to do after it.
bool comes_behind(const Timer& timer, const Timer& first) {
    const bool leaves_nothing = first.action == Action::close || first.action == Action::disconnect;
    return first.enabled && leaves_nothing && counts_alike(timer, first) &&
           is_for_all_of(first, timer) && first.after <= timer.after;
}

/// Of two closes the earlier may be the dead one; the later listed is the one to look at.
Found closes_twice(const Policy& policy, std::size_t index) {
    const Timer& timer = policy.timers[index];
    for (std::size_t before = 0; before < index && timer.action == Action::close; ++before) {
        const Timer& earlier = policy.timers[before];
        const bool is_dead = comes_behind(timer, earlier);
        const bool kills = earlier.enabled && comes_behind(earlier, timer) && !is_dead &&
                           timer.after < earlier.after;
        if (earlier.action == Action::close && (is_dead || kills)) {
            const Timer& dead = is_dead ? timer : earlier;
            const Timer& winner = is_dead ? earlier : timer;
            return never_fires(index, dead,
                               named(winner) + " counts from the same clock and is not longer",
                               "keep one timer for each clock.");
        }
    }
    return std::nullopt;
}

Found comes_too_late(const Policy& policy, std::size_t index) {
    const Timer& timer = policy.timers[index];
    if (timer.action == Action::close || timer.action == Action::disconnect) {
        return std::nullopt;
    }
    const auto first = std::find_if(policy.timers.begin(), policy.timers.end(),
                                    [&](const Timer& other) { return comes_behind(timer, other); });
    if (first == policy.timers.end()) {
        return std::nullopt;
    }
    return Contradiction{index,
                         "timer " + named(timer) + " comes too late: " + named(*first) +
                             " counts from the same clock and is not longer",
                         "let it come before, or take it away."};
}

/// A role goes idle in one way only, and so on.
Found has_a_twin(const Policy& policy, std::size_t index) {
    const Timer& timer = policy.timers[index];
    if (!timer.role && timer.action != Action::inactivate) {
        return std::nullopt;
    }
    for (std::size_t before = 0; before < index; ++before) {
        const Timer& earlier = policy.timers[before];
        if (earlier.enabled && earlier.action == timer.action && earlier.role == timer.role) {
            return Contradiction{
                index,
                "timer " + named(timer) + " is a second " + std::string{to_text(timer.action)} +
                    " timer" +
                    (timer.role ? " for role " + std::string{to_text(*timer.role)} : "") +
                    ", beside " + named(earlier),
                "keep one of the two, or turn one off."};
        }
    }
    return std::nullopt;
}

} // namespace

std::optional<Contradiction> contradiction_in(const Policy& policy) {
    for (std::size_t index = 0; index < policy.timers.size(); ++index) {
        if (!policy.timers[index].enabled) {
            continue;
        }
        for (const auto look :
             {idle_without_end, inactive_without_end, waits_for_the_silent, waits_for_no_agent,
              warns_of_nothing, has_a_twin, closes_twice, comes_too_late}) {
            if (Found found = look(policy, index)) {
                return found;
            }
        }
    }
    return std::nullopt;
}

} // namespace chatsweep

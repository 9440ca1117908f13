// SPDX-License-Identifier: Apache-2.0
#include "core/silences.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace chatsweep {
namespace {

std::size_t bar_of(Duration silence) {
    const auto* const after =
        std::upper_bound(silence_edges.begin() + 1, silence_edges.end(), silence);
    return static_cast<std::size_t>(after - silence_edges.begin()) - 1;
}

Duration silence_at(const SessionFacts& session, Instant now) {
    const std::optional<Instant>& since =
        session.last_customer_message_at ? session.last_customer_message_at : session.started_at;
    return since ? std::max(now - *since, Duration{}) : Duration{};
}

/// What ends a session by the customer's silence alone, whether they ever wrote or not.
bool is_timeout(const Timer& timer) {
    return timer.enabled && timer.on == On::clock && timer.since == Clock::last_customer_message &&
           !timer.customer_silent_from_start && ends_session(timer.action, timer);
}

std::vector<Duration> timeouts_of(const Policy& policy) {
    std::set<Duration> timeouts;
    for (const Timer& timer : policy.timers) {
        if (is_timeout(timer)) {
            timeouts.insert(timer.after);
        }
    }
    return {timeouts.begin(), timeouts.end()};
}

} // namespace

std::int64_t Silence::sessions() const noexcept {
    std::int64_t sum = 0;
    for (const SilenceBar& bar : bars) {
        sum += bar.total();
    }
    return sum;
}

double place_among_bars(Duration silence) noexcept {
    const std::size_t bar = bar_of(silence);
    const auto whole = static_cast<double>(bar);
    if (bar + 1 == silence_edges.size()) {
        return whole + 0.5;
    }
    const Duration begin = silence_edges[bar];
    const Duration end = silence_edges[bar + 1];
    return whole + static_cast<double>((silence - begin).count()) /
                       static_cast<double>((end - begin).count());
}

void Silences::add(const SessionFacts& session, const Verdict& verdict) {
    const std::string_view policy = verdict.policy ? std::string_view{verdict.policy->name} : "";
    auto place = gathered_.find(policy);
    if (place == gathered_.end()) {
        place = gathered_.emplace(policy, Silence{.policy = std::string{policy}}).first;
    }
    SilenceBar& bar = place->second.bars[bar_of(silence_at(session, now_))];
    if (verdict.decision == Decision::close) {
        ++bar.due;
    } else if (is_hold(verdict.reason)) {
        ++bar.held;
    } else {
        ++bar.kept;
    }
}

std::vector<Silence> Silences::take_silences(const PolicySet& policies) {
    std::vector<Silence> silences;
    // Today's policies come first; one of the same name that some session is pinned to counts
    // there.
    for (const Policy& policy : policies) {
        const auto place = gathered_.find(policy.name);
        if (place != gathered_.end()) {
            place->second.timeouts = timeouts_of(policy);
            silences.push_back(std::move(place->second));
            gathered_.erase(place);
        }
    }
    for (auto& [name, silence] : gathered_) {
        silences.push_back(std::move(silence));
    }
    gathered_.clear();
    return silences;
}

} // namespace chatsweep

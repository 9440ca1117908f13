// SPDX-License-Identifier: Apache-2.0
#include "core/groups.hpp"

#include <algorithm>
#include <limits>
#include <string_view>

namespace chatsweep {
namespace {

using std::chrono::seconds;

std::uint32_t idle_seconds(const SessionFacts& session, Instant now) {
    const std::optional<Instant>& since =
        session.last_customer_message_at ? session.last_customer_message_at : session.started_at;
    if (!since) {
        return 0;
    }
    constexpr std::int64_t longest = std::numeric_limits<std::uint32_t>::max();
    const std::int64_t idle = std::chrono::duration_cast<seconds>(now - *since).count();
    return static_cast<std::uint32_t>(std::clamp<std::int64_t>(idle, 0, longest));
}

/// At least one is needed.
std::uint32_t lower_median(std::vector<std::uint32_t>& values) {
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>((values.size() - 1) / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

std::optional<std::string_view> view_of(const std::optional<std::string>& text) {
    return text ? std::optional<std::string_view>{*text} : std::nullopt;
}

} // namespace

void Grouping::add(const SessionFacts& session, const Verdict& verdict) {
    const std::string_view policy = verdict.policy ? std::string_view{verdict.policy->name} : "";
    // Looked up by views, so that no session but a group's first costs a copy of its texts.
    const KeyView key{policy, view_of(session.tenant), view_of(session.channel)};
    auto place = gathered_.find(key);
    if (place == gathered_.end()) {
        Gathered first;
        first.group.policy = policy;
        first.group.tenant = session.tenant;
        first.group.channel = session.channel;
        place =
            gathered_
                .emplace(Key{first.group.policy, session.tenant, session.channel}, std::move(first))
                .first;
    }
    Gathered& gathered = place->second;
    ++gathered.group.open;
    gathered.group.due += verdict.decision == Decision::close ? 1 : 0;
    gathered.group.held += is_hold(verdict.reason) ? 1 : 0;
    gathered.group.unanswered += verdict.unanswered ? 1 : 0;
    for (const Firing& firing : verdict.firings) {
        const bool stays = !ends_session(firing.action, *firing.timer);
        gathered.group.due_actions[static_cast<std::size_t>(firing.action)] += stays ? 1 : 0;
    }
    gathered.idle_seconds.push_back(idle_seconds(session, now_));
}

std::vector<Group> Grouping::take_groups(const PolicySet& policies) {
    std::vector<Group> groups;
    groups.reserve(gathered_.size());
    for (auto& [key, gathered] : gathered_) {
        std::vector<std::uint32_t>& idle = gathered.idle_seconds;
        gathered.group.oldest_idle = seconds{*std::max_element(idle.begin(), idle.end())};
        gathered.group.median_idle = seconds{lower_median(idle)};
        groups.push_back(std::move(gathered.group));
    }
    gathered_.clear();
    std::map<std::string_view, std::size_t> ranks;
    for (const Policy& policy : policies) {
        ranks.emplace(policy.name, ranks.size());
    }
    const auto rank = [&](const Group& group) {
        const auto place = ranks.find(group.policy);
        return place == ranks.end() ? ranks.size() : place->second;
    };
    // Tenants and channels are in order already; what names no policy comes after the last one.
    std::stable_sort(groups.begin(), groups.end(),
                     [&](const Group& a, const Group& b) { return rank(a) < rank(b); });
    return groups;
}

} // namespace chatsweep

// SPDX-License-Identifier: Apache-2.0
#include "config/timers.hpp"

#include "config/wording.hpp"
#include "core/contradiction.hpp"

#include <algorithm>
#include <set>

namespace chatsweep {

namespace {

/// Whether the file says which clock the timer counts from.
bool names_clock(const Node& item) {
    const std::vector<Entry>& keys = item.entries.front().value.entries;
    return std::any_of(keys.begin(), keys.end(),
                       [](const Entry& entry) { return entry.key == "since"; });
}

bool goes_idle_first(const Timer& disconnect, const std::vector<Timer>& timers) {
    return std::any_of(timers.begin(), timers.end(), [&](const Timer& timer) {
        return timer.action == Action::idle && timer.enabled && timer.role == disconnect.role;
    });
}

void check_names(const Source& source, const Policy& policy, const Node& node) {
    std::set<std::string_view> names;
    for (std::size_t index = 0; index < policy.timers.size(); ++index) {
        const std::string& name = policy.timers[index].name;
        if (!names.insert(name).second) {
            source.fail(node.items[index].at,
                        "timer name " + in_quotes(name) + " is used twice in this policy",
                        "give each timer a name of its own.");
        }
    }
}

} // namespace

std::vector<Timer> read_timers(const Source& source, const Node& node) {
    if (node.kind != Node::Kind::list || node.items.empty()) {
        source.fail(node.at, "timers must be a list of timers",
                    "write each as - close: { after: 12h, since: last_customer_message }.");
    }
    std::vector<Timer> timers;
    for (const Node& item : node.items) {
        timers.push_back(read_timer(source, item));
    }
    for (std::size_t index = 0; index < timers.size(); ++index) {
        Timer& timer = timers[index];
        if (timer.action == Action::disconnect && !names_clock(node.items[index]) &&
            goes_idle_first(timer, timers)) {
            timer.since = Clock::idle;
        }
    }
    return timers;
}

void check_timers(const Source& source, const Policy& policy, const Node& node) {
    if (const std::optional<Contradiction> found = contradiction_in(policy)) {
        source.fail(node.items[found->timer].at, found->text, found->hint);
    }
    check_names(source, policy, node);
}

} // namespace chatsweep

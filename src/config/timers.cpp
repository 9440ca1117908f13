// SPDX-License-Identifier: Apache-2.0
#include "config/keys.hpp"
#include "config/policies.hpp"
#include "config/section.hpp"

#include <algorithm>

namespace chatsweep {

namespace {

std::vector<std::string_view> clock_words() {
    std::vector<std::string_view> words;
    for (const Clock clock : all_clocks) {
        words.push_back(to_text(clock));
    }
    return words;
}

/// The one entry of a timer: its action, and what belongs to it.
const Entry& action_of(const Source& source, const Node& node) {
    for (const Entry& entry : node.entries) {
        const bool known = std::ranges::find(keys::actions, entry.key) != keys::actions.end();
        if (!known && std::ranges::find(keys::timer, entry.key) == keys::timer.end()) {
            source.fail(entry.at, "unknown action " + in_quotes(entry.key),
                        "the actions known are: " + listed(keys::actions, "and") + ".");
        }
    }
    const Section section{source, "a timer", node, keys::actions};
    return section.required("close", "write close: with after and since, indented below it.");
}

Timer read_timer(const Source& source, const Node& node) {
    const Entry& action = action_of(source, node);
    const Section section{source, action.key, action.value, keys::timer};
    const std::vector<std::string_view> words = clock_words();
    Timer timer;
    timer.action = Action::close;
    (void)section.required("after", "write how long after its clock it fires, such as after: 12h.");
    (void)section.required("since", "write the clock it counts from: " + listed(words, "or") + ".");
    timer.after = section.duration("after").value_or(Duration{});
    timer.since = all_clocks[section.choice("since", words).value_or(0)];
    const Entry* name = section.find("name");
    timer.name = name != nullptr ? name_of(source, name->value)
                                 : action.key + "-" + std::string{to_text(timer.since)};
    return timer;
}

void check_against(const Source& source, std::size_t at, const Timer& timer, const Timer& earlier) {
    if (timer.since == earlier.since) {
        const bool first_wins = earlier.after <= timer.after;
        const Timer& dead = first_wins ? timer : earlier;
        const Timer& winner = first_wins ? earlier : timer;
        source.fail(at,
                    "timer " + in_quotes(dead.name) + " can never fire: " + in_quotes(winner.name) +
                        " counts from the same clock and is not longer",
                    "keep one timer for each clock.");
    }
    if (timer.name == earlier.name) {
        source.fail(at, "timer name " + in_quotes(timer.name) + " is used twice in this policy",
                    "give each timer a name of its own.");
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
        Timer timer = read_timer(source, item);
        for (const Timer& earlier : timers) {
            check_against(source, item.at, timer, earlier);
        }
        timers.push_back(std::move(timer));
    }
    return timers;
}

} // namespace chatsweep

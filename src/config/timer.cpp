// SPDX-License-Identifier: Apache-2.0
#include "config/keys.hpp"
#include "config/policies.hpp"
#include "config/section.hpp"
#include "config/timers.hpp"

#include <algorithm>

namespace chatsweep {

namespace {

constexpr std::array<std::string_view, 1> conditions{"customer_silent_from_start"};
constexpr std::array<std::string_view, 1> contacts{"contact_after_token"};
constexpr std::array<std::string_view, 2> late_warnings{"warn", "skip"};
constexpr std::array<std::string_view, 1> endings{"close"};
constexpr std::array<std::string_view, 2> timed_roles{"agent", "customer"};
constexpr std::array<std::string_view, 4> leaving_roles{"bot", "ai_agent", "agent", "supervisor"};

/// The clocks that an action can count from, as words.
std::vector<std::string_view> clock_words(Action action) {
    if (action == Action::idle) {
        return {to_text(Clock::agent_joined)};
    }
    if (action == Action::disconnect) {
        return {to_text(Clock::agent_joined), to_text(Clock::idle)};
    }
    std::vector<std::string_view> words;
    for (const Clock clock : all_clocks) {
        if (clock != Clock::opted_out && clock != Clock::token_expiry) {
            words.push_back(to_text(clock));
        }
    }
    return words;
}

/// The one entry of a timer: its action, and what belongs to it.
const Entry& action_of(const Source& source, const Node& node) {
    for (const Entry& entry : node.entries) {
        const bool known = std::ranges::find(keys::actions, entry.key) != keys::actions.end();
        if (!known && actions_with(entry.key).empty()) {
            const std::string_view meant = closest(entry.key, keys::actions);
            source.fail(entry.at, "unknown action " + in_quotes(entry.key),
                        meant.empty()
                            ? "the actions known are: " + listed(keys::actions, "and") + "."
                            : "did you mean " + in_quotes(meant) + "?");
        }
    }
    const Section section{source, "a timer", node, keys::actions};
    if (node.entries.empty()) {
        source.fail(node.at, "a timer has no action",
                    "write one, such as close: { after: 12h, since: last_customer_message }.");
    }
    if (node.entries.size() > 1) {
        source.fail(node.entries[1].at,
                    "a timer with two actions: " + node.entries[0].key + " and " +
                        node.entries[1].key,
                    "write each as a timer of its own, with a dash before it.");
    }
    return node.entries.front();
}

/// A key that is right for another action says so.
void refuse_keys_of_others(const Source& source, const Entry& action, Words known) {
    for (const Entry& entry : action.value.entries) {
        const std::string others = actions_with(entry.key);
        if (!others.empty() && std::find(known.begin(), known.end(), entry.key) == known.end()) {
            source.fail(entry.at, "unknown key " + in_quotes(entry.key),
                        in_quotes(entry.key) + " belongs to " + others + ", not to " + action.key +
                            ".");
        }
    }
}

void refuse_beside(const Source& source, const Section& section, const std::string& action,
                   const std::string& key, std::initializer_list<std::string_view> others) {
    for (const std::string_view other : others) {
        if (const Entry* entry = section.find(other)) {
            source.fail(std::max(entry->at, section.find(key)->at),
                        action + " with both " + key + " and " + std::string{other},
                        "keep one of the two.");
        }
    }
}

/// `after` and `since`, or what stands in their place.
void read_when(const Source& source, const Section& section, const std::string& action,
               Timer& timer) {
    if (section.find("on") != nullptr) {
        refuse_beside(source, section, action, "on", {"after", "since", "bounds"});
        (void)section.choice("on", contacts);
        timer.on = On::contact_after_token;
        return;
    }
    if (section.find("before_close") != nullptr) {
        refuse_beside(source, section, action, "before_close", {"after", "since", "if"});
        timer.before_close = section.duration("before_close");
        return;
    }
    const std::vector<std::string_view> words = clock_words(timer.action);
    (void)section.required("after", timer.action == Action::warn
                                        ? "write before_close: 70s, or after and since."
                                        : "write how long after its clock it fires, such as "
                                          "after: 12h.");
    if (!timer.role) {
        (void)section.required("since",
                               "write the clock it counts from: " + listed(words, "or") + ".");
    }
    timer.after = section
                      .duration("after", longest_duration,
                                timer.customer_silent_from_start ? Zero::allowed : Zero::refused)
                      .value_or(Duration{});
    const std::optional<std::size_t> since = section.choice("since", words);
    timer.since = since ? parse_clock(words[*since]).value_or(timer.since) : Clock::agent_joined;
}

void check_bounds(const Source& source, const Section& section, const Timer& timer) {
    const Entry* entry = section.find("bounds");
    if (entry == nullptr) {
        return;
    }
    const Section bounds{source, "bounds", entry->value, keys::bounds};
    (void)bounds.required("min", "write the shortest and the longest: { min: 5m, max: 30m }.");
    (void)bounds.required("max", "write the shortest and the longest: { min: 5m, max: 30m }.");
    const Duration least = bounds.duration("min").value_or(Duration{});
    const Duration most = bounds.duration("max").value_or(Duration{});
    if (least > most) {
        source.fail(bounds.find("min")->value.at,
                    "min " + in_quotes(to_text(least)) + " is longer than max " +
                        in_quotes(to_text(most)),
                    "swap the two.");
    }
    const std::string_view key = timer.before_close ? "before_close" : "after";
    const Duration length = timer.before_close.value_or(timer.after);
    if (length < least || length > most) {
        source.fail(section.find(key)->value.at,
                    std::string{key} + " " + in_quotes(to_text(length)) +
                        " is outside of its bounds, " + to_text(least) + " to " + to_text(most),
                    "write a duration within them, or change the bounds.");
    }
}

std::string read_kind(const Source& source, const Section& section) {
    const Entry& entry =
        section.required("kind", "write what the event is called, such as kind: reminder.");
    const std::string& kind = short_text_of(source, "kind", entry.value);
    for (const Action action : all_actions) {
        if (kind == kind_of_event(action, nullptr)) {
            source.fail(entry.value.at, "kind " + in_quotes(kind) + " is one of chatsweep's own",
                        "call the event something else.");
        }
    }
    return kind;
}

/// The flow, or nothing where it closes.
std::optional<std::string> read_route(const Source& source, const Section& section) {
    const Entry* then = section.find("then");
    if (then == nullptr || then->value.kind != Node::Kind::map) {
        (void)section.choice("then", endings);
        return std::nullopt;
    }
    const Section flow{source, "then", then->value, keys::then};
    const Entry& route = flow.required("route", "write then: close, or then: { route: FLOW }.");
    return short_text_of(source, "route", route.value);
}

std::vector<Role> read_leave(const Section& section) {
    std::vector<Role> roles;
    for (const std::string& word : section.texts("leave", leaving_roles)) {
        roles.push_back(*parse_role(word));
    }
    return roles;
}

/// What only some actions have. A key that is not the action's own is not there.
void read_details(const Source& source, const Section& section, Timer& timer) {
    const bool has_role = timer.action == Action::idle || timer.action == Action::disconnect;
    if (has_role) {
        (void)section.required("role", "write whose silence it is: role: agent, or customer.");
        timer.role = parse_role(timed_roles[section.choice("role", timed_roles).value_or(0)]);
    }
    if (timer.action == Action::warn) {
        timer.message = short_text_of(
            source, "message",
            section.required("message", "write the name of a template, such as message: goodbye.")
                .value);
        timer.late_warning = section.choice("late_warning", late_warnings).value_or(0) == 0
                                 ? LateWarning::warn
                                 : LateWarning::skip;
    }
    if (timer.action == Action::event) {
        timer.kind = read_kind(source, section);
    }
    timer.route = read_route(source, section);
    timer.leave = read_leave(section);
}

std::string default_name(const Timer& timer) {
    std::string action{to_text(timer.action)};
    if (timer.action == Action::warn) {
        return action;
    }
    if (timer.on == On::contact_after_token) {
        return action + "-contact_after_token";
    }
    return action + "-" + std::string{timer.role ? to_text(*timer.role) : to_text(timer.since)};
}

} // namespace

Timer read_timer(const Source& source, const Node& node) {
    const Entry& entry = action_of(source, node);
    Timer timer;
    timer.action = parse_action(entry.key).value_or(Action::close);
    const Words known = keys::of(timer.action);
    refuse_keys_of_others(source, entry, known);
    const Section section{source, entry.key, entry.value, known};
    timer.enabled = section.truth("enabled").value_or(true);
    timer.customer_silent_from_start = section.choice("if", conditions).has_value();
    read_details(source, section, timer);
    read_when(source, section, entry.key, timer);
    check_bounds(source, section, timer);
    const Entry* name = section.find("name");
    timer.name = name != nullptr ? name_of(source, name->value) : default_name(timer);
    return timer;
}

} // namespace chatsweep

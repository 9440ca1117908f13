// SPDX-License-Identifier: Apache-2.0
#include "config/keys.hpp"

#include <algorithm>
#include <vector>

namespace chatsweep {

namespace {

constexpr std::array<std::string_view, 8> close_keys{"after", "since",  "on",   "if",
                                                     "leave", "bounds", "name", "enabled"};
constexpr std::array<std::string_view, 9> warn_keys{
    "before_close", "after", "since", "if", "message", "late_warning", "bounds", "name", "enabled"};
constexpr std::array<std::string_view, 6> inactivate_keys{"after",  "since", "if",
                                                          "bounds", "name",  "enabled"};
constexpr std::array<std::string_view, 6> idle_keys{"role",   "after", "since",
                                                    "bounds", "name",  "enabled"};
constexpr std::array<std::string_view, 7> disconnect_keys{"role",   "after", "since",  "then",
                                                          "bounds", "name",  "enabled"};
constexpr std::array<std::string_view, 8> event_keys{"kind", "after",  "since", "on",
                                                     "if",   "bounds", "name",  "enabled"};

/// All of the above.
constexpr std::array<std::string_view, 14> timer_keys{
    "after",        "since",  "on",   "if",      "leave", "before_close", "message",
    "late_warning", "bounds", "name", "enabled", "role",  "then",         "kind"};

struct Part {
    std::string_view name;
    Words keys;
};

constexpr std::array<Part, 11> parts{
    Part{"the top level", keys::top}, Part{"database", keys::database},
    Part{"guards", keys::guards},     Part{"a policy", keys::policy},
    Part{"match", keys::match},       Part{"the action of a timer", timer_keys},
    Part{"token", keys::token},       Part{"bounds", keys::bounds},
    Part{"then", keys::then},         Part{"a receiver", keys::receiver},
    Part{"secret", keys::secret}};

bool holds_key(Words words, std::string_view key) {
    return std::find(words.begin(), words.end(), key) != words.end();
}

} // namespace

Words keys::of(Action action) noexcept {
    switch (action) {
    case Action::close:
        return close_keys;
    case Action::warn:
        return warn_keys;
    case Action::inactivate:
        return inactivate_keys;
    case Action::idle:
        return idle_keys;
    case Action::disconnect:
        return disconnect_keys;
    case Action::event:
        return event_keys;
    case Action::returned:
    case Action::participant_returned:
        return {};
    }
    return {};
}

std::string unknown_key_hint(std::string_view key, Words known) {
    for (const Part& part : parts) {
        if (holds_key(part.keys, key)) {
            return in_quotes(key) + " belongs to " + std::string{part.name} +
                   ": look at the indentation.";
        }
    }
    const std::string_view meant = closest(key, known);
    if (!meant.empty()) {
        return "did you mean " + in_quotes(meant) + "?";
    }
    return known.size() == 1 ? "the only one known is " + std::string{known.front()} + "."
                             : "the keys known here are " + listed(known, "and") + ".";
}

std::string actions_with(std::string_view key) {
    std::vector<std::string_view> names;
    for (const Action action : all_actions) {
        if (holds_key(keys::of(action), key)) {
            names.push_back(to_text(action));
        }
    }
    return listed(names, "and");
}

} // namespace chatsweep

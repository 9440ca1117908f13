// SPDX-License-Identifier: Apache-2.0
#include "config/keys.hpp"

#include <algorithm>

namespace chatsweep {

namespace {

struct Part {
    std::string_view name;
    Words keys;
};

constexpr std::array<Part, 6> parts{
    Part{"the top level", keys::top}, Part{"database", keys::database},
    Part{"guards", keys::guards},     Part{"a policy", keys::policy},
    Part{"match", keys::match},       Part{"the action of a timer", keys::timer}};

} // namespace

std::string unknown_key_hint(std::string_view key, Words known) {
    for (const Part& part : parts) {
        if (std::find(part.keys.begin(), part.keys.end(), key) != part.keys.end()) {
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

} // namespace chatsweep

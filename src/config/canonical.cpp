// SPDX-License-Identifier: Apache-2.0
#include "config/config.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace chatsweep {

namespace {

using Json = nlohmann::ordered_json;

std::vector<std::string> sorted(std::vector<std::string> values) {
    std::sort(values.begin(), values.end());
    values.erase(std::unique(values.begin(), values.end()), values.end());
    return values;
}

Json match_of(const Policy& policy) {
    Json match = Json::object();
    for (const Attribute attribute : all_attributes) {
        for (const Condition& condition : policy.match) {
            if (condition.attribute == attribute) {
                match[std::string{to_text(attribute)}] = sorted(condition.any_of);
            }
        }
    }
    return match;
}

Json seconds_of(Duration duration) {
    const auto whole = std::chrono::floor<std::chrono::seconds>(duration);
    if (whole == duration) {
        return whole.count();
    }
    return std::chrono::duration<double>(duration).count();
}

/// In the order given: of two timers due at the same instant, the first listed is named.
Json timers_of(const Policy& policy) {
    Json timers = Json::array();
    for (const Timer& timer : policy.timers) {
        timers.push_back({{"name", timer.name},
                          {"action", to_text(timer.action)},
                          {"after_seconds", seconds_of(timer.after)},
                          {"since", to_text(timer.since)}});
    }
    return timers;
}

std::string_view word_of(NeverWrote never_wrote) {
    switch (never_wrote) {
    case NeverWrote::started:
        return "started";
    case NeverWrote::keep:
        return "keep";
    }
    return {};
}

} // namespace

std::string canonical_policies(const PolicySet& policies) {
    Json document = Json::array();
    for (const Policy& policy : policies) {
        document.push_back({{"name", policy.name},
                            {"match", match_of(policy)},
                            {"timers", timers_of(policy)},
                            {"never_wrote", word_of(policy.never_wrote)},
                            {"hold_unanswered", policy.hold_unanswered},
                            {"hold_labels", sorted(policy.hold_labels)}});
    }
    return document.dump(-1, ' ', false, Json::error_handler_t::replace);
}

} // namespace chatsweep

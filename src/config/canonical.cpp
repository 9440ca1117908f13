// SPDX-License-Identifier: Apache-2.0
#include "config/config.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace chatsweep {

namespace {

using OrderedJson = nlohmann::ordered_json;

template <class Value>
std::vector<Value> sorted(std::vector<Value> values) {
    std::sort(values.begin(), values.end());
    values.erase(std::unique(values.begin(), values.end()), values.end());
    return values;
}

OrderedJson match_of(const Policy& policy) {
    OrderedJson match = OrderedJson::object();
    for (const Attribute attribute : all_attributes) {
        for (const Condition& condition : policy.match) {
            if (condition.attribute == attribute) {
                match[std::string{to_text(attribute)}] = sorted(condition.any_of);
            }
        }
    }
    return match;
}

OrderedJson seconds_of(Duration duration) {
    const auto whole = std::chrono::floor<std::chrono::seconds>(duration);
    if (whole == duration) {
        return whole.count();
    }
    return in_seconds(duration);
}

OrderedJson words_of(const std::vector<Role>& roles) {
    OrderedJson words = OrderedJson::array();
    for (const Role role : sorted(roles)) {
        words.push_back(to_text(role));
    }
    return words;
}

/// What makes it due, and for whom.
void add_when(const Timer& timer, OrderedJson& json) {
    if (timer.on == On::contact_after_token) {
        json["on"] = "contact_after_token";
    } else if (timer.before_close) {
        json["before_close_seconds"] = seconds_of(*timer.before_close);
    } else {
        json["after_seconds"] = seconds_of(timer.after);
        json["since"] = to_text(timer.since);
    }
    if (timer.customer_silent_from_start) {
        json["if"] = "customer_silent_from_start";
    }
    if (timer.role) {
        json["role"] = to_text(*timer.role);
    }
    if (!timer.enabled) {
        json["enabled"] = false;
    }
}

void add_details(const Timer& timer, OrderedJson& json) {
    if (timer.late_warning == LateWarning::skip) {
        json["late_warning"] = "skip";
    }
    if (!timer.message.empty()) {
        json["message"] = timer.message;
    }
    if (!timer.kind.empty()) {
        json["kind"] = timer.kind;
    }
    if (timer.route) {
        json["route"] = *timer.route;
    }
    if (!timer.leave.empty()) {
        json["leave"] = words_of(timer.leave);
    }
}

/// In the order given: of two timers due at the same instant, the first listed is named.
OrderedJson timers_of(const Policy& policy) {
    OrderedJson timers = OrderedJson::array();
    for (const Timer& timer : policy.timers) {
        OrderedJson json{{"name", timer.name}, {"action", to_text(timer.action)}};
        add_when(timer, json);
        add_details(timer, json);
        timers.push_back(std::move(json));
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

OrderedJson policy_of(const Policy& policy) {
    OrderedJson json{{"name", policy.name},
                     {"match", match_of(policy)},
                     {"timers", timers_of(policy)},
                     {"never_wrote", word_of(policy.never_wrote)},
                     {"hold_unanswered", policy.hold_unanswered},
                     {"hold_labels", sorted(policy.hold_labels)}};
    if (policy.pin == Pin::agent_join) {
        json["pin"] = "agent_join";
    }
    if (policy.token) {
        json["token"] = {{"authenticated_seconds", seconds_of(policy.token->authenticated)},
                         {"unauthenticated_seconds", seconds_of(policy.token->unauthenticated)}};
    }
    return json;
}

} // namespace

std::string canonical_policies(const PolicySet& policies) {
    OrderedJson document = OrderedJson::array();
    for (const Policy& policy : policies) {
        if (policy.of_version.empty()) {
            document.push_back(policy_of(policy));
        }
    }
    return document.dump(-1, ' ', false, OrderedJson::error_handler_t::replace);
}

} // namespace chatsweep

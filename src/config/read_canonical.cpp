// SPDX-License-Identifier: Apache-2.0
#include "config/config.hpp"
#include "config/wording.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <initializer_list>

namespace chatsweep {

namespace {

using Json = nlohmann::json;

/// What is wrong; the version that it is wrong with is known further out.
struct Garbage {
    std::string what;
};

/// An object of the text, all of whose keys are known: one that is not may change the judging.
class Object {
public:
    Object(const Json& json, std::string_view name, std::initializer_list<std::string_view> known)
        : json_(json), name_(name) {
        if (!json.is_object()) {
            throw Garbage{name_ + " is no object"};
        }
        for (const auto& [key, value] : json.items()) {
            if (std::find(known.begin(), known.end(), key) == known.end()) {
                throw Garbage{name_ + " has an unknown key " + in_quotes(key)};
            }
        }
    }

    /// Null when the key is absent.
    [[nodiscard]] const Json* find(const std::string& key) const {
        const auto found = json_.find(key);
        return found == json_.end() ? nullptr : &*found;
    }

    [[nodiscard]] const Json& required(const std::string& key) const {
        const Json* found = find(key);
        if (found == nullptr) {
            throw Garbage{name_ + " has no " + key};
        }
        return *found;
    }

    [[nodiscard]] std::string text(const std::string& key) const {
        return text_of(key, required(key));
    }

    [[nodiscard]] std::optional<std::string> optional_text(const std::string& key) const {
        const Json* found = find(key);
        return found == nullptr ? std::nullopt : std::optional{text_of(key, *found)};
    }

    [[nodiscard]] std::vector<std::string> texts(const std::string& key) const {
        std::vector<std::string> result;
        if (const Json* found = find(key)) {
            for (const Json& item : list_of(key, *found)) {
                result.push_back(text_of(key, item));
            }
        }
        return result;
    }

    [[nodiscard]] bool truth(const std::string& key, bool absent) const {
        const Json* found = find(key);
        if (found != nullptr && !found->is_boolean()) {
            throw Garbage{key + " is neither true nor false"};
        }
        return found == nullptr ? absent : found->get<bool>();
    }

    /// Whether the key has the one word that it may have; `false` when it is absent.
    [[nodiscard]] bool says(const std::string& key, std::string_view word,
                            std::string_view absent = {}) const {
        const std::optional<std::string> said = optional_text(key);
        if (said && *said != word && (absent.empty() || *said != absent)) {
            throw unknown(key, *said);
        }
        return said == word;
    }

    [[nodiscard]] std::optional<Duration> seconds(const std::string& key) const {
        const Json* found = find(key);
        if (found == nullptr) {
            return std::nullopt;
        }
        const double longest = in_seconds(longest_duration);
        const double seconds = found->is_number() ? found->get<double>() : -1;
        if (!(seconds >= 0 && seconds <= longest)) {
            throw Garbage{key + " is no number of seconds that is possible"};
        }
        return Duration{std::llround(seconds * 1e6)};
    }

    template <class Parse>
    [[nodiscard]] auto word(const std::string& key, const std::string& text, Parse parse) const {
        const auto parsed = parse(text);
        if (!parsed) {
            throw unknown(key, text);
        }
        return *parsed;
    }

    [[nodiscard]] static const Json& list_of(const std::string& key, const Json& json) {
        if (!json.is_array()) {
            throw Garbage{key + " is no list"};
        }
        return json;
    }

private:
    [[nodiscard]] static std::string text_of(const std::string& key, const Json& json) {
        if (!json.is_string()) {
            throw Garbage{key + " is no text"};
        }
        return json.get<std::string>();
    }

    [[nodiscard]] static Garbage unknown(const std::string& key, const std::string& word) {
        return {key + " " + in_quotes(word) + " is not known"};
    }

    const Json& json_;
    std::string name_;
};

std::vector<Condition> match_from(const Json& json) {
    const Object match{json,
                       "match",
                       {"tenant", "environment", "channel", "handler", "started_by", "status",
                        "labels", "opted_out"}};
    std::vector<Condition> conditions;
    for (const Attribute attribute : all_attributes) {
        const std::string key{to_text(attribute)};
        if (match.find(key) == nullptr) {
            continue;
        }
        conditions.push_back({attribute, match.texts(key)});
        if (conditions.back().any_of.empty() != (attribute == Attribute::opted_out)) {
            throw Garbage{"match " + key + " is not a list of values"};
        }
    }
    return conditions;
}

Timer timer_from(const Json& json) {
    const Object object{json,
                        "a timer",
                        {"name", "action", "on", "before_close_seconds", "after_seconds", "since",
                         "if", "role", "enabled", "late_warning", "message", "kind", "route",
                         "leave"}};
    Timer timer;
    timer.name = object.text("name");
    timer.action = object.word("action", object.text("action"), parse_action);
    timer.before_close = object.seconds("before_close_seconds");
    if (object.says("on", "contact_after_token")) {
        timer.on = On::contact_after_token;
    } else if (!timer.before_close) {
        (void)object.required("after_seconds");
        timer.since = object.word("since", object.text("since"), parse_clock);
    }
    timer.after = object.seconds("after_seconds").value_or(timer.after);
    timer.enabled = object.truth("enabled", true);
    timer.customer_silent_from_start = object.says("if", "customer_silent_from_start");
    if (const std::optional<std::string> role = object.optional_text("role")) {
        timer.role = object.word("role", *role, parse_role);
    }
    timer.late_warning =
        object.says("late_warning", "skip", "warn") ? LateWarning::skip : LateWarning::warn;
    timer.message = object.optional_text("message").value_or("");
    timer.kind = object.optional_text("kind").value_or("");
    timer.route = object.optional_text("route");
    for (const std::string& role : object.texts("leave")) {
        timer.leave.push_back(object.word("leave", role, parse_role));
    }
    return timer;
}

Policy policy_from(const Json& json, const std::string& of_version) {
    const Object object{json,
                        "a policy",
                        {"name", "match", "timers", "never_wrote", "hold_unanswered", "hold_labels",
                         "pin", "token"}};
    Policy policy;
    policy.of_version = of_version;
    policy.name = object.text("name");
    policy.match = match_from(object.required("match"));
    for (const Json& timer : Object::list_of("timers", object.required("timers"))) {
        policy.timers.push_back(timer_from(timer));
    }
    if (policy.timers.empty()) {
        throw Garbage{"policy " + in_quotes(policy.name) + " has no timer"};
    }
    policy.never_wrote =
        object.says("never_wrote", "keep", "started") ? NeverWrote::keep : NeverWrote::started;
    policy.hold_unanswered = object.truth("hold_unanswered", false);
    policy.hold_labels = object.texts("hold_labels");
    policy.pin = object.says("pin", "agent_join", "evaluation") ? Pin::agent_join : Pin::evaluation;
    if (const Json* token = object.find("token")) {
        const Object lifetimes{
            *token, "token", {"authenticated_seconds", "unauthenticated_seconds"}};
        (void)lifetimes.required("authenticated_seconds");
        (void)lifetimes.required("unauthenticated_seconds");
        policy.token = {lifetimes.seconds("authenticated_seconds").value_or(Duration{}),
                        lifetimes.seconds("unauthenticated_seconds").value_or(Duration{})};
    }
    return policy;
}

} // namespace

PolicySet read_canonical(std::string_view json, const std::string& of_version) {
    try {
        const Json document = Json::parse(json, nullptr, false);
        if (document.is_discarded()) {
            throw Garbage{"it is no JSON"};
        }
        PolicySet policies;
        for (const Json& policy : Object::list_of("the whole", document)) {
            policies.push_back(policy_from(policy, of_version));
        }
        return policies;
    } catch (const Garbage& garbage) {
        throw ConfigError({"policy version " + of_version},
                          "the ledger's copy cannot be read: " + garbage.what,
                          "a newer chatsweep may have written it: run that one.");
    }
}

} // namespace chatsweep

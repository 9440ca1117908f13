// SPDX-License-Identifier: Apache-2.0
#include "report/json_fields.hpp"

#include "report/text.hpp"

#include <cmath>

namespace chatsweep {

Json to_json(Instant instant) {
    return to_rfc3339(instant);
}

Json to_json(const std::optional<Instant>& instant) {
    return instant ? to_json(*instant) : Json{};
}

Json to_json(const std::optional<std::string>& text) {
    return text ? Json(*text) : Json{};
}

Json to_json(const Counts& counts) {
    Json json = Json::object();
    for (const NamedCount& count : named_counts()) {
        json[std::string{count.name}] = counts.*count.member;
    }
    Json& actions = json["actions"] = Json::object();
    for (const Action action : all_actions) {
        if (action != Action::close) {
            const ActionCount& count = counts.of(action);
            actions[std::string{to_text(action)}] = {{"due", count.due}, {"done", count.done}};
        }
    }
    return json;
}

Json to_json(const ActionCounts& counts) {
    Json json = Json::object();
    for (const Action action : all_actions) {
        if (action != Action::close) {
            json[std::string{to_text(action)}] = counts[static_cast<std::size_t>(action)];
        }
    }
    return json;
}

Json to_json(const std::optional<GuardTrip>& guard) {
    if (!guard) {
        return {};
    }
    return {{"guard", guard->guard}, {"message", guard->message}, {"hint", guard->hint}};
}

Json to_json(const std::optional<Standby>& standby) {
    if (!standby) {
        return {};
    }
    const std::optional<Instant> at = standby->replayed_at;
    return {{"replayed_at", to_json(at)},
            {"age_seconds", at ? whole_seconds(standby->asked_at - *at) : Json{}}};
}

Json to_json(const std::vector<PhaseDuration>& durations) {
    Json json = Json::object();
    for (const PhaseDuration& duration : durations) {
        const double before = json.value(duration.phase, 0.0);
        json[duration.phase] = std::round((before + duration.milliseconds) * 1000) / 1000;
    }
    return json;
}

Json text_or_null(std::string_view text) {
    return text.empty() ? Json{} : Json(text);
}

Json whole_seconds(Duration duration) {
    return std::chrono::floor<std::chrono::seconds>(duration).count();
}

Json exact_seconds(Duration duration) {
    constexpr Duration second = std::chrono::seconds{1};
    if (duration % second == Duration{}) {
        return duration / second;
    }
    return static_cast<double>(duration.count()) / 1e6;
}

std::string dump(const Json& json) {
    constexpr auto replace = Json::error_handler_t::replace;
    std::string text = json.dump(-1, ' ', false, replace);
    return is_free_of_controls(text) ? text : json.dump(-1, ' ', true, replace);
}

} // namespace chatsweep

// SPDX-License-Identifier: Apache-2.0
#include "store/event_columns.hpp"

#include <string_view>

namespace chatsweep {

void EventColumns::add(const PlannedSession& planned) {
    session_ids_.add(std::string_view{planned.session_id.value});
    rules_.add_integer(place_of(planned));
    clock_instants_.add(planned.clock_at);
    due_instants_.add(planned.due_at);
    unanswered_.add_boolean(planned.unanswered);
    last_customer_messages_.add(planned.last_customer_message_at);
    const Origin nowhere;
    const Origin& origin = planned.origin ? *planned.origin : nowhere;
    tenants_.add(origin.tenant);
    environments_.add(origin.environment);
    channels_.add(origin.channel);
}

pqxx::params EventColumns::take(const RunAttempt& run) {
    return {session_ids_.take(),   run.run_id.value,      run.attempt,
            rules_.take(),         rule_policies_.take(), rule_versions_.take(),
            rule_timers_.take(),   rule_clocks_.take(),   rule_reasons_.take(),
            rule_actions_.take(),  rule_kinds_.take(),    rule_roles_.take(),
            rule_messages_.take(), rule_routes_.take(),   clock_instants_.take(),
            due_instants_.take(),  unanswered_.take(),    last_customer_messages_.take(),
            tenants_.take(),       environments_.take(),  channels_.take()};
}

std::int32_t EventColumns::place_of(const PlannedSession& planned) {
    const auto next = static_cast<std::int32_t>(places_.size() + 1);
    const auto [found, added] = places_.try_emplace(
        Key{planned.policy, planned.timer, planned.action, planned.clock, planned.reason}, next);
    if (added) {
        add_rule(planned);
    }
    return found->second;
}

void EventColumns::add_rule(const PlannedSession& planned) {
    const Policy& policy = policies_[planned.policy];
    const Timer& timer = policy.timers[planned.timer];
    rule_policies_.add(std::string_view{policy.name});
    rule_versions_.add(
        std::string_view{policy.of_version.empty() ? policy_version_ : policy.of_version});
    rule_timers_.add(std::string_view{timer.name});
    rule_clocks_.add(to_text(planned.clock));
    rule_reasons_.add(to_text(planned.reason));
    rule_actions_.add(to_text(planned.action));
    rule_kinds_.add(kind_of_event(planned.action, &timer));
    rule_roles_.add(timer.role ? std::optional{to_text(*timer.role)} : std::nullopt);
    rule_messages_.add(timer.message.empty() ? std::nullopt : std::optional{timer.message});
    rule_routes_.add(timer.route);
}

} // namespace chatsweep

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/plan.hpp"
#include "store/array.hpp"
#include "store/ledger.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <tuple>

namespace chatsweep {

/// Builds the parameters that all queries which write events have in common, session by session.
class EventColumns {
public:
    EventColumns(const PolicySet& policies, const std::string& policy_version)
        : policies_(policies), policy_version_(policy_version) {}

    void add(const PlannedSession& planned);

    /// $1 to $21: the session ids, the run, the rules, and what is each session's own.
    [[nodiscard]] pqxx::params take(const RunAttempt& run);

private:
    using Key = std::tuple<std::uint32_t, std::uint32_t, Action, Clock, Reason>;

    std::int32_t place_of(const PlannedSession& planned);
    void add_rule(const PlannedSession& planned);

    const PolicySet& policies_;
    const std::string& policy_version_;

    // What few verdicts have in common is sent once and named by its place, from 1.
    std::map<Key, std::int32_t> places_;
    binary::Array rule_policies_ = binary::Array::of_text();
    binary::Array rule_versions_ = binary::Array::of_text();
    binary::Array rule_timers_ = binary::Array::of_text();
    binary::Array rule_clocks_ = binary::Array::of_text();
    binary::Array rule_reasons_ = binary::Array::of_text();
    binary::Array rule_actions_ = binary::Array::of_text();
    binary::Array rule_kinds_ = binary::Array::of_text();
    binary::Array rule_roles_ = binary::Array::of_text();
    binary::Array rule_messages_ = binary::Array::of_text();
    binary::Array rule_routes_ = binary::Array::of_text();

    binary::Array session_ids_ = binary::Array::of_text();
    binary::Array rules_ = binary::Array::of_integers();
    binary::Array clock_instants_ = binary::Array::of_instants();
    binary::Array due_instants_ = binary::Array::of_instants();
    binary::Array unanswered_ = binary::Array::of_booleans();
    binary::Array last_customer_messages_ = binary::Array::of_instants();
    binary::Array tenants_ = binary::Array::of_text();
    binary::Array environments_ = binary::Array::of_text();
    binary::Array channels_ = binary::Array::of_text();
};

} // namespace chatsweep

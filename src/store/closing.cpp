// SPDX-License-Identifier: Apache-2.0
#include "store/closing.hpp"

#include "store/binary.hpp"
#include "store/connection.hpp"

#include <cstdint>
#include <map>
#include <string_view>
#include <tuple>

namespace chatsweep {

namespace {

using binary::Array;

/// What few verdicts have in common, sent once and named by its place, from 1.
class Rules {
public:
    Array policies = Array::of_text();
    Array timers = Array::of_text();
    Array clocks = Array::of_text();
    Array reasons = Array::of_text();

    std::int32_t place_of(const PlannedSession& planned, const Policy& policy) {
        const auto next = static_cast<std::int32_t>(places_.size() + 1);
        const auto [found, added] = places_.try_emplace(
            std::tuple{planned.policy, planned.timer, planned.clock, planned.reason}, next);
        if (added) {
            policies.add(std::string_view{policy.name});
            timers.add(std::string_view{policy.timers[planned.timer].name});
            clocks.add(to_text(planned.clock));
            reasons.add(to_text(planned.reason));
        }
        return found->second;
    }

private:
    std::map<std::tuple<std::uint32_t, std::uint32_t, Clock, Reason>, std::int32_t> places_;
};

/// The parameters of close_sessions.sql and close_unchanged.sql, session by session.
struct Columns {
    Rules rules;
    Array session_ids = Array::of_text();
    Array reasons = Array::of_text();
    Array rule_places = Array::of_integers();
    Array clock_instants = Array::of_instants();
    Array due_instants = Array::of_instants();
    Array unanswered = Array::of_booleans();
    Array last_customer_messages = Array::of_instants();
    Array statuses_before = Array::of_text();

    void add(const Closing& closing, const PolicySet& policy_set) {
        add(*closing.planned, policy_set);
        statuses_before.add(closing.status_before);
    }

    void add(const PlannedSession& planned, const PolicySet& policy_set) {
        session_ids.add(std::string_view{planned.session_id.value});
        reasons.add(to_text(planned.reason));
        rule_places.add_integer(rules.place_of(planned, policy_set[planned.policy]));
        clock_instants.add(planned.clock_at);
        due_instants.add(planned.due_at);
        unanswered.add_boolean(planned.unanswered);
        last_customer_messages.add(planned.last_customer_message_at);
    }

    /// $1 to $15, which both have in common.
    pqxx::params take(const Transaction& tx, const RunAttempt& run,
                      const std::string& policy_version) {
        return {session_ids.take(),  to_rfc3339(tx.now()),  reasons.take(),
                run.run_id.value,    run.attempt,           policy_version,
                rule_places.take(),  rules.policies.take(), rules.timers.take(),
                rules.clocks.take(), rules.reasons.take(),  clock_instants.take(),
                due_instants.take(), unanswered.take(),     last_customer_messages.take()};
    }
};

[[noreturn]] void throw_miscounted(std::size_t closed, std::size_t recorded, std::size_t expected,
                                   const std::string& function) {
    throw DatabaseError{
        "the adapter closed " + std::to_string(closed) + " and " + std::to_string(recorded) +
            " events were written, where " + std::to_string(expected) +
            " sessions were to be closed",
        "", "everything was rolled back; mend the adapter's function " + function + "."};
}

} // namespace

std::vector<std::string> lock_sessions(Transaction& tx,
                                       const std::vector<std::string>& session_ids) {
    Array ids = Array::of_text();
    for (const std::string& id : session_ids) {
        ids.add(std::string_view{id});
    }
    const pqxx::result rows = tx.connection().run_file("lock_sessions", pqxx::params{ids.take()});
    std::vector<std::string> locked;
    locked.reserve(static_cast<std::size_t>(rows.size()));
    for (const pqxx::row& row : rows) {
        locked.emplace_back(row[0].view());
    }
    return locked;
}

void close_sessions(Transaction& tx, const RunAttempt& run, const std::string& policy_version,
                    const PolicySet& policies, const std::vector<Closing>& closings) {
    Columns columns;
    for (const Closing& closing : closings) {
        columns.add(closing, policies);
    }
    pqxx::params parameters = columns.take(tx, run, policy_version);
    parameters.append(columns.statuses_before.take());
    const pqxx::result result = tx.connection().run_file("close_sessions", parameters);
    const auto closed = result.one_row()["closed"].as<std::size_t>();
    const auto recorded = result.one_row()["recorded"].as<std::size_t>();
    if (closed != closings.size() || recorded != closings.size()) {
        throw_miscounted(closed, recorded, closings.size(), "close_sessions");
    }
}

Horizon first_look_horizon(Transaction& tx) {
    return {tx.connection().run_file("first_look_horizon").one_row()[0].as<std::string>()};
}

std::vector<std::string> close_unchanged(Transaction& tx, const Horizon& horizon,
                                         const RunAttempt& run, const std::string& policy_version,
                                         const PolicySet& policies,
                                         std::span<const PlannedSession* const> sessions) {
    Columns columns;
    for (const PlannedSession* session : sessions) {
        columns.add(*session, policies);
    }
    pqxx::params parameters = columns.take(tx, run, policy_version);
    parameters.append(horizon.transaction);
    const pqxx::result rows = tx.connection().run_file("close_unchanged", parameters);
    std::vector<std::string> left;
    for (const pqxx::row& row : rows) {
        if (!row["session_id"].is_null()) {
            left.emplace_back(row["session_id"].view());
        }
    }
    const auto closed = rows.at(0)["closed"].as<std::size_t>();
    const auto recorded = rows.at(0)["recorded"].as<std::size_t>();
    if (closed + left.size() != sessions.size() || recorded != closed) {
        throw_miscounted(closed, recorded, sessions.size() - left.size(), "close_unchanged");
    }
    return left;
}

} // namespace chatsweep

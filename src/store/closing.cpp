// SPDX-License-Identifier: Apache-2.0
#include "store/closing.hpp"

#include "store/array.hpp"
#include "store/connection.hpp"
#include "store/event_columns.hpp"

#include <string_view>

namespace chatsweep {

namespace {

using binary::Array;

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
    EventColumns columns{policies, policy_version};
    Array statuses_before = Array::of_text();
    Array reasons = Array::of_text();
    for (const Closing& closing : closings) {
        columns.add(*closing.planned);
        statuses_before.add(closing.status_before);
        reasons.add(to_text(closing.planned->reason));
    }
    pqxx::params parameters = columns.take(run);
    parameters.append(statuses_before.take());
    parameters.append(to_rfc3339(tx.now()));
    parameters.append(reasons.take());
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
    EventColumns columns{policies, policy_version};
    Array reasons = Array::of_text();
    for (const PlannedSession* session : sessions) {
        columns.add(*session);
        reasons.add(to_text(session->reason));
    }
    pqxx::params parameters = columns.take(run);
    parameters.append(to_rfc3339(tx.now()));
    parameters.append(reasons.take());
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

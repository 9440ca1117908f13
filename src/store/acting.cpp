// SPDX-License-Identifier: Apache-2.0
#include "store/acting.hpp"

#include "store/array.hpp"
#include "store/connection.hpp"
#include "store/event_columns.hpp"

#include <algorithm>

namespace chatsweep {

namespace {

using binary::Array;

pqxx::bytes as_array(const std::vector<std::string>& texts) {
    Array array = Array::of_text();
    for (const std::string& text : texts) {
        array.add(std::string_view{text});
    }
    return array.take();
}

/// $1 to $3 of remember.sql and forget.sql, and the instants that follow.
struct MarkColumns {
    Array session_ids = Array::of_text();
    Array kinds = Array::of_text();
    Array names = Array::of_text();
    Array recorded_at = Array::of_instants();
    Array clock_at = Array::of_instants();

    explicit MarkColumns(const std::vector<SessionMark>& marks) {
        for (const SessionMark& remembered : marks) {
            session_ids.add(std::string_view{remembered.session_id.value});
            kinds.add(to_text(remembered.mark.kind));
            names.add(std::string_view{remembered.mark.name});
            recorded_at.add(remembered.mark.recorded_at);
            clock_at.add(remembered.mark.clock_at);
        }
    }
};

/// In order, so that two lists can be compared.
std::vector<std::string> first_column(const pqxx::result& rows) {
    std::vector<std::string> ids;
    ids.reserve(static_cast<std::size_t>(rows.size()));
    for (const pqxx::row& row : rows) {
        ids.push_back(row[0].as<std::string>(""));
    }
    std::sort(ids.begin(), ids.end());
    return ids;
}

std::vector<std::string> sorted(std::vector<std::string> ids) {
    std::sort(ids.begin(), ids.end());
    return ids;
}

} // namespace

void record_events(Transaction& tx, const RunAttempt& run, const std::string& policy_version,
                   const PolicySet& policies, const std::vector<Closing>& actions) {
    EventColumns columns{policies, policy_version};
    Array statuses_before = Array::of_text();
    for (const Closing& action : actions) {
        columns.add(*action.planned);
        statuses_before.add(action.status_before);
    }
    pqxx::params parameters = columns.take(run);
    parameters.append(statuses_before.take());
    const auto recorded =
        tx.connection().run_file("record_events", parameters).one_row()[0].as<std::size_t>();
    if (recorded != actions.size()) {
        throw DatabaseError{std::to_string(recorded) + " events were written, where " +
                                std::to_string(actions.size()) + " were to be",
                            "",
                            "everything was rolled back; look for rules and triggers on table "
                            "chatsweep.event."};
    }
}

void remember(Transaction& tx, const std::vector<SessionMark>& marks) {
    MarkColumns columns{marks};
    tx.connection().run_file("remember",
                             pqxx::params{columns.session_ids.take(), columns.kinds.take(),
                                          columns.names.take(), columns.recorded_at.take(),
                                          columns.clock_at.take()});
}

void forget(Transaction& tx, const std::vector<SessionMark>& marks) {
    MarkColumns columns{marks};
    tx.connection().run_file("forget",
                             pqxx::params{columns.session_ids.take(), columns.kinds.take(),
                                          columns.names.take(), columns.clock_at.take()});
}

void forget_sessions(Transaction& tx, const std::vector<std::string>& session_ids) {
    tx.connection().run_file("forget_sessions", pqxx::params{as_array(session_ids)});
}

std::int64_t forget_gone(Transaction& tx) {
    return tx.connection().run_file("forget_gone").one_row()[0].as<std::int64_t>();
}

void set_status(Transaction& tx, const std::vector<std::string>& session_ids,
                std::string_view status) {
    const std::vector<std::string> changed = first_column(
        tx.connection().run_file("set_status", pqxx::params{as_array(session_ids), status}));
    if (changed != sorted(session_ids)) {
        throw DatabaseError{"the adapter gave " + std::to_string(changed.size()) +
                                " sessions the status '" + std::string{status} + "', where these " +
                                std::to_string(session_ids.size()) + " were to have it",
                            "",
                            "everything was rolled back; mend the adapter's function set_status."};
    }
}

void leave(Transaction& tx, const std::vector<std::string>& session_ids,
           const std::vector<Role>& roles) {
    Array words = Array::of_text();
    for (const Role role : roles) {
        words.add(to_text(role));
    }
    std::vector<std::string> left = first_column(
        tx.connection().run_file("leave", pqxx::params{as_array(session_ids), words.take()}));
    left.erase(std::unique(left.begin(), left.end()), left.end()); // several may leave one session
    const std::vector<std::string> given = sorted(session_ids);
    if (!std::includes(given.begin(), given.end(), left.begin(), left.end())) {
        throw DatabaseError{"the adapter let participants leave other sessions than it was given",
                            "", "everything was rolled back; mend the adapter's function leave."};
    }
}

} // namespace chatsweep

// SPDX-License-Identifier: Apache-2.0
#include "store/facts.hpp"

#include "store/array.hpp"
#include "store/connection.hpp"
#include "store/fact_row.hpp"
#include "store/instants.hpp"

#include <unordered_set>

namespace chatsweep {

namespace {

/// The server gathers the next rows while these are read.
void fetch_all(Connection& connection, const FactsReader& reader) {
    connection.send_file("fetch_facts");
    for (;;) {
        const Rows rows = connection.receive();
        if (rows.size() == 0) {
            break;
        }
        connection.send_file("fetch_facts");
        for (int row = 0; row < rows.size(); ++row) {
            reader(read_facts(rows[row]));
        }
    }
    connection.run_file("close_facts");
}

} // namespace

OpenTotals open_totals(Transaction& tx, Instant future_from) {
    const pqxx::result result =
        tx.connection().run_file("open_totals", pqxx::params{to_rfc3339(future_from)});
    const pqxx::row row = result.one_row();
    return {.open = row["open_sessions"].as<std::int64_t>(),
            .future_dated = row["future_dated"].as<std::int64_t>(),
            .newest_customer_message = read_instant(row["newest_customer_message"])};
}

void load_facts(Transaction& tx, const std::optional<CoarseBound>& bound, JoinedUnder joined_under,
                const FactsReader& reader) {
    const CoarseBound cutoffs = bound.value_or(CoarseBound{});
    tx.connection().run_file(
        "load_facts",
        pqxx::params{!bound.has_value(), as_parameter(cutoffs.last_customer_message),
                     as_parameter(cutoffs.first_agent_reply),
                     as_parameter(cutoffs.last_agent_message), as_parameter(cutoffs.last_message),
                     as_parameter(cutoffs.started), as_parameter(cutoffs.started_when_never_wrote),
                     as_parameter(cutoffs.inactive), as_parameter(cutoffs.agent_joined),
                     cutoffs.opted_out, cutoffs.tokens, cutoffs.returns,
                     joined_under == JoinedUnder::look_up});
    fetch_all(tx.connection(), reader);
}

std::vector<SessionFacts> facts_of(Transaction& tx, const std::vector<std::string>& session_ids,
                                   JoinedUnder joined_under) {
    binary::Array ids = binary::Array::of_text();
    for (const std::string& id : session_ids) {
        ids.add(std::string_view{id});
    }
    std::vector<SessionFacts> found;
    std::unordered_set<std::string> seen;
    found.reserve(session_ids.size());
    tx.connection().run_file("facts_of",
                             pqxx::params{ids.take(), joined_under == JoinedUnder::look_up});
    fetch_all(tx.connection(), [&](const SessionFacts& facts) {
        if (!seen.insert(facts.session_id.value).second) {
            throw NotReady{"view chatsweep.session_facts has more than one row for a session id",
                           "mend the adapter: session_id must be unique."};
        }
        found.push_back(facts);
    });
    return found;
}

std::optional<SessionState> session_state(Transaction& tx, const std::string& session_id) {
    const pqxx::result rows = tx.connection().run_file("session_state", pqxx::params{session_id});
    if (rows.empty()) {
        return std::nullopt;
    }
    return SessionState{.status = rows[0][0].as<std::optional<std::string>>(),
                        .closed_at = read_instant(rows[0][1]),
                        .close_reason = rows[0][2].as<std::optional<std::string>>()};
}

} // namespace chatsweep

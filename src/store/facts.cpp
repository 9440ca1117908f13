// SPDX-License-Identifier: Apache-2.0
#include "store/facts.hpp"

#include "store/binary.hpp"
#include "store/connection.hpp"
#include "store/instants.hpp"

#include <unordered_set>

namespace chatsweep {

namespace {

/// Reads one row, in the column order of load_facts.sql and facts_of.sql.
SessionFacts read_facts(const pqxx::row& row) {
    if (row.front().is_null()) {
        throw NotReady{"view chatsweep.session_facts has a row without a session id",
                       "mend the adapter: every session needs an id."};
    }
    // One iterator for all: a field of its own for each column would share the result's ownership
    // seventeen times a row, which costs more than reading them.
    pqxx::row::const_iterator column = row.begin();
    const auto read = [&column](auto&& reader) {
        auto value = reader(column);
        ++column;
        return value;
    };
    const auto text = [&] { return read(binary::read_text); };
    const auto instant = [&] { return read(binary::read_instant); };
    SessionFacts facts;
    facts.session_id = {text().value()};
    facts.tenant = text();
    facts.environment = text();
    facts.channel = text();
    facts.handler = text();
    facts.started_by = text();
    facts.status = text();
    facts.labels = read(binary::read_texts);
    facts.started_at = instant();
    facts.clock_floor_at = instant();
    facts.last_customer_message_at = instant();
    facts.first_reply_at = instant();
    facts.first_agent_reply_at = instant();
    facts.last_agent_message_at = instant();
    facts.last_bot_message_at = instant();
    facts.last_message_at = instant();
    facts.snoozed_until = instant();
    return facts;
}

void fetch_all(Connection& connection, const FactsReader& reader) {
    for (;;) {
        const pqxx::result rows = connection.run_file("fetch_facts");
        if (rows.empty()) {
            break;
        }
        for (const pqxx::row& row : rows) {
            reader(read_facts(row));
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

void load_facts(Transaction& tx, const std::optional<CoarseBound>& bound,
                const FactsReader& reader) {
    const CoarseBound cutoffs = bound.value_or(CoarseBound{});
    tx.connection().run_file(
        "load_facts",
        pqxx::params{!bound.has_value(), as_parameter(cutoffs.last_customer_message),
                     as_parameter(cutoffs.first_agent_reply),
                     as_parameter(cutoffs.last_agent_message), as_parameter(cutoffs.last_message),
                     as_parameter(cutoffs.started),
                     as_parameter(cutoffs.started_when_never_wrote)});
    fetch_all(tx.connection(), reader);
}

std::vector<SessionFacts> facts_of(Transaction& tx, const std::vector<std::string>& session_ids) {
    binary::Array ids = binary::Array::of_text();
    for (const std::string& id : session_ids) {
        ids.add(std::string_view{id});
    }
    std::vector<SessionFacts> found;
    std::unordered_set<std::string> seen;
    found.reserve(session_ids.size());
    tx.connection().run_file("facts_of", pqxx::params{ids.take()});
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

// SPDX-License-Identifier: Apache-2.0
#include "support/wholeness.hpp"

#include <nlohmann/json.hpp>

#include <csignal>
#include <set>

namespace chatsweep::test {

namespace {

using nlohmann::json;

constexpr const char* mismatches = R"(
    with closed as (
        select id::text as session_id from chat.session where closed_at is not null
    ), event as (
        select session_id, run_id, attempt from chatsweep.event where action = 'close'
    ), mismatch (what) as (
        select format('session %s is closed and has %s events', c.session_id, count(e))
          from closed c left join event e using (session_id)
         group by c.session_id having count(e) <> 1
        union all
        select format('session %s has an event and is not closed', e.session_id)
          from event e left join closed c using (session_id)
         where c.session_id is null
        union all
        select format('attempt %s of run %s has events and is not committed', attempt, run_id)
          from event left join chatsweep.run r using (run_id, attempt)
         where r.state is distinct from 'committed'
        union all
        select format('attempt %s of run %s counts %s closed, and there are %s events',
                      attempt, run_id, coalesce(r.closed::text, 'nothing'), count(e))
          from chatsweep.run r left join event e using (run_id, attempt)
         where r.state = 'committed'
         group by run_id, attempt having r.closed is distinct from count(e)
        union all
        select format('attempt %s of run %s is committed and not finished', attempt, run_id)
          from chatsweep.run
         where state = 'committed' and (outcome is null or finished_at is null)
        union all
        select format('run %s has committed %s times', run_id, count(*))
          from chatsweep.run where state = 'committed' group by run_id having count(*) > 1
    )
    select coalesce(string_agg(what, '; ' order by what), '') from mismatch)";

std::set<std::string> sessions_told(const json& document, const std::string& outcome) {
    std::set<std::string> ids;
    for (const json& session : document["sessions"]) {
        if (session["outcome"] == outcome) {
            ids.insert(session["session_id"]);
        }
    }
    return ids;
}

std::set<std::string> sessions_held(TestDatabase& database, const std::string& run_id) {
    std::set<std::string> ids;
    for (const pqxx::row& row : database.run(
             "select session_id from chatsweep.event where action = 'close' and run_id = '" +
             run_id + "'")) {
        ids.insert(row[0].as<std::string>());
    }
    return ids;
}

std::string what_is_untrue(const json& told, int code, const std::set<std::string>& held,
                           bool committed) {
    const std::string outcome = told["outcome"];
    const std::set<std::string> closed = sessions_told(told, "closed");
    const bool says_committed = outcome == "closed" || outcome == "nothing_due";
    if (says_committed != (code == 0)) {
        return "exit code " + std::to_string(code) + " goes with outcome " + outcome;
    }
    if (outcome == "unknown") {
        return closed.empty() && sessions_told(told, "rolled_back").empty()
                   ? ""
                   : "more is said of sessions than is known of the commit";
    }
    if (says_committed != committed) {
        return "outcome " + outcome + ", and the ledger " + (committed ? "has" : "does not have") +
               " the run as committed";
    }
    if (closed != held || told["counts"]["closed"] != held.size()) {
        return "outcome " + outcome + " with " + std::to_string(closed.size()) +
               " sessions closed, where the run has closed " + std::to_string(held.size());
    }
    return "";
}

} // namespace

std::string what_is_half(TestDatabase& database) {
    return database.value(mismatches);
}

std::string what_is_untrue(TestDatabase& database, const Ended& ended) {
    if (ended.signal == SIGKILL && ended.out.empty()) {
        return "";
    }
    const json told = json::parse(ended.out, nullptr, false);
    if (told.is_discarded()) {
        return "it said nothing that can be read: " + ended.out;
    }
    const std::string run_id = told["run_id"];
    const bool committed = database.count("select count(*) from chatsweep.run where run_id = '" +
                                          run_id + "' and state = 'committed'") > 0;
    const std::string untrue =
        what_is_untrue(told, ended.code, sessions_held(database, run_id), committed);
    return untrue.empty() ? "" : "run " + run_id + ": " + untrue;
}

bool was_in_doubt(const Ended& ended) {
    return ended.err.find("the connection was lost while the commit was under way; asking the "
                          "ledger") != std::string::npos;
}

} // namespace chatsweep::test

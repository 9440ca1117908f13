// SPDX-License-Identifier: Apache-2.0
#include "store/history.hpp"

#include "store/connection.hpp"
#include "store/event_rows.hpp"
#include "store/instants.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <map>

namespace chatsweep {

namespace {

using OptionalText = std::optional<std::string>;

constexpr std::int64_t most_closings_asked_for = 300'000;

std::vector<std::string> read_array(const pqxx::field& field) {
    std::vector<std::string> texts;
    if (field.is_null()) {
        return texts;
    }
    const pqxx::array<std::string> array = field.as_sql_array<std::string>();
    texts.assign(array.cbegin(), array.cend());
    return texts;
}

void read_actions(const pqxx::field& field, Counts& counts) {
    counts.of(Action::close) = {counts.due, counts.closed};
    if (field.is_null()) {
        return;
    }
    const nlohmann::json actions = nlohmann::json::parse(field.view());
    for (const auto& [word, count] : actions.items()) {
        if (const std::optional<Action> action = parse_action(word)) {
            counts.of(*action) = {count.value("due", std::int64_t{0}),
                                  count.value("done", std::int64_t{0})};
        }
    }
}

std::optional<Counts> read_counts(const pqxx::row& row) {
    if (row["open_sessions"].is_null()) {
        return std::nullopt;
    }
    Counts counts;
    for (const NamedCount& count : named_counts()) {
        const std::string column = count.name == "open" ? "open_sessions" : std::string{count.name};
        counts.*count.member = row[column].as<std::int64_t>(0);
    }
    read_actions(row["actions"], counts);
    return counts;
}

RunRecord read_run(const pqxx::row& row) {
    return {.run_id = {row["run_id"].as<std::string>()},
            .attempt = row["attempt"].as<int>(),
            .state = row["state"].as<std::string>(),
            .started_at = read_microseconds(row["started_us"]).value(),
            .finished_at = read_microseconds(row["finished_us"]),
            .host = row["host"].as<std::string>(""),
            .tool_version = row["tool_version"].as<std::string>(""),
            .policy_version = row["policy_version"].as<OptionalText>(),
            .limited_to = read_array(row["limited_to"]),
            .outcome = row["outcome"].as<OptionalText>(),
            .counts = read_counts(row),
            .wrote_after_close = std::nullopt,
            .error = row["error"].as<OptionalText>()};
}

template <typename Record>
std::vector<Record> read_all(const pqxx::result& rows, Record (*read)(const pqxx::row&)) {
    std::vector<Record> records;
    records.reserve(static_cast<std::size_t>(rows.size()));
    for (const pqxx::row& row : rows) {
        records.push_back(read(row));
    }
    return records;
}

} // namespace

std::vector<RunRecord> recorded_runs(Transaction& tx, std::optional<Instant> since,
                                     std::optional<std::int64_t> limit) {
    return read_all(
        tx.connection().run_file("history_runs", pqxx::params{as_parameter(since), limit}),
        read_run);
}

std::vector<RunRecord> run_attempts(Transaction& tx, const RunId& run_id) {
    return read_all(tx.connection().run_file("history_attempts", pqxx::params{run_id.value}),
                    read_run);
}

void count_late_writers(Transaction& tx, std::vector<RunRecord>& runs) {
    std::vector<std::string> ids;
    for (const RunRecord& run : runs) {
        if (run.counts && run.counts->closed > 0) {
            ids.push_back(run.run_id.value);
        }
    }
    std::map<std::string, std::int64_t> late;
    for (const pqxx::row& row :
         tx.connection().run_file("history_wrote_after", pqxx::params{ids})) {
        late[row["run_id"].as<std::string>()] = row["wrote_after"].as<std::int64_t>();
    }
    for (RunRecord& run : runs) {
        if (run.state == "committed") {
            const auto found = late.find(run.run_id.value);
            run.wrote_after_close = found == late.end() ? 0 : found->second;
        }
    }
}

std::vector<PastRun> past_runs(Transaction& tx, std::int64_t limit) {
    std::vector<PastRun> past;
    std::vector<std::string> ids;
    std::int64_t closings = 0;
    for (RunRecord& run : recorded_runs(tx, std::nullopt, limit)) {
        const std::int64_t closed = run.counts ? run.counts->closed : 0;
        if (closed > 0 && (ids.empty() || closings + closed <= most_closings_asked_for)) {
            closings += closed;
            ids.push_back(run.run_id.value);
        }
        past.push_back({std::move(run), std::nullopt});
    }
    std::map<std::string, PastRun::Lag> lags;
    for (const pqxx::row& row : tx.connection().run_file("closing_lags", pqxx::params{ids})) {
        lags[row["run_id"].as<std::string>()] = {
            .closings = row["closings"].as<std::int64_t>(),
            .median = Duration{row["median_us"].as<std::int64_t>()},
            .p95 = Duration{row["p95_us"].as<std::int64_t>()},
            .longest = Duration{row["longest_us"].as<std::int64_t>()}};
    }
    for (PastRun& one : past) {
        const auto lag = lags.find(one.run.run_id.value);
        if (lag != lags.end() && one.run.state == "committed") {
            one.lag = lag->second;
        }
    }
    return past;
}

std::vector<RunId> find_runs(Transaction& tx, const std::string& beginning) {
    std::vector<RunId> found;
    for (const pqxx::row& row :
         tx.connection().run_file("history_find_run", pqxx::params{beginning})) {
        found.push_back({row[0].as<std::string>()});
    }
    return found;
}

std::vector<EventRecord> run_events(Transaction& tx, const RunId& run_id) {
    return read_all(tx.connection().run_file("history_run_events", pqxx::params{run_id.value}),
                    read_event);
}

std::vector<EventRecord> session_events(Transaction& tx, const std::string& session_id) {
    return read_all(tx.connection().run_file("session_events", pqxx::params{session_id}),
                    read_event);
}

Pruned prune_history(Transaction& tx, Instant before) {
    const pqxx::result result =
        tx.connection().run_file("history_prune", pqxx::params{to_rfc3339(before)});
    const pqxx::row row = result.one_row();
    return {.runs = row["runs"].as<std::int64_t>(),
            .events = row["events"].as<std::int64_t>(),
            .policy_versions = row["policy_versions"].as<std::int64_t>(),
            .undelivered = row["undelivered"].as<std::int64_t>()};
}

Rhythm rhythm(Transaction& tx) {
    const pqxx::result result = tx.connection().run_file("rhythm");
    const pqxx::row row = result.one_row();
    return {.gaps = row["gaps"].as<std::int64_t>(),
            .median_gap = Duration{row["median_gap_us"].as<Duration::rep>(0)}};
}

} // namespace chatsweep

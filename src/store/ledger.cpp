// SPDX-License-Identifier: Apache-2.0
#include "store/ledger.hpp"

#include "store/connection.hpp"
#include "store/instants.hpp"

#include <nlohmann/json.hpp>
#include <pqxx/pqxx>

#include <array>
#include <chrono>
#include <cstdio>
#include <random>

namespace chatsweep {

namespace {

/// The advisory lock's key where none is configured: "chatswee" in ASCII. Advisory locks are per
/// database by themselves.
constexpr std::int64_t default_lock_key = 0x6368617473776565;

std::int64_t lock_key(Transaction& tx) {
    return tx.connection().settings().lock_key.value_or(default_lock_key);
}

std::optional<std::vector<std::string>> null_when_empty(const std::vector<std::string>& names) {
    return names.empty() ? std::nullopt : std::optional{names};
}

std::string counts_as_json(const Counts& counts) {
    nlohmann::json json = nlohmann::json::object();
    for (const NamedCount& count : named_counts()) {
        json[std::string{count.name}] = counts.*count.member;
    }
    return json.dump();
}

/// Empty where nothing but closing was due.
std::optional<std::string> actions_as_json(const Counts& counts) {
    nlohmann::json json = nlohmann::json::object();
    for (const Action action : all_actions) {
        const ActionCount& count = counts.of(action);
        const bool goes_without_saying =
            action == Action::close && count == ActionCount{counts.due, counts.closed};
        if (!goes_without_saying && count != ActionCount{}) {
            json[std::string{to_text(action)}] = {{"due", count.due}, {"done", count.done}};
        }
    }
    return json.empty() ? std::nullopt : std::optional{json.dump()};
}

std::string durations_as_json(const std::vector<PhaseDuration>& durations) {
    nlohmann::json json = nlohmann::json::object();
    for (const PhaseDuration& duration : durations) {
        json[duration.phase] = duration.milliseconds;
    }
    return json.dump();
}

} // namespace

RunId new_run_id() {
    const auto milliseconds = std::chrono::duration_cast<std::chrono::milliseconds>(
        std::chrono::system_clock::now().time_since_epoch());
    std::random_device device;
    const auto random = [&device] { return static_cast<unsigned>(device()); };
    const auto time = static_cast<unsigned long long>(milliseconds.count());
    std::array<char, 37> text{};
    static_cast<void>(std::snprintf(text.data(), text.size(), "%08llx-%04llx-7%03x-%04x-%04x%08x",
                                    time >> 16 & 0xffffffff, time & 0xffff, random() & 0xfff,
                                    0x8000 | (random() & 0x3fff), random() & 0xffff, random()));
    return {text.data()};
}

bool try_sweep_lock(Transaction& tx) {
    return tx.connection()
        .run_file("try_sweep_lock", pqxx::params{lock_key(tx)})
        .one_row()[0]
        .as<bool>();
}

std::string sweep_lock_holder(Transaction& tx) {
    const pqxx::result rows =
        tx.connection().run_file("sweep_lock_holder", pqxx::params{lock_key(tx)});
    if (rows.empty()) {
        return {};
    }
    const pqxx::row row = rows[0];
    std::string holder = "process " + row["pid"].as<std::string>() + " (" +
                         row["application"].as<std::string>("chatsweep") + ", " +
                         row["address"].as<std::string>("unknown address") + ")";
    if (const std::optional<Instant> since = read_instant(row["since"])) {
        holder += " since " + to_rfc3339(*since);
    }
    return holder;
}

std::string policy_version(Transaction& tx, const std::string& canonical_policies) {
    return tx.connection()
        .run_file("policy_version", pqxx::params{canonical_policies})
        .one_row()[0]
        .as<std::string>();
}

void begin_run(Transaction& tx, const RunAttempt& run, const std::string& version,
               const std::string& canonical_policies) {
    tx.connection().run_file("record_policy_version", pqxx::params{version, canonical_policies});
    tx.connection().run_file("begin_run",
                             pqxx::params{run.run_id.value, run.attempt, run.host, run.tool_version,
                                          version, null_when_empty(run.limited_to)});
}

void complete_run(Transaction& tx, const RunAttempt& run, Outcome outcome, const Counts& counts,
                  const std::vector<PhaseDuration>& durations) {
    const bool completed =
        tx.connection()
            .run_file("complete_run",
                      pqxx::params{run.run_id.value, run.attempt, to_text(outcome),
                                   counts_as_json(counts), durations_as_json(durations),
                                   actions_as_json(counts)})
            .one_row()[0]
            .as<bool>();
    if (!completed) {
        throw DatabaseError{"the ledger has lost the row of this very run", ""};
    }
}

void record_ended_run(Database& database, const RunAttempt& run, Outcome outcome,
                      const std::string& error) {
    Transaction tx{database, Access::read_write};
    tx.connection().run_file(
        "record_ended_run", pqxx::params{run.run_id.value, run.attempt, run.host, run.tool_version,
                                         to_text(outcome), error, null_when_empty(run.limited_to)});
    tx.commit();
}

std::vector<PolicyVersion> pinning_versions(Transaction& tx, const std::string& except_version) {
    std::vector<PolicyVersion> versions;
    for (const pqxx::row& row :
         tx.connection().run_file("pinning_versions", pqxx::params{except_version})) {
        versions.push_back({.version = row["version"].as<std::string>(),
                            .policies = row["policies"].as<std::string>()});
    }
    return versions;
}

std::optional<LastSuccess> last_success(Transaction& tx) {
    const pqxx::result rows = tx.connection().run_file("last_success");
    if (rows.empty()) {
        return std::nullopt;
    }
    return LastSuccess{.run_id = {rows[0]["run_id"].as<std::string>()},
                       .started_at = read_microseconds(rows[0]["started_us"]).value()};
}

} // namespace chatsweep

// SPDX-License-Identifier: Apache-2.0
#include "commands/checking.hpp"
#include "commands/context.hpp"
#include "commands/failures.hpp"
#include "commands/output.hpp"
#include "commands/readiness.hpp"
#include "store/history.hpp"
#include "store/inspection.hpp"

#include <algorithm>

namespace chatsweep {

namespace {

void check_configuration(const Config& config, CheckDocument& document) {
    const auto count = std::ranges::count_if(
        config.policies, [](const Policy& policy) { return policy.name != opt_out_name; });
    add(document, "configuration", CheckStatus::ok,
        std::to_string(count) + (count == 1 ? " policy" : " policies") + ", a sweep every " +
            to_text(config.interval));
    for (const std::string& warning : config.warnings) {
        add(document, "configuration", CheckStatus::warning, warning);
    }
}

void check_connection(const ServerState& server, CheckDocument& document) {
    add(document, "connection", CheckStatus::ok,
        "PostgreSQL " + std::to_string(server.version_number / 10000) + "." +
            std::to_string(server.version_number % 10000) + ", database '" + server.database_name +
            "', role '" + server.role_name + "'");
    if (server.standby || server.read_only) {
        add(document, "connection", CheckStatus::warning,
            server.standby ? "the server is a standby" : "the database is read-only",
            "a report works here; a sweep needs the primary, writable.");
    }
}

/// Whoever writes the timer or the cron line should mean what the configuration says.
void check_rhythm(Transaction& tx, const Config& config, CheckDocument& document) {
    constexpr std::int64_t gaps_to_judge_by = 3;
    const Rhythm seen = rhythm(tx);
    if (seen.gaps < gaps_to_judge_by) {
        return;
    }
    if (seen.median_gap * 2 < config.interval || seen.median_gap > config.interval * 2) {
        add(document, "rhythm", CheckStatus::warning,
            "sweeps run about every " + to_rough_text(seen.median_gap) +
                ", and the configured interval is " + to_text(config.interval),
            "make the timer or the cron line agree with the interval: explain and report "
            "reckon with it.");
        return;
    }
    add(document, "rhythm", CheckStatus::ok,
        "sweeps run about every " + to_rough_text(seen.median_gap));
}

void check_facts(Transaction& tx, const Config& config, CheckDocument& document) {
    try {
        require_ready(tx, config.policies);
        add(document, "policies", CheckStatus::ok, "the adapter offers every fact they need");
    } catch (const ConfigurationMismatch& error) {
        add(document, "configuration", CheckStatus::failed, error.what(), error.hint());
        return;
    }
    const std::int64_t duplicates = duplicate_ids(tx);
    if (duplicates > 0) {
        add(document, "adapter", CheckStatus::failed,
            "view session_facts shows " + std::to_string(duplicates) +
                " session ids more than once",
            "mend the adapter: session_id must be unique.");
    }
}

} // namespace

ExitCode check(Context& context, const CheckOptions& options) {
    CheckDocument document;
    check_configuration(context.config, document);
    if (options.offline) {
        print(context.global, document);
        return exit_code_of(document);
    }
    Database database{context.connection, context.watchdog};
    check_connection(database.server(), document);
    Transaction tx{database, Access::read_only};
    if (check_schema(tx, document)) {
        check_rights(tx, document);
        if (exit_code_of(document) == ExitCode::done) {
            check_facts(tx, context.config, document);
            check_rhythm(tx, context.config, document);
            check_receivers(tx, context.config, document);
        }
    }
    print(context.global, document);
    return exit_code_of(document);
}

} // namespace chatsweep

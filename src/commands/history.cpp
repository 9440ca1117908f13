// SPDX-License-Identifier: Apache-2.0
#include "store/history.hpp"

#include "commands/context.hpp"
#include "commands/failures.hpp"
#include "commands/log.hpp"
#include "commands/output.hpp"
#include "report/phrases.hpp"
#include "store/adapter.hpp"
#include "store/outbox.hpp"
#include "store/schema.hpp"

namespace chatsweep {

namespace {

std::optional<std::int64_t> limit_for(const GlobalOptions& global, const HistoryOptions& options) {
    if (options.limit || options.since || global.format != Format::table) {
        return options.limit;
    }
    return listed_for_people;
}

/// Where the adapter cannot tell, or there is none, the figure stays empty, which is not the same
/// as zero: the ledger can be read all the same.
void count_late_writers_if_told(Transaction& tx, std::vector<RunRecord>& runs) {
    const std::optional<Adapter> adapter = find_adapter(tx);
    if (adapter && adapter->offers_column("wrote_after")) {
        count_late_writers(tx, runs);
    }
}

RunId find_run(Transaction& tx, const std::string& beginning) {
    const std::vector<RunId> found = find_runs(tx, beginning);
    if (found.empty()) {
        throw NotFound{"there is no run '" + beginning + "'",
                       "chatsweep history lists the runs; the beginning of an id is enough."};
    }
    if (found.size() > 1) {
        throw NotFound{"more than one run begins with '" + beginning + "'",
                       "write more of the id; chatsweep history --format json shows all of it."};
    }
    return found.front();
}

} // namespace

ExitCode history(Context& context, const HistoryOptions& options) {
    Database database{context.connection, context.watchdog};
    Transaction tx{database, Access::read_only};
    require_schema(tx);
    if (options.run_id) {
        const RunId run_id = find_run(tx, *options.run_id);
        RunDocument document{.attempts = run_attempts(tx, run_id),
                             .events = run_events(tx, run_id)};
        count_late_writers_if_told(tx, document.attempts);
        print(context.global, document);
        return ExitCode::done;
    }
    const std::optional<Instant> since =
        options.since ? std::optional{tx.now() - *options.since} : std::nullopt;
    HistoryDocument document{.runs = recorded_runs(tx, since, limit_for(context.global, options))};
    count_late_writers_if_told(tx, document.runs);
    document.undelivered = undelivered(tx);
    print(context.global, document);
    return ExitCode::done;
}

ExitCode prune_history(Context& context, const HistoryPruneOptions& options) {
    Database database{context.connection, context.watchdog};
    database.require_writable();
    Transaction tx{database, Access::read_write};
    require_schema(tx);
    const Pruned pruned = prune_history(tx, tx.now() - options.older_than);
    tx.commit();
    talk::notice("removed " + count_of(pruned.runs, "run") + ", " +
                 count_of(pruned.events, "event") + " and " +
                 count_of(pruned.policy_versions, "policy version"));
    if (pruned.undelivered > 0) {
        talk::warning("left " + count_of(pruned.undelivered, "run") +
                          " whose events are not delivered to every receiver",
                      "chatsweep history shows what is undelivered; chatsweep deliver sends it, "
                      "and --forget gives a receiver up.");
    }
    return ExitCode::done;
}

} // namespace chatsweep

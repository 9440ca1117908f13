// SPDX-License-Identifier: Apache-2.0
#include "commands/apply.hpp"
#include "commands/effective.hpp"
#include "commands/failures.hpp"
#include "commands/log.hpp"
#include "commands/monitoring.hpp"
#include "commands/progress.hpp"
#include "commands/readiness.hpp"
#include "commands/sweeping.hpp"
#include "commands/work_list.hpp"
#include "core/bound.hpp"
#include "store/acting.hpp"
#include "store/facts.hpp"
#include "store/outbox.hpp"
#include "store/schema.hpp"

#include <chrono>

namespace chatsweep {

namespace {

void take_sweep_lock(Transaction& tx) {
    if (try_sweep_lock(tx)) {
        return;
    }
    const std::string holder = sweep_lock_holder(tx);
    throw Busy{"another sweep is running" + (holder.empty() ? "" : ": " + holder),
               "try again later, or wait for it with --lock-wait."};
}

/// An adapter may decline the bound: some views are read faster whole.
std::optional<CoarseBound> bound_for(const Adapter& adapter, const PolicySet& policies,
                                     Instant now) {
    return adapter.offers_column("whole_load") ? std::nullopt
                                               : std::optional{coarse_bound(policies, now)};
}

void load_plan(Transaction& tx, const SweepOptions& options, const std::set<std::string>& only,
               const Adapter& adapter, JoinedUnder joined_under, const OpenTotals& totals,
               Progress& progress, SweepResult& result) {
    const Instant now = options.as_of.value_or(tx.now());
    const Instant until = now + options.look_ahead.value_or(Duration{0});
    Planner planner{result.policies, now, only, HeldSessions::count};
    result.agenda.reset();
    if (options.look_ahead) {
        result.agenda.emplace(until);
    }
    progress.begin("loading");
    load_facts(tx, bound_for(adapter, result.policies, until), joined_under,
               [&](const SessionFacts& facts) {
                   const Verdict verdict = planner.look_at(facts);
                   if (result.agenda) {
                       note_upcoming(facts, verdict, now, *result.agenda);
                   }
                   progress.advance();
               });
    result.plan = planner.take_plan(options.at_most);
    result.plan.counts.open = totals.open;
    result.plan.counts.future_dated = totals.future_dated;
}

void warn_of_future_dated(const Counts& counts) {
    if (counts.future_dated > 0) {
        talk::warning(std::to_string(counts.future_dated) +
                          (counts.future_dated == 1 ? " open session has" : " open sessions have") +
                          " an instant dated in the future, and what counts from it waits until "
                          "then",
                      "look at the clock of whatever writes the messages.");
    }
}

void say_what_is_due(const SweepResult& result) {
    const Counts& counts = result.plan.counts;
    talk::info(std::to_string(counts.due) + " of " + std::to_string(counts.open) +
               " open sessions are due" +
               (acts_due(counts) > 0
                    ? ", " + std::to_string(acts_due(counts)) + " other actions with them"
                    : "") +
               ", and " + std::to_string(counts.held) + " more are held, under policy version " +
               result.policy_version);
}

void forget_the_gone(Transaction& tx) {
    if (const std::int64_t gone = forget_gone(tx); gone > 0) {
        talk::info("forgot what was remembered of " + std::to_string(gone) +
                   (gone == 1 ? " session that is" : " sessions that are") + " not open any more");
    }
}

/// The transaction is left to be rolled back.
void leave_no_trace(SweepResult& result) {
    result.recorded = false;
    result.outcome = Outcome::nothing_due;
}

void act(Transaction& tx, const SweepOptions& options, const Application& application,
         SweepResult& result) {
    apply(tx, result.plan, application);
    const Outcome outcome = outcome_of(result.plan.counts);
    if (outcome == Outcome::nothing_due && options.recording != Recording::always) {
        leave_no_trace(result);
        return;
    }
    application.progress.begin("committing");
    forget_the_gone(tx);
    result.phases.end("close");
    complete_run(tx, result.run, outcome, result.plan.counts, result.phases.durations());
    if (tx.commit() == Committed::here_only) {
        warn_of_missing_standbys();
    }
    note_commit(result);
    result.phases.end("commit");
    result.outcome = outcome;
}

/// In a transaction of its own: a deliverer must not wait for a sweep.
void make_receivers_known(Database& database, const std::vector<Receiver>& receivers) {
    if (receivers.empty()) {
        return;
    }
    Transaction tx{database, Access::read_write};
    require_schema(tx);
    register_receivers(tx, receivers);
    tx.commit();
}

/// The sweep is done, whatever becomes of what follows it. `otherwise` says what is amiss then.
template <typename Work>
void afterwards(Database& database, Access access, const std::string& otherwise, Work&& work) {
    try {
        Transaction tx{database, access};
        work(tx);
    } catch (const StoreError& error) {
        talk::debug(otherwise + ": " + error.what());
    }
}

/// Not in the sweep's transaction: that must not fail because somebody listens and never reads.
void tell_listeners(Database& database, const RunId& run_id) {
    afterwards(database, Access::read_write, "nobody was notified", [&](Transaction& tx) {
        notify_listeners(tx, run_id);
        tx.commit();
    });
}

void look_at_backlog(Database& database, SweepResult& result) {
    afterwards(database, Access::read_only, "what is undelivered is not known",
               [&](Transaction& tx) { result.undelivered = delivery_backlog(tx); });
}

std::optional<Horizon> horizon_of(Transaction& tx, const Adapter& adapter) {
    return adapter.offers_column("close_unchanged") ? std::optional{first_look_horizon(tx)}
                                                    : std::nullopt;
}

} // namespace

void note_commit(SweepResult& result) {
    // The database's clock as of the transaction's beginning, and from there on a clock that
    // nobody sets.
    const auto since = std::chrono::steady_clock::now() - result.before_as_of;
    result.committed_at = result.plan.as_of + std::chrono::ceil<Duration>(since);
}

void warn_of_missing_standbys() {
    // Not a warning, which -q would keep back: what was just said may come to be untrue.
    talk::error("the sweep has committed, but its wait for a synchronous standby was cut "
                "short: a failover may undo it",
                "look at synchronous_standby_names and at pg_stat_replication.");
}

void sweep_once(Context& context, const SweepOptions& options, SweepResult& result) {
    const bool acting = options.mode == SweepMode::act;
    const std::set<std::string> only{options.policies.begin(), options.policies.end()};

    context.progress.begin("connecting");
    Database database{context.connection, context.watchdog};
    if (acting) {
        database.require_writable();
        make_receivers_known(database, context.config.receivers);
    }
    result.standby = database.server().standby;
    result.phases.end("connect");
    context.progress.begin("preparing");
    result.before_as_of = std::chrono::steady_clock::now();
    Transaction tx{database, acting ? Access::read_write : Access::read_only};
    result.after_as_of = std::chrono::steady_clock::now();
    const Adapter adapter = require_ready(tx, context.config.policies);
    Effective effective = todays_policies(tx, context.config.policies);
    result.policy_version = effective.version;
    if (acting) {
        require_fence(tx, adapter);
        take_sweep_lock(tx);
        if (options.recording == Recording::always) {
            begin_run(tx, result.run, effective.version, effective.canonical);
        }
    }
    add_pinned_policies(tx, adapter, effective);
    result.policies = std::move(effective.policies);
    result.phases.end("prepare");
    const std::optional<Horizon> horizon = acting ? horizon_of(tx, adapter) : std::nullopt;
    const Instant now = options.as_of.value_or(tx.now());
    context.progress.begin("counting");
    const OpenTotals totals = open_totals(tx, now + future_tolerance);
    load_plan(tx, options, only, adapter, effective.joined_under, totals, context.progress, result);
    result.phases.end("load");
    say_what_is_due(result);
    if (options.recording == Recording::always) {
        warn_of_future_dated(result.plan.counts);
    }
    result.guard = check_guards(result.plan, context.config.guards, totals.newest_customer_message);
    if (result.guard) {
        result.outcome = Outcome::guard;
    } else if (acting && options.recording != Recording::always && result.plan.sessions.empty()) {
        leave_no_trace(result);
    } else if (acting) {
        if (options.recording != Recording::always) {
            // Later than usual, and early enough: nothing has been written, and no session locked.
            begin_run(tx, result.run, effective.version, effective.canonical);
        }
        act(tx, options,
            {.run = result.run,
             .policy_version = result.policy_version,
             .policies = result.policies,
             .only = only,
             .horizon = horizon,
             .joined_under = effective.joined_under,
             .database_keeps_status = adapter.offers_column("set_status"),
             .progress = context.progress},
            result);
        if (result.outcome != Outcome::nothing_due) {
            tell_listeners(database, result.run.run_id);
        }
        if (context.monitoring.wants_details() && !context.config.receivers.empty()) {
            look_at_backlog(database, result);
        }
    } else {
        require_unique_ids(result.plan);
        result.outcome = Outcome::dry_run;
    }
}

} // namespace chatsweep

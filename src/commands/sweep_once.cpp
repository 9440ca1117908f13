// SPDX-License-Identifier: Apache-2.0
#include "commands/apply.hpp"
#include "commands/failures.hpp"
#include "commands/log.hpp"
#include "commands/readiness.hpp"
#include "commands/sweeping.hpp"
#include "core/bound.hpp"
#include "store/facts.hpp"

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

void load_plan(Transaction& tx, const Context& context, const SweepOptions& options,
               const std::set<std::string>& only, const OpenTotals& totals, SweepResult& result) {
    const PolicySet& policies = context.config.policies;
    const Instant now = options.as_of.value_or(tx.now());
    Planner planner{policies, now, only, HeldSessions::count};
    load_facts(tx, coarse_bound(policies, now),
               [&](const SessionFacts& facts) { planner.look_at(facts); });
    result.plan = planner.take_plan(options.at_most);
    result.plan.counts.open = totals.open;
    result.plan.counts.future_dated = totals.future_dated;
}

void warn_of_future_dated(const Counts& counts) {
    if (counts.future_dated > 0) {
        const bool one = counts.future_dated == 1;
        talk::warning(std::to_string(counts.future_dated) +
                          (one ? " open session has" : " open sessions have") +
                          " a customer message dated in the future, and " + (one ? "is" : "are") +
                          " kept until then",
                      "look at the clock of whatever writes the messages.");
    }
}

void say_what_is_due(const SweepResult& result) {
    const Counts& counts = result.plan.counts;
    talk::info(std::to_string(counts.due) + " of " + std::to_string(counts.open) +
               " open sessions are due, and " + std::to_string(counts.held) +
               " more are held, under policy version " + result.policy_version);
}

void act(Transaction& tx, const Context& context, const std::set<std::string>& only,
         const std::optional<Horizon>& horizon, SweepResult& result) {
    apply(tx, result.plan,
          {.run = result.run,
           .policy_version = result.policy_version,
           .policies = context.config.policies,
           .only = only,
           .horizon = horizon});
    result.phases.end("close");
    const Outcome outcome = result.plan.counts.closed > 0 ? Outcome::closed : Outcome::nothing_due;
    complete_run(tx, result.run, outcome, result.plan.counts, result.phases.durations());
    tx.commit();
    result.phases.end("commit");
    result.outcome = outcome;
}

} // namespace

void sweep_once(Context& context, const SweepOptions& options, SweepResult& result) {
    const bool acting = options.mode == SweepMode::act;
    const PolicySet& policies = context.config.policies;
    const std::set<std::string> only{options.policies.begin(), options.policies.end()};

    Database database{context.connection, context.watchdog};
    if (acting) {
        database.require_writable();
    }
    result.phases.end("connect");
    Transaction tx{database, acting ? Access::read_write : Access::read_only};
    const Adapter adapter = require_ready(tx, policies);
    const std::string canonical = canonical_policies(policies);
    result.policy_version = policy_version(tx, canonical);
    if (acting) {
        require_fence(tx, adapter);
        take_sweep_lock(tx);
        begin_run(tx, result.run, result.policy_version, canonical);
    }
    result.phases.end("prepare");
    const std::optional<Horizon> horizon = acting && adapter.offers_column("close_unchanged")
                                               ? std::optional{first_look_horizon(tx)}
                                               : std::nullopt;
    const Instant now = options.as_of.value_or(tx.now());
    const OpenTotals totals = open_totals(tx, now + future_tolerance);
    load_plan(tx, context, options, only, totals, result);
    result.phases.end("load");
    say_what_is_due(result);
    warn_of_future_dated(result.plan.counts);
    result.guard = check_guards(result.plan, context.config.guards, totals.newest_customer_message);
    if (result.guard) {
        result.outcome = Outcome::guard;
    } else if (acting) {
        act(tx, context, only, horizon, result);
    } else {
        require_unique_ids(result.plan);
        result.outcome = Outcome::dry_run;
    }
}

} // namespace chatsweep

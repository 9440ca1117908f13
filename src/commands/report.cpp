// SPDX-License-Identifier: Apache-2.0
#include "commands/context.hpp"
#include "commands/effective.hpp"
#include "commands/log.hpp"
#include "commands/output.hpp"
#include "commands/phases.hpp"
#include "commands/progress.hpp"
#include "commands/readiness.hpp"
#include "commands/rhythm.hpp"
#include "commands/work_list.hpp"
#include "core/groups.hpp"
#include "store/facts.hpp"
#include "store/ledger.hpp"
#include "store/outbox.hpp"

namespace chatsweep {

namespace {

constexpr std::int64_t listed_for_people = 20;

std::optional<std::int64_t> limit_for(const GlobalOptions& global, const ReportOptions& options) {
    if (options.limit || global.format != Format::table) {
        return options.limit;
    }
    return listed_for_people;
}

} // namespace

ExitCode report(Context& context, const ReportOptions& options) {
    Phases phases;
    context.progress.begin("connecting");
    Database database{context.connection, context.watchdog};
    phases.end("connect");
    context.progress.begin("preparing");
    Transaction tx{database, Access::read_only};
    const Adapter adapter = require_ready(tx, context.config.policies);
    Effective effective = todays_policies(tx, context.config.policies);
    add_pinned_policies(tx, adapter, effective);
    const PolicySet& policies = effective.policies;
    const Instant now = options.as_of.value_or(tx.now());
    phases.end("prepare");

    Planner planner{policies, now, {}, HeldSessions::list};
    Grouping grouping{now};
    context.progress.begin("counting");
    const OpenTotals totals = open_totals(tx, now + future_tolerance);
    context.progress.begin("loading", totals.open);
    load_facts(tx, std::nullopt, effective.joined_under, [&](const SessionFacts& facts) {
        grouping.add(facts, planner.look_at(facts));
        context.progress.advance();
    });
    Plan plan = planner.take_plan(std::nullopt);
    require_unique_ids(plan);
    plan.counts.open = totals.open;
    plan.counts.future_dated = totals.future_dated;
    phases.end("load");
    context.progress.begin("looking at the ledger");

    const std::optional<LastSuccess> last = last_success(tx);
    const ReportDocument document{
        .plan = plan,
        .policies = policies,
        .groups = grouping.take_groups(policies),
        .policy_version = effective.version,
        .guard = check_guards(plan, context.config.guards, totals.newest_customer_message),
        .last_sweep_at = last ? std::optional{last->started_at} : std::nullopt,
        .next_sweep_at = last ? std::optional{next_sweep(last->started_at, context.config.interval,
                                                         tx.now(), earliest_instant)}
                              : std::nullopt,
        .durations = phases.durations(),
        .limit = limit_for(context.global, options),
        .undelivered = undelivered(tx),
        .standby = database.server().standby};
    context.progress.finish();
    print(context.global, document);
    const bool something_is_due = plan.counts.due + acts_due(plan.counts) > 0;
    return options.detailed_exitcode && something_is_due ? ExitCode::something_is_due
                                                         : ExitCode::done;
}

} // namespace chatsweep

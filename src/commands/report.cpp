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
#include "store/history.hpp"
#include "store/ledger.hpp"
#include "store/outbox.hpp"

#include <algorithm>

namespace chatsweep {

namespace {

constexpr std::int64_t past_runs_shown = 30;
constexpr std::size_t forecast_sweeps = 8;

std::optional<std::int64_t> limit_for(const GlobalOptions& global, const ReportOptions& options) {
    const bool is_for_people = global.format == Format::table || global.format == Format::html;
    return options.limit || !is_for_people ? options.limit : std::optional{listed_for_people};
}

/// The sweeps to come: at the interval from the last success, or, where there is none, as if the
/// first one ran at once.
std::optional<Instant> next_after(const std::optional<LastSuccess>& last, Duration interval,
                                  Instant now) {
    return last ? std::optional{next_sweep(last->started_at, interval, now, earliest_instant)}
                : std::nullopt;
}

/// Gathers what a page says besides.
class Looking {
public:
    Looking(const PolicySet& policies, Instant now, Instant next, Duration interval,
            std::int64_t listed)
        : silences_(now), forecasting_(policies, std::max(now, next), interval, forecast_sweeps),
          waiting_(static_cast<std::size_t>(listed)) {}

    void add(const SessionFacts& facts, const Verdict& verdict) {
        silences_.add(facts, verdict);
        forecasting_.add(facts, verdict);
        waiting_.add(facts, verdict);
    }

    [[nodiscard]] Outlook take_outlook(Transaction& tx, const PolicySet& policies) {
        return {.silences = silences_.take_silences(policies),
                .forecast = forecasting_.take_forecast(),
                .waiting_total = waiting_.total(),
                .waiting = waiting_.take_sessions(),
                .past = past_runs(tx, past_runs_shown)};
    }

private:
    Silences silences_;
    Forecasting forecasting_;
    Waiting waiting_;
};

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
    const std::optional<LastSuccess> last = last_success(tx);
    const Duration interval = context.config.interval;
    const std::optional<Instant> next = next_after(last, interval, tx.now());
    const std::optional<std::int64_t> limit = limit_for(context.global, options);
    std::optional<Looking> looking;
    if (context.global.format == Format::html) {
        looking.emplace(policies, now, next.value_or(now), interval, limit.value_or(0));
    }
    context.progress.begin("counting");
    const OpenTotals totals = open_totals(tx, now + future_tolerance);
    context.progress.begin("loading", totals.open);
    load_facts(tx, std::nullopt, effective.joined_under, [&](const SessionFacts& facts) {
        const Verdict verdict = planner.look_at(facts);
        grouping.add(facts, verdict);
        if (looking) {
            looking->add(facts, verdict);
        }
        context.progress.advance();
    });
    Plan plan = planner.take_plan(std::nullopt);
    require_unique_ids(plan);
    plan.counts.open = totals.open;
    plan.counts.future_dated = totals.future_dated;
    phases.end("load");
    context.progress.begin("looking at the ledger");

    const ReportDocument document{
        .plan = plan,
        .policies = policies,
        .groups = grouping.take_groups(policies),
        .policy_version = effective.version,
        .guard = check_guards(plan, context.config.guards, totals.newest_customer_message),
        .last_sweep_at = last ? std::optional{last->started_at} : std::nullopt,
        .next_sweep_at = next,
        .durations = phases.durations(),
        .limit = limit,
        .undelivered = undelivered(tx),
        .standby = database.server().standby,
        .outlook = looking ? looking->take_outlook(tx, policies) : Outlook{}};
    context.progress.finish();
    print(context.global, document);
    const bool something_is_due = plan.counts.due + acts_due(plan.counts) > 0;
    return options.detailed_exitcode && something_is_due ? ExitCode::something_is_due
                                                         : ExitCode::done;
}

} // namespace chatsweep

// SPDX-License-Identifier: Apache-2.0
#include "commands/context.hpp"
#include "commands/delivering.hpp"
#include "commands/failures.hpp"
#include "commands/log.hpp"
#include "commands/monitoring.hpp"
#include "commands/output.hpp"
#include "commands/progress.hpp"
#include "commands/sweeping.hpp"
#include "config/wording.hpp"
#include "report/phrases.hpp"

#include <algorithm>

namespace chatsweep {

namespace {

void require_known_policies(const PolicySet& policies, const std::vector<std::string>& names) {
    for (const std::string& name : names) {
        const bool known = std::any_of(policies.begin(), policies.end(),
                                       [&](const Policy& policy) { return policy.name == name; });
        if (!known) {
            throw ConfigurationMismatch{"--policy: there is no policy '" + name + "'",
                                        "name a policy as the configuration does."};
        }
    }
}

/// -q leaves the errors; a document that a machine reads, or a file, is still written.
bool is_wanted(const GlobalOptions& global, const SweepOptions& options) {
    return global.verbosity >= 0 || options.mode == SweepMode::dry_run ||
           global.format != Format::table || global.output;
}

/// A sweep that has committed keeps its own exit code, whatever becomes of its output.
void print_result(const Context& context, const SweepOptions& options, const SweepResult& result,
                  const std::optional<std::string>& error) {
    context.progress.finish();
    if (!result.recorded || !is_wanted(context.global, options)) {
        return;
    }
    try {
        print(context.global, document_of(options, result, error));
    } catch (const OutputError& failure) {
        if (options.mode == SweepMode::dry_run && !error) {
            throw;
        }
        talk::error(failure.what());
    }
}

ExitCode sweep_and_print(Context& context, const SweepOptions& options, SweepResult& result) {
    try {
        sweep_until_settled(context, options, result);
    } catch (const std::exception& error) {
        print_result(context, options, result, error.what());
        throw;
    }
    print_result(context, options, result, std::nullopt);
    if (result.guard) {
        talk::error(result.guard->message, result.guard->hint);
    }
    return result.guard ? ExitCode::guard : ExitCode::done;
}

SweepResult sweep_monitored(Context& context, const SweepOptions& options) {
    SweepResult result = new_sweep(options);
    talk::set_run(result.run.run_id);
    try {
        context.monitoring.begin();
        const ExitCode code = sweep_and_print(context, options, result);
        context.monitoring.end(result, static_cast<int>(code), context.config.interval);
        return result;
    } catch (...) {
        context.monitoring.end(result, exit_status_of(std::current_exception()),
                               context.config.interval);
        throw;
    }
}

/// What has committed stays committed, whatever becomes of its delivery.
void deliver_after(Context& context, const std::vector<Destination>& destinations) {
    try {
        // No longer than until the next sweep, which has to wait for this process.
        const DeliveryResult result =
            deliver_events(context, destinations,
                           {.patience = usual_patience, .longest = context.config.interval});
        for (const DeliveryTotals& totals : result.receivers) {
            if (totals.delivered > 0) {
                talk::info("delivered " + count_of(totals.delivered, "event") + " to receiver " +
                           in_quotes(totals.receiver));
            }
        }
        UndeliveredTalk{}.say(result);
    } catch (const Interrupted&) {
        throw;
    } catch (const std::exception& error) {
        talk::warning(std::string{"the sweep is done, and its delivery is not: "} + error.what(),
                      "chatsweep deliver sends what is left.");
    }
}

} // namespace

SweepDocument document_of(const SweepOptions& options, const SweepResult& result,
                          const std::optional<std::string>& error) {
    return {.plan = result.plan,
            .policies = result.policies,
            .run_id = result.run.run_id,
            .dry_run = options.mode == SweepMode::dry_run,
            .outcome = result.outcome,
            .policy_version = result.policy_version,
            .limited_to = options.policies,
            .durations = result.phases.durations(),
            .guard = result.guard,
            .error = error,
            .standby = result.standby};
}

SweepResult sweep_and_say(Context& context, const SweepOptions& options) {
    require_known_policies(context.config.policies, options.policies);
    const std::vector<Destination> receivers =
        options.deliver ? destinations(context.config, {}) : std::vector<Destination>{};
    SweepResult result = sweep_monitored(context, options);
    if (options.deliver) {
        deliver_after(context, receivers);
    }
    return result;
}

ExitCode sweep(Context& context, const SweepOptions& options) {
    return sweep_and_say(context, options).guard ? ExitCode::guard : ExitCode::done;
}

} // namespace chatsweep

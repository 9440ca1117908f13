// SPDX-License-Identifier: Apache-2.0
#include "commands/dispatch.hpp"

#include "commands/context.hpp"
#include "commands/failures.hpp"
#include "commands/log.hpp"
#include "commands/monitoring.hpp"
#include "commands/output.hpp"
#include "commands/progress.hpp"
#include "commands/signals.hpp"
#include "store/errors.hpp"

#include <cstdlib>
#include <exception>
#include <iostream>
#include <optional>
#include <type_traits>

namespace chatsweep {

namespace {

ExitCode execute(Context& context, const CommandOptions& command) {
    return std::visit(
        [&context](const auto& options) -> ExitCode {
            using Options = std::decay_t<decltype(options)>;
            if constexpr (std::is_same_v<Options, SweepOptions>) {
                return sweep(context, options);
            } else if constexpr (std::is_same_v<Options, ReportOptions>) {
                return report(context, options);
            } else if constexpr (std::is_same_v<Options, ExplainOptions>) {
                return explain(context, options);
            } else if constexpr (std::is_same_v<Options, RunOptions>) {
                return run(context, options);
            } else if constexpr (std::is_same_v<Options, DeliverOptions>) {
                return deliver(context, options);
            } else if constexpr (std::is_same_v<Options, HistoryOptions>) {
                return history(context, options);
            } else if constexpr (std::is_same_v<Options, HistoryPruneOptions>) {
                return prune_history(context, options);
            } else if constexpr (std::is_same_v<Options, CheckOptions>) {
                return check(context, options);
            } else if constexpr (std::is_same_v<Options, SchemaApplyOptions>) {
                return schema_apply(context, options);
            } else if constexpr (std::is_same_v<Options, SchemaPrintOptions>) {
                return schema_print(context, options);
            } else if constexpr (std::is_same_v<Options, SchemaCheckOptions>) {
                return schema_check(context, options);
            } else if constexpr (std::is_same_v<Options, SchemaGrantOptions>) {
                return schema_grant(context, options);
            } else if constexpr (std::is_same_v<Options, ScheduleSystemdOptions>) {
                return schedule_systemd(context, options);
            } else {
                static_assert(std::is_same_v<Options, ScheduleCronOptions>);
                return schedule_cron(context, options);
            }
        },
        command);
}

/// `deliver`, `history`, `schema` and `schedule` have something to say without policies, too.
Policies policies_for(const CommandOptions& command) {
    const bool judges = std::holds_alternative<SweepOptions>(command) ||
                        std::holds_alternative<ReportOptions>(command) ||
                        std::holds_alternative<ExplainOptions>(command) ||
                        std::holds_alternative<RunOptions>(command) ||
                        std::holds_alternative<CheckOptions>(command);
    return judges ? Policies::required : Policies::optional;
}

/// What makes the schema or takes from the ledger is for the owner, whom no grant replaces.
bool is_for_the_owner(const CommandOptions& command) {
    const auto* deliver = std::get_if<DeliverOptions>(&command);
    return (deliver != nullptr && deliver->forget) ||
           std::holds_alternative<SchemaApplyOptions>(command) ||
           std::holds_alternative<SchemaGrantOptions>(command) ||
           std::holds_alternative<HistoryPruneOptions>(command);
}

std::string hint_for(const InsufficientRights& error, const CommandOptions& command) {
    return is_for_the_owner(command) ? "connect as the owner of schema chatsweep, or, to make it, "
                                       "as a role that may create one in this database."
                                     : error.hint();
}

/// Of one sweep or report, to a person who looks on.
Progress::Shown shows_progress(const Invocation& invocation) {
    const GlobalOptions& global = invocation.global;
    const bool takes_its_time = std::holds_alternative<SweepOptions>(invocation.command) ||
                                std::holds_alternative<ReportOptions>(invocation.command);
    return takes_its_time && global.verbosity >= 0 && global.log_format == LogFormat::text &&
                   stderr_can_show_progress()
               ? Progress::Shown::yes
               : Progress::Shown::no;
}

ExitCode run_guarded(const Invocation& invocation, Watchdog& watchdog, Monitoring& monitoring) {
    try {
        const GlobalOptions& global = invocation.global;
        Progress progress{shows_progress(invocation)};
        Config config = load_config(global.overrides, policies_for(invocation.command));
        ConnectionSettings connection = connection_settings(config, global);
        Context context{global,   std::move(config), std::move(connection),
                        watchdog, monitoring,        progress};
        return execute(context, invocation.command);
    } catch (const InsufficientRights& error) {
        talk::error(error.what(), hint_for(error, invocation.command));
        return ExitCode::connection;
    } catch (const std::exception&) {
        const Failure failure = failure_of(std::current_exception());
        talk::error(failure.what, failure.hint);
        return failure.code;
    }
}

} // namespace

int dispatch(const Invocation& invocation) {
    reserve_standard_streams();
    talk::set_up(invocation.global.log_format, invocation.global.verbosity);
    const HangUp hang_up =
        std::holds_alternative<RunOptions>(invocation.command) ? HangUp::reloads : HangUp::ends;
    hold_back_signals(hang_up);
    std::optional<int> signal;
    auto code = ExitCode::internal_error;
    {
        Watchdog watchdog;
        const SignalListener listener{watchdog, hang_up};
        Monitoring monitoring{invocation.watchers, watchdog};
        try {
            code = run_guarded(invocation, watchdog, monitoring);
            monitoring.end_without_run(code);
        } catch (const Interrupted& interrupted) {
            signal = interrupted.signal();
        }
    }
    if (signal) {
        end_by_signal(*signal);
    }
    if (threads_left_behind()) {
        // A thread that still waits for a name server or a dead peer must not meet destructors.
        std::cout.flush();
        std::_Exit(static_cast<int>(code));
    }
    return static_cast<int>(code);
}

} // namespace chatsweep

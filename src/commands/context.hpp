// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "commands/exit_code.hpp"
#include "commands/options.hpp"
#include "config/config.hpp"
#include "store/settings.hpp"
#include "store/watchdog.hpp"

namespace chatsweep {

class Monitoring;
class Progress;

/// What every command that talks to a database is given.
struct Context {
    const GlobalOptions& global;
    Config config;
    ConnectionSettings connection;
    Watchdog& watchdog;
    Monitoring& monitoring;
    Progress& progress;
};

/// The configuration's database, with what the flags say about it.
[[nodiscard]] ConnectionSettings connection_settings(const Config& config,
                                                     const GlobalOptions& options);

/// One function per subcommand. Each throws what dispatch.cpp turns into exit codes.
[[nodiscard]] ExitCode sweep(Context& context, const SweepOptions& options);
[[nodiscard]] ExitCode report(Context& context, const ReportOptions& options);
[[nodiscard]] ExitCode explain(Context& context, const ExplainOptions& options);
[[nodiscard]] ExitCode run(Context& context, const RunOptions& options);
[[nodiscard]] ExitCode deliver(Context& context, const DeliverOptions& options);
[[nodiscard]] ExitCode history(Context& context, const HistoryOptions& options);
[[nodiscard]] ExitCode prune_history(Context& context, const HistoryPruneOptions& options);
[[nodiscard]] ExitCode check(Context& context, const CheckOptions& options);
[[nodiscard]] ExitCode schema_apply(Context& context, const SchemaApplyOptions& options);
[[nodiscard]] ExitCode schema_print(Context& context, const SchemaPrintOptions& options);
[[nodiscard]] ExitCode schema_check(Context& context, const SchemaCheckOptions& options);
[[nodiscard]] ExitCode schema_grant(Context& context, const SchemaGrantOptions& options);
[[nodiscard]] ExitCode schedule_systemd(Context& context, const ScheduleSystemdOptions& options);
[[nodiscard]] ExitCode schedule_cron(Context& context, const ScheduleCronOptions& options);

} // namespace chatsweep

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "config/config.hpp"
#include "core/receiver.hpp"
#include "report/render.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace chatsweep {

enum class ColorChoice { automatic, always, never };
enum class LogFormat { text, json, journal };

/// What stands before or after any subcommand.
struct GlobalOptions {
    Overrides overrides;
    std::optional<std::string> host;     ///< -h, as psql has it
    std::optional<std::string> port;     ///< -p
    std::optional<std::string> username; ///< -U
    Format format = Format::table;
    std::optional<std::string> output; ///< -o: a file instead of stdout
    ColorChoice color = ColorChoice::automatic;
    int verbosity = 0; ///< -q: -1; -v: 1; -vv: 2
    LogFormat log_format = LogFormat::text;
};

/// How those who watch the sweeps from outside learn of them.
struct Watchers {
    std::optional<std::string> metrics_file; ///< --metrics-file; ends in `.prom`
    std::optional<SecretSource> ping_url;    ///< --ping-url-credential, --ping-url-file
};

enum class SweepMode { act, dry_run };

/// Whether a run stands in the ledger that found nothing to do: one that was asked for does, one
/// that only looked whether it was time does not.
enum class Recording { always, when_something_was_done };

struct SweepOptions {
    SweepMode mode = SweepMode::act;
    std::optional<Instant> as_of;      ///< Dry runs only.
    std::vector<std::string> policies; ///< --policy; empty: all
    std::optional<std::int64_t> at_most;
    bool deliver = false; ///< --deliver: right after the commit
    Recording recording = Recording::always;
    std::optional<Duration> look_ahead{}; ///< Also tell what comes due within this time.
};

struct ReportOptions {
    std::optional<Instant> as_of;
    /// --limit; empty: 20 in a table or a page, everything otherwise
    std::optional<std::int64_t> limit;
    bool detailed_exitcode = false;
};

struct ExplainOptions {
    std::string session_id;
};

struct RunOptions {       ///< --interval is an override
    bool on_time = false; ///< --on-time: also in between, whenever something comes due
};

struct DeliverOptions {
    std::vector<std::string> receivers; ///< --receiver; empty: all
    std::optional<Duration> wait;       ///< How long to wait for what is to be tried again.
    bool again = false;                 ///< Also what is parked, paused or disabled.
    bool dry_run = false;
    bool detailed_exitcode = false;
    std::optional<std::string> forget; ///< A receiver to give up; nothing else is done then.
};

struct HistoryOptions {
    std::optional<std::string> run_id; ///< Or the beginning of one that no other run shares.
    std::optional<Duration> since;
    std::optional<std::int64_t> limit; ///< --limit; empty: 20 in a table, everything otherwise
};

struct HistoryPruneOptions {
    Duration older_than{};
};

struct CheckOptions {
    bool offline = false;
};

struct SchemaApplyOptions {
    std::optional<std::string> adapter;      ///< --adapter: one that is compiled in
    std::optional<std::string> adapter_file; ///< --adapter-file
    bool with_chat = false;
};
struct SchemaPrintOptions {
    std::optional<std::string> adapter;
    std::optional<std::string> adapter_file;
    bool with_chat = false;
};
struct SchemaCheckOptions {};

enum class GrantKind { sweep, read_only };
struct SchemaGrantOptions {
    std::string role;
    GrantKind kind = GrantKind::sweep;
};

enum class Units { both, service, timer };
struct ScheduleSystemdOptions {
    Units units = Units::both; ///< --only
};
struct ScheduleCronOptions {};

using CommandOptions =
    std::variant<SweepOptions, ReportOptions, ExplainOptions, RunOptions, DeliverOptions,
                 HistoryOptions, HistoryPruneOptions, CheckOptions, SchemaApplyOptions,
                 SchemaPrintOptions, SchemaCheckOptions, SchemaGrantOptions, ScheduleSystemdOptions,
                 ScheduleCronOptions>;

struct Invocation {
    GlobalOptions global;
    CommandOptions command;
    Watchers watchers{}; ///< Of `sweep` and `run`.
};

} // namespace chatsweep

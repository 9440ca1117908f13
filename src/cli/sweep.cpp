// SPDX-License-Identifier: Apache-2.0
#include "cli/arguments.hpp"
#include "cli/settings.hpp"
#include "cli/subcommands.hpp"
#include "cli/usage_error.hpp"
#include "cli/watchers.hpp"

namespace chatsweep {

namespace {

CommandOptions read_sweep(const CLI::App& app) {
    SweepOptions options;
    options.mode = is_given(app, "--dry-run") ? SweepMode::dry_run : SweepMode::act;
    options.as_of = instant_of(app, "--as-of");
    options.policies = texts_of(app, "--policy");
    options.at_most = number_of(app, "--at-most", 1);
    options.deliver = is_given(app, "--deliver");
    if (options.deliver && options.mode == SweepMode::dry_run) {
        throw UsageError{"--deliver does not go with --dry-run",
                         "chatsweep deliver --dry-run lists what would be sent."};
    }
    if (options.as_of && options.mode == SweepMode::act) {
        throw UsageError{"--as-of needs --dry-run",
                         "a sweep that acts goes by the database's clock: add --dry-run, or use "
                         "chatsweep report."};
    }
    return options;
}

CommandOptions read_run(const CLI::App& app) {
    return RunOptions{.on_time = is_given(app, "--on-time")};
}

} // namespace

void add_sweep(CLI::App& root, Subcommands& subcommands) {
    CLI::App& app = add_subcommand(
        root, "sweep", "Close the sessions whose customer has gone silent.",
        "Loads the open sessions, judges each one by the first policy that matches it, locks those "
        "that are due, looks at them again and closes them, all in one transaction. It is silent "
        "when nothing was due, and says one line when something was done.",
        "chatsweep sweep -c chatsweep.yaml --at-most 1000");
    add_flag(
        app, "--dry-run",
        "show what a sweep would close now; the server itself holds the transaction read-only");
    add_value(app, "--as-of", "TIME",
              "judge today's facts at this instant; only with --dry-run (default: the database's "
              "clock)");
    add_value(app, "--policy", "NAME",
              "act on the verdicts of this policy only; may stand several times (default: all)");
    add_timeout(app);
    add_value(app, "--at-most", "N",
              "close the N longest overdue sessions and leave the rest to the next run; 1 or more "
              "(default: all that are due)");
    add_limits_of_a_sweep(app);
    add_flag(app, "--deliver",
             "tell the receivers right after the commit, as chatsweep deliver does");
    add_watchers(app);
    subcommands.push_back({&app, read_sweep});
}

void add_run(CLI::App& root, Subcommands& subcommands) {
    CLI::App& app = add_subcommand(
        root, "run", "Sweep again and again, until told to stop.",
        "The interval counts from the last successful run, across restarts. It stays up while the "
        "database restarts or the network is lost, reads its configuration again on SIGHUP, and "
        "ends cleanly on SIGTERM and SIGINT. It speaks to systemd where that listens.",
        "chatsweep run -c chatsweep.yaml --on-time");
    add_flag(app, "--on-time",
             "sweep in between, too, whenever a session comes due: within about a second");
    add_interval(app);
    add_timeout(app);
    add_limits_of_a_sweep(app);
    add_watchers(app);
    subcommands.push_back({&app, read_run});
}

} // namespace chatsweep

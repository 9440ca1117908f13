// SPDX-License-Identifier: Apache-2.0
#include "cli/arguments.hpp"
#include "cli/subcommands.hpp"
#include "cli/usage_error.hpp"
#include "config/wording.hpp"

namespace chatsweep {

namespace {

CommandOptions read_systemd(const CLI::App& app) {
    const std::optional<std::string> only = text_of(app, "--only");
    if (!only) {
        return ScheduleSystemdOptions{};
    }
    if (*only != "service" && *only != "timer") {
        throw UsageError{"--only: " + in_quotes(*only) + " is unknown", "write service or timer."};
    }
    return ScheduleSystemdOptions{*only == "service" ? Units::service : Units::timer};
}

CommandOptions read_cron(const CLI::App&) {
    return ScheduleCronOptions{};
}

} // namespace

void add_schedule(CLI::App& root, Subcommands& subcommands) {
    CLI::App& app = add_subcommand(
        root, "schedule", "Print what starts a sweep every interval: units, or a cron line.",
        "With the interval of the configuration, its path and that of this program; with receivers "
        "the sweep tells them. It connects to nothing and installs nothing.",
        "chatsweep schedule cron -c /etc/chatsweep/chatsweep.yaml");
    CLI::App& systemd = add_subcommand(
        app, "systemd", "Print a service and its timer for /etc/systemd/system.",
        "An interval that divides a day becomes times of the day; any other one counts from sweep "
        "to sweep.",
        "chatsweep schedule systemd -c /etc/chatsweep/chatsweep.yaml --only timer");
    add_value(systemd, "--only", "UNIT", "service or timer: print this one alone (default: both)");
    subcommands.push_back({&systemd, read_systemd});
    CLI::App& cron = add_subcommand(
        app, "cron", "Print a file for /etc/cron.d.",
        "The interval must be whole minutes that divide a day, such as 30m, 90m or 12h, or a week.",
        "chatsweep schedule cron -c /etc/chatsweep/chatsweep.yaml");
    subcommands.push_back({&cron, read_cron});
}

} // namespace chatsweep

// SPDX-License-Identifier: Apache-2.0
#include "commands/context.hpp"
#include "commands/failures.hpp"
#include "commands/log.hpp"
#include "commands/output.hpp"
#include "commands/units.hpp"
#include "core/calendar.hpp"
#include "report/text.hpp"

#include <array>
#include <filesystem>
#include <ostream>

namespace chatsweep {

namespace {

/// Where this very program lies.
std::string own_path() {
    std::error_code error;
    const std::filesystem::path path = std::filesystem::read_symlink("/proc/self/exe", error);
    return error ? "/usr/bin/chatsweep" : path.string();
}

Schedule schedule_of(const Config& config) {
    if (!config.file) {
        throw ConfigurationMismatch{
            "schedule needs a configuration: its path and its interval stand in what is printed",
            "name it with -c, such as chatsweep -c /etc/chatsweep/chatsweep.yaml schedule "
            "systemd."};
    }
    const std::filesystem::path file = std::filesystem::absolute(*config.file).lexically_normal();
    for (const std::string& path : {own_path(), file.string()}) {
        if (!is_free_of_controls(path)) {
            throw ConfigurationMismatch{"the path '" + path + "' cannot stand in a unit",
                                        "give it a name without control characters."};
        }
    }
    return {own_path(), file.string(), config.interval, !config.receivers.empty()};
}

/// The service sees neither home folders nor anybody else's temporary files.
void warn_of_hidden_paths(const Schedule& schedule) {
    constexpr std::array hidden = {"/home/", "/root/", "/run/user/", "/tmp/", "/var/tmp/"};
    for (const std::string& path : {schedule.program, schedule.file}) {
        for (const char* folder : hidden) {
            if (path.starts_with(folder)) {
                talk::warning("the service cannot see " + path,
                              "put it elsewhere: ProtectHome and PrivateTmp hide that folder.");
            }
        }
    }
}

std::string nearest_to(Duration interval) {
    const Neighbours near = neighbours_of(interval);
    std::string text = near.shorter ? to_text(*near.shorter) : "";
    if (near.longer) {
        text += (text.empty() ? "" : " or ") + to_text(*near.longer);
    }
    return text;
}

} // namespace

ExitCode schedule_systemd(Context& context, const ScheduleSystemdOptions& options) {
    const Schedule schedule = schedule_of(context.config);
    warn_of_hidden_paths(schedule);
    write_output(context.global, [&](std::ostream& out) {
        switch (options.units) {
        case Units::service:
            out << service_unit(schedule);
            return;
        case Units::timer:
            out << timer_unit(schedule);
            return;
        case Units::both:
            out << "# /etc/systemd/system/chatsweep.service\n"
                << service_unit(schedule) << "\n# /etc/systemd/system/chatsweep.timer\n"
                << timer_unit(schedule);
        }
    });
    return ExitCode::done;
}

ExitCode schedule_cron(Context& context, const ScheduleCronOptions&) {
    const Schedule schedule = schedule_of(context.config);
    const std::optional<std::string> text = cron_file(schedule);
    if (!text) {
        throw ConfigurationMismatch{
            "interval " + to_text(schedule.interval) + " cannot be said in a crontab",
            "set one that divides a day, such as " + nearest_to(schedule.interval) +
                ", or take chatsweep schedule systemd or chatsweep run."};
    }
    write_output(context.global, [&](std::ostream& out) { out << *text; });
    return ExitCode::done;
}

} // namespace chatsweep

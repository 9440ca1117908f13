// SPDX-License-Identifier: Apache-2.0
#include "commands/units.hpp"

#include "core/calendar.hpp"
#include "units/embedded.hpp"

#include <algorithm>
#include <stdexcept>
#include <string_view>

namespace chatsweep {

namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr std::string_view shipped_call = "/usr/bin/chatsweep -c /etc/chatsweep/chatsweep.yaml";
constexpr std::string_view shipped_interval = "12h";

void replace(std::string& text, std::string_view what, const std::string& by) {
    std::size_t at = text.find(what);
    if (at == std::string::npos) {
        throw std::logic_error{"no '" + std::string{what} + "' in a unit that is compiled in"};
    }
    for (; at != std::string::npos; at = text.find(what, at + by.size())) {
        text.replace(at, what.size(), by);
    }
}

/// Puts `by` in place of the lines from the one that begins with `first` to the one that begins
/// with `last`.
void replace_lines(std::string& text, const std::string& first, const std::string& last,
                   const std::string& by) {
    const std::size_t begin = text.find('\n' + first);
    const std::size_t end = text.find('\n' + last, begin);
    if (begin == std::string::npos || end == std::string::npos) {
        throw std::logic_error{"no line '" + first + "' in a unit that is compiled in"};
    }
    text.replace(begin + 1, text.find('\n', end + 1) - begin, by);
}

bool is_plain(const std::string& path) {
    constexpr std::string_view harmless =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/._+-@:";
    return path.find_first_not_of(harmless) == std::string::npos;
}

/// As systemd reads a command: in double quotes, and % and $ stand for themselves when doubled.
std::string for_systemd(const std::string& path) {
    if (is_plain(path)) {
        return path;
    }
    std::string quoted = "\"";
    for (const char character : path) {
        if (character == '"' || character == '\\') {
            quoted += '\\';
        } else if (character == '%' || character == '$') {
            quoted += character;
        }
        quoted += character;
    }
    return quoted + '"';
}

/// As a crontab is read: cron takes a % for the end of the line, and what it leaves goes to sh.
std::string for_cron(const std::string& path) {
    if (is_plain(path)) {
        return path;
    }
    std::string quoted = "'";
    for (const char character : path) {
        quoted += character == '\'' ? "'\\''" : character == '%' ? "\\%" : std::string{character};
    }
    return quoted + '\'';
}

std::string in_whole_seconds(Duration duration) {
    return to_text(std::chrono::floor<seconds>(duration));
}

/// Off the full hour that everybody takes, where there is room for it.
minutes offset_for_cron(Duration interval) {
    return interval < hours{1} ? minutes{0} : hours{3} + minutes{17};
}

} // namespace

std::string service_unit(const Schedule& schedule) {
    std::string text{units::text("systemd/chatsweep.service")};
    replace(text, std::string{shipped_call} + " sweep",
            for_systemd(schedule.program) + " -c " + for_systemd(schedule.file) + " sweep" +
                (schedule.deliver ? " --deliver" : ""));
    return text;
}

std::string timer_unit(const Schedule& schedule) {
    std::string text{units::text("systemd/chatsweep.timer")};
    const Duration interval = schedule.interval;
    replace(text, shipped_interval, to_text(interval));
    replace(text, "AccuracySec=1m",
            "AccuracySec=" +
                in_whole_seconds(std::clamp<Duration>(interval / 60, seconds{1}, minutes{1})));
    const auto calendar = calendar_of(interval, hours{3});
    if (!calendar) {
        replace_lines(text, "OnCalendar=", "OnCalendar=",
                      "# No calendar has this interval: it counts from sweep to sweep.\n"
                      "OnActiveSec=1m\nOnUnitActiveSec=" +
                          to_text(interval) + '\n');
        replace_lines(text, "# Machines that share", "Persistent=", "");
        return text;
    }
    std::string lines;
    for (const std::string& line : to_systemd(*calendar)) {
        lines += "OnCalendar=" + line + '\n';
    }
    replace_lines(text, "OnCalendar=", "OnCalendar=", lines);
    replace(text, "RandomizedDelaySec=15m",
            "RandomizedDelaySec=" +
                in_whole_seconds(std::min<Duration>(interval / 48, minutes{15})));
    return text;
}

std::optional<std::string> cron_file(const Schedule& schedule) {
    const auto calendar = calendar_of(schedule.interval, offset_for_cron(schedule.interval));
    if (!calendar) {
        return std::nullopt;
    }
    std::string text{units::text("cron/chatsweep")};
    std::string lines;
    for (const std::string& when : to_cron(*calendar)) {
        lines += when + "  chatsweep  " + std::string{shipped_call} + " sweep" +
                 (schedule.deliver ? " --deliver" : "") + '\n';
    }
    replace_lines(text, "17 3,15 * * *", "17 3,15 * * *", lines);
    replace(text, shipped_interval, to_text(schedule.interval));
    if (schedule.deliver) {
        replace(text, "# */10", "*/10");
    }
    replace(text, shipped_call, for_cron(schedule.program) + " -c " + for_cron(schedule.file));
    return text;
}

} // namespace chatsweep

// SPDX-License-Identifier: Apache-2.0
#include "commands/log.hpp"

#include "commands/status_line.hpp"
#include "report/json_fields.hpp"
#include "report/text.hpp"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <cstdio>
#include <memory>
#include <utility>

namespace chatsweep::talk {

namespace {

LogFormat chosen_format = LogFormat::text;
bool says_what_happens = false;
std::string current_run;

spdlog::level::level_enum level_for(int verbosity) {
    if (verbosity < 0) {
        return spdlog::level::err;
    }
    return verbosity < 2 ? spdlog::level::info : spdlog::level::debug;
}

/// The priorities of syslog, which journald takes off the front of a line.
int priority_of(spdlog::level::level_enum level) {
    switch (level) {
    case spdlog::level::critical:
    case spdlog::level::err:
        return 3;
    case spdlog::level::warn:
        return 4;
    case spdlog::level::info:
        return 6;
    case spdlog::level::trace:
    case spdlog::level::debug:
    case spdlog::level::off:
    case spdlog::level::n_levels:
        break;
    }
    return 7;
}

std::string as_json(const std::string& what, const std::string& hint) {
    Json fields;
    if (!current_run.empty()) {
        fields["run_id"] = current_run;
    }
    fields["message"] = what;
    if (!hint.empty()) {
        fields["hint"] = hint;
    }
    const std::string text = dump(fields);
    return text.substr(1, text.size() - 2); // the pattern brings the braces
}

/// One line per entry, and nothing in it that steers a terminal, whatever a server's message holds.
std::string as_text(spdlog::level::level_enum level, const std::string& what) {
    std::string line = "chatsweep: ";
    if (level == spdlog::level::warn) {
        line += "warning: ";
    }
    line += what;
    if (!current_run.empty()) {
        line += " (run " + current_run + ")";
    }
    return clean(line);
}

void say(spdlog::level::level_enum level, const std::string& what, const std::string& hint) {
    const status_line::Aside aside;
    switch (chosen_format) {
    case LogFormat::json:
        spdlog::log(level, "{}", as_json(what, hint));
        return;
    case LogFormat::text:
        spdlog::log(level, "{}", as_text(level, what));
        if (!hint.empty()) {
            spdlog::log(level, "hint: {}", clean(hint));
        }
        return;
    case LogFormat::journal: {
        const std::string both = hint.empty() ? what : what + "; hint: " + hint;
        spdlog::log(level, "<{}>{}", priority_of(level), as_text(level, both));
        return;
    }
    }
}

} // namespace

void set_up(LogFormat format, int verbosity) {
    chosen_format = format;
    says_what_happens = verbosity > 0;
    auto logger = std::make_shared<spdlog::logger>(
        "chatsweep", std::make_shared<spdlog::sinks::stderr_sink_mt>());
    logger->set_level(level_for(verbosity));
    logger->flush_on(spdlog::level::trace);
    if (format == LogFormat::json) {
        logger->set_pattern(R"({"time":"%Y-%m-%dT%H:%M:%S.%fZ","level":"%l",%v})",
                            spdlog::pattern_time_type::utc);
    } else {
        logger->set_pattern("%v");
    }
    spdlog::set_default_logger(std::move(logger));
}

void set_run(const RunId& run_id) {
    current_run = run_id.value;
}

void error(const std::string& what, const std::string& hint) {
    say(spdlog::level::err, what, hint);
}

void warning(const std::string& what, const std::string& hint) {
    say(spdlog::level::warn, what, hint);
}

void notice(const std::string& what) {
    say(spdlog::level::info, what, {});
}

void info(const std::string& what) {
    if (says_what_happens) {
        say(spdlog::level::info, what, {});
    }
}

void debug(const std::string& what) {
    say(spdlog::level::debug, what, {});
}

} // namespace chatsweep::talk

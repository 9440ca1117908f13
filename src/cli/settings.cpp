// SPDX-License-Identifier: Apache-2.0
#include "cli/settings.hpp"

#include "cli/arguments.hpp"

#include <CLI/CLI.hpp>

namespace chatsweep {

namespace {

constexpr Variable all_variables[] = {
    {"CHATSWEEP_CONFIG", "--config"},
    {"CHATSWEEP_DSN", "--dbname"},
    {"CHATSWEEP_TIMEOUT", "--timeout"},
    {"CHATSWEEP_INTERVAL", "--interval"},
    {"CHATSWEEP_MAX_CLOSE", "--max-close"},
    {"CHATSWEEP_MAX_CLOSE_PERCENT", "--max-close-percent"},
    {"CHATSWEEP_LOCK_WAIT", "--lock-wait"},
    {"CHATSWEEP_FORMAT", "--format"},
    {"CHATSWEEP_COLOR", "--color"},
    {"CHATSWEEP_LOG_FORMAT", "--log-format"},
    {"CHATSWEEP_METRICS_FILE", "--metrics-file"},
    {"CHATSWEEP_PING_URL_CREDENTIAL", "--ping-url-credential"},
    {"CHATSWEEP_PING_URL_FILE", "--ping-url-file"},
};

struct Setting {
    const char* option;
    const char* variable;
    std::optional<Override> Overrides::*member;
};

constexpr Setting settings[] = {
    {"--config", "CHATSWEEP_CONFIG", &Overrides::file},
    {"--dbname", "CHATSWEEP_DSN", &Overrides::dsn},
    {"--timeout", "CHATSWEEP_TIMEOUT", &Overrides::timeout},
    {"--interval", "CHATSWEEP_INTERVAL", &Overrides::interval},
    {"--max-close", "CHATSWEEP_MAX_CLOSE", &Overrides::max_close},
    {"--max-close-percent", "CHATSWEEP_MAX_CLOSE_PERCENT", &Overrides::max_close_percent},
    {"--lock-wait", "CHATSWEEP_LOCK_WAIT", &Overrides::lock_wait},
};

} // namespace

std::span<const Variable> variables() noexcept {
    return all_variables;
}

std::optional<std::string> value_of(const Environment& environment, const std::string& variable) {
    std::optional<std::string> value = environment(variable);
    if (value && value->empty()) {
        value.reset();
    }
    return value;
}

void add_timeout(CLI::App& app) {
    add_value(app, "--timeout", "DURATION",
              "close after this much silence of the customer: one policy for every session, "
              "instead of the policies of a file");
}

void add_interval(CLI::App& app) {
    add_value(app, "--interval", "DURATION",
              "sweep this long after the last successful run (default: the file's, else 12h)");
}

void add_limits_of_a_sweep(CLI::App& app) {
    add_value(app, "--max-close", "N",
              "stop, with nothing changed, when more than N sessions would be closed; 0: no limit "
              "(default: the file's, else no limit)");
    add_value(
        app, "--max-close-percent", "P",
        "the same for more than P percent of the open sessions, 0 to 100; looked at only when "
        "more than 100 are due, or as many as the file says (default: the file's, else no "
        "limit)");
    add_value(app, "--lock-wait", "DURATION",
              "wait this long for another sweep to end (default: 0s, not at all)");
}

Overrides read_overrides(const CLI::App& root, const CLI::App& chosen,
                         const Environment& environment) {
    Overrides overrides;
    for (const Setting& setting : settings) {
        const bool known_here = chosen.get_option_no_throw(setting.option) != nullptr;
        const bool known = known_here || root.get_option_no_throw(setting.option) != nullptr;
        if (known) {
            if (auto text = text_of(known_here ? chosen : root, setting.option)) {
                overrides.*setting.member = Override{setting.option, std::move(*text)};
                continue;
            }
        }
        if (auto text = value_of(environment, setting.variable)) {
            overrides.*setting.member = Override{setting.variable, std::move(*text)};
        }
    }
    return overrides;
}

} // namespace chatsweep

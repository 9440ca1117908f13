// SPDX-License-Identifier: Apache-2.0
#include "cli/global_options.hpp"

#include "cli/arguments.hpp"
#include "cli/settings.hpp"
#include "cli/usage_error.hpp"
#include "config/values.hpp"
#include "config/wording.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>

namespace chatsweep {

namespace {

std::optional<ColorChoice> parse_color(std::string_view text) {
    if (text == "auto") {
        return ColorChoice::automatic;
    }
    if (text == "always") {
        return ColorChoice::always;
    }
    return text == "never" ? std::optional{ColorChoice::never} : std::nullopt;
}

std::optional<LogFormat> parse_log_format(std::string_view text) {
    if (text == "text") {
        return LogFormat::text;
    }
    if (text == "json") {
        return LogFormat::json;
    }
    return text == "journal" ? std::optional{LogFormat::journal} : std::nullopt;
}

/// Sets `choice` from the option, else from its variable.
template <typename Choice>
void choose(Choice& choice, std::optional<Choice> (*parse_choice)(std::string_view),
            const CLI::App& root, const std::string& option, const std::string& variable,
            const Environment& environment, const std::string& hint) {
    std::string source = option;
    std::optional<std::string> text = text_of(root, option);
    if (!text) {
        source = variable;
        text = value_of(environment, variable);
    }
    if (!text) {
        return;
    }
    const std::optional<Choice> chosen = parse_choice(*text);
    if (!chosen) {
        throw UsageError{source + ": " + in_quotes(*text) + " is unknown", hint};
    }
    choice = *chosen;
}

int read_verbosity(const CLI::App& root) {
    const bool quiet = is_given(root, "-q");
    const int verbose = count_of(root, "-v");
    if (quiet && verbose > 0) {
        throw UsageError{"-q and -v exclude each other", "write one of them."};
    }
    return quiet ? -1 : std::min(verbose, 2);
}

void refuse_bad_conninfo(const CLI::App& root) {
    try {
        check_dsn("", text_of(root, "--dbname").value_or(""));
    } catch (const BadValue& bad) {
        throw usage_error("--dbname", bad);
    }
}

/// Neither value is repeated: libpq would try to resolve a URI as a host and then print it, and
/// `-psecret` is a password elsewhere.
void refuse_what_may_hide_a_password(const CLI::App& root) {
    const std::string host = text_of(root, "--host").value_or("");
    if (host.find("://") != std::string::npos || host.find('=') != std::string::npos) {
        throw UsageError{"--host is not a host",
                         "write a name, an address or a folder; a connection string goes with -d."};
    }
    const std::string port = text_of(root, "--port").value_or("");
    if (port.find_first_not_of("0123456789,") != std::string::npos) {
        throw UsageError{"--port is not a port",
                         "write a number, such as 5432; a password goes into a passfile."};
    }
}

} // namespace

void add_global_options(CLI::App& root) {
    add_value(root, "-c,--config", "FILE",
              "the configuration (default: none, and then --timeout is the policy)");
    add_value(root, "-d,--dbname", "CONNINFO",
              "the database: its name, a libpq connection string or a URI, without a password "
              "(default: the PG* variables decide)");
    add_value(root, "-h,--host", "HOST",
              "the server's host, or the folder of its socket; of several, with commas between "
              "them, what writes takes the primary");
    add_value(root, "-p,--port", "PORT", "the server's port");
    add_value(root, "-U,--username", "NAME", "the role to connect as");
    add_value(root, "--format", "FORMAT",
              "table, json, ndjson, csv or html, which is for a report alone (default: table)");
    add_value(root, "-o,--output", "FILE", "write the data to this file (default: stdout)");
    add_value(root, "--color", "WHEN", "auto, always or never (default: auto)");
    add_flag(root, "-q", "say errors only");
    add_flag(root, "-v", "say more; -vv says still more");
    add_value(root, "--log-format", "FORMAT", "text, json or journal, on stderr (default: text)");
    add_flag(root, "--help", "show this help, or that of a subcommand");
    add_flag(root, "--version", "show the version");
}

GlobalOptions read_global_options(const CLI::App& root, const CLI::App& chosen,
                                  const Environment& environment) {
    refuse_bad_conninfo(root);
    refuse_what_may_hide_a_password(root);
    static_cast<void>(file_of(root, "--config"));
    GlobalOptions global;
    global.overrides = read_overrides(root, chosen, environment);
    global.host = text_of(root, "--host");
    global.port = text_of(root, "--port");
    global.username = text_of(root, "--username");
    global.output = file_of(root, "--output");
    global.verbosity = read_verbosity(root);
    choose(global.format, parse_format, root, "--format", "CHATSWEEP_FORMAT", environment,
           "write table, json, ndjson or csv; a report can be html, too.");
    choose(global.color, parse_color, root, "--color", "CHATSWEEP_COLOR", environment,
           "write auto, always or never.");
    choose(global.log_format, parse_log_format, root, "--log-format", "CHATSWEEP_LOG_FORMAT",
           environment, "write text, json or journal.");
    return global;
}

} // namespace chatsweep

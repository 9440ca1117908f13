// SPDX-License-Identifier: Apache-2.0
#include "cli/arguments.hpp"
#include "cli/settings.hpp"
#include "cli/subcommands.hpp"
#include "cli/usage_error.hpp"

namespace chatsweep {

namespace {

CommandOptions read_report(const CLI::App& app) {
    ReportOptions options;
    options.as_of = instant_of(app, "--as-of");
    options.limit = number_of(app, "--limit", 0);
    options.detailed_exitcode = is_given(app, "--detailed-exitcode");
    return options;
}

CommandOptions read_explain(const CLI::App& app) {
    const std::optional<std::string> session_id = text_of(app, "SESSION_ID");
    if (!session_id) {
        throw UsageError{"explain needs a session", "write chatsweep explain SESSION_ID."};
    }
    return ExplainOptions{*session_id};
}

} // namespace

void add_report(CLI::App& root, Subcommands& subcommands) {
    CLI::App& app = add_subcommand(
        root, "report", "Show what a sweep would do now, and change nothing.",
        "Counts the open sessions by policy, tenant and channel, says how long they have been idle "
        "and how many wait for an answer, and lists those that are due, the longest overdue first. "
        "It works on a standby, too. --format html writes it as one page, with diagrams, a "
        "forecast and the past runs.",
        "chatsweep report --timeout 24h --limit 50");
    add_value(app, "--as-of", "TIME",
              "judge today's facts at this instant (default: the database's clock)");
    add_value(app, "--limit", "N",
              "list at most N sessions (default: 20 in a table or a page, all in other formats)");
    add_flag(app, "--detailed-exitcode", "end with 10 instead of 0 when something is due");
    add_timeout(app);
    subcommands.push_back({&app, read_report});
}

void add_explain(CLI::App& root, Subcommands& subcommands) {
    CLI::App& app = add_subcommand(
        root, "explain", "Say of one session whether it would be closed, why, and when.",
        "Shows its facts, the policy that matches and why others do not, each timer with its clock "
        "and what is missing until it is due, each hold, and the first sweep that would close it; "
        "of a closed session, the run that closed it.",
        "chatsweep explain 4711 -c chatsweep.yaml");
    add_positional(app, "SESSION_ID",
                   "the session, as the adapter names it; write -- before one that begins with -");
    add_timeout(app);
    subcommands.push_back({&app, read_explain});
}

} // namespace chatsweep

// SPDX-License-Identifier: Apache-2.0
#include "cli/arguments.hpp"
#include "cli/subcommands.hpp"
#include "cli/usage_error.hpp"
#include "config/wording.hpp"

#include <CLI/CLI.hpp>

namespace chatsweep {

namespace {

void refuse_what_is_no_run(const std::string& run_id) {
    constexpr std::string_view in_a_uuid = "0123456789abcdefABCDEF-";
    if (run_id.empty() || run_id.find_first_not_of(in_a_uuid) != std::string::npos) {
        constexpr std::string_view prune = "prune";
        const bool meant_prune = !closest(run_id, {&prune, 1}).empty();
        throw UsageError{in_quotes(run_id) + " is not the id of a run",
                         meant_prune ? "did you mean chatsweep history prune?"
                                     : "write the beginning of one that chatsweep history shows."};
    }
}

CommandOptions read_history(const CLI::App& app) {
    HistoryOptions options;
    options.run_id = text_of(app, "RUN_ID");
    options.since = duration_of(app, "--since");
    options.limit = number_of(app, "--limit", 0);
    if (options.run_id) {
        refuse_what_is_no_run(*options.run_id);
    }
    if (options.run_id && options.since) {
        throw UsageError{"--since does not go with a run", "leave out one of them."};
    }
    return options;
}

CommandOptions read_prune(const CLI::App& app) {
    // What belongs to history is found there although it is prune that was asked for.
    for (const char* name : {"RUN_ID", "--since", "--limit"}) {
        if (!texts_of(*app.get_parent(), name).empty()) {
            throw UsageError{"history prune takes no " + std::string{name},
                             "write chatsweep history prune --older-than DURATION."};
        }
    }
    const std::optional<Duration> older_than = duration_of(app, "--older-than");
    if (!older_than) {
        throw UsageError{"history prune needs --older-than",
                         "write how much to keep, such as --older-than 365d."};
    }
    return HistoryPruneOptions{*older_than};
}

} // namespace

void add_history(CLI::App& root, Subcommands& subcommands) {
    CLI::App& app = add_subcommand(
        root, "history", "Show past runs, or what one run did.",
        "Lists the runs, the newest first: how long they took, what they counted, how they ended, "
        "and how many customers wrote after a close. With RUN_ID it lists the events of that run.",
        "chatsweep history --since 7d --format csv");
    add_positional(app, "RUN_ID", "a run, or the beginning of its id (default: all runs)");
    add_value(app, "--since", "DURATION",
              "only the runs of this last stretch of time (default: "
              "all)");
    add_value(app, "--limit", "N",
              "list at most N of them (default: 20 in a table, all in other formats)");
    subcommands.push_back({&app, read_history});

    CLI::App& prune = add_subcommand(
        app, "prune", "Remove old runs and their events from the ledger.",
        "It needs the rights of the schema's owner; a sweep never does this by itself.",
        "chatsweep history prune --older-than 365d");
    add_value(prune, "--older-than", "DURATION",
              "remove the runs that are older than this (required)");
    subcommands.push_back({&prune, read_prune});
}

} // namespace chatsweep

// SPDX-License-Identifier: Apache-2.0
#include "cli/parse.hpp"

#include "cli/arguments.hpp"
#include "cli/global_options.hpp"
#include "cli/help.hpp"
#include "cli/subcommands.hpp"
#include "cli/unexpected.hpp"
#include "cli/usage_error.hpp"
#include "cli/watchers.hpp"
#include "core/version.hpp"
#include "report/text.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <cstdlib>
#include <iostream>

namespace chatsweep {

Subcommands define_command_line(CLI::App& root) {
    root.name("chatsweep");
    root.description("chatsweep closes chat sessions whose customer has gone silent.");
    // -h is the host, as psql has it, and --help is an option like any other.
    root.set_help_flag();
    root.require_subcommand(0, 1);
    root.allow_extras();
    root.footer("chatsweep report --timeout 24h");
    add_global_options(root);
    Subcommands subcommands;
    add_sweep(root, subcommands);
    add_report(root, subcommands);
    add_explain(root, subcommands);
    add_run(root, subcommands);
    add_deliver(root, subcommands);
    add_history(root, subcommands);
    add_check(root, subcommands);
    add_schema(root, subcommands);
    add_schedule(root, subcommands);
    return subcommands;
}

namespace {

/// The arguments in the order in which CLI11 takes them: the last one first.
std::vector<std::string> arguments_for(std::span<const char* const> argv) {
    std::vector<std::string> arguments;
    bool options_may_follow = true;
    for (const char* argument : argv.subspan(std::min<std::size_t>(argv.size(), 1))) {
        std::string text = argument;
        options_may_follow = options_may_follow && text != "--";
        const bool is_long = options_may_follow && text.starts_with("--");
        const std::string name = text.substr(0, text.find('='));
        if (is_long && name.find('.') != std::string::npos) {
            // CLI11 2.4 reads `--sweep.dry-run` as a call of the subcommand.
            throw UsageError{"unknown option '" + name + "'", "see chatsweep --help."};
        }
        if (is_long && text.size() == name.size() + 1) {
            // It takes the next argument for the value of `--dbname=`.
            arguments.push_back(name);
            text.clear();
        }
        arguments.push_back(std::move(text));
    }
    std::ranges::reverse(arguments);
    return arguments;
}

void parse_arguments(CLI::App& root, std::vector<std::string> arguments) {
    try {
        root.parse(std::move(arguments));
    } catch (const CLI::ArgumentMismatch& error) {
        // Only a value that is missing at the very end comes here: `--timeout: 1 required ...`.
        const std::string what = error.what();
        const std::string name = what.substr(0, what.find(':'));
        const CLI::App& chosen = chosen_of(root);
        const bool known_here = chosen.get_option_no_throw(name) != nullptr;
        refuse_missing_value(known_here ? chosen : root, name);
    }
}

Exit failure(const UsageError& error, const std::string& more = "") {
    return {ExitCode::usage, "",
            "chatsweep: " + clean(error.what()) + "\nhint: " + clean(error.hint()) + '\n' + more};
}

Exit without_subcommand(const CLI::App& app) {
    return failure(UsageError{"no subcommand", "see " + path_of(app) + " --help."},
                   '\n' + short_help_of(app));
}

void refuse_html_but_for_reports(const Invocation& invocation, const CLI::App& root) {
    if (invocation.global.format == Format::html &&
        !std::holds_alternative<ReportOptions>(invocation.command)) {
        const std::string source = text_of(root, "--format") ? "--format" : "CHATSWEEP_FORMAT";
        throw UsageError{source + ": only a report can be written as html",
                         "write chatsweep report --format html, or table, json, ndjson or csv."};
    }
}

Parsed read(const CLI::App& root, const Subcommands& subcommands, const Environment& environment) {
    const CLI::App& chosen = chosen_of(root);
    if (is_given(root, "--help")) {
        return Exit{ExitCode::done, help_of(chosen), ""};
    }
    if (is_given(root, "--version")) {
        return Exit{ExitCode::done, "chatsweep " + std::string{tool_version()} + '\n', ""};
    }
    refuse_unexpected(root);
    const auto subcommand = std::ranges::find(subcommands, &chosen, &Subcommand::app);
    if (subcommand == subcommands.end()) {
        return without_subcommand(chosen);
    }
    Invocation invocation{read_global_options(root, chosen, environment), RunOptions{}};
    invocation.command = subcommand->read(chosen);
    invocation.watchers = read_watchers(chosen, environment);
    refuse_html_but_for_reports(invocation, root);
    return invocation;
}

} // namespace

Parsed parse(std::span<const char* const> argv, const Environment& environment) {
    CLI::App root;
    const Subcommands subcommands = define_command_line(root);
    try {
        parse_arguments(root, arguments_for(argv));
        return read(root, subcommands, environment);
    } catch (const UsageError& error) {
        return failure(error);
    }
}

Environment process_environment() {
    return [](const std::string& name) -> std::optional<std::string> {
        const char* value = std::getenv(name.c_str());
        return value == nullptr ? std::nullopt : std::optional<std::string>{value};
    };
}

int leave(const Exit& exit) {
    std::cerr << exit.err;
    std::cout << exit.out << std::flush;
    return static_cast<int>(std::cout ? exit.code : ExitCode::output);
}

} // namespace chatsweep

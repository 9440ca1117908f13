// SPDX-License-Identifier: Apache-2.0
#include "cli/help.hpp"

#include "cli/arguments.hpp"
#include "cli/settings.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>

namespace chatsweep {

namespace {

std::string summary_of(const CLI::App& app) {
    return app.get_description().substr(0, app.get_description().find('\n'));
}

/// `-c, --config FILE`; the indent stands where an option has no short name.
std::string label_of(const CLI::Option& option, const std::string& indent) {
    if (option.get_positional()) {
        return option.get_name(true);
    }
    const std::vector<std::string>& letters = option.get_snames();
    const std::vector<std::string>& names = option.get_lnames();
    std::string label = letters.empty() ? indent : "-" + letters.front();
    if (!names.empty()) {
        label += (letters.empty() ? "--" : ", --") + names.front();
    }
    const bool is_flag = option.get_items_expected_max() == 0;
    return is_flag ? label : label + ' ' + option.get_type_name();
}

std::string usage_of(const CLI::App& app) {
    std::string usage = "Usage: " + path_of(app);
    std::string positionals;
    for (const CLI::Option* option : app.get_options()) {
        const std::string name = option->get_name(true);
        positionals += !option->get_positional() ? ""
                       : is_optional(name)       ? " [" + name + ']'
                                                 : ' ' + name;
    }
    usage += positionals;
    const std::vector<const CLI::App*> children = children_of(app);
    if (!children.empty() && positionals.empty()) {
        usage += " SUBCOMMAND";
    }
    return usage + " [OPTIONS]\n";
}

std::string subcommands_of(const CLI::App& app) {
    Rows rows;
    for (const CLI::App* child : children_of(app)) {
        rows.push_back({child->get_name(), summary_of(*child)});
    }
    return rows.empty() ? "" : "\nSubcommands\n" + table(rows);
}

std::string arguments_of(const CLI::App& app, const std::string& title) {
    Rows positionals;
    Rows options;
    const std::vector<const CLI::Option*> all = app.get_options();
    const bool some_are_short = std::ranges::any_of(
        all, [](const CLI::Option* option) { return !option->get_snames().empty(); });
    for (const CLI::Option* option : all) {
        Rows& rows = option->get_positional() ? positionals : options;
        rows.push_back(
            {label_of(*option, some_are_short ? "    " : ""), option->get_description()});
    }
    return (positionals.empty() ? "" : "\nArguments\n" + table(positionals)) +
           (options.empty() ? "" : '\n' + title + '\n' + table(options));
}

/// How to write what the options of this subcommand ask for.
std::string notations_of(const CLI::App& app) {
    const auto takes = [&app](const std::string& placeholder) {
        return std::ranges::any_of(app.get_options(), [&](const CLI::Option* option) {
            return option->get_type_name() == placeholder;
        });
    };
    std::string text;
    if (takes("DURATION")) {
        text += "A DURATION is numbers with units: 500ms, 90s, 30m, 12h, 1d, 1h30m or PT12H. ";
    }
    if (takes("TIME")) {
        text += "A TIME is RFC 3339 with an offset, such as 2026-11-20T15:00:00Z. ";
    }
    return text.empty() ? "" : '\n' + paragraph(text);
}

std::string environment() {
    Rows rows;
    for (const Variable& variable : variables()) {
        rows.push_back({variable.name, variable.option});
    }
    return "\nEnvironment: an option wins over its variable, and a variable over the file\n" +
           table(rows);
}

std::string help_of_program(const CLI::App& root) {
    return paragraph(root.get_description()) + '\n' + usage_of(root) + subcommands_of(root) +
           arguments_of(root, "Global options, before or after the subcommand") + environment() +
           "\nExit codes\n" + table(exit_codes()) + "\nExample\n  " + root.get_footer() + "\n\n" +
           paragraph("chatsweep SUBCOMMAND --help says more of each.");
}

} // namespace

std::string help_of(const CLI::App& app) {
    if (app.get_parent() == nullptr) {
        return help_of_program(app);
    }
    std::string story = app.get_description();
    std::ranges::replace(story, '\n', ' ');
    return usage_of(app) + '\n' + paragraph(story) + subcommands_of(app) +
           arguments_of(app, "Options") + notations_of(app) + "\nExample\n  " + app.get_footer() +
           "\n\n" + paragraph("Global options and exit codes: chatsweep --help");
}

std::string short_help_of(const CLI::App& app) {
    return usage_of(app) + subcommands_of(app);
}

const Rows& exit_codes() {
    static const Rows codes{
        {"0", "done, and so is \"nothing was due\""},
        {"1", "internal error"},
        {"2", "usage"},
        {"3", "configuration invalid, or it needs what the adapter does not offer"},
        {"4", "cannot connect or authenticate, or not enough rights"},
        {"5", "database error; everything was rolled back"},
        {"6", "the commit's outcome is unknown"},
        {"7", "a guard tripped; nothing was changed"},
        {"8", "database not ready: schema, adapter or fence missing or broken, newer schema, "
              "standby or read-only for a sweep"},
        {"9", "no such session or run"},
        {"10", "--detailed-exitcode: something is due, or undelivered"},
        {"74", "output could not be written"},
        {"75", "another sweep is running; try again later"},
        {"128+n", "ended by signal n; what had not committed is rolled back"}};
    return codes;
}

bool is_optional(const std::string& positional) {
    return positional == "RUN_ID";
}

} // namespace chatsweep

// SPDX-License-Identifier: Apache-2.0
#include "cli/definition.hpp"

#include "cli/arguments.hpp"
#include "cli/help.hpp"
#include "cli/settings.hpp"
#include "cli/subcommands.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <regex>

namespace chatsweep {

namespace {

ArgumentDefinition definition_of(const CLI::Option& option) {
    ArgumentDefinition argument;
    argument.description = option.get_description();
    if (option.get_positional()) {
        argument.name = option.get_name(true);
        argument.value = argument.name;
        argument.is_optional = is_optional(argument.name);
        return argument;
    }
    if (!option.get_snames().empty()) {
        argument.letter = option.get_snames().front().front();
    }
    if (!option.get_lnames().empty()) {
        argument.name = option.get_lnames().front();
    }
    if (option.get_items_expected_max() > 0) {
        argument.value = option.get_type_name();
        argument.words = leading_words(argument.description);
    }
    return argument;
}

CommandDefinition definition_of(const CLI::App& app, const Subcommands& subcommands) {
    CommandDefinition command;
    command.path = path_of(app);
    command.name = app.get_name();
    const std::string description = app.get_description();
    const std::size_t end = description.find('\n');
    command.summary = description.substr(0, end);
    command.story = end == std::string::npos ? "" : description.substr(end + 1);
    command.example = app.get_footer();
    for (const CLI::Option* option : app.get_options()) {
        (option->get_positional() ? command.positionals : command.options)
            .push_back(definition_of(*option));
    }
    for (const CLI::App* child : children_of(app)) {
        command.children.push_back(definition_of(*child, subcommands));
    }
    command.can_run = std::ranges::find(subcommands, &app, &Subcommand::app) != subcommands.end();
    return command;
}

} // namespace

Definition command_line_definition() {
    CLI::App root;
    const Subcommands subcommands = define_command_line(root);
    Definition definition{definition_of(root, subcommands), {}, exit_codes()};
    for (const Variable& variable : variables()) {
        definition.variables.emplace_back(variable.name, variable.option);
    }
    return definition;
}

std::vector<std::string> leading_words(const std::string& description) {
    static const std::regex list{"^[a-z]+(, [a-z]+)* or [a-z]+(?=[,: ]|$)"};
    static const std::regex word{"[a-z]+"};
    std::smatch found;
    std::vector<std::string> words;
    if (std::regex_search(description, found, list)) {
        const std::string text = found.str();
        for (std::sregex_iterator each{text.begin(), text.end(), word}, end; each != end; ++each) {
            if (each->str() != "or") {
                words.push_back(each->str());
            }
        }
    }
    return words;
}

} // namespace chatsweep

// SPDX-License-Identifier: Apache-2.0
#include "cli/unexpected.hpp"

#include "cli/arguments.hpp"
#include "cli/usage_error.hpp"
#include "config/wording.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>

namespace chatsweep {

namespace {

/// The long options of a subcommand, without their dashes.
std::vector<std::string> long_names_of(const CLI::App& app) {
    std::vector<std::string> names;
    for (const CLI::Option* option : app.get_options()) {
        const std::vector<std::string>& more = option->get_lnames();
        names.insert(names.end(), more.begin(), more.end());
    }
    return names;
}

std::string meant(const std::string& word, const std::vector<std::string>& names) {
    // The configuration's words have underscores where options have dashes.
    std::vector<std::string> words = names;
    for (std::string& name : words) {
        std::ranges::replace(name, '-', '_');
    }
    const std::vector<std::string_view> views{words.begin(), words.end()};
    std::string found{closest(word, views)};
    std::ranges::replace(found, '_', '-');
    if (!found.empty() || word.size() < 3) {
        return found;
    }
    const auto begun = std::ranges::find_if(
        names, [&word](const std::string& name) { return name.starts_with(word); });
    return begun == names.end() ? found : *begun;
}

/// Where else the option exists: the paths of the subcommands that take it.
std::vector<std::string> takers_of(const CLI::App& app, const std::string& option) {
    std::vector<std::string> paths;
    if (app.get_option_no_throw(option) != nullptr) {
        paths.push_back(path_of(app));
    }
    for (const CLI::App* child : children_of(app)) {
        std::ranges::move(takers_of(*child, option), std::back_inserter(paths));
    }
    return paths;
}

/// What may be said of an option: behind `=`, or behind the letter of a short one, a secret may
/// stand.
std::string shown_part_of(const std::string& argument, const std::vector<std::string>& names) {
    const std::string name = argument.substr(0, argument.find('='));
    const bool is_long = name.starts_with("--");
    const bool one_dash_too_few = std::ranges::find(names, name.substr(1)) != names.end();
    return is_long || one_dash_too_few ? name : name.substr(0, 2);
}

[[noreturn]] void refuse_option(const CLI::App& root, const CLI::App& chosen,
                                const std::string& argument) {
    std::vector<std::string> names = long_names_of(chosen);
    std::ranges::move(long_names_of(root), std::back_inserter(names));
    const std::string option = shown_part_of(argument, names);
    const std::string what = "unknown option " + in_quotes(option);
    if (chosen.get_option_no_throw(option) != nullptr) {
        throw UsageError{what,
                         "write it after the subcommand: " + path_of(chosen) + " " + option + "."};
    }
    const std::vector<std::string> takers = takers_of(root, option);
    if (!takers.empty()) {
        const std::vector<std::string_view> views{takers.begin(), takers.end()};
        throw UsageError{what, "it belongs to " + listed(views, "and") + "."};
    }
    const std::string name = meant(option.substr(option.starts_with("--") ? 2 : 1), names);
    throw UsageError{what, name.empty() ? "see " + path_of(chosen) + " --help."
                                        : "did you mean --" + name + "?"};
}

[[noreturn]] void refuse_word(const CLI::App& chosen, const std::string& word) {
    std::vector<std::string> names;
    for (const CLI::App* child : children_of(chosen)) {
        names.push_back(child->get_name());
    }
    if (word.find('=') != std::string::npos) {
        throw UsageError{"an argument too many, not repeated here for it may be a secret",
                         "put quotes around a connection string: -d 'host=db dbname=chat'."};
    }
    if (names.empty()) {
        throw UsageError{"unexpected argument " + in_quotes(word),
                         "see " + path_of(chosen) + " --help."};
    }
    const std::string name = meant(word, names);
    const std::vector<std::string_view> views{names.begin(), names.end()};
    throw UsageError{"unknown subcommand " + in_quotes(word),
                     name.empty() ? "write " + listed(views, "or") + "."
                                  : "did you mean " + path_of(chosen) + " " + name + "?"};
}

/// `-dry-run` reads as the option -d with a value; a sweep that acts must not come of it.
void refuse_single_dashes(const CLI::App& root, const CLI::App& chosen) {
    std::vector<std::string> names = long_names_of(chosen);
    std::ranges::move(long_names_of(root), std::back_inserter(names));
    for (const CLI::Option* option : root.get_options()) {
        if (option->get_snames().empty()) {
            continue;
        }
        for (const std::string& result : option->results()) {
            const std::string word = option->get_snames().front() + result;
            if (std::ranges::find(names, word.substr(0, word.find('='))) != names.end()) {
                const std::string name = word.substr(0, word.find('='));
                throw UsageError{"unknown option '-" + name + "'", "did you mean --" + name + "?"};
            }
        }
    }
}

} // namespace

const CLI::App& chosen_of(const CLI::App& root) {
    const CLI::App* chosen = &root;
    while (!chosen->get_subcommands().empty()) {
        chosen = chosen->get_subcommands().front();
    }
    return *chosen;
}

void refuse_unexpected(const CLI::App& root) {
    const CLI::App& chosen = chosen_of(root);
    refuse_single_dashes(root, chosen);
    for (const std::string& argument : root.remaining(true)) {
        if (argument == "--") {
            continue;
        }
        if (argument.starts_with('-') && argument.size() > 1) {
            refuse_option(root, chosen, argument);
        }
        refuse_word(chosen, argument);
    }
}

} // namespace chatsweep

// SPDX-License-Identifier: Apache-2.0
#include "cli/arguments.hpp"

#include "cli/usage_error.hpp"
#include "config/values.hpp"
#include "config/wording.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>

namespace chatsweep {

namespace {

CLI::Option& add_option(CLI::App& app, const std::string& names, const std::string& description) {
    // Without a variable to bind to: values are read afterwards, so that parsing does nothing.
    CLI::Option* option = app.add_option(names, CLI::callback_t{}, description);
    return *option->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
}

const CLI::Option& option_of(const CLI::App& app, const std::string& name) {
    return *app.get_option(name);
}

std::optional<Duration> read_duration(const CLI::App& app, const std::string& name, Zero zero) {
    const std::optional<std::string> text = text_of(app, name);
    if (!text) {
        return std::nullopt;
    }
    try {
        return duration_from("", *text, zero);
    } catch (const BadValue& bad) {
        throw usage_error(name, bad);
    }
}

} // namespace

void add_flag(CLI::App& app, const std::string& names, const std::string& description) {
    app.add_flag(names, description)->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
}

void add_value(CLI::App& app, const std::string& names, const std::string& placeholder,
               const std::string& description) {
    add_option(app, names, description).type_name(placeholder);
}

void add_positional(CLI::App& app, const std::string& placeholder, const std::string& description) {
    add_option(app, placeholder, description);
}

CLI::App& add_subcommand(CLI::App& parent, const std::string& name, const std::string& summary,
                         const std::string& story, const std::string& example) {
    CLI::App* app = parent.add_subcommand(name, summary + '\n' + story);
    app->fallthrough();
    app->require_subcommand(0, 1);
    app->footer(example);
    return *app;
}

void refuse_missing_value(const CLI::App& app, const std::string& name) {
    throw UsageError{"option " + name + " needs a value",
                     "write " + name + ' ' + option_of(app, name).get_type_name() + '.'};
}

bool is_given(const CLI::App& app, const std::string& name) {
    return count_of(app, name) > 0;
}

int count_of(const CLI::App& app, const std::string& name) {
    const std::vector<std::string>& results = option_of(app, name).results();
    const bool bare = std::ranges::all_of(results, [](const auto& text) { return text == "true"; });
    if (!bare) {
        throw UsageError{"option " + name + " takes no value", "write " + name + " alone."};
    }
    return static_cast<int>(results.size());
}

std::vector<std::string> texts_of(const CLI::App& app, const std::string& name) {
    const CLI::Option& option = option_of(app, name);
    for (const std::string& text : option.results()) {
        // `--output --dry-run` would otherwise write a file of that name, and really sweep.
        if (!option.get_positional() && text.starts_with("--")) {
            refuse_missing_value(app, name);
        }
    }
    return option.results();
}

std::optional<std::string> text_of(const CLI::App& app, const std::string& name) {
    const std::vector<std::string> texts = texts_of(app, name);
    if (texts.size() > 1) {
        throw UsageError{"option " + name + " stands twice", "write it once."};
    }
    return texts.empty() ? std::nullopt : std::optional{texts.front()};
}

std::optional<std::string> file_of(const CLI::App& app, const std::string& name) {
    std::optional<std::string> text = text_of(app, name);
    if (text && text->empty()) {
        throw UsageError{name + ": the file has no name", "write it, or leave out " + name + "."};
    }
    return text;
}

std::optional<Instant> instant_of(const CLI::App& app, const std::string& name) {
    const std::optional<std::string> text = text_of(app, name);
    if (!text) {
        return std::nullopt;
    }
    const std::optional<Instant> instant = parse_instant(*text);
    if (!instant) {
        throw UsageError{name + ": " + in_quotes(*text) + " is not an instant",
                         "write RFC 3339 with an offset, such as 2026-11-20T15:00:00Z."};
    }
    return instant;
}

std::optional<Duration> duration_of(const CLI::App& app, const std::string& name) {
    return read_duration(app, name, Zero::refused);
}

std::optional<Duration> patience_of(const CLI::App& app, const std::string& name) {
    return read_duration(app, name, Zero::allowed);
}

std::optional<std::int64_t> number_of(const CLI::App& app, const std::string& name,
                                      std::int64_t least) {
    const std::optional<std::string> text = text_of(app, name);
    if (!text) {
        return std::nullopt;
    }
    try {
        return whole_number_from("", *text, least);
    } catch (const BadValue& bad) {
        throw usage_error(name, bad);
    }
}

std::vector<const CLI::App*> children_of(const CLI::App& app) {
    return app.get_subcommands([](const CLI::App*) { return true; });
}

std::string path_of(const CLI::App& app) {
    const CLI::App* parent = app.get_parent();
    return parent == nullptr ? app.get_name() : path_of(*parent) + ' ' + app.get_name();
}

} // namespace chatsweep

// SPDX-License-Identifier: Apache-2.0
#include "config/config.hpp"

#include "config/keys.hpp"
#include "config/policies.hpp"
#include "config/receivers.hpp"
#include "config/section.hpp"
#include "config/settings.hpp"
#include "config/unicode.hpp"
#include "config/yaml.hpp"

#include <array>

namespace chatsweep {

namespace {

constexpr std::array<std::string_view, 2> opt_outs{"close", "keep"};

void check_version(const Source& source, const Section& section) {
    const Entry& version = section.required("version", "write version: 1 at the top.");
    if (section.bare("version") != "1") {
        source.fail(version.value.at, "version " + in_quotes(version.value.text) + " is not known",
                    "write version: 1, the only one there is.");
    }
}

/// A part whose keys may all be commented out.
const Entry* find_part(const Section& section, std::string_view key) {
    const Entry* entry = section.find(key);
    return entry == nullptr || entry->value.kind == Node::Kind::nothing ? nullptr : entry;
}

Config read_config(const Source& source) {
    const Node root = parse_yaml(source);
    if (root.kind == Node::Kind::nothing) {
        source.fail(0, "the configuration is empty", "begin with version: 1.");
    }
    const Section section{source, "the configuration", root, keys::top};
    check_version(source, section);
    Config config;
    config.file = source.name();
    config.interval = section.duration("interval").value_or(config.interval);
    if (const Entry* database = find_part(section, "database")) {
        config.database = read_database(source, database->value);
    }
    if (const Entry* guards = find_part(section, "guards")) {
        config.guards = read_guards(source, guards->value, config.warnings);
    }
    config.opt_out =
        section.choice("opt_out", opt_outs).value_or(0) == 0 ? OptOut::close : OptOut::keep;
    if (const Entry* policies = section.find("policies")) {
        config.policies = read_policies(source, policies->value);
    }
    if (const Entry* receivers = section.find("receivers")) {
        config.receivers =
            read_receivers(source, receivers->value, config.policies, config.opt_out);
    }
    return config;
}

/// Calls `read` with the text of an override, if there is one, and names its source in errors.
template <class Read>
void apply(const std::optional<Override>& override, Read read) {
    if (!override) {
        return;
    }
    const Place place{override->source};
    if (first_invalid_utf8(override->text) || holds_control_character(override->text)) {
        throw ConfigError(place, "a control character, or a text that is not UTF-8",
                          "take it away.");
    }
    try {
        read(override->text);
    } catch (const BadValue& bad) {
        throw ConfigError(place, bad.text, bad.hint);
    }
}

void apply_timeout(const Override& timeout, Config& config) {
    if (!config.policies.empty()) {
        throw ConfigError({timeout.source},
                          "the policies of " + config.file.value_or("the file") +
                              " have timeouts of their own",
                          "take it away, or name no file with policies.");
    }
    apply(timeout, [&](const std::string& text) {
        config.policies = {policy_for_everyone(duration_from("", text, Zero::refused))};
    });
}

void apply_overrides(const Overrides& overrides, Policies policies, Config& config) {
    // A variable that stands for every command must not stop one that asks for no policy.
    if (overrides.timeout && policies == Policies::required) {
        apply_timeout(*overrides.timeout, config);
    }
    apply(overrides.dsn, [&](const std::string& text) {
        check_dsn("", text);
        config.database.dsn = text;
    });
    apply(overrides.interval, [&](const std::string& text) {
        config.interval = duration_from("", text, Zero::refused);
    });
    apply(overrides.max_close, [&](const std::string& text) {
        config.guards.max_close = whole_number_from("", text, 0);
    });
    apply(overrides.max_close_percent, [&](const std::string& text) {
        config.guards.max_close_percent = percent_from("", text);
    });
    apply(overrides.lock_wait, [&](const std::string& text) {
        config.lock_wait = duration_from("", text, Zero::allowed);
    });
}

/// Only beside others: by itself it is no policy that anybody asked for.
void add_opt_out(Config& config) {
    if (config.opt_out == OptOut::close && !config.policies.empty()) {
        config.policies.insert(config.policies.begin(), opt_out_policy());
    }
}

void add_warnings(Config& config) {
    for (std::string& warning : warnings_of(config.policies)) {
        config.warnings.push_back(std::move(warning));
    }
    for (std::string& warning : warnings_of(config.receivers)) {
        config.warnings.push_back(std::move(warning));
    }
}

} // namespace

ConfigError::ConfigError(const Place& place, const std::string& text, std::string hint)
    : what_(place.file), hint_(std::move(hint)) {
    if (place.line > 0) {
        what_ += ":" + std::to_string(place.line) + ":" + std::to_string(place.column);
    }
    what_ += (what_.empty() ? "" : ": ") + text;
}

Config load_config(const Overrides& overrides, Policies policies) {
    if (overrides.file && overrides.file->text.empty()) {
        throw ConfigError({overrides.file->source}, "no file is named",
                          "name a file, or take it away.");
    }
    Config config = overrides.file ? read_config(read_source(overrides.file->text)) : Config{};
    apply_overrides(overrides, policies, config);
    if (policies == Policies::required && config.policies.empty()) {
        throw ConfigError({config.file.value_or("")}, "no policy is configured",
                          "give --timeout, set CHATSWEEP_TIMEOUT, or name a file with policies "
                          "with -c.");
    }
    add_opt_out(config);
    add_warnings(config);
    return config;
}

Config parse_config(const std::string& text, const std::string& name) {
    Config config = read_config(Source{name, text});
    add_opt_out(config);
    add_warnings(config);
    return config;
}

} // namespace chatsweep

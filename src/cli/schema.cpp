// SPDX-License-Identifier: Apache-2.0
#include "cli/arguments.hpp"
#include "cli/subcommands.hpp"
#include "cli/usage_error.hpp"

namespace chatsweep {

namespace {

void add_parts(CLI::App& app) {
    add_value(
        app, "--adapter", "NAME",
        "include this adapter, one of those that are compiled in, such as chat (default: none)");
    add_value(app, "--adapter-file", "FILE",
              "include the adapter in this file of SQL (default: none)");
    add_flag(app, "--with-chat", "include the reference chat schema, for a fresh start or a demo");
}

template <typename Options>
CommandOptions read_parts(const CLI::App& app) {
    Options options;
    options.adapter = text_of(app, "--adapter");
    options.adapter_file = file_of(app, "--adapter-file");
    options.with_chat = is_given(app, "--with-chat");
    if (options.adapter && options.adapter_file) {
        throw UsageError{"--adapter and --adapter-file exclude each other", "write one of them."};
    }
    return options;
}

CommandOptions read_schema_check(const CLI::App&) {
    return SchemaCheckOptions{};
}

CommandOptions read_grant(const CLI::App& app) {
    const std::optional<std::string> role = text_of(app, "ROLE");
    if (!role) {
        throw UsageError{"schema grant needs a role", "write chatsweep schema grant ROLE."};
    }
    return SchemaGrantOptions{*role, is_given(app, "--read-only") ? GrantKind::read_only
                                                                  : GrantKind::sweep};
}

void add_apply(CLI::App& schema, Subcommands& subcommands) {
    CLI::App& app = add_subcommand(
        schema, "apply", "Create the schema chatsweep, or bring it up to date.",
        "Applies the migrations that the database lacks, under a lock, so that two at once are "
        "safe. It refuses a database that is newer than this program.",
        "chatsweep schema apply --adapter chat --with-chat");
    add_parts(app);
    subcommands.push_back({&app, read_parts<SchemaApplyOptions>});
}

void add_print(CLI::App& schema, Subcommands& subcommands) {
    CLI::App& app =
        add_subcommand(schema, "print", "Print the SQL that apply would run on an empty database.",
                       "For those who apply it by other means. It connects to nothing.",
                       "chatsweep schema print --adapter chat > chatsweep.sql");
    add_parts(app);
    subcommands.push_back({&app, read_parts<SchemaPrintOptions>});
}

void add_grant(CLI::App& schema, Subcommands& subcommands) {
    CLI::App& app = add_subcommand(
        schema, "grant", "Give a role the rights to sweep, and no others.",
        "The role can then neither read a message nor change anything but what a sweep changes.",
        "chatsweep schema grant chatsweep_reader --read-only");
    add_positional(app, "ROLE", "the role, which exists already");
    add_flag(app, "--read-only", "only the rights to report, explain and see the history");
    subcommands.push_back({&app, read_grant});
}

} // namespace

void add_schema(CLI::App& root, Subcommands& subcommands) {
    CLI::App& app =
        add_subcommand(root, "schema", "Install chatsweep in a database.",
                       "Creates what a sweep needs there, or prints it for those who apply it by "
                       "other means, says what is missing, and gives a role its rights.",
                       "chatsweep schema check");
    add_apply(app, subcommands);
    add_print(app, subcommands);
    CLI::App& check = add_subcommand(
        app, "check", "Say what the database lacks: schema, adapter or fence.",
        "It changes nothing, and ends with 8 when something is missing.", "chatsweep schema check");
    subcommands.push_back({&check, read_schema_check});
    add_grant(app, subcommands);
}

} // namespace chatsweep

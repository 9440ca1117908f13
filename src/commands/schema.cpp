// SPDX-License-Identifier: Apache-2.0
#include "store/schema.hpp"

#include "commands/checking.hpp"
#include "commands/context.hpp"
#include "commands/failures.hpp"
#include "commands/log.hpp"
#include "commands/output.hpp"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <ostream>
#include <sstream>

namespace chatsweep {

namespace {

std::string read_adapter_file(const std::string& path) {
    std::ifstream file{path, std::ios::binary};
    std::ostringstream text;
    if (file) {
        text << file.rdbuf();
    }
    if (!file || text.str().empty()) {
        throw ConfigurationMismatch{"--adapter-file: cannot read '" + path +
                                        "': " + (file ? "the file is empty" : std::strerror(errno)),
                                    "name a file with the adapter's SQL; chatsweep schema print "
                                    "--adapter chat shows one."};
    }
    return text.str();
}

std::string built_in_adapter(const std::string& name) {
    if (std::optional<std::string> text = adapter_text(name)) {
        return std::move(*text);
    }
    std::string known;
    for (const std::string& adapter : adapter_names()) {
        known += (known.empty() ? "" : ", ") + adapter;
    }
    throw ConfigurationMismatch{"--adapter: there is no adapter '" + name + "'",
                                "compiled in are: " + known +
                                    ". For your own, use --adapter-file."};
}

template <typename Options>
std::optional<std::string> chosen_adapter(const Options& options) {
    if (options.adapter) {
        return built_in_adapter(*options.adapter);
    }
    if (options.adapter_file) {
        return read_adapter_file(*options.adapter_file);
    }
    return std::nullopt;
}

} // namespace

ExitCode schema_apply(Context& context, const SchemaApplyOptions& options) {
    const Installation installation{
        .with_chat = options.with_chat,
        .adapter = chosen_adapter(options),
        .adapter_name = options.adapter_file.value_or("adapter " + options.adapter.value_or(""))};
    Database database{context.connection, context.watchdog};
    database.require_writable();
    Transaction tx{database, Access::read_write};
    const std::vector<Migration> applied = apply_schema(tx, installation);
    tx.commit();
    for (const Migration& migration : applied) {
        talk::info("applied migration " + std::to_string(migration.version) + ", " +
                   migration.name);
    }
    talk::notice("schema chatsweep is at version " + std::to_string(newest_schema_version()) +
                 (installation.adapter ? ", and the adapter is installed" : ""));
    return ExitCode::done;
}

ExitCode schema_print(Context& context, const SchemaPrintOptions& options) {
    const std::optional<std::string> adapter = chosen_adapter(options);
    write_output(context.global, [&](std::ostream& out) {
        out << "begin;\n\n" << bootstrap_text() << '\n';
        for (const Migration& migration : migrations()) {
            out << "insert into chatsweep.schema_version (version, name, tool_version)\nvalues ("
                << migration.version << ", '" << migration.name << "', 'schema print');\n\n"
                << migration.text << '\n';
        }
        if (options.with_chat) {
            out << chat_schema_text() << '\n';
        }
        if (adapter) {
            out << *adapter << '\n';
        }
        out << "commit;\n";
    });
    return ExitCode::done;
}

ExitCode schema_check(Context& context, const SchemaCheckOptions&) {
    Database database{context.connection, context.watchdog};
    Transaction tx{database, Access::read_only};
    CheckDocument document;
    check_schema(tx, document);
    print(context.global, document);
    return exit_code_of(document);
}

ExitCode schema_grant(Context& context, const SchemaGrantOptions& options) {
    Database database{context.connection, context.watchdog};
    database.require_writable();
    Transaction tx{database, Access::read_write};
    switch (options.kind) {
    case GrantKind::sweep:
        grant_sweep(tx, options.role);
        break;
    case GrantKind::read_only:
        grant_read_only(tx, options.role);
        break;
    }
    tx.commit();
    talk::notice("role " + options.role +
                 (options.kind == GrantKind::sweep ? " may sweep now" : " may read now"));
    return ExitCode::done;
}

} // namespace chatsweep

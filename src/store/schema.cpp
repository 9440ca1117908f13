// SPDX-License-Identifier: Apache-2.0
#include "store/schema.hpp"

#include "core/version.hpp"
#include "sql/embedded.hpp"
#include "store/connection.hpp"

#include <algorithm>
#include <charconv>
#include <string_view>

namespace chatsweep {

namespace {

constexpr std::string_view migration_folder = "chatsweep/";
constexpr std::string_view adapter_folder = "adapters/";

/// `chatsweep/0001_ledger.sql` is migration 1, `ledger`.
Migration read_migration(const sql::File& file) {
    const std::string_view name = file.path.substr(migration_folder.size());
    Migration migration;
    std::from_chars(name.data(), name.data() + name.find('_'), migration.version);
    migration.name = name.substr(name.find('_') + 1);
    migration.name.erase(migration.name.size() - std::string_view{".sql"}.size());
    migration.text = file.text;
    return migration;
}

std::vector<Migration> read_migrations() {
    std::vector<Migration> found;
    for (const sql::File& file : sql::files()) {
        if (file.path.starts_with(migration_folder)) {
            found.push_back(read_migration(file));
        }
    }
    std::erase_if(found, [](const Migration& migration) { return migration.version == 0; });
    std::sort(found.begin(), found.end(),
              [](const Migration& a, const Migration& b) { return a.version < b.version; });
    return found;
}

void refuse_newer(int version) {
    if (version > newest_schema_version()) {
        throw NotReady{"schema chatsweep is at version " + std::to_string(version) +
                           ", and this chatsweep knows versions up to " +
                           std::to_string(newest_schema_version()),
                       "use the newer chatsweep that made it."};
    }
}

/// The server counts the characters of the script; people count lines.
std::string line_and_column(std::string_view script, std::size_t position) {
    std::size_t line = 1;
    std::size_t column = 1;
    for (const char byte : script) {
        const bool begins_a_character = (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U;
        if (begins_a_character && --position == 0) {
            break;
        }
        column = byte == '\n' ? 1 : column + (begins_a_character ? 1 : 0);
        line += byte == '\n' ? 1 : 0;
    }
    return std::to_string(line) + ':' + std::to_string(column);
}

[[noreturn]] void throw_broken_adapter(const Connection& connection,
                                       const Installation& installation, const char* message) {
    std::string place = installation.adapter_name;
    if (const std::size_t position = connection.error_position(); position > 0) {
        place += ':' + line_and_column(*installation.adapter, position);
    }
    throw NotReady{place + ": " + message, "mend the adapter; nothing was applied."};
}

void run_adapter(Connection& connection, const Installation& installation) {
    try {
        connection.run_script(*installation.adapter);
    } catch (const TransientError&) {
        throw;
    } catch (const DeadlineExceeded&) {
        throw;
    } catch (const DatabaseError& error) {
        throw_broken_adapter(connection, installation, error.what());
    } catch (const NotReady& error) {
        throw_broken_adapter(connection, installation, error.what());
    }
}

/// The catalog tells what is there even to a role that may not use it.
int version_in_catalog(Transaction& tx) {
    const pqxx::result state = tx.connection().run_file("schema_state");
    const pqxx::row row = state.one_row();
    if (!row["ledger_exists"].as<bool>()) {
        return 0;
    }
    return tx.connection().run_file("schema_version").one_row()[0].as<int>();
}

void grant(Transaction& tx, const std::string& role, std::string_view query) {
    constexpr std::string_view undefined_object = "42704";
    require_schema(tx);
    tx.connection().run_file("set_grantee", pqxx::params{role});
    try {
        tx.connection().run_file(query);
    } catch (const DatabaseError& error) {
        if (error.sqlstate() != undefined_object) {
            throw;
        }
        throw DatabaseError{"there is no role '" + role + "'", error.sqlstate(),
                            "make it with create role, or look at how it is written."};
    }
}

} // namespace

const std::vector<Migration>& migrations() {
    static const std::vector<Migration> all = read_migrations();
    return all;
}

int newest_schema_version() {
    return migrations().back().version;
}

std::vector<std::string> adapter_names() {
    std::vector<std::string> names;
    for (const sql::File& file : sql::files()) {
        if (file.path.starts_with(adapter_folder)) {
            std::string name{file.path.substr(adapter_folder.size())};
            name.erase(name.size() - std::string_view{".sql"}.size());
            if (name != "template") {
                names.push_back(std::move(name));
            }
        }
    }
    return names;
}

std::optional<std::string> adapter_text(const std::string& name) {
    const std::vector<std::string> names = adapter_names();
    if (std::find(names.begin(), names.end(), name) == names.end()) {
        return std::nullopt;
    }
    return std::string{sql::text(std::string{adapter_folder} + name + ".sql")};
}

std::string chat_schema_text() {
    return std::string{sql::text("chat/schema.sql")};
}

std::string bootstrap_text() {
    return std::string{sql::text("chatsweep/0000_bootstrap.sql")};
}

int schema_version(Transaction& tx) {
    return version_in_catalog(tx);
}

void require_schema(Transaction& tx) {
    const int version = schema_version(tx);
    refuse_newer(version);
    if (version == 0) {
        throw NotReady{
            "this database has no schema chatsweep",
            "run chatsweep schema apply --adapter NAME, or connect to another database."};
    }
    if (version < newest_schema_version()) {
        throw NotReady{"schema chatsweep is at version " + std::to_string(version) +
                           ", and this chatsweep needs version " +
                           std::to_string(newest_schema_version()),
                       "run chatsweep schema apply."};
    }
}

std::vector<Migration> apply_schema(Transaction& tx, const Installation& installation) {
    Connection& connection = tx.connection();
    connection.run_file("lock_schema");
    refuse_newer(schema_version(tx));
    connection.run_script(bootstrap_text());
    const int version = schema_version(tx);
    std::vector<Migration> applied;
    for (const Migration& migration : migrations()) {
        if (migration.version > version) {
            // The row first: whoever meets a half-known schema can tell which version began.
            connection.run_file("record_migration",
                                pqxx::params{migration.version, migration.name, tool_version()});
            connection.run_script(migration.text);
            applied.push_back(migration);
        }
    }
    if (installation.with_chat) {
        connection.run_script(chat_schema_text());
    }
    if (installation.adapter) {
        run_adapter(connection, installation);
    }
    return applied;
}

void grant_sweep(Transaction& tx, const std::string& role) {
    grant(tx, role, "grant_sweep");
}

void grant_read_only(Transaction& tx, const std::string& role) {
    grant(tx, role, "grant_read_only");
}

} // namespace chatsweep

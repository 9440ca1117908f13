// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "store/database.hpp"

#include <optional>
#include <string>
#include <vector>

namespace chatsweep {

/// One of the tool's own migrations, numbered from 1 without a gap.
struct Migration {
    int version = 0;
    std::string name;
    std::string text;
};

/// Those that are compiled in, in order.
[[nodiscard]] const std::vector<Migration>& migrations();

/// The version that this chatsweep needs: the last migration's.
[[nodiscard]] int newest_schema_version();

/// The names of the adapters that are compiled in.
[[nodiscard]] std::vector<std::string> adapter_names();

/// The SQL of one of them; empty when there is none of that name.
[[nodiscard]] std::optional<std::string> adapter_text(const std::string& name);

/// The SQL of the reference chat schema.
[[nodiscard]] std::string chat_schema_text();

/// The SQL that has to run before the first migration; it may run again at any time.
[[nodiscard]] std::string bootstrap_text();

/// The version of the schema in the database; 0: none. Throws InsufficientRights when the role may
/// not look.
[[nodiscard]] int schema_version(Transaction& tx);

/// Throws NotReady unless the schema is there and of this tool's version.
void require_schema(Transaction& tx);

/// What `schema apply` installs besides the ledger.
struct Installation {
    bool with_chat = false;
    std::optional<std::string> adapter; ///< Its SQL.
    std::string adapter_name;           ///< Its file or name, for errors.
};

/// Creates or upgrades the schema, in this transaction, under a lock that makes two of them wait
/// for each other. Returns the migrations that it applied. Throws NotReady for a newer schema, and
/// for an adapter whose SQL fails, with the line and column of it where the server tells.
std::vector<Migration> apply_schema(Transaction& tx, const Installation& installation);

/// Gives a role exactly what a sweep, or a report, needs. Throws NotReady without an adapter, and
/// DatabaseError when there is no such role.
void grant_sweep(Transaction& tx, const std::string& role);
void grant_read_only(Transaction& tx, const std::string& role);

} // namespace chatsweep

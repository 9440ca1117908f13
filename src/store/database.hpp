// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/run.hpp"
#include "core/time.hpp"
#include "store/committed.hpp"
#include "store/errors.hpp"
#include "store/settings.hpp"
#include "store/watchdog.hpp"

#include <memory>
#include <optional>
#include <string>

namespace chatsweep {

class Connection;

/// What kind of server answered.
struct ServerState {
    std::optional<Standby> standby;
    bool read_only = false; ///< `default_transaction_read_only` is on.
    int version_number = 0; ///< 150004 is 15.4
    bool has_schema = false;
    bool may_use_schema = false;
    std::string database_name;
    std::string role_name;
};

/// The oldest PostgreSQL that chatsweep runs on, as `server_version_num` has it.
inline constexpr int oldest_server = 140000;

/// Throws NotReady when the server is older than that.
void require_known_version(const ServerState& server);

/// One connection to one database, for one transaction after the other.
class Database {
public:
    /// Throws CannotConnect, Interrupted; NotReady when the server is older than `oldest_server`.
    Database(const ConnectionSettings& settings, Watchdog& watchdog);
    ~Database();

    [[nodiscard]] const ServerState& server() const noexcept { return server_; }
    [[nodiscard]] Connection& connection() noexcept { return *connection_; }

    /// Moves on to the primary, where this server takes no writes and the conninfo names several;
    /// to be called before the first transaction. Throws NotWritable on a standby, and where
    /// transactions are read-only by default, after which it is good for nothing more;
    /// CannotConnect, Interrupted.
    void require_writable();

private:
    void look_for_primary();

    std::unique_ptr<Connection> connection_;
    ServerState server_;
};

/// What a transaction may do. Whatever may not write is held to that by the server.
enum class Access { read_only, read_write };

/// One transaction, rolled back unless it is committed. It settles for itself what a role or a
/// database may have set otherwise: isolation, search path, time zone, timeouts, row security. A
/// read-only one sees one snapshot throughout; a read-write one is read committed, without which
/// the second look would see what the first saw.
class Transaction {
public:
    Transaction(Database& database, Access access);
    ~Transaction();
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;

    /// The instant of its beginning, by the database's clock.
    [[nodiscard]] Instant now() const noexcept { return now_; }
    [[nodiscard]] Connection& connection() noexcept { return connection_; }

    /// Throws CommitLost when nobody can tell whether it committed; see store/resolution.hpp.
    Committed commit();

private:
    Connection& connection_;
    Instant now_{};
    bool open_ = true;
};

} // namespace chatsweep

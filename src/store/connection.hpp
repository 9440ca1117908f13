// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/time.hpp"
#include "store/committed.hpp"
#include "store/rows.hpp"
#include "store/settings.hpp"
#include "store/watchdog.hpp"

#include <pqxx/pqxx>

#include <memory>
#include <string>
#include <string_view>

struct pg_conn;
struct pg_cancel;

namespace chatsweep {

/// One connection to PostgreSQL, each of whose waits is watched. For the store's own files: the
/// other rooms see a Database. It uses libpqxx over a libpq connection of its own making, because
/// the watchdog needs the socket and a cancel handle, and the commit its command tag.
class Connection {
public:
    /// Throws CannotConnect, Interrupted.
    Connection(const ConnectionSettings& settings, Watchdog& watchdog);
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    /// Runs one statement. Throws what store/errors.hpp lists, CommitLost apart.
    pqxx::result run(std::string_view sql, const pqxx::params& params = {});

    /// The same, for the text in `sql/queries/NAME.sql`.
    pqxx::result run_file(std::string_view name, const pqxx::params& params = {});

    /// Sends one statement without parameters and does not wait. Nothing else may be run before
    /// `receive`, apart from rolling back.
    void send_file(std::string_view name);
    /// Waits for the rows of the statement that was sent. Throws like `run`.
    Rows receive();

    /// Runs a file of several statements without parameters, such as a migration.
    void run_script(const std::string& script);
    /// Where in the script that has just failed the server saw the error, in characters from 1;
    /// 0: it did not say.
    [[nodiscard]] std::size_t error_position() const noexcept;

    /// Commits. Returns only when the server has said COMMIT, and how far that has come. Throws
    /// DatabaseError when it said that it rolled back, CommitLost when nobody can tell.
    Committed commit();

    /// Rolls back as far as the connection still allows; never throws.
    void roll_back() noexcept;

    [[nodiscard]] Watchdog& watchdog() noexcept { return watchdog_; }
    [[nodiscard]] const ConnectionSettings& settings() const noexcept { return settings_; }
    [[nodiscard]] bool is_open() const noexcept;
    /// Whether the first server that answered was good enough: no target_session_attrs asks for
    /// another kind, be it in the conninfo, a service file or PGTARGETSESSIONATTRS.
    [[nodiscard]] bool takes_any_server() const;

    /// For who waits until something comes.
    [[nodiscard]] int socket() const noexcept;
    /// The process that the server said it is; a pooler makes one up.
    [[nodiscard]] int server_process() const noexcept;
    /// Reads what has come and takes the notifications out of it: whether there was any. Throws
    /// TransientError when the connection is lost.
    [[nodiscard]] bool take_notifications();

private:
    template <typename Work>
    pqxx::result watched(Work&& work);

    ConnectionSettings settings_;
    Watchdog& watchdog_;
    pg_conn* raw_ = nullptr; // owned by connection_
    std::shared_ptr<pg_cancel> cancel_;
    std::unique_ptr<pqxx::connection> connection_;
    std::unique_ptr<pqxx::nontransaction> work_;
};

} // namespace chatsweep

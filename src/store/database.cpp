// SPDX-License-Identifier: Apache-2.0
#include "store/database.hpp"

#include "store/connection.hpp"
#include "store/instants.hpp"

namespace chatsweep {

namespace {

std::string milliseconds(Duration duration) {
    return std::to_string(std::chrono::ceil<std::chrono::milliseconds>(duration).count()) + "ms";
}

ServerState server_state(Connection& connection) {
    const pqxx::result result = connection.run_file("server_state");
    const pqxx::row row = result.one_row();
    ServerState server{.standby = std::nullopt,
                       .read_only = row["read_only"].as<bool>(),
                       .version_number = row["version_number"].as<int>(),
                       .has_schema = row["has_schema"].as<bool>(),
                       .may_use_schema = row["may_use_schema"].as<bool>(),
                       .database_name = row["database_name"].as<std::string>(),
                       .role_name = row["role_name"].as<std::string>()};
    if (row["standby"].as<bool>()) {
        server.standby = {.replayed_at = read_microseconds(row["replayed_us"]),
                          .asked_at = read_microseconds(row["now_us"]).value()};
    }
    return server;
}

} // namespace

void require_known_version(const ServerState& server) {
    if (server.version_number < oldest_server) {
        throw NotReady{"the server is PostgreSQL " + std::to_string(server.version_number / 10000) +
                           ", and chatsweep needs 14 or later",
                       "upgrade the server."};
    }
}

Database::Database(const ConnectionSettings& settings, Watchdog& watchdog)
    : connection_(std::make_unique<Connection>(settings, watchdog)),
      server_(server_state(*connection_)) {
    require_known_version(server_);
}

Database::~Database() = default;

/// libpq takes the first host that answers. Asking for the primary from the beginning would make
/// a standby that is alone look like a server that does not answer.
void Database::look_for_primary() {
    ConnectionSettings settings = connection_->settings();
    settings.writable = true;
    Watchdog& watchdog = connection_->watchdog();
    // Whoever may connect only once could not go by this server while still connected to it.
    connection_.reset();
    try {
        connection_ = std::make_unique<Connection>(settings, watchdog);
        server_ = server_state(*connection_);
    } catch (const TurnedAway&) {
        // There is one, and it takes connections again in a moment.
        throw;
    } catch (const CannotConnect&) {
        // There is none, which the state of this server says better.
        return;
    }
    require_known_version(server_);
}

void Database::require_writable() {
    if ((server_.standby || server_.read_only) && connection_->takes_any_server()) {
        look_for_primary();
    }
    if (server_.standby) {
        throw NotWritable{"the server is a standby, and a sweep needs the primary",
                          "connect to the primary, for instance with target_session_attrs=primary; "
                          "the report and the dry run work on a standby."};
    }
    if (server_.read_only) {
        throw NotWritable{"the database is read-only (default_transaction_read_only is on)",
                          "a sweep needs a database that can be written to; the report and the dry "
                          "run work here."};
    }
}

Transaction::Transaction(Database& database, Access access) : connection_(database.connection()) {
    try {
        switch (access) {
        case Access::read_only:
            connection_.run("begin isolation level repeatable read read only");
            break;
        case Access::read_write:
            connection_.run("begin isolation level read committed read write");
            break;
        }
        const ConnectionSettings& settings = connection_.settings();
        connection_.run_file("transaction_settings",
                             pqxx::params{milliseconds(settings.statement_timeout),
                                          milliseconds(settings.lock_timeout),
                                          milliseconds(settings.idle_timeout),
                                          milliseconds(settings.check_interval)});
        now_ = read_instant(connection_.run_file("transaction_now").one_row()[0]).value();
    } catch (...) {
        connection_.roll_back();
        throw;
    }
}

Transaction::~Transaction() {
    if (open_) {
        connection_.roll_back();
    }
}

Committed Transaction::commit() {
    const Committed committed = connection_.commit();
    open_ = false;
    return committed;
}

} // namespace chatsweep

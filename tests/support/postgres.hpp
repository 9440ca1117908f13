// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/time.hpp"
#include "support/cluster.hpp"

#include <pqxx/pqxx>

#include <memory>
#include <optional>
#include <string>

namespace chatsweep::test {

/// A database of the test's own, with the ledger, the reference chat schema and its adapter,
/// dropped when the test ends. It lives in the cluster that PGHOST names; without one the test
/// fails and says what to run.
class TestDatabase {
public:
    enum class With { chat, nothing };
    explicit TestDatabase(With with = With::chat);
    /// In another cluster, with everything.
    explicit TestDatabase(const Cluster& cluster);
    ~TestDatabase();
    TestDatabase(const TestDatabase&) = delete;
    TestDatabase& operator=(const TestDatabase&) = delete;

    [[nodiscard]] const std::string& name() const noexcept { return name_; }
    /// A conninfo for this database; in the cluster that PGHOST names, the rest is in the PG*
    /// variables.
    [[nodiscard]] std::string dsn() const { return server_ + "dbname=" + name_; }

    /// From now on it is in this cluster: in the same one, that has been started again, or in a
    /// standby that has been promoted.
    void follow(const Cluster& cluster);

    /// Runs SQL as the superuser, each call in a transaction of its own.
    pqxx::result run(const std::string& sql);
    /// The only value of the only row, as text; empty for null.
    std::string value(const std::string& sql);
    /// The same as a number.
    long long count(const std::string& sql);
    /// How many sessions the reference schema's table holds as closed.
    long long closed_sessions();

    /// Inserts an open session and returns its id. `columns` and `values` are SQL, such as
    /// "channel, started_at" and "'whatsapp', now() - interval '1 day'".
    std::string add_session(const std::string& columns = "channel",
                            const std::string& values = "'whatsapp'");
    /// Inserts a message that was sent so long ago, by the database's clock.
    void add_message(const std::string& session_id, const std::string& sender,
                     const std::string& ago);
    /// A session whose customer wrote so long ago ("3 hours"), and whose agent answered at once.
    std::string add_silent_session(const std::string& ago, const std::string& channel = "whatsapp");

private:
    std::string server_; ///< The beginning of a conninfo, or nothing.
    std::string name_;
    std::unique_ptr<pqxx::connection> connection_;
};

/// A role of the test's own, dropped with all its grants when the test ends; it may log in.
class TestRole {
public:
    TestRole(TestDatabase& database, const std::string& attributes = "");
    ~TestRole();
    TestRole(const TestRole&) = delete;
    TestRole& operator=(const TestRole&) = delete;
    [[nodiscard]] const std::string& name() const noexcept { return name_; }

private:
    TestDatabase& database_;
    std::string name_;
};

} // namespace chatsweep::test

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "support/postgres.hpp"
#include "support/waiting.hpp"

#include <pqxx/pqxx>

#include <future>
#include <string>

namespace chatsweep::test {

/// A connection that is in a transaction of its own, to be played against another one. It speaks
/// plain SQL and knows nothing of chatsweep.
class Side {
public:
    explicit Side(const TestDatabase& database, const std::string& begin = "begin")
        : connection_(database.dsn()), work_(connection_) {
        work_.exec(begin);
    }

    pqxx::result run(const std::string& sql) { return work_.exec(sql); }
    /// The only value of the only row, as text; empty for null.
    std::string value(const std::string& sql) { return run(sql).one_row()[0].as<std::string>(""); }
    /// Whether the statement would wait for a lock that somebody else has; what it did is undone.
    bool waits(const std::string& sql) { return fails(sql) == "55P03"; }
    /// The SQLSTATE that the statement ends with; empty when it succeeds. What it did is undone.
    std::string fails(const std::string& sql) {
        run("savepoint before; set local lock_timeout = '10ms'");
        std::string sqlstate;
        try {
            run(sql);
        } catch (const pqxx::insufficient_privilege&) {
            sqlstate = "42501"; // libpqxx forgets it
        } catch (const pqxx::sql_error& error) {
            sqlstate = error.sqlstate();
        }
        run("rollback to savepoint before");
        return sqlstate;
    }
    void commit() { run("commit"); }
    void roll_back() { run("rollback"); }
    void begin() { run("begin"); }

    /// Runs the statement beside the test, and returns when it waits for a lock of somebody's.
    std::future<pqxx::result> run_until_blocked(TestDatabase& database, const std::string& sql) {
        const std::string pid = std::to_string(connection_.backendpid());
        std::future<pqxx::result> running =
            std::async(std::launch::async, [this, sql] { return run(sql); });
        wait_until("the statement waits for a lock", [&] {
            return database.count("select cardinality(pg_blocking_pids(" + pid + "))") > 0;
        });
        return running;
    }

    [[nodiscard]] int pid() const { return connection_.backendpid(); }
    pqxx::connection& connection() { return connection_; }

private:
    pqxx::connection connection_;
    pqxx::nontransaction work_;
};

} // namespace chatsweep::test

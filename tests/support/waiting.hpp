// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "support/postgres.hpp"
#include "support/process.hpp"

#include <chrono>
#include <stdexcept>
#include <string>
#include <thread>

namespace chatsweep::test {

/// Asks again and again until the answer is yes. Gives up after a time that no machine needs.
template <typename Question>
void wait_until(const std::string& what, Question&& question) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::minutes{2};
    while (!question()) {
        if (std::chrono::steady_clock::now() > deadline) {
            throw std::runtime_error{"waited in vain until " + what};
        }
        std::this_thread::sleep_for(std::chrono::milliseconds{10});
    }
}

/// A transaction of the test's own that holds what it has locked until it is let go.
class Holder {
public:
    Holder(const TestDatabase& database, const std::string& sql)
        : connection_(database.dsn()), work_(connection_) {
        work_.exec(sql);
    }
    void run(const std::string& sql) { work_.exec(sql); }
    void let_go() { work_.commit(); }

private:
    pqxx::connection connection_;
    pqxx::work work_;
};

/// The backend of a chatsweep that waits for a lock in this database. Throws when `process`, where
/// it is given, ends instead.
inline std::string blocked_backend(TestDatabase& database, Process* process = nullptr) {
    std::string pid;
    wait_until("a sweep is blocked", [&] {
        if (process != nullptr && !process->is_running()) {
            throw std::runtime_error{"the sweep has ended instead: " + process->wait().err};
        }
        pid = database.value("select min(pid) from pg_stat_activity where wait_event_type = 'Lock'"
                             " and application_name = 'chatsweep'"
                             " and datname = current_database()");
        return !pid.empty();
    });
    return pid;
}

inline void wait_for_backends_to_end(TestDatabase& database) {
    wait_until("no sweep has a backend any more", [&] {
        return database.count("select count(*) from pg_stat_activity where datname = "
                              "current_database() and application_name = 'chatsweep'") == 0;
    });
}

} // namespace chatsweep::test

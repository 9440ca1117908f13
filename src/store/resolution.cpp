// SPDX-License-Identifier: Apache-2.0
#include "store/resolution.hpp"

#include "store/connection.hpp"

#include <algorithm>
#include <exception>
#include <thread>

namespace chatsweep {

namespace {

constexpr Duration pause_between_tries = std::chrono::milliseconds{500};

Resolution settle(const ConnectionSettings& settings, const RunAttempt& run) {
    // A watchdog of its own: the signal that ends the process must not hide the truth from it.
    Watchdog watchdog;
    Database database{settings, watchdog};
    database.require_writable();
    Transaction tx{database, Access::read_write};
    tx.connection().run_file(
        "abandon_run", pqxx::params{run.run_id.value, run.attempt, run.host, run.tool_version});
    const pqxx::result rows =
        tx.connection().run_file("run_state", pqxx::params{run.run_id.value, run.attempt});
    const auto state = rows.one_row()[0].as<std::string>();
    if (state != "committed") {
        tx.commit();
        return Resolution::abandoned;
    }
    // A lost commit is seen as soon as its wait for standbys ends, be it by force. This one comes
    // after it in the log, and so waits for both.
    tx.connection().run_file("write_to_the_log");
    return tx.commit() == Committed::here_only ? Resolution::committed_here_only
                                               : Resolution::committed;
}

} // namespace

Resolution resolve_commit(const ConnectionSettings& settings, const RunAttempt& run,
                          Duration within) {
    using SteadyClock = std::chrono::steady_clock;
    const SteadyClock::time_point deadline = SteadyClock::now() + within;
    while (SteadyClock::now() < deadline) {
        const auto left = std::chrono::duration_cast<Duration>(deadline - SteadyClock::now());
        ConnectionSettings bounded = settings;
        bounded.connect_timeout = std::min(bounded.connect_timeout, left);
        bounded.statement_timeout = std::max<Duration>(left, std::chrono::seconds{1});
        bounded.lock_timeout = bounded.statement_timeout;
        bounded.commit_timeout = bounded.statement_timeout;
        try {
            return settle(bounded, run);
        } catch (const std::exception&) {
            // A server that restarts, a standby before its promotion, a network still down: the
            // next try may find an answer, and the deadline ends the tries.
            std::this_thread::sleep_for(pause_between_tries);
        }
    }
    return Resolution::unknown;
}

} // namespace chatsweep

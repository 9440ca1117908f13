// SPDX-License-Identifier: Apache-2.0
#include "support/race.hpp"

#include "support/waiting.hpp"

#include <csignal>
#include <iostream>
#include <set>
#include <stdexcept>

namespace chatsweep::test {

namespace {

using namespace std::chrono_literals;
using Random = std::mt19937;

/// So many that each is silent for longer than the timeout most of the time, and so few that many a
/// message meets a sweep that is about to close its session.
constexpr int sessions = 2000;
constexpr int writers = 16;
/// Of them. Where a machine is busy a sweep looks at its sessions for half a second, and only a
/// transaction that outlasts this shows whether the sweep minds it.
constexpr int slow_writers = 2;
/// Within a transaction, in milliseconds.
constexpr int longest_pause = 4;
constexpr int longest_pause_of_the_slow = 1000;
constexpr int sweepers = 3;
constexpr int most_sessions_at_once = 16;
constexpr auto longest_standstill = std::chrono::minutes{2};
constexpr int most_complaints = 5;

/// A message to each of some sessions, one after the other, in one round trip.
constexpr const char* write_function = R"(
    create schema race;
    create function race.write(ids bigint[], reopens boolean[], sender text) returns void
    language plpgsql as $$
    begin
        for i in 1 .. cardinality(ids) loop
            if reopens[i] then
                update chat.session
                   set status = 'active', closed_at = null, close_reason = null,
                       reopened_at = clock_timestamp()
                 where id = ids[i] and closed_at is not null;
            end if;
            insert into chat.message (session_id, sender, sent_at)
            values (ids[i], sender, clock_timestamp());
        end loop;
    end $$)";

int between(int least, int most, Random& random) {
    return std::uniform_int_distribution{least, most}(random);
}

void pause_up_to(int milliseconds, Random& random) {
    std::this_thread::sleep_for(std::chrono::microseconds{between(0, milliseconds * 1000, random)});
}

void write_to(const std::vector<int>& ids, const std::string& sender, pqxx::work& work,
              Random& random) {
    std::vector<std::string> reopens;
    for (std::size_t i = 0; i < ids.size(); ++i) {
        reopens.emplace_back(between(1, 8, random) > 1 ? "t" : "f");
    }
    work.exec(pqxx::prepped{"write"}, pqxx::params{ids, reopens, sender});
}

void prepare(TestDatabase& database) {
    database.run("insert into chat.session (channel) select 'whatsapp' from generate_series(1, " +
                 std::to_string(sessions) + ")");
    database.run(write_function);
}

} // namespace

Race::Race(TestDatabase& database, const Settings& settings)
    : database_(database), settings_(settings), order_(database, race_timeout) {
    prepare(database_);
}

Race::~Race() {
    stop();
}

void Race::run_until(const std::function<bool(const CommitOrder&)>& enough) {
    start();
    long long closings = 0;
    auto moved_at = std::chrono::steady_clock::now();
    while (!enough(order_)) {
        std::this_thread::sleep_for(1s);
        read_on();
        const auto now = std::chrono::steady_clock::now();
        if (order_.closings() > closings) {
            closings = order_.closings();
            moved_at = now;
        } else if (now - moved_at > longest_standstill) {
            throw std::runtime_error{"nothing is closed any more"};
        }
    }
    stop();
    wait_for_backends_to_end(database_);
    order_.read();
}

void Race::read_on() {
    const auto began = std::chrono::steady_clock::now();
    order_.read();
    if (std::chrono::steady_clock::now() - began > 1s) {
        resting_.store(true);
        order_.read();
        resting_.store(false);
    }
}

void Race::start() {
    for (unsigned i = 1; i <= writers; ++i) {
        const int pause = i <= slow_writers ? longest_pause_of_the_slow : longest_pause;
        threads_.emplace_back([this, i, pause] { write(settings_.seed + i, pause); });
    }
    for (int i = 1; i <= sweepers; ++i) {
        threads_.emplace_back([this, i] { sweep(i); });
    }
    threads_.emplace_back([this] { sweep_and_kill(settings_.seed); });
}

void Race::stop() {
    stopping_.store(true);
    for (std::thread& thread : threads_) {
        thread.join();
    }
    threads_.clear();
}

void Race::write(unsigned seed, int pause) {
    Random random{seed};
    pqxx::connection connection{database_.dsn()};
    connection.prepare("write", "select race.write($1, $2, $3)");
    while (!stopping_.load()) {
        if (resting_.load()) {
            std::this_thread::sleep_for(10ms);
            continue;
        }
        try {
            write_once(connection, random, pause);
        } catch (const pqxx::failure& error) {
            complain(failed_writes_, error.what());
        }
        pause_up_to(20, random);
    }
}

/// To several sessions in one transaction, so that it may have begun long before it comes to the
/// last. In the order of their ids, so that two writers never wait for one another.
void Race::write_once(pqxx::connection& connection, Random& random, int pause) {
    const int count = between(1, most_sessions_at_once, random);
    std::set<int> ids;
    for (int i = 0; i < count; ++i) {
        ids.insert(between(1, sessions, random));
    }
    const std::string sender = between(1, 16, random) == 1 ? "agent" : "customer";
    const auto middle = std::next(ids.begin(), static_cast<int>(ids.size()) / 2);
    pqxx::work work{connection};
    if (middle != ids.begin()) {
        write_to({ids.begin(), middle}, sender, work, random);
        pause_up_to(pause, random);
    }
    write_to({middle, ids.end()}, sender, work, random);
    pause_up_to(longest_pause, random);
    work.commit();
}

Arguments Race::arguments(int number) const {
    const int key = settings_.keys == LockKeys::shared ? 1 : number;
    Arguments arguments{"sweep", "-d", database_.dsn(), "-c",
                        write_file("race" + std::to_string(number) + ".yaml",
                                   "version: 1\ndatabase: { lock_key: " + std::to_string(key) +
                                       " }\npolicies:\n  - { name: everyone, match: {}, timeout: " +
                                       to_text(race_timeout) + " }\n")};
    arguments.insert(arguments.end(), settings_.more.begin(), settings_.more.end());
    return arguments;
}

void Race::sweep(int number) {
    constexpr int try_again_later = 75;
    const Arguments given = arguments(number);
    while (!stopping_.load()) {
        const Ended ended = chatsweep(given);
        const bool busy = ended.code == try_again_later && settings_.keys == LockKeys::shared;
        if (ended.code != 0 && !busy) {
            complain(failed_sweeps_, ended.err);
        }
    }
}

void Race::sweep_and_kill(unsigned seed) {
    Random random{seed};
    const Arguments given = arguments(sweepers + 1);
    while (!stopping_.load()) {
        pause_up_to(200, random);
        Process process{chatsweep_binary(), given};
        pause_up_to(80, random);
        process.send(SIGKILL);
        killed_sweeps_ += process.wait().signal == SIGKILL ? 1 : 0;
    }
}

void Race::complain(std::atomic<int>& count, const std::string& about) {
    if (++count <= most_complaints) {
        std::cout << about.substr(0, about.find('\n')) << '\n';
    }
}

} // namespace chatsweep::test

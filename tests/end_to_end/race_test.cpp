// SPDX-License-Identifier: Apache-2.0
#include "support/commit_order.hpp"
#include "support/postgres.hpp"
#include "support/process.hpp"
#include "support/waiting.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>
#include <iostream>
#include <random>
#include <set>
#include <vector>

namespace chatsweep::test {
namespace {

using Random = std::mt19937;
using namespace std::chrono_literals;

constexpr Duration timeout = 40ms;
constexpr int sessions = 120;
constexpr int writers = 6;
constexpr int sweepers = 3;

unsigned seed() {
    const char* given = std::getenv("CHATSWEEP_TEST_SEED");
    const unsigned seed =
        given == nullptr ? std::random_device{}() : static_cast<unsigned>(std::stoul(given));
    std::cout << "CHATSWEEP_TEST_SEED=" << seed << '\n';
    return seed;
}

int between(int least, int most, Random& random) {
    return std::uniform_int_distribution{least, most}(random);
}

/// Customers who write to sessions, closed ones too, which that reopens, while several sweeps at
/// once close those that have been silent for a moment. Some of the sweeps are killed.
class Race : public testing::TestWithParam<const char*> {
protected:
    Race() {
        database_.run("insert into chat.session (channel) select 'whatsapp' from "
                      "generate_series(1, " +
                      std::to_string(sessions) + ")");
    }

    ~Race() override { stop(); }

    /// Without the adapter's way to close what has not changed since the first look.
    void in_three_steps() {
        database_.run("update chatsweep.adapter set offers = array_remove(offers, "
                      "'close_unchanged')");
    }

    void start() {
        const unsigned first_seed = seed();
        for (int i = 0; i < writers; ++i) {
            threads_.emplace_back([this, i, first_seed] {
                Random random{first_seed + static_cast<unsigned>(i)};
                write(random);
            });
        }
        for (int i = 1; i <= sweepers; ++i) {
            threads_.emplace_back([this, i] { sweep(i); });
        }
        threads_.emplace_back([this, first_seed] {
            Random random{first_seed};
            sweep_and_kill(random);
        });
    }

    void stop() {
        stopping_.store(true);
        for (std::thread& thread : threads_) {
            thread.join();
        }
        threads_.clear();
    }

    TestDatabase database_;
    CommitOrder log_{database_};
    std::atomic<int> failed_writes_{0};
    std::atomic<int> failed_sweeps_{0};

private:
    void write(Random& random) {
        pqxx::connection connection{database_.dsn()};
        while (!stopping_.load()) {
            try {
                pqxx::work work{connection};
                // In order, so that two writers never wait for one another.
                std::set<int> ids;
                for (int i = between(1, 3, random); i > 0; --i) {
                    ids.insert(between(1, sessions, random));
                }
                for (const int id : ids) {
                    write_to(id, work, random);
                }
                pause(between(0, 4, random));
                work.commit();
            } catch (const pqxx::failure&) {
                ++failed_writes_;
            }
            pause(between(0, 2, random));
        }
    }

    static void write_to(int id, pqxx::work& work, Random& random) {
        if (between(1, 5, random) > 1) {
            work.exec("update chat.session set status = 'active', closed_at = null, close_reason ="
                      " null, reopened_at = clock_timestamp() where id = $1 and closed_at is not"
                      " null",
                      pqxx::params{id});
        }
        work.exec("insert into chat.message (session_id, sender, sent_at) values ($1, 'customer',"
                  " clock_timestamp())",
                  pqxx::params{id});
    }

    static void pause(int milliseconds) {
        std::this_thread::sleep_for(std::chrono::milliseconds{milliseconds});
    }

    [[nodiscard]] Arguments arguments(int key) const {
        return {"sweep", "-d", database_.dsn(), "-c",
                write_file("race" + std::to_string(key) + ".yaml",
                           "version: 1\ndatabase: { lock_key: " + std::to_string(key) +
                               " }\npolicies:\n  - { name: everyone, match: {}, timeout: " +
                               std::to_string(timeout / 1ms) + "ms }\n")};
    }

    void sweep(int key) {
        const Arguments given = arguments(key);
        while (!stopping_.load()) {
            const Ended ended = chatsweep(given);
            if (ended.code != 0) {
                ++failed_sweeps_;
                std::cout << ended.err;
            }
        }
    }

    void sweep_and_kill(Random& random) {
        const Arguments given = arguments(sweepers + 1);
        while (!stopping_.load()) {
            Process process{chatsweep_binary(), given};
            pause(between(10, 80, random));
            process.send(SIGKILL);
            process.wait();
        }
    }

    std::atomic<bool> stopping_{false};
    std::vector<std::thread> threads_;
};

TEST_P(Race, NoSessionIsEverClosedAfterItsCustomerSpoke) {
    if (GetParam() == std::string{"InThreeSteps"}) {
        in_three_steps();
    }
    start();
    wait_until("thousands of sessions were closed", [&] {
        log_.read(timeout);
        return log_.closings() >= 2000 || log_.wrong() > 0;
    });
    stop();
    log_.read(timeout);

    std::cout << log_.closings() << " closings among " << log_.messages() << " messages\n";
    EXPECT_EQ(log_.wrong(), 0);
    EXPECT_EQ(failed_writes_.load(), 0) << "a sweep got into a customer's way";
    EXPECT_EQ(failed_sweeps_.load(), 0);
}

INSTANTIATE_TEST_SUITE_P(Paths, Race, testing::Values("InThreeSteps", "AtOnce"),
                         [](const auto& each) { return std::string{each.param}; });

/// Adapters that do one step wrongly, to see that the race finds that.
class BrokenAdapter : public Race {
protected:
    void expect_wrong_closings() {
        start();
        wait_until("a session is closed wrongly", [&] {
            log_.read(timeout);
            return log_.wrong() > 0;
        });
        stop();
    }
};

TEST_F(BrokenAdapter, IsFoundOutWhenItDoesNotLock) {
    in_three_steps();
    database_.run(R"(
        create or replace function chatsweep.lock_sessions(session_ids text[]) returns setof text
        language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
            select s.id::text
              from unnest(session_ids) as given (id)
              join chat.session s on s.id = chatsweep.native_id(given.id)
             where s.closed_at is null $$)");
    expect_wrong_closings();
}

TEST_F(BrokenAdapter, IsFoundOutWhenItLooksBeforeItLocks) {
    in_three_steps();
    database_.run(R"(
        create table chatsweep.seen (backend int, facts chatsweep.session_facts);
        create or replace function chatsweep.lock_sessions(session_ids text[]) returns setof text
        language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
        begin
            delete from chatsweep.seen where backend = pg_backend_pid();
            insert into chatsweep.seen
            select pg_backend_pid(), f
              from chatsweep.session_facts f where f.session_id = any (session_ids);
            perform pg_sleep(0.002);
            return query select s.id::text from chat.session s
             where s.id::text = any (session_ids) and s.closed_at is null
               for update skip locked;
        end $$;
        create or replace function chatsweep.facts_of(session_ids text[])
        returns setof chatsweep.session_facts
        language sql stable security definer set search_path = pg_catalog, pg_temp as $$
            select (s.facts).* from chatsweep.seen s
             where s.backend = pg_backend_pid() and (s.facts).session_id = any (session_ids) $$)");
    expect_wrong_closings();
}

TEST_F(BrokenAdapter, IsFoundOutWhenItTakesForUnchangedWhateverItFinds) {
    database_.run(R"(
        do $$
        begin
            execute replace(pg_get_functiondef(
                'chatsweep.close_unchanged(text[], xid, timestamptz, text[])'::regprocedure),
                'age(s.xmin) > age(horizon)', 'true');
        end $$)");
    expect_wrong_closings();
}

} // namespace
} // namespace chatsweep::test

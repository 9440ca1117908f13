// SPDX-License-Identifier: Apache-2.0
#include "support/cluster.hpp"
#include "support/judging.hpp"
#include "support/proof.hpp"
#include "support/silent_peers.hpp"
#include "support/waiting.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <deque>

namespace chatsweep::test {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using Steady = std::chrono::steady_clock;

/// Beyond the deadlines that the tests set, for a machine that has other things to do.
constexpr auto patience = 60s;
/// The same for what has to go within a `check_interval` of one second.
constexpr auto lock_patience = 10s;

/// A receiver that nobody is told anything by, as the tests end before.
const Variables secret = {{"BOUNDED_SECRET", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"}};

Arguments configured(const std::string& name, const std::string& database) {
    return {"-c", write_file(name, "version: 1\ndatabase: {" + database +
                                       "}\npolicies:\n"
                                       "  - { name: everyone, match: {}, timeout: 2h }\n"
                                       "receivers:\n"
                                       "  - name: desk\n"
                                       "    url: http://127.0.0.1:9/\n"
                                       "    secret: { variable: BOUNDED_SECRET }\n"
                                       "    allow_local: true\n")};
}

Arguments operator+(Arguments left, const Arguments& right) {
    left.insert(left.end(), right.begin(), right.end());
    return left;
}

/// One program and what it is to end with.
struct Started {
    std::string name;
    Process process;
    Steady::time_point began = Steady::now();

    Started(std::string what, const Arguments& arguments, const Variables& variables)
        : name(std::move(what)), process(chatsweep_binary(), arguments, variables) {}
};

/// Waits for its end, which is to be this one, with these words and in time. Returns how many of
/// that are not so.
long long violations(Started& started, int code, const std::string& words) {
    const Ended ended = started.process.wait();
    const bool in_time = Steady::now() - started.began <= patience;
    EXPECT_EQ(ended.code, code) << started.name << '\n' << ended.err;
    EXPECT_THAT(ended.err, HasSubstr(words)) << started.name;
    EXPECT_TRUE(in_time) << started.name;
    return ended.code == code && in_time && ended.err.find(words) != std::string::npos ? 0 : 1;
}

const std::vector<Arguments> commands{{"sweep"},
                                      {"sweep", "--dry-run"},
                                      {"report"},
                                      {"explain", "1"},
                                      {"history"},
                                      {"history", "prune", "--older-than", "1d"},
                                      {"check"},
                                      {"deliver"},
                                      {"deliver", "--dry-run"},
                                      {"schema", "check"}};

std::string words_of(const Arguments& command) {
    return command.size() == 1 ? command[0] : command[0] + ' ' + command[1];
}

TEST(Bounded, WhoeverIsNotAnsweredWhenItConnectsEndsWithFour) {
    const BlackHole hole;
    const NeverAnswering mute;
    const Arguments config = configured("connect.yaml", "connect_timeout: 1s");
    // Without libpq's own timeout: the deadline is chatsweep's.
    Variables variables = secret;
    variables["PGCONNECT_TIMEOUT"] = "600";
    std::deque<Started> all;
    for (const NeverAnswering* peer : {static_cast<const NeverAnswering*>(&hole), &mute}) {
        for (const Arguments& command : commands) {
            all.emplace_back(words_of(command) + (peer == &mute ? " to a mute" : " to a hole"),
                             command + config + Arguments{"-h", peer->host(), "-p", peer->port()},
                             variables);
        }
    }
    long long wrong = 0;
    for (Started& one : all) {
        wrong += violations(one, 4, "cannot connect to the database: no answer within 2s");
    }
    proved("4 bounded: a connection that is not answered", static_cast<long long>(all.size()),
           wrong);
}

/// Sessions that are due, in a cluster whose backends may be stopped: in another one, that would
/// keep every test from making and dropping databases.
class BoundedInItsOwnCluster : public testing::Test {
protected:
    explicit BoundedInItsOwnCluster(const Cluster::Settings& settings = {}) : cluster(settings) {}

    /// The backends of chatsweep that hold any lock.
    std::string holding() {
        return database.value(
            "select string_agg(distinct a.pid || ' ' || a.state || ' ' || coalesce(a.wait_event, "
            "'') || ' ' || left(a.query, 60), '; ') from pg_stat_activity as a join pg_locks as l "
            "using (pid) where a.application_name = 'chatsweep' and a.datname = "
            "current_database() and l.locktype <> 'virtualxid'");
    }

    Cluster cluster;
    TestDatabase database{cluster};
};

class StoppedBackends : public BoundedInItsOwnCluster {
protected:
    ~StoppedBackends() override { let_go_on(); }

    /// Stops every backend that waits for a lock, until there are so many.
    void stop_blocked(std::size_t number) {
        wait_until("they are stopped", [&] {
            for (const auto& row :
                 database.run("select pid from pg_stat_activity where wait_event_type = 'Lock' and "
                              "application_name = 'chatsweep' and datname = current_database()")) {
                const auto pid = row[0].as<pid_t>();
                if (std::ranges::find(stopped, pid) == stopped.end()) {
                    EXPECT_EQ(kill(pid, SIGSTOP), 0);
                    stopped.push_back(pid);
                }
            }
            return stopped.size() >= number;
        });
    }
    void let_go_on() {
        for (const pid_t pid : stopped) {
            kill(pid, SIGCONT);
        }
        stopped.clear();
    }
    long long locks_left_behind() {
        const Steady::time_point from = Steady::now();
        wait_until("no lock is left", [&] { return holding().empty(); });
        const bool late = Steady::now() - from > lock_patience;
        EXPECT_FALSE(late);
        return late ? 1 : 0;
    }

    std::vector<pid_t> stopped;
};

TEST_F(StoppedBackends, EndNoProcessLaterThanItsDeadlineAndLeaveNoLock) {
    const std::string id = database.add_silent_session("3 hours");
    const Arguments config =
        configured("stopped.yaml", "statement_timeout: 5s, idle_timeout: 1s, check_interval: 1s") +
        Arguments{"-d", database.dsn()};
    const Holder holder{database, "lock table chat.session, chatsweep.run, chatsweep.receiver, "
                                  "chatsweep.delivery in access exclusive mode"};
    std::deque<Started> all;
    for (const Arguments& command : commands) {
        if (command[0] != "schema") {
            all.emplace_back(words_of(command), command + config, secret);
        }
    }
    Process told{chatsweep_binary(), Arguments{"sweep"} + config, secret};
    Process loop{chatsweep_binary(), Arguments{"run"} + config, secret};
    stop_blocked(all.size() + 2);
    told.send(SIGTERM);
    loop.send(SIGTERM);

    EXPECT_EQ(told.wait().signal, SIGTERM);
    const Ended loop_ended = loop.wait();
    EXPECT_EQ(loop_ended.code, 0) << loop_ended.err;
    long long wrong = 0;
    for (Started& one : all) {
        wrong += violations(one, 5, "the database did not answer within 20s");
    }
    let_go_on();
    wrong += locks_left_behind();
    proved("4 bounded: a stopped backend", static_cast<long long>(all.size()) + 2, wrong);
}

TEST_F(StoppedBackends, MakeACommitUnknownInTimeAndNothingHalfDone) {
    database.add_silent_session("3 hours");
    database.run("create function chatsweep.wait_for_test() returns trigger language plpgsql as $$ "
                 "begin perform pg_catalog.pg_advisory_xact_lock_shared(2); return null; end $$;"
                 "create constraint trigger wait_for_test after insert on chatsweep.event "
                 "deferrable initially deferred for each row "
                 "execute function chatsweep.wait_for_test()");
    const Arguments sweep =
        Arguments{"sweep", "-d", database.dsn()} +
        configured("commit.yaml", "commit_timeout: 1s, idle_timeout: 1s, check_interval: 1s, "
                                  "lock_timeout: 1h, statement_timeout: 1h");
    Holder holder{database, "select pg_advisory_xact_lock(2)"};
    Started one{"a sweep whose commit is stopped", sweep, secret};
    stop_blocked(1);

    long long wrong = violations(one, 6, "nobody can tell yet whether the commit succeeded");
    let_go_on();
    wrong += locks_left_behind();
    holder.let_go();
    const std::string before = database.value("select count(*) from chatsweep.event");
    EXPECT_EQ(chatsweep(sweep, secret).code, 0);
    EXPECT_EQ(database.value("select (select count(*) from chat.session where closed_at is not "
                             "null) || '/' || (select count(*) from chatsweep.event) || '/' || "
                             "(select sum(closed) from chatsweep.run where state = 'committed')"),
              "1/1/1")
        << before << " events when it ended";
    proved("4 bounded: a commit whose backend is stopped", 1, wrong);
}

/// Reached by TCP, at an address of the test's own.
class StalledProxy : public BoundedInItsOwnCluster {
protected:
    StalledProxy() : BoundedInItsOwnCluster({"listen_addresses = '" + address() + "'"}) {
        database.run("insert into chat.session (channel, tenant, started_at) select 'whatsapp', "
                     "repeat('t', 1500), now() - interval '3h' from generate_series(1, 6000)");
        close_in_steps(database);
    }
    static std::string address() {
        const int pid = getpid();
        return "127." + std::to_string(1 + (pid >> 16) % 250) + '.' +
               std::to_string((pid >> 8) % 256) + '.' + std::to_string(1 + pid % 250);
    }
};

struct Stall {
    std::string name;
    Arguments command;
    std::string after_words; ///< Of the statement whose answer it stalls in.
    std::size_t after_bytes;
};

TEST_F(StalledProxy, EndsNoProcessLaterThanItsDeadlineAndNoLockLaterThanTheCheck) {
    const std::vector<Stall> stalls{
        {"report", {"report"}, "fetch forward", 100'000},
        {"dry run", {"sweep", "--dry-run"}, "fetch forward", 100'000},
        {"first look", {"sweep"}, "fetch forward", 100'000},
        {"second look", {"sweep"}, "chatsweep.facts_of(", 100'000},
    };
    // Otherwise the first would be waited for by the others, who write down the same policies.
    EXPECT_EQ(chatsweep(Arguments{"sweep", "--at-most", "1", "-d", database.dsn()} +
                            configured("first.yaml", "check_interval: 1s"),
                        secret)
                  .code,
              0);
    std::deque<StallingProxy> proxies;
    std::deque<Started> all;
    for (const Stall& stall : stalls) {
        const StallingProxy& proxy =
            proxies.emplace_back(address(), stall.after_words, stall.after_bytes);
        // No other timeout of the server's could end what this is about, nor one sweep another.
        const std::string settings = "statement_timeout: 5s, idle_timeout: 1h, check_interval: 1s,"
                                     " lock_key: " +
                                     std::to_string(proxies.size());
        all.emplace_back(stall.name,
                         stall.command + configured(stall.name + ".yaml", settings) +
                             Arguments{"-h", proxy.host(), "-p", proxy.port(), "-U", "postgres",
                                       "-d", "dbname=" + database.name()},
                         secret);
    }
    for (std::size_t i = 0; i < all.size(); ++i) {
        wait_until("it stalls",
                   [&] { return proxies[i].has_stalled() || !all[i].process.is_running(); });
        EXPECT_TRUE(proxies[i].has_stalled()) << all[i].name << all[i].process.err_so_far();
    }
    const Steady::time_point stalled = Steady::now();
    wait_until("no lock is left", [&] { return holding().empty(); });
    long long wrong = Steady::now() - stalled > lock_patience ? 1 : 0;
    EXPECT_EQ(wrong, 0);
    for (Started& one : all) {
        EXPECT_TRUE(one.process.is_running()) << "the server let go, and not because it ended";
    }
    for (Started& one : all) {
        wrong += violations(one, 5, "the database did not answer within 20s");
    }
    EXPECT_EQ(database.count("select count(*) from chatsweep.event"), 1);
    proved("4 bounded: a proxy that stalls in the middle of a row",
           static_cast<long long>(stalls.size()), wrong);
}

TEST(Bounded, AKilledSweepLeavesNoLockThoughItsStatementGoesOnWaiting) {
    TestDatabase database;
    close_in_steps(database);
    database.add_silent_session("3 hours");
    const Arguments config =
        configured("killed.yaml", "statement_timeout: 1h, lock_timeout: 1h, idle_timeout: 1h, "
                                  "check_interval: 1s");
    const Holder holder{database, "lock table chatsweep.event in access exclusive mode"};
    Process sweep{chatsweep_binary(), Arguments{"sweep", "-d", database.dsn()} + config, secret};
    blocked_backend(database, &sweep);
    EXPECT_EQ(database.count("select count(*) from (select from chat.session for update skip "
                             "locked) as unlocked"),
              0);

    sweep.send(SIGKILL);
    const Steady::time_point killed = Steady::now();
    wait_until("the customer can write again", [&] {
        return database.count("select count(*) from (select from chat.session for update skip "
                              "locked) as unlocked") == 1;
    });
    const bool late = Steady::now() - killed > lock_patience;
    EXPECT_FALSE(late);
    wait_for_backends_to_end(database);
    proved("4 bounded: a killed sweep's locks", 1, late ? 1 : 0);
}

} // namespace
} // namespace chatsweep::test

// SPDX-License-Identifier: Apache-2.0
#include "support/cluster.hpp"
#include "support/line.hpp"
#include "support/proof.hpp"
#include "support/waiting.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <future>
#include <iterator>
#include <random>
#include <stdexcept>
#include <thread>

namespace chatsweep::test {
namespace {

using testing::HasSubstr;
using namespace std::chrono_literals;

/// Where the server is when something happens to it: idle before a request, or idle after it, its
/// answer on the way.
struct FaultStep {
    Place place;
    std::string during;
};

std::vector<FaultStep> steps_of(const std::vector<RoundTrip>& trips) {
    std::vector<FaultStep> steps;
    for (const RoundTrip& trip : trips) {
        const std::string what = trip.request.text.substr(5, 60);
        steps.push_back({before(trip.request), "before " + what});
        steps.push_back({before(trip.answer), "after " + what});
    }
    return steps;
}

using KilledBackend = testing::Test;

TEST_F(KilledBackend, OfASweepAtAnyStepMeansAnotherAttempt) {
    Lines lines{4};
    const std::vector<FaultStep> steps = steps_of(round_trips(lines.front().messages_of_a_sweep()));
    Tally tally;
    side_by_side(lines, sample(steps, steps.size()), [&](Line& line, const FaultStep& step) {
        line.make_some_due();
        line.cut_at({});
        line.proxy().at(step.place, [&] {
            pqxx::connection connection{line.database().dsn()};
            pqxx::nontransaction{connection}.exec(
                "select pg_terminate_backend(pid, 60000) from pg_stat_activity where "
                "application_name = 'chatsweep' and datname = current_database()");
            return Then::go_on;
        });
        const Ended ended = line.sweep();
        tally.count(line, ended, line.proxy().came_to(step.place) && has_recovered(line, ended),
                    "its backend was killed " + step.during);
    });

    tally.prove("the backend killed");
}

class PrivateServer : public testing::Test {
protected:
    std::vector<RoundTrip> learn() { return round_trips(line_.messages_of_a_sweep()); }

    void crash() {
        cluster_.crash();
        cluster_.start();
        line_.database().follow(cluster_);
    }

    Cluster cluster_{{"wal_writer_delay = 10s"}};
    Line line_{cluster_};
};

using ServerCrash = PrivateServer;

TEST_F(ServerCrash, DuringASweepMeansAnotherAttempt) {
    const std::vector<RoundTrip> trips = learn();
    const std::vector<FaultStep> all = steps_of(trips);
    const std::size_t commit = 2 * commit_among(trips);
    // The commit in any case, and some of the others.
    std::vector<FaultStep> steps{all[commit], all[commit + 1]};
    std::mt19937 random{seed()};
    std::sample(all.begin(), all.end(), std::back_inserter(steps),
                trials(6, static_cast<long long>(all.size())), random);
    Tally tally;
    for (const FaultStep& step : steps) {
        line_.make_some_due();
        line_.cut_at({});
        line_.proxy().at(step.place, [&] {
            crash();
            return Then::go_on;
        });
        const Ended ended = line_.sweep();
        tally.count(line_, ended, line_.proxy().came_to(step.place) && has_recovered(line_, ended),
                    "the server crashed " + step.during);
    }

    tally.prove("the server crashed");
    EXPECT_GT(tally.in_doubt(), 0);
}

TEST_F(ServerCrash, AfterTheCommitIsFoundOutOnceTheServerIsBack) {
    const std::vector<RoundTrip> trips = learn();
    line_.make_some_due();
    line_.cut_at({});
    std::future<void> back;
    line_.proxy().at(before(trips.at(commit_among(trips)).answer), [&] {
        cluster_.crash();
        back = std::async(std::launch::async, [&] {
            std::this_thread::sleep_for(1s);
            cluster_.start();
        });
        return Then::cut;
    });
    const Ended ended = line_.sweep();
    back.get();
    line_.database().follow(cluster_);

    EXPECT_EQ(line_.ledger_of(ended), "1 committed");
    Tally tally;
    tally.count(line_, ended, has_recovered(line_, ended), "the server was away for a second");
    tally.prove("the server away after the commit");
    EXPECT_GT(tally.in_doubt(), 0);
}

/// Writing to a file of the server's fails in the sweep's backend, as on a full disk: strace says
/// so to the backend.
class FullDisk : public PrivateServer {
protected:
    /// From the request on, in writing to the file.
    Ended sweep_that_cannot_write_to(const std::string& file, const Message& request) {
        line_.cut_at({});
        line_.proxy().at(before(request), [&] {
            const std::string pid = line_.database().value(
                "select pid from pg_stat_activity where application_name = 'chatsweep' "
                "order by backend_start desc limit 1");
            strace_ = std::async(std::launch::async, [this, file, pid] {
                return Process{"/usr/bin/env",
                               {"strace", "--quiet=all", "-o", "/dev/null", "-p", pid, "-P", file,
                                "-e", "inject=pwrite64,pwritev,fallocate:error=ENOSPC"}}
                    .wait();
            });
            wait_until("strace has the backend", [&] { return is_traced(pid); });
            return Then::go_on;
        });
        Ended ended = line_.sweep();
        strace_.get();
        return ended;
    }

    bool is_traced(const std::string& pid) {
        if (strace_.wait_for(0s) == std::future_status::ready) {
            throw std::runtime_error{"strace does not reach the server: " + strace_.get().err +
                                     "hint: run scripts/setup test, and set kernel.yama."
                                     "ptrace_scope to 0 unless you are root."};
        }
        std::ifstream status{"/proc/" + pid + "/status"};
        std::string text{std::istreambuf_iterator<char>{status}, {}};
        return text.find("TracerPid:\t0\n") == std::string::npos;
    }

    [[nodiscard]] std::string path_of(const std::string& query) {
        return cluster_.data() + '/' + line_.database().value(query);
    }

    std::future<Ended> strace_;
};

TEST_F(FullDisk, UnderTheEventsRollsEverythingBack) {
    const std::vector<RoundTrip> trips = learn();
    const std::string events = path_of("select pg_relation_filepath('chatsweep.event')");
    line_.make_some_due(300);

    const Ended ended =
        sweep_that_cannot_write_to(events, trips.at(commit_among(trips) / 2).request);

    EXPECT_EQ(ended.code, 5);
    EXPECT_THAT(ended.err, HasSubstr("No space left on device (SQLSTATE 53100)"));
    EXPECT_THAT(ended.err, HasSubstr("hint: everything was rolled back."));
    EXPECT_EQ(line_.ledger_of(ended), "1 failed");
    Tally tally;
    tally.count(line_, ended, !line_.nothing_is_due(), "the disk was full");
    const Ended next = line_.sweep();
    tally.count(line_, next, has_recovered(line_, next), "after the disk was full");
    tally.prove("the disk full");
}

TEST_F(FullDisk, UnderTheLogBringsTheServerDownDuringTheCommit) {
    const std::vector<RoundTrip> trips = learn();
    line_.make_some_due();
    const std::string log =
        path_of("select 'pg_wal/' || pg_walfile_name(pg_current_wal_insert_lsn())");

    const Ended ended = sweep_that_cannot_write_to(log, trips.at(commit_among(trips)).request);

    wait_until("the server is back", [&] {
        try {
            line_.database().follow(cluster_);
            return true;
        } catch (const pqxx::broken_connection&) {
            return false;
        }
    });
    EXPECT_EQ(line_.ledger_of(ended), "1 abandoned, 2 committed");
    Tally tally;
    tally.count(line_, ended, has_recovered(line_, ended), "the disk with the log was full");
    tally.prove("the disk with the log full");
    EXPECT_GT(tally.in_doubt(), 0);
}

} // namespace
} // namespace chatsweep::test

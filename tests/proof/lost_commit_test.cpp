// SPDX-License-Identifier: Apache-2.0
#include "support/cluster.hpp"
#include "support/line.hpp"
#include "support/proof.hpp"
#include "support/waiting.hpp"
#include "support/wholeness.hpp"

#include <gmock/gmock.h>

#include <memory>

namespace chatsweep::test {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr const char* said =
    "the sweep has committed, but its wait for a synchronous standby was cut short: a "
    "failover may undo it";

/// The primary waits for a synchronous standby, which is down.
class MissingStandby : public testing::Test {
protected:
    MissingStandby() {
        line_.make_some_due();
        // To such a client the server sends no warning of its own accord.
        line_.database().run("alter database " + line_.database().name() +
                             " set client_min_messages = error");
        wait_until("the standby has it all", [&] { return standby_has_it_all(); });
        standby_.stop();
        primary_.set({"synchronous_standby_names = '*'"});
        // The server takes that over when it comes to it.
        Process probe{"/usr/bin/env",
                      {"psql", "--quiet", "-d", line_.database().dsn(), "-c",
                       "do $$ begin loop perform pg_logical_emit_message(true, '', ''); commit; "
                       "end loop; end $$"}};
        wait_until("commits wait", [&] { return !waiting().empty(); });
        line_.database().run("select pg_terminate_backend(" + waiting() + ", 60000)");
    }

    ~MissingStandby() override { need_no_standby(); }

    void need_no_standby() {
        try {
            primary_.set({"synchronous_standby_names = ''"});
        } catch (const std::exception&) {
            // It is down.
            return;
        }
    }

    bool standby_has_it_all() {
        return line_.database().value("select bool_and(replay_lsn >= pg_current_wal_lsn()) from "
                                      "pg_stat_replication") == "t";
    }

    /// The backend whose commit waits for the standby; empty where there is none.
    std::string waiting(const std::string& other_than = "0") {
        return line_.database().value("select min(pid) from pg_stat_activity where wait_event = "
                                      "'SyncRep' and pid <> " +
                                      other_than);
    }

    /// A sweep whose commit waits.
    std::unique_ptr<Process> sweep_that_waits(const Arguments& more = {}) {
        auto sweep = std::make_unique<Process>(chatsweep_binary(), line_.arguments(more));
        wait_until("its commit waits", [&] { return !waiting().empty() || !sweep->is_running(); });
        return sweep;
    }

    void expect_true(const Ended& ended, const std::string& ledger, const std::string& what) {
        EXPECT_EQ(line_.ledger_of(ended), ledger);
        tally_.count(line_, ended, ended.code == 0 && line_.nothing_is_due(), what);
        tally_.prove(what);
    }

    Cluster primary_;
    Line line_{primary_};
    Cluster standby_{Cluster::StandbyOf{primary_}};
    Tally tally_;
};

TEST_F(MissingStandby, IsWaitedForUnseen) {
    const auto sweep = sweep_that_waits();
    EXPECT_FALSE(line_.nothing_is_due());

    need_no_standby();
    const Ended ended = sweep->wait();

    EXPECT_EQ(ended.err, "");
    expect_true(ended, "1 committed", "synchronous replication stalled");
}

TEST_F(MissingStandby, IsSaidWhereTheSweepDoesNotWaitForItAnyLonger) {
    const std::string file =
        write_file("impatient.yaml", "version: 1\ndatabase: { commit_timeout: 2s }\n"
                                     "policies:\n  - { name: all, match: {}, timeout: 2h }\n");

    const Ended ended = line_.sweep({"-q", "-c", file});

    EXPECT_THAT(ended.err, HasSubstr(said));
    EXPECT_THAT(ended.err, HasSubstr("hint: look at synchronous_standby_names and at "
                                     "pg_stat_replication."));
    expect_true(ended, "1 committed", "synchronous replication stalled");
}

TEST_F(MissingStandby, IsWaitedForBeforeALostCommitCountsAsFound) {
    const auto sweep = sweep_that_waits();
    const std::string first = waiting();
    line_.database().run("select pg_terminate_backend(" + first + ")");
    wait_until("what looks for it waits as well",
               [&] { return !waiting(first).empty() || !sweep->is_running(); });
    EXPECT_TRUE(sweep->is_running());

    need_no_standby();
    const Ended ended = sweep->wait();

    EXPECT_THAT(ended.err, Not(HasSubstr(said)));
    EXPECT_TRUE(was_in_doubt(ended));
    expect_true(ended, "1 committed", "synchronous replication stalled");
}

TEST_F(MissingStandby, IsSaidWhereWhatFindsALostCommitDoesNotWaitForItAnyLonger) {
    const auto sweep = sweep_that_waits();
    const std::string first = waiting();
    line_.database().run("select pg_terminate_backend(" + first + ")");
    wait_until("what looks for it waits as well",
               [&] { return !waiting(first).empty() || !sweep->is_running(); });
    line_.database().run("select pg_cancel_backend(" + waiting(first) + ")");
    const Ended ended = sweep->wait();

    EXPECT_THAT(ended.err, HasSubstr(said));
    EXPECT_TRUE(was_in_doubt(ended));
    expect_true(ended, "1 committed", "synchronous replication stalled");
}

TEST_F(MissingStandby, DoesNotHaveALostCommitWhenItIsPromoted) {
    const std::string hosts = "host=" + primary_.host() + ',' + standby_.host() +
                              " port=" + Cluster::port() + " target_session_attrs=primary" +
                              " user=postgres dbname=" + line_.database().name();
    Process sweep{chatsweep_binary(),
                  {"sweep", "-d", hosts, "--timeout", Line::timeout, "--format", "json"}};
    wait_until("its commit waits", [&] { return !waiting().empty() || !sweep.is_running(); });
    const std::string first = waiting();
    line_.database().run("select pg_terminate_backend(" + first + ")");
    wait_until("what looks for it waits as well",
               [&] { return !waiting(first).empty() || !sweep.is_running(); });
    EXPECT_TRUE(line_.nothing_is_due()) << "the commit is not to be seen where it is";

    primary_.crash();
    standby_.start();
    standby_.promote();
    const Ended ended = sweep.wait();

    line_.database().follow(standby_);
    EXPECT_TRUE(was_in_doubt(ended));
    expect_true(ended, "1 abandoned, 2 committed", "failover from stalled synchronous replication");
}

/// A failover right after the primary has committed, and before it could say so.
class FailoverDuringTheCommit : public MissingStandby {
protected:
    FailoverDuringTheCommit() {
        need_no_standby();
        standby_.start();
        EXPECT_EQ(line_.sweep().code, 0);
    }

    /// The way to the database, which leads to whoever is the primary.
    void promote() {
        primary_.crash();
        standby_.stop();
        standby_.start();
        standby_.promote();
        line_.proxy().lead_to({standby_.host(), Cluster::port()});
    }

    /// What happens before the commit arrives at the primary, and once it is done.
    template <typename Before, typename After>
    Ended sweep_through(Before&& before_it, After&& after_it) {
        const std::vector<RoundTrip> trips = round_trips(line_.messages_of_a_sweep());
        const RoundTrip& commit = trips.at(commit_among(trips));
        line_.make_some_due();
        // To such a client the server sends no warning of its own accord.
        line_.database().run("alter database " + line_.database().name() +
                             " set client_min_messages = error");
        wait_until("the standby has it all", [&] { return standby_has_it_all(); });
        line_.cut_at({});
        line_.proxy().at(before(commit.request), [&] {
            before_it();
            return Then::go_on;
        });
        line_.proxy().at(before(commit.answer), [&] {
            after_it();
            return Then::cut;
        });
        Ended ended = line_.sweep();
        EXPECT_TRUE(line_.proxy().came_to(before(commit.answer)));
        line_.database().follow(standby_);
        return ended;
    }
};

TEST_F(FailoverDuringTheCommit, ToAStandbyThatHasTheCommitFindsIt) {
    const Ended ended = sweep_through([] {},
                                      [&] {
                                          wait_until("the standby has the commit",
                                                     [&] { return standby_has_it_all(); });
                                          promote();
                                      });

    EXPECT_TRUE(was_in_doubt(ended));
    expect_true(ended, "1 committed", "failover to a standby that has the commit");
}

TEST_F(FailoverDuringTheCommit, ToAStandbyThatLostTheCommitMeansAnotherAttempt) {
    const Ended ended = sweep_through([&] { standby_.stop(); }, [&] { promote(); });

    EXPECT_TRUE(was_in_doubt(ended));
    expect_true(ended, "1 abandoned, 2 committed", "failover to a standby that lost the commit");
}

} // namespace
} // namespace chatsweep::test

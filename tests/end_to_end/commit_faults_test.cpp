// SPDX-License-Identifier: Apache-2.0
#include "support/postgres.hpp"
#include "support/process.hpp"
#include "support/proxy.hpp"
#include "support/waiting.hpp"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include <csignal>

namespace chatsweep::test {
namespace {

using testing::HasSubstr;

/// A sweep whose way to the database leads over a network that fails.
class CommitFaults : public testing::Test {
protected:
    Arguments sweep_with(const std::string& settings, const Arguments& more = {}) {
        const std::string file = write_file("faults.yaml", "version: 1\ndatabase:\n" + settings +
                                                               "policies:\n"
                                                               "  - name: everyone\n"
                                                               "    match: {}\n"
                                                               "    timeout: 2h\n");
        Arguments arguments{"sweep", "-c",          file, "-d",         database_.dsn(),
                            "-h",    proxy_.host(), "-p", proxy_.port()};
        arguments.insert(arguments.end(), more.begin(), more.end());
        return arguments;
    }

    std::string ledger() {
        return database_.value(
            "select coalesce(string_agg(attempt || ' ' || state, ', ' order by attempt), 'empty')"
            " from chatsweep.run");
    }

    /// How often each session was closed, and by which attempt: "sessions/events/attempt".
    std::string closings() {
        return database_.value(
            "select (select count(*) from chat.session where closed_at is not null) || '/'"
            " || count(*) || '/' || coalesce(max(attempt), 0) from chatsweep.event");
    }

    void add_sessions(int count) {
        database_.run("insert into chat.session (channel, tenant, started_at) select 'whatsapp',"
                      " repeat('t', 50), now() - interval '3h' from generate_series(1, " +
                      std::to_string(count) + ")");
    }

    TestDatabase database_;
    Proxy proxy_;
};

TEST_F(CommitFaults, TriesAgainWhenTheConnectionIsCutRightBeforeTheCommit) {
    database_.add_silent_session("3 hours");
    proxy_.set(Fault::cut_before_commit);

    const Ended ended = chatsweep(sweep_with("  idle_timeout: 10s\n"));

    EXPECT_EQ(ended.code, 0) << ended.err;
    EXPECT_EQ(ended.out, "closed 1 of 1 open session\n");
    EXPECT_EQ(ledger(), "1 abandoned, 2 committed");
    EXPECT_EQ(closings(), "1/1/2");
    EXPECT_THAT(ended.err, HasSubstr("warning: the connection was lost while the commit was under "
                                     "way; asking the ledger"));
}

TEST_F(CommitFaults, FindsTheCommitWhoseAnswerWasLost) {
    database_.add_silent_session("3 hours");
    proxy_.set(Fault::cut_after_commit);

    const Ended ended = chatsweep(sweep_with("  idle_timeout: 10s\n", {"--format", "json"}));

    EXPECT_EQ(ended.code, 0) << ended.err;
    const auto document = nlohmann::json::parse(ended.out);
    EXPECT_EQ(document["outcome"], "closed");
    EXPECT_EQ(document["counts"]["closed"], 1);
    EXPECT_EQ(ledger(), "1 committed");
    EXPECT_EQ(closings(), "1/1/1");
}

TEST_F(CommitFaults, EndsWithSixWhenNobodyAnswersAfterTheCommit) {
    database_.add_silent_session("3 hours");
    proxy_.set(Fault::lost_after_commit);

    const Ended ended = chatsweep(sweep_with("  idle_timeout: 1s\n", {"--format", "json"}));

    EXPECT_EQ(ended.code, 6) << ended.err;
    const auto document = nlohmann::json::parse(ended.out);
    EXPECT_EQ(document["outcome"], "unknown");
    EXPECT_EQ(document["sessions"][0]["outcome"], "unknown");
    const std::string run_id = document["run_id"];
    EXPECT_THAT(ended.err, HasSubstr("hint: once it answers, chatsweep history " + run_id +
                                     " tells: a committed run is listed, a lost one is not."));
    EXPECT_EQ(database_.value("select state from chatsweep.run where run_id = '" + run_id + "'"),
              "committed");
}

TEST_F(CommitFaults, TheLoopSweepsOnWhenNobodyAnswersAfterTheCommit) {
    database_.add_silent_session("3 hours");
    proxy_.set(Fault::lost_after_commit);
    Arguments arguments = sweep_with("  idle_timeout: 1s\n", {"--interval", "1s"});
    arguments.front() = "run";
    Process loop{chatsweep_binary(), arguments};
    wait_until("it says so", [&] {
        return loop.err_so_far().find("a committed run is listed, a lost one is not.") !=
               std::string::npos;
    });

    proxy_.set(Fault::none);
    const std::string later = database_.add_silent_session("3 hours");
    wait_until("it sweeps on", [&] {
        return database_.value("select status from chat.session where id = " + later) == "closed";
    });
    loop.send(SIGTERM);
    EXPECT_EQ(loop.wait().code, 0);
}

TEST_F(CommitFaults, CountsACommitAsLostWhenItsDeadlinePasses) {
    database_.add_silent_session("3 hours");
    proxy_.set(Fault::hold_commit);
    Process sweep{chatsweep_binary(), sweep_with("  commit_timeout: 100ms\n  idle_timeout: 10s\n")};
    wait_until("the commit was given up",
               [&] { return sweep.err_so_far().find("asking the ledger") != std::string::npos; });
    proxy_.set(Fault::none);
    const Ended ended = sweep.wait();

    EXPECT_EQ(ended.code, 0) << ended.err;
    EXPECT_EQ(ledger(), "1 abandoned, 2 committed");
    EXPECT_EQ(closings(), "1/1/2");
}

TEST_F(CommitFaults, LeavesNothingHalfDoneWhenItIsKilledDuringTheCommit) {
    database_.add_silent_session("3 hours");
    proxy_.set(Fault::hold_commit);
    {
        Process sweep{chatsweep_binary(), sweep_with("  idle_timeout: 10s\n")};
        wait_until("the commit is under way", [&] { return proxy_.commits() == 1; });
        sweep.send(SIGKILL);
        EXPECT_EQ(sweep.wait().signal, SIGKILL);
    }
    wait_for_backends_to_end(database_);
    EXPECT_EQ(ledger(), "empty");
    EXPECT_EQ(closings(), "0/0/0");

    proxy_.set(Fault::none);
    EXPECT_EQ(chatsweep(sweep_with("  idle_timeout: 10s\n")).code, 0);
    EXPECT_EQ(closings(), "1/1/1");
}

TEST_F(CommitFaults, GivesUpAPeerThatAcceptsAndNeverAnswers) {
    proxy_.set(Fault::silence);

    // libpq's own timeout is put out of action: the deadline is chatsweep's.
    const Ended ended =
        chatsweep(sweep_with("  connect_timeout: 1s\n"), {{"PGCONNECT_TIMEOUT", "600"}});

    EXPECT_EQ(ended.code, 4);
    EXPECT_EQ(ended.out, "");
    EXPECT_THAT(ended.err, HasSubstr("cannot connect to the database: no answer within 2s"));
}

TEST_F(CommitFaults, ASignalEndsTheWaitForAPeerThatNeverAnswers) {
    proxy_.set(Fault::silence);
    Process sweep{chatsweep_binary(), sweep_with("  connect_timeout: 2s\n")};
    wait_until("it has begun", [&] { return sweep.is_running(); });

    sweep.send(SIGTERM);
    EXPECT_EQ(sweep.wait().signal, SIGTERM);
}

TEST_F(CommitFaults, GivesUpAServerThatFallsSilentInTheMiddleOfTheRows) {
    add_sessions(4000);
    proxy_.set(Fault::black_hole_in_rows);

    const Ended ended = chatsweep(
        sweep_with("  statement_timeout: 1s\n  idle_timeout: 2s\n", {"--format", "json"}));

    EXPECT_EQ(ended.code, 5) << ended.err;
    EXPECT_EQ(proxy_.fault(), Fault::none) << "the fault never happened";
    EXPECT_THAT(ended.err, HasSubstr("the database did not answer within 16s"));
    EXPECT_EQ(nlohmann::json::parse(ended.out)["outcome"], "failed");
    EXPECT_EQ(ledger(), "1 failed");
    EXPECT_EQ(closings(), "0/0/0");
}

TEST_F(CommitFaults, WaitsForTheLockThatItsOwnLostConnectionStillHolds) {
    add_sessions(4000);
    proxy_.set(Fault::lose_client_in_rows);

    // The first attempt alone takes longer than the idle timeout that ends its transaction.
    Holder table{database_, "lock table chat.session"};
    Process sweep{chatsweep_binary(), sweep_with("  idle_timeout: 3s\n  check_interval: 1h\n")};
    blocked_backend(database_, &sweep);
    std::this_thread::sleep_for(std::chrono::milliseconds{3500});
    table.let_go();
    const Ended ended = sweep.wait();

    EXPECT_EQ(ended.code, 0) << ended.err;
    EXPECT_EQ(proxy_.fault(), Fault::none) << "the fault never happened";
    EXPECT_EQ(ledger(), "2 committed");
    EXPECT_EQ(closings(), "4000/4000/2");
}

} // namespace
} // namespace chatsweep::test

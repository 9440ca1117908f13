// SPDX-License-Identifier: Apache-2.0
#include "support/postgres.hpp"
#include "support/process.hpp"
#include "support/proxy.hpp"
#include "support/waiting.hpp"

#include <gmock/gmock.h>

#include <csignal>

namespace chatsweep::test {
namespace {

using testing::HasSubstr;

class Run : public testing::Test {
protected:
    [[nodiscard]] Arguments run(const std::string& interval, const Arguments& more = {}) const {
        Arguments arguments{"run", "-vv", "-d", database_.dsn(), "--interval", interval};
        arguments.insert(arguments.end(), more.begin(), more.end());
        return arguments;
    }

    long long runs(const std::string& state) {
        return database_.count("select count(*) from chatsweep.run where state = '" + state + "'");
    }

    static void wait_for_words(const Process& process, const std::string& words) {
        wait_until("it says: " + words,
                   [&] { return process.err_so_far().find(words) != std::string::npos; });
    }

    static void expect_clean_end(Process& process) {
        process.send(SIGTERM);
        const Ended ended = process.wait();
        EXPECT_EQ(ended.code, 0) << ended.err;
        EXPECT_EQ(ended.signal, 0);
        EXPECT_THAT(ended.err, HasSubstr("ended by signal 15"));
    }

    TestDatabase database_;
};

TEST_F(Run, SweepsAgainAndAgain) {
    Process process{chatsweep_binary(), run("1s", {"--timeout", "2h"})};
    wait_until("it has swept", [&] { return runs("committed") >= 1; });
    const std::string silent = database_.add_silent_session("3 hours");
    wait_until("it has closed the session", [&] {
        return database_.value("select status from chat.session where id = " + silent) == "closed";
    });
    wait_until("it has swept again", [&] { return runs("committed") >= 3; });
    expect_clean_end(process);
}

TEST_F(Run, CountsTheIntervalFromTheLastSuccessfulRunAcrossRestarts) {
    {
        Process first{chatsweep_binary(), run("1h", {"--timeout", "2h"})};
        wait_for_words(first, "the next sweep is due in 59m");
        expect_clean_end(first);
    }
    EXPECT_EQ(runs("committed"), 1);
    {
        Process second{chatsweep_binary(), run("1h", {"--timeout", "2h"})};
        wait_for_words(second, "the next sweep is due in 59m");
        expect_clean_end(second);
    }
    EXPECT_EQ(runs("committed"), 1);

    database_.run("update chatsweep.run set started_at = started_at - interval '1 hour'");
    Process third{chatsweep_binary(), run("1h", {"--timeout", "2h"})};
    wait_for_words(third, "the next sweep is due in 59m");
    expect_clean_end(third);
    EXPECT_EQ(runs("committed"), 2);
}

TEST_F(Run, StaysUpWhileTheDatabaseIsDownAndGoesOn) {
    Proxy proxy;
    Process process{chatsweep_binary(),
                    run("1s", {"--timeout", "2h", "-h", proxy.host(), "-p", proxy.port()})};
    wait_until("it has swept", [&] { return runs("committed") >= 1; });

    proxy.set(Fault::refuse);
    wait_for_words(process, "cannot connect to the database: ");
    wait_for_words(process, "trying again in");
    const long long before = runs("committed");
    proxy.set(Fault::none);

    wait_until("it sweeps again", [&] { return runs("committed") > before; });
    expect_clean_end(process);
}

TEST_F(Run, EndsCleanlyWhileItTriesToReachTheDatabase) {
    Proxy proxy;
    proxy.set(Fault::silence);
    Process process{chatsweep_binary(),
                    run("1s", {"--timeout", "2h", "-h", proxy.host(), "-p", proxy.port()})};
    wait_for_words(process, "sweeping every 1s");
    expect_clean_end(process);
}

TEST_F(Run, EndsByTheSignalWhenThatEndsASweep) {
    database_.add_silent_session("3 hours");
    const Holder holder{database_, "lock table chat.session in access exclusive mode"};
    Process process{chatsweep_binary(), run("1h", {"--timeout", "2h"})};
    blocked_backend(database_, &process);

    process.send(SIGTERM);

    EXPECT_EQ(process.wait().signal, SIGTERM);
    EXPECT_EQ(database_.value("select string_agg(outcome, ', ') from chatsweep.run"),
              "interrupted");
}

TEST_F(Run, WaitsForAnotherSweepToEnd) {
    {
        const Holder other{database_, "select pg_advisory_xact_lock(x'6368617473776565'::bigint)"};
        Process process{chatsweep_binary(), run("1s", {"--timeout", "2h"})};
        wait_for_words(process, "another sweep is running: process ");
        wait_for_words(process, "trying again in ");
        expect_clean_end(process);
    }
    EXPECT_EQ(runs("committed"), 0);
}

TEST_F(Run, DoesNotTryAtOnceAgainWhatAGuardHasStopped) {
    database_.add_silent_session("3 hours");
    database_.add_silent_session("4 hours");
    const std::string file =
        write_file("guarded.yaml", "version: 1\nguards: { max_close: 1 }\npolicies:\n"
                                   "  - { name: everyone, match: {}, timeout: 2h }\n");
    Process process{chatsweep_binary(), run("1h", {"-c", file})};
    wait_until("the guard has tripped", [&] { return runs("failed") >= 1; });
    // A loop that spins makes many rows in this time; one that waits makes none.
    std::this_thread::sleep_for(std::chrono::seconds{1});
    expect_clean_end(process);

    EXPECT_EQ(runs("failed"), 1);
    EXPECT_EQ(database_.value("select outcome from chatsweep.run"), "guard");
}

} // namespace
} // namespace chatsweep::test

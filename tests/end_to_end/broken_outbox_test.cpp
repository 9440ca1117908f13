// SPDX-License-Identifier: Apache-2.0
#include "support/receivers.hpp"
#include "support/waiting.hpp"

#include <gmock/gmock.h>

#include <csignal>
#include <filesystem>

namespace chatsweep::test {
namespace {

using testing::HasSubstr;

/// What becomes of a sweep where telling of it goes wrong, and not by the receiver's doing.
class BrokenOutbox : public testing::Test {
protected:
    BrokenOutbox() { database_.add_silent_session("3 hours"); }

    Ended run(const std::string& command, const Arguments& more = {}) {
        return chatsweep(with(arguments_, command, more));
    }

    /// More than anybody counts to.
    void break_failures() {
        database_.run("alter table chatsweep.receiver alter column failures type bigint");
        database_.run("update chatsweep.receiver set failures = 5000000000");
    }

    /// The loop says these words while it sweeps on, and ends as it should.
    void expect_to_sweep_on(const std::string& words) {
        Process loop{chatsweep_binary(), with(arguments_, "run", {"--interval", "1s"})};
        wait_until("it says: " + words,
                   [&] { return loop.err_so_far().find(words) != std::string::npos; });
        const std::string committed = "select count(*) from chatsweep.run";
        const long long before = database_.count(committed);
        wait_until("it sweeps on", [&] { return database_.count(committed) > before; });
        loop.send(SIGTERM);
        EXPECT_EQ(loop.wait().code, 0);
    }

    TestDatabase database_;
    HttpServer server_;
    Arguments arguments_ = telling(database_, {{"desk", server_.url()}});
};

TEST_F(BrokenOutbox, ASweepIsDoneAlthoughNobodyCouldBeNotified) {
    const TestRole role{database_};
    ASSERT_EQ(chatsweep({"schema", "grant", role.name(), "-d", database_.dsn()}).code, 0);
    database_.run("revoke execute on function pg_notify(text, text) from public");

    const Ended ended = run("sweep", {"-U", role.name(), "-vv"});

    EXPECT_EQ(ended.code, 0);
    EXPECT_THAT(ended.err,
                HasSubstr("nobody was notified: permission denied for function pg_notify"));
    EXPECT_EQ(database_.closed_sessions(), 1);
}

TEST_F(BrokenOutbox, ASweepIsDoneAlthoughItsDeliveryIsNot) {
    database_.run("alter table chatsweep.delivery rename to mislaid");

    const Ended ended = run("sweep", {"--deliver"});

    EXPECT_EQ(ended.code, 0);
    EXPECT_EQ(ended.out, "closed 1 of 1 open session\n");
    EXPECT_THAT(ended.err, HasSubstr("warning: the sweep is done, and its delivery is not: "
                                     "relation \"chatsweep.delivery\" does not exist (run "));
    EXPECT_THAT(ended.err, HasSubstr("hint: chatsweep deliver sends what is left.\n"));
}

TEST_F(BrokenOutbox, ASweepIsDoneAlthoughASignalEndsItsDelivery) {
    server_.set([](const Received&) { return Reply{.manner = Manner::never}; });
    Process sweep{chatsweep_binary(), with(arguments_, "sweep", {"--deliver"})};
    server_.wait_for(1);
    sweep.send(SIGTERM);
    const Ended ended = sweep.wait();

    EXPECT_EQ(ended.signal, SIGTERM);
    EXPECT_EQ(ended.out, "closed 1 of 1 open session\n");
    EXPECT_EQ(database_.value("select state from chatsweep.run"), "committed");
}

TEST_F(BrokenOutbox, TheLoopSweepsOnAlthoughItsSecretHasGone) {
    Process loop{chatsweep_binary(), with(arguments_, "run", {"--interval", "1s"})};
    wait_until("the first is told", [&] { return server_.count() > 0; });
    std::filesystem::remove(path_in_folder("receiver.secret"));
    wait_until("it misses its secret",
               [&] { return loop.err_so_far().find("receiver.secret") != std::string::npos; });
    const std::string silent = database_.add_silent_session("3 hours");
    wait_until("it sweeps on", [&] {
        return database_.value("select status from chat.session where id = " + silent) == "closed";
    });
    loop.send(SIGTERM);
    EXPECT_EQ(loop.wait().code, 0);
}

TEST_F(BrokenOutbox, TheLoopSweepsOnAlthoughTheDatabaseRefusesWhatItTells) {
    database_.run("alter table chatsweep.delivery rename to mislaid");

    expect_to_sweep_on("relation \"chatsweep.delivery\" does not exist");
}

TEST_F(BrokenOutbox, WhatCannotBeReadThereIsAnInternalError) {
    ASSERT_EQ(run("sweep").code, 0);
    break_failures();

    const Ended ended = run("deliver");

    EXPECT_EQ(ended.code, 1);
    EXPECT_THAT(ended.err, HasSubstr("chatsweep: internal error: "));
    EXPECT_THAT(
        ended.err,
        HasSubstr("hint: this is a defect of chatsweep; chatsweep history tells whether a sweep "
                  "has committed.\n"));
}

TEST_F(BrokenOutbox, TheLoopSweepsOnWhateverStandsThere) {
    ASSERT_EQ(run("sweep").code, 0);
    break_failures();

    expect_to_sweep_on("the delivery failed: ");
}

} // namespace
} // namespace chatsweep::test

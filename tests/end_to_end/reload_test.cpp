// SPDX-License-Identifier: Apache-2.0
#include "support/postgres.hpp"
#include "support/process.hpp"
#include "support/waiting.hpp"

#include <gmock/gmock.h>

#include <csignal>

namespace chatsweep::test {
namespace {

using testing::HasSubstr;

std::string policy(const std::string& timeout, const std::string& match = "") {
    return "version: 1\npolicies:\n  - { name: everyone, match: {" + match +
           "}, timeout: " + timeout + " }\n";
}

class Reload : public testing::Test {
protected:
    Reload() : session_(database_.add_silent_session("1 hour")) { write(policy("2h")); }

    void write(const std::string& text) { file_ = write_file("reloaded.yaml", text); }

    [[nodiscard]] Arguments run(const Arguments& more = {"--on-time"}) const {
        Arguments arguments{"run", "-v", "-d", database_.dsn(), "--interval", "12h"};
        arguments.insert(arguments.end(), more.begin(), more.end());
        return arguments;
    }
    [[nodiscard]] Arguments run_by_file() const { return run({"--on-time", "-c", file_}); }

    void wait_until_it_has_swept() {
        wait_until("it has swept",
                   [&] { return database_.count("select count(*) from chatsweep.run") >= 1; });
    }

    static void wait_for_words(const Process& process, const std::string& words) {
        wait_until("it says: " + words,
                   [&] { return process.err_so_far().find(words) != std::string::npos; });
    }

    bool is_closed() {
        return database_.value("select status from chat.session where id = " + session_) ==
               "closed";
    }

    static Ended end(Process& process) {
        process.send(SIGTERM);
        return process.wait();
    }

    TestDatabase database_;
    std::string session_;
    std::string file_;
};

TEST_F(Reload, ByTheNewConfigurationSessionsAreClosedFromThenOn) {
    Process process{chatsweep_binary(), run_by_file()};
    wait_until_it_has_swept();
    write(policy("30m"));
    process.send(SIGHUP);
    wait_until("the session is closed", [&] { return is_closed(); });
    const Ended ended = end(process);
    EXPECT_EQ(ended.code, 0) << ended.err;
    EXPECT_THAT(ended.err, HasSubstr("the configuration was read again"));
}

TEST_F(Reload, ABrokenFileIsRefusedAndTheOldConfigurationStays) {
    Process process{chatsweep_binary(), run_by_file()};
    wait_until_it_has_swept();
    write(policy("soon"));
    process.send(SIGHUP);
    wait_for_words(process, "hint: ");
    EXPECT_THAT(process.err_so_far(),
                HasSubstr("the new configuration is refused, and the old one stays: " + file_ +
                          ":3:43: timeout 'soon' is not a duration"));

    const std::string old = database_.add_silent_session("3 hours");
    database_.run("notify chatsweep_due");
    wait_until("the old configuration closes", [&] {
        return database_.value("select status from chat.session where id = " + old) == "closed";
    });
    EXPECT_FALSE(is_closed());
    EXPECT_EQ(end(process).code, 0);
}

TEST_F(Reload, WhatTheAdapterDoesNotOfferIsRefused) {
    database_.run("update chatsweep.adapter set offers = array_remove(offers, 'tenant')");
    Process process{chatsweep_binary(), run_by_file()};
    wait_until_it_has_swept();
    write(policy("30m", " tenant: acme "));
    process.send(SIGHUP);
    wait_for_words(process, "the new configuration is refused, and the old one stays: policy "
                            "'everyone' needs the fact tenant");
    EXPECT_FALSE(is_closed());
    EXPECT_EQ(end(process).code, 0);
}

TEST_F(Reload, ADatabaseThatIsNotThereIsRefused) {
    const std::string settings = "version: 1\ndatabase: { dsn: ";
    const std::string rest = policy("2h").substr(std::string{"version: 1\n"}.size());
    write(settings + "dbname=" + database_.name() + " }\n" + rest);
    Process process{chatsweep_binary(), {"run", "-c", file_}};
    wait_until_it_has_swept();
    write(settings + "dbname=there_is_none }\n" + rest);
    process.send(SIGHUP);
    wait_for_words(process, "the new configuration is refused, and the old one stays: cannot "
                            "connect to the database");
    EXPECT_EQ(end(process).code, 0);
}

TEST_F(Reload, WithoutAFileChangesNothing) {
    Process process{chatsweep_binary(), run({"--timeout", "2h"})};
    wait_until_it_has_swept();
    process.send(SIGHUP);
    wait_for_words(process, "the configuration was read again");
    const Ended ended = end(process);
    EXPECT_EQ(ended.code, 0) << ended.err;
    EXPECT_FALSE(is_closed());
}

TEST_F(Reload, OfALoopThatSweepsAtIntervalsOnlyWaitsForTheNextSweep) {
    Process process{chatsweep_binary(), run({"-c", file_})};
    wait_until_it_has_swept();
    write(policy("30m"));
    process.send(SIGHUP);
    wait_for_words(process, "the configuration was read again");
    EXPECT_EQ(end(process).code, 0);
    EXPECT_FALSE(is_closed());
}

TEST_F(Reload, TakesUpAtOnceWhatAGuardHadStopped) {
    write("guards: { max_close: 1 }\n" + policy("30m"));
    database_.add_silent_session("2 hours");
    Process process{chatsweep_binary(), run_by_file()};
    wait_for_words(process, "max_close: 2 sessions are due");
    write(policy("30m"));
    process.send(SIGHUP);
    wait_until("the session is closed", [&] { return is_closed(); });
    EXPECT_EQ(end(process).code, 0);
}

TEST_F(Reload, IsOfTheLoopAloneAndOtherCommandsEndByTheSignal) {
    const Holder holder{database_, "lock table chat.session in access exclusive mode"};
    Process process{chatsweep_binary(), {"sweep", "-d", database_.dsn(), "--timeout", "2h"}};
    blocked_backend(database_, &process);
    process.send(SIGHUP);
    EXPECT_EQ(process.wait().signal, SIGHUP);
}

} // namespace
} // namespace chatsweep::test

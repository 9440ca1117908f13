// SPDX-License-Identifier: Apache-2.0
#include "support/postgres.hpp"
#include "support/process.hpp"
#include "support/waiting.hpp"

#include <gmock/gmock.h>

#include <csignal>

namespace chatsweep::test {
namespace {

class OnTime : public testing::Test {
protected:
    [[nodiscard]] Arguments run(const Arguments& more = {"--timeout", "2h"}) const {
        Arguments arguments{"run", "--on-time", "-vv", "-d", database_.dsn(), "--interval", "12h"};
        arguments.insert(arguments.end(), more.begin(), more.end());
        return arguments;
    }

    /// So that the interval of the loop that follows has just begun.
    void sweep_once() {
        const Ended ended = chatsweep({"sweep", "-d", database_.dsn(), "--timeout", "2h"});
        ASSERT_EQ(ended.code, 0) << ended.err;
    }

    long long runs() { return database_.count("select count(*) from chatsweep.run"); }

    void wait_until_closed(const std::string& session) {
        wait_until("session " + session + " is closed", [&] { return is_closed(session); });
    }

    bool is_closed(const std::string& session) {
        return database_.value("select status from chat.session where id = " + session) == "closed";
    }

    static void wait_for_words(const Process& process, const std::string& words) {
        wait_until("it says: " + words,
                   [&] { return process.err_so_far().find(words) != std::string::npos; });
    }

    /// It has looked, and listens to a backend that says nothing more.
    void wait_until_it_rests(const Process& process) {
        wait_for_words(process, "resting for ");
        wait_until("only the one that listens is connected", [&] {
            return database_
                .value("select string_agg(query, ' | ') from pg_stat_activity where "
                       "application_name = 'chatsweep' and "
                       "datname = current_database()")
                .starts_with("-- What is visible at this moment");
        });
    }

    /// What the only backend of chatsweep did last, and how many there have been.
    std::string last_word() {
        return database_.value("select state_change || ' of ' || pid from pg_stat_activity where "
                               "application_name = 'chatsweep' and datname = current_database()");
    }

    /// By itself, or, when it sweeps at that moment, by the signal.
    static void expect_clean_end(Process& process) {
        process.send(SIGTERM);
        const Ended ended = process.wait();
        EXPECT_TRUE(ended.code == 0 || ended.signal == SIGTERM) << ended.err;
    }

    TestDatabase database_;
};

TEST_F(OnTime, ClosesASessionWhenItIsDueAndNotAtTheNextInterval) {
    sweep_once();
    const std::string soon = database_.add_silent_session("1 hour 59 minutes 57 seconds");
    const std::string later = database_.add_silent_session("1 hour 30 minutes");
    Process process{chatsweep_binary(), run()};
    wait_until_closed(soon);
    EXPECT_FALSE(is_closed(later));
    EXPECT_EQ(database_.value("select bool_and(recorded_at >= due_at) from chatsweep.event"), "t");
    expect_clean_end(process);
    EXPECT_EQ(runs(), 2);
}

TEST_F(OnTime, WritesNothingWhenItLooksAndNothingIsDue) {
    sweep_once();
    database_.add_silent_session("1 hour");
    Process process{chatsweep_binary(), run()};
    wait_until_it_rests(process);
    expect_clean_end(process);
    EXPECT_EQ(runs(), 1);
}

TEST_F(OnTime, WritesNothingWhenTheCustomerWroteBeforeTheInstantThatItWokeFor) {
    sweep_once();
    const std::string session = database_.add_silent_session("1 hour 59 minutes 50 seconds");
    Process process{chatsweep_binary(), run()};
    wait_until_it_rests(process);
    database_.add_message(session, "customer", "0 seconds");
    wait_until("it has swept for it", [&] {
        return process.err_so_far().find("0 of 1 open sessions are due",
                                         process.err_so_far().find("are due") + 1) !=
               std::string::npos;
    });
    expect_clean_end(process);
    EXPECT_EQ(runs(), 1);
    EXPECT_FALSE(is_closed(session));
}

TEST_F(OnTime, WritesNothingOfASessionThatSomebodyElseHolds) {
    sweep_once();
    const std::string session = database_.add_silent_session("3 hours");
    {
        const Holder writer{database_,
                            "select from chat.session where id = " + session + " for update"};
        Process process{chatsweep_binary(), run()};
        wait_for_words(process, "1 of 1 open sessions are due");
        wait_until("it has tried again and rests", [&] {
            const std::string said = process.err_so_far();
            const std::size_t second = said.find("are due", said.find("are due") + 1);
            return second != std::string::npos &&
                   said.find("resting for", second) != std::string::npos;
        });
        expect_clean_end(process);
    }
    EXPECT_EQ(runs(), 1);
    EXPECT_FALSE(is_closed(session));
}

TEST_F(OnTime, ClosesWhatSomebodyElseHeldOnceItIsLetGo) {
    sweep_once();
    const std::string session = database_.add_silent_session("3 hours");
    auto writer = std::make_unique<Holder>(
        database_, "select from chat.session where id = " + session + " for update");
    Process process{chatsweep_binary(), run()};
    wait_for_words(process, "1 of 1 open sessions are due");
    writer.reset();
    wait_until_closed(session);
    expect_clean_end(process);
}

TEST_F(OnTime, NoticesASessionThatBeginsWhileItRests) {
    Process process{chatsweep_binary(), run({"--timeout", "2s"})};
    wait_until("it has swept", [&] { return runs() >= 1; });
    const std::string session = database_.add_session();
    database_.add_message(session, "customer", "0 seconds");
    wait_until_closed(session);
    expect_clean_end(process);
}

TEST_F(OnTime, AsksAnIdleDatabaseForNothing) {
    sweep_once();
    database_.add_silent_session("1 hour");
    Process process{chatsweep_binary(), run()};
    wait_until_it_rests(process);
    const std::string before = last_word();
    // A loop that polls has asked for something by then.
    std::this_thread::sleep_for(std::chrono::seconds{3});
    EXPECT_EQ(last_word(), before);
    expect_clean_end(process);
}

TEST_F(OnTime, LooksAtOnceWhenSomebodyNotifies) {
    sweep_once();
    const std::string session = database_.add_silent_session("1 hour");
    Process process{chatsweep_binary(), run()};
    wait_until_it_rests(process);
    // By a way that nothing foretells.
    database_.run("update chat.session set last_customer_message_at = now() - interval '3 hours'");
    EXPECT_FALSE(is_closed(session));
    database_.run("notify chatsweep_due");
    wait_until_closed(session);
    expect_clean_end(process);
}

TEST_F(OnTime, ClosesAtOnceWhoHasOptedOutOfTheReferenceSchema) {
    const std::string file =
        write_file("opt_out.yaml", "version: 1\npolicies:\n"
                                   "  - { name: everyone, match: {}, timeout: 2h }\n");
    sweep_once();
    const std::string session = database_.add_silent_session("1 hour");
    Process process{chatsweep_binary(), run({"-c", file})};
    wait_until_it_rests(process);
    database_.run("update chat.session set opted_out_at = now() where id = " + session);
    wait_until_closed(session);
    EXPECT_EQ(database_.value("select reason from chatsweep.event"), "opt_out");
    expect_clean_end(process);
}

TEST_F(OnTime, TwoOfThemShareADatabase) {
    sweep_once();
    for (const char* ago : {"1 hour 59 minutes 57 seconds", "1 hour 59 minutes 58 seconds"}) {
        database_.add_silent_session(ago);
    }
    Process one{chatsweep_binary(), run()};
    Process other{chatsweep_binary(), run()};
    wait_until("both sessions are closed", [&] { return database_.closed_sessions() == 2; });
    expect_clean_end(one);
    expect_clean_end(other);
    EXPECT_EQ(database_.count("select count(*) from chatsweep.event"), 2);
    EXPECT_EQ(database_.count("select count(*) from chatsweep.run where state <> 'committed'"), 0);
}

TEST_F(OnTime, GoesOnWhenTheServerEndsItsConnections) {
    sweep_once();
    Process process{chatsweep_binary(), run()};
    wait_until_it_rests(process);
    database_.run("select pg_terminate_backend(pid) from pg_stat_activity where "
                  "application_name = 'chatsweep' and datname = current_database()");
    wait_for_words(process, "nobody is listened to any more");
    const std::string session = database_.add_silent_session("3 hours");
    database_.run("notify chatsweep_due");
    wait_until_closed(session);
    expect_clean_end(process);
}

TEST_F(OnTime, RestsWhenAGuardHasStoppedIt) {
    sweep_once();
    database_.add_silent_session("3 hours");
    database_.add_silent_session("4 hours");
    Process process{chatsweep_binary(), run({"--timeout", "2h", "--max-close", "1"})};
    wait_until("the guard has tripped", [&] { return runs() == 2; });
    database_.run("notify chatsweep_due");
    // A loop that spins makes many rows in this time; one that waits makes none.
    std::this_thread::sleep_for(std::chrono::seconds{1});
    expect_clean_end(process);
    EXPECT_EQ(runs(), 2);
}

} // namespace
} // namespace chatsweep::test

// SPDX-License-Identifier: Apache-2.0
#include "support/postgres.hpp"
#include "support/process.hpp"
#include "support/waiting.hpp"

#include <gmock/gmock.h>

#include <memory>
#include <vector>

namespace chatsweep::test {
namespace {

using testing::ContainsRegex;

class TwoSweeps : public testing::Test {
protected:
    [[nodiscard]] Arguments sweep(const Arguments& more = {}) const {
        Arguments arguments{"sweep", "-d", database_.dsn()};
        arguments.insert(arguments.end(), more.begin(), more.end());
        return arguments;
    }

    TestDatabase database_;
};

TEST_F(TwoSweeps, OneClosesAndTheOtherSaysWhoIsBusy) {
    database_.add_silent_session("3 hours");
    Holder holder{database_, "lock table chat.session in access exclusive mode"};
    Process first{chatsweep_binary(), sweep({"--timeout", "2h"})};
    const std::string pid = blocked_backend(database_, &first);

    const Ended second = chatsweep(sweep({"--timeout", "2h"}));
    EXPECT_EQ(second.code, 75);
    EXPECT_EQ(second.out, "");
    EXPECT_THAT(second.err, ContainsRegex("another sweep is running: process " + pid +
                                          " .chatsweep, local. since 20"));
    EXPECT_THAT(second.err,
                ContainsRegex("hint: try again later, or wait for it with --lock-wait\\."));

    Process third{chatsweep_binary(), sweep({"--timeout", "2h", "--lock-wait", "2m", "-v"})};
    holder.let_go();
    const Ended first_ended = first.wait();
    const Ended third_ended = third.wait();
    EXPECT_EQ(first_ended.code, 0) << first_ended.err;
    EXPECT_EQ(first_ended.out, "closed 1 of 1 open session\n");
    EXPECT_EQ(third_ended.code, 0) << third_ended.err;
    EXPECT_EQ(third_ended.out, "");
    EXPECT_EQ(database_.value("select string_agg(outcome, ', ' order by started_at) "
                              "from chatsweep.run"),
              "closed, nothing_due");
}

/// The sweep lock is a courtesy. Without it the sessions' own locks must be enough.
TEST_F(TwoSweeps, CloseEachSessionOnceThoughNoLockKeepsThemApart) {
    constexpr int sweepers = 4;
    for (int round = 0; round < 5; ++round) {
        database_.run("truncate chatsweep.event, chatsweep.run; truncate chat.session cascade;"
                      "insert into chat.session (channel, started_at) select 'whatsapp',"
                      " now() - interval '3 hours' from generate_series(1, 500)");
        std::vector<std::unique_ptr<Process>> processes;
        for (int key = 1; key <= sweepers; ++key) {
            const std::string file =
                write_file("key" + std::to_string(key) + ".yaml",
                           "version: 1\ndatabase: { lock_key: " + std::to_string(key) +
                               " }\npolicies:\n  - { name: everyone, match: {}, timeout: 2h }\n");
            processes.push_back(std::make_unique<Process>(chatsweep_binary(), sweep({"-c", file})));
        }
        for (const auto& process : processes) {
            const Ended ended = process->wait();
            EXPECT_EQ(ended.code, 0) << ended.err;
        }
        EXPECT_EQ(database_.value("select count(*) || ' ' || count(distinct session_id) "
                                  "from chatsweep.event"),
                  "500 500");
        EXPECT_EQ(database_.count("select sum(closed) from chatsweep.run"), 500);
        EXPECT_EQ(database_.count("select count(*) from chat.session where closed_at is null"), 0);
    }
}

} // namespace
} // namespace chatsweep::test

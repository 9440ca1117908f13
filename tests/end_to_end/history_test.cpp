// SPDX-License-Identifier: Apache-2.0
#include "support/judging.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace chatsweep::test {
namespace {

using ::testing::ContainsRegex;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class History : public ::testing::Test {
protected:
    TestDatabase database;

    Ended sweep(const Arguments& more = {}) { return ask({"sweep", "--timeout", "2h"}, more); }
    Ended history(const Arguments& more = {}) { return ask({"history"}, more); }
    Json json(const Arguments& more = {}) {
        Arguments arguments = more;
        arguments.insert(arguments.end(), {"--format", "json"});
        return json_of(history(arguments));
    }
    void started(const std::string& ago, const std::string& where) {
        database.run("update chatsweep.run set started_at = now() - interval '" + ago +
                     "', finished_at = now() - interval '" + ago + "' where " + where);
    }

private:
    Ended ask(Arguments command, const Arguments& more) {
        command.insert(command.end(), {"-d", database.dsn()});
        command.insert(command.end(), more.begin(), more.end());
        return chatsweep(command);
    }
};

TEST_F(History, OfADatabaseThatWasNeverSweptSaysSo) {
    EXPECT_EQ(history().out, "No run is recorded.\n");
    EXPECT_EQ(json()["runs"], Json::array());
}

TEST_F(History, ListsTheNewestRunFirst) {
    database.add_silent_session("3 hours");
    sweep();
    sweep({"--policy", "everyone"});
    database.add_silent_session("3 hours");
    sweep({"--max-close", "0", "--at-most", "1"});

    const Json runs = json()["runs"];

    ASSERT_EQ(runs.size(), 3U);
    EXPECT_GT(runs[0]["started_at"], runs[1]["started_at"]);
    EXPECT_GT(runs[1]["started_at"], runs[2]["started_at"]);
    EXPECT_EQ(runs[1]["limited_to"], Json::array({"everyone"}));
    EXPECT_EQ(runs[1]["outcome"], "nothing_due");
    const std::string page = history().out;
    EXPECT_THAT(page, StartsWith("started "));
    EXPECT_THAT(page, HasSubstr("\n  policies: only everyone\n"));
}

TEST_F(History, ShowsWhyARunFailed) {
    database.add_silent_session("3 hours");
    database.add_silent_session("3 hours");
    ASSERT_EQ(sweep({"--max-close", "1"}).code, 7);

    EXPECT_THAT(history().out,
                HasSubstr("\n  error: max_close: 2 sessions are due, more than the limit of 1\n"));
    const Json run = json()["runs"][0];
    EXPECT_EQ(run["state"], "failed");
    EXPECT_EQ(run["outcome"], "guard");
    EXPECT_EQ(run["error"], "max_close: 2 sessions are due, more than the limit of 1");
}

TEST_F(History, CountsTheCustomersWhoWroteAfterTheirSessionWasClosed) {
    const std::string first = database.add_silent_session("3 hours");
    const std::string second = database.add_silent_session("3 hours");
    sweep();
    EXPECT_EQ(json()["runs"][0]["wrote_after_close"], 0);

    database.run("insert into chat.message (session_id, sender) values (" + first +
                 ", 'customer'), (" + first + ", 'customer'), (" + second + ", 'agent')");

    EXPECT_EQ(json()["runs"][0]["wrote_after_close"], 1);
    EXPECT_EQ(database.value("select status from chat.session where id = " + first), "closed");
    const std::string run = json()["runs"][0]["run_id"];
    EXPECT_THAT(history({run}).out, HasSubstr("\nafterwards      1 customer wrote after the "
                                              "close\n"));
}

TEST_F(History, DoesNotCountThemWhereTheAdapterCannotTell) {
    database.add_silent_session("3 hours");
    sweep();
    database.run("update chatsweep.adapter set offers = array_remove(offers, 'wrote_after')");

    EXPECT_EQ(json()["runs"][0]["wrote_after_close"], nullptr);
}

TEST_F(History, OfOneRunIsFoundByTheBeginningOfItsId) {
    const std::string id = database.add_silent_session("3 hours");
    sweep();
    const std::string run_id = database.value("select run_id from chatsweep.run");

    const Ended whole = history({run_id});
    const Ended beginning = history({run_id.substr(0, 8)});

    EXPECT_EQ(whole.code, 0);
    EXPECT_EQ(whole.out, beginning.out);
    EXPECT_THAT(whole.out, StartsWith("run             " + run_id +
                                      ", attempt 1\n"
                                      "outcome         committed, closed\n"
                                      "started         "));
    EXPECT_THAT(whole.out, HasSubstr("\nsessions        1 open, 1 judged, 1 due, 1 closed\n"));
    EXPECT_THAT(whole.out, HasSubstr("\n1 event\n"));
    EXPECT_THAT(whole.out, ContainsRegex("\n" + id + " +close +everyone "));
}

TEST_F(History, OfABeginningThatSeveralRunsShareIsAnError) {
    database.run("insert into chatsweep.run (run_id, attempt, state) values "
                 "('01234567-0000-7000-8000-000000000001', 1, 'committed'), "
                 "('01234567-0000-7000-8000-000000000002', 1, 'committed')");

    const Ended ended = history({"01234567"});

    EXPECT_EQ(ended.code, 9);
    EXPECT_EQ(ended.err, "chatsweep: more than one run begins with '01234567'\n"
                         "hint: write more of the id; chatsweep history --format json shows all of "
                         "it.\n");
}

TEST_F(History, SinceAndLimitNarrowIt) {
    for (int i = 0; i < 3; ++i) {
        sweep();
    }
    started("3 days", "run_id = (select min(run_id::text)::uuid from chatsweep.run)");

    EXPECT_EQ(json({"--since", "2d"})["runs"].size(), 2U);
    EXPECT_EQ(json({"--since", "4d"})["runs"].size(), 3U);
    EXPECT_EQ(json({"--limit", "1"})["runs"].size(), 1U);
}

TEST_F(History, PruneRemovesOldRunsAndTheirEventsAndNothingElse) {
    database.add_silent_session("3 hours");
    sweep();
    started("40 days", "true");
    database.run("update chatsweep.policy_version set recorded_at = now() - interval '40 days'");
    database.add_silent_session("3 hours");
    sweep();
    const std::string kept = json()["runs"][0]["run_id"];

    const Ended ended = history({"prune", "--older-than", "30d", "-v"});

    EXPECT_EQ(ended.code, 0) << ended.err;
    EXPECT_EQ(ended.out, "");
    EXPECT_EQ(ended.err, "chatsweep: removed 1 run, 1 event and 0 policy versions\n");
    EXPECT_EQ(database.value("select run_id from chatsweep.run"), kept);
    EXPECT_EQ(database.value("select run_id from chatsweep.event"), kept);
    EXPECT_EQ(database.count("select count(*) from chatsweep.policy_version"), 1);
    EXPECT_EQ(database.closed_sessions(), 2);
}

TEST_F(History, PruneKeepsTheLastSuccessThatTheIntervalCountsFrom) {
    sweep();
    sweep();
    sweep({"--policy", "everyone"});
    started("40 days", "true");

    ASSERT_EQ(history({"prune", "--older-than", "30d"}).code, 0);

    EXPECT_EQ(database.count("select count(*) from chatsweep.run"), 1);
    EXPECT_EQ(database.count("select count(*) from chatsweep.run where limited_to is null"), 1);
}

TEST_F(History, PruneIsForTheOwner) {
    const TestRole role{database};
    ASSERT_EQ(chatsweep({"schema", "grant", role.name(), "-d", database.dsn()}).code, 0);
    sweep();
    started("40 days", "true");
    sweep();

    const Ended ended = history({"prune", "--older-than", "30d", "-U", role.name()});

    EXPECT_EQ(ended.code, 4);
    EXPECT_THAT(ended.err, StartsWith("chatsweep: permission denied for table "));
    EXPECT_EQ(database.count("select count(*) from chatsweep.run"), 2);
}

} // namespace
} // namespace chatsweep::test

// SPDX-License-Identifier: Apache-2.0
#include "support/http_server.hpp"
#include "support/postgres.hpp"
#include "support/process.hpp"
#include "support/waiting.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <filesystem>

namespace chatsweep::test {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class Ping : public ::testing::Test {
protected:
    Ping() { write_url(watcher.url("/0b5f-secret")); }

    void write_url(const std::string& url) {
        const std::string path = write_file("watcher", url + "\n");
        fs::permissions(path, fs::perms::owner_read | fs::perms::owner_write);
    }

    Ended sweep(const Arguments& more = {}) {
        Arguments arguments{
            "sweep", "-d", database.dsn(), "--timeout", "2h", "--ping-url-credential", "watcher"};
        arguments.insert(arguments.end(), more.begin(), more.end());
        return chatsweep(arguments, credentials);
    }

    [[nodiscard]] std::vector<std::string> told() const {
        std::vector<std::string> targets;
        for (const Received& request : watcher.received()) {
            targets.push_back(request.method + " " + request.target);
        }
        return targets;
    }

    TestDatabase database;
    HttpServer watcher;
    Variables credentials{
        {"CREDENTIALS_DIRECTORY", fs::path{path_in_folder("watcher")}.parent_path()}};
};

TEST_F(Ping, IsSentWhenASweepBeginsAndWhenItHasSucceeded) {
    const Ended ended = sweep();

    EXPECT_EQ(ended.code, 0);
    EXPECT_EQ(ended.err, "");
    EXPECT_THAT(told(), ElementsAre("POST /0b5f-secret/start", "POST /0b5f-secret"));
    for (const Received& request : watcher.received()) {
        EXPECT_EQ(request.body, "");
        EXPECT_FALSE(request.headers.contains("webhook-signature"));
        EXPECT_FALSE(request.headers.contains("content-type"));
    }
}

TEST_F(Ping, TellsTheExitCodeOfWhatHasFailed) {
    EXPECT_EQ(sweep({"-h", "/nonexistent"}).code, 4);
    EXPECT_EQ(sweep({"-c", write_file("broken.yaml", "version: 7\n")}).code, 3);

    EXPECT_THAT(told(), ElementsAre("POST /0b5f-secret/start", "POST /0b5f-secret/4",
                                    "POST /0b5f-secret/3"));
}

TEST_F(Ping, GoesToAUrlWithAQueryToo) {
    write_url(watcher.url("/a/?b=c"));
    EXPECT_EQ(sweep().code, 0);

    EXPECT_THAT(told(), ElementsAre("POST /a/start?b=c", "POST /a/?b=c"));
}

TEST_F(Ping, TakesTheUrlFromAFileOfOnesOwn) {
    const Ended ended = chatsweep({"sweep", "-d", database.dsn(), "--timeout", "2h"},
                                  {{"CHATSWEEP_PING_URL_FILE", path_in_folder("watcher")}});
    EXPECT_EQ(ended.code, 0);
    EXPECT_THAT(told(), ElementsAre("POST /0b5f-secret/start", "POST /0b5f-secret"));
}

TEST_F(Ping, ThatNobodyHearsIsAWarningAndNoMore) {
    database.add_silent_session("3 hours");
    watcher.set([](const Received&) { return Reply{.status = 404}; });
    const Ended ended = sweep();

    EXPECT_EQ(ended.code, 0);
    EXPECT_EQ(ended.out, "closed 1 of 1 open session\n");
    EXPECT_THAT(ended.err, HasSubstr("chatsweep: warning: the ping was not heard: answered 404"));
    EXPECT_THAT(ended.err, HasSubstr("hint: the sweep does not depend on it; whoever watches for "
                                     "the ping may raise an alarm.\n"));
    EXPECT_THAT(ended.err, Not(HasSubstr("secret")));
}

TEST_F(Ping, ToAWatcherThatNeverAnswersHoldsNobodyUpForLong) {
    database.add_silent_session("3 hours");
    watcher.set([](const Received&) { return Reply{.manner = Manner::never}; });
    const Ended ended = sweep();

    EXPECT_EQ(ended.code, 0);
    EXPECT_EQ(ended.out, "closed 1 of 1 open session\n");
    EXPECT_THAT(ended.err, HasSubstr("the ping was not heard: no answer within 2s"));
    EXPECT_THAT(ended.err, Not(HasSubstr("within 3s"))); // one warning is enough
}

TEST_F(Ping, IsCutShortByASignal) {
    watcher.set([](const Received&) { return Reply{.manner = Manner::never}; });
    Process process{
        chatsweep_binary(),
        {"sweep", "-d", database.dsn(), "--timeout", "2h", "--ping-url-credential", "watcher"},
        credentials};
    watcher.wait_for(1);
    process.send(SIGTERM);

    EXPECT_EQ(process.wait().signal, SIGTERM);
    EXPECT_THAT(told(), ElementsAre("POST /0b5f-secret/start", "POST /0b5f-secret/143"));
}

TEST_F(Ping, WithoutAUrlIsAWarningThatRepeatsNothingOfIt) {
    credentials["CREDENTIALS_DIRECTORY"] = "";
    EXPECT_THAT(sweep().err, HasSubstr("warning: ping URL: credential 'watcher' is not there: "
                                       "CREDENTIALS_DIRECTORY is not set"));
    const Variables file{{"CHATSWEEP_PING_URL_FILE", path_in_folder("watcher")}};
    for (const char* bad : {"", "ping.example/hush", "ftp://ping.example/hush",
                            "https://me:hush@ping.example/", "https://ping.example/hush\nhush"}) {
        write_url(bad);
        const Ended ended = chatsweep({"sweep", "-d", database.dsn(), "--timeout", "2h"}, file);
        EXPECT_EQ(ended.code, 0) << bad;
        EXPECT_THAT(ended.err, HasSubstr("warning: ping URL: secret file '")) << bad;
        EXPECT_THAT(ended.err, Not(HasSubstr("hush"))) << bad;
    }
    EXPECT_THAT(told(), IsEmpty());
}

TEST_F(Ping, OfALoopIsNotRepeatedWithEverySweep) {
    Process process{chatsweep_binary(),
                    {"run", "-d", database.dsn(), "--timeout", "2h", "--interval", "1s",
                     "--ping-url-credential", "watcher"},
                    credentials};
    wait_until("it has swept three times",
               [&] { return database.count("select count(*) from chatsweep.run") >= 3; });
    process.send(SIGTERM);
    EXPECT_EQ(process.wait().code, 0);
    EXPECT_THAT(told(), ElementsAre("POST /0b5f-secret/start", "POST /0b5f-secret"));
}

} // namespace
} // namespace chatsweep::test

// SPDX-License-Identifier: Apache-2.0
#include "support/receivers.hpp"
#include "support/waiting.hpp"

#include <gmock/gmock.h>

#include <csignal>
#include <filesystem>

namespace chatsweep::test {
namespace {

using testing::AllOf;
using testing::ElementsAreArray;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;
using testing::UnorderedElementsAreArray;
using Json = nlohmann::json;

/// A database with one session that is to be warned of and one that is to be closed, and a
/// receiver.
class Deliver : public testing::Test {
protected:
    Deliver() {
        database_.add_silent_session("90 minutes", "sms");
        database_.add_silent_session("3 hours");
    }

    Ended run(const std::string& command, const Arguments& more = {}) {
        return chatsweep(with(telling(database_, receivers_), command, more));
    }

    Json ask(const Arguments& more = {}) {
        Arguments arguments{"--format", "json"};
        arguments.insert(arguments.end(), more.begin(), more.end());
        return Json::parse(run("deliver", arguments).out);
    }

    /// Makes the receiver known, so that what happens from now on is for it.
    void introduce() { ASSERT_EQ(run("deliver").code, 0); }

    TestDatabase database_;
    HttpServer server_;
    std::vector<ConfiguredReceiver> receivers_{{"desk", server_.url("/hooks")}};
};

TEST_F(Deliver, ASweepTellsWhatItDidRightAfterItsCommit) {
    const Ended ended = run("sweep", {"--deliver"});

    EXPECT_EQ(ended.code, 0);
    EXPECT_EQ(ended.out, "closed 1 of 2 open sessions; 1 warned\n");
    EXPECT_THAT(ended.err, Not(HasSubstr("undelivered")));
    EXPECT_THAT(arrived(server_), UnorderedElementsAreArray(all_webhook_ids(database_)));
    EXPECT_EQ(database_.value("select string_agg(distinct state, ',') from chatsweep.delivery"),
              "delivered");
}

TEST_F(Deliver, SaysInOneLineWhatItDeliveredAndNothingWhenThereIsNothing) {
    ASSERT_EQ(run("sweep").code, 0);

    EXPECT_EQ(run("deliver").out, "delivered 2 events to desk\n");

    const Ended again = run("deliver", {"--detailed-exitcode"});
    EXPECT_EQ(again.out + again.err, "");
    EXPECT_EQ(again.code, 0);
    EXPECT_THAT(server_.received(), SizeIs(2));
}

TEST_F(Deliver, TheBodyTellsOfTheSessionAndNotOfTheCustomer) {
    ASSERT_EQ(run("sweep", {"--deliver"}).code, 0);

    for (const Received& request : server_.received()) {
        EXPECT_EQ(request.method, "POST");
        EXPECT_EQ(request.target, "/hooks");
        EXPECT_EQ(request.headers.at("content-type"), "application/json");
        const Json body = Json::parse(request.body);
        EXPECT_EQ(body["id"], request.headers.at("webhook-id"));
        EXPECT_EQ(body["policy"], "quiet");
        EXPECT_EQ(body["tenant"], "default");
        EXPECT_EQ(body["environment"], "production");
        const bool warned = body["action"] == "warn";
        EXPECT_EQ(body["type"], warned ? "chatsweep.warned" : "chatsweep.closed");
        EXPECT_EQ(body["channel"], warned ? "sms" : "whatsapp");
        EXPECT_EQ(body["message"], warned ? Json("bye") : Json(nullptr));
        EXPECT_FALSE(body.contains("body"));
    }
}

TEST_F(Deliver, AnIndependentImplementationFindsTheSignatureRight) {
    ASSERT_EQ(run("sweep", {"--deliver"}).code, 0);
    const Received request = server_.received().at(0);
    const std::string program =
        "import base64, hashlib, hmac, sys\n"
        "key = base64.b64decode(sys.argv[1].removeprefix('whsec_'))\n"
        "signed = f'{sys.argv[2]}.{sys.argv[3]}.{sys.argv[4]}'.encode()\n"
        "print('v1,' + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode())";

    Process python{"/usr/bin/python3",
                   {"-c", program, a_secret, request.headers.at("webhook-id"),
                    request.headers.at("webhook-timestamp"), request.body}};

    EXPECT_EQ(python.wait().out, request.headers.at("webhook-signature") + "\n");
}

TEST_F(Deliver, ANewReceiverHearsOnlyWhatIsDoneFromThenOn) {
    receivers_.clear();
    ASSERT_EQ(run("sweep").code, 0);
    receivers_.push_back({"desk", server_.url()});

    const Ended ended = run("deliver");

    EXPECT_EQ(ended.code, 0);
    EXPECT_EQ(ended.err,
              "chatsweep: receiver 'desk' is new: it is told what sweeps do from now on\n");
    EXPECT_THAT(server_.received(), IsEmpty());
}

TEST_F(Deliver, AReceiverHearsOnlyOfTheActionsThatItWants) {
    receivers_[0].more = {"actions: warn"};

    ASSERT_EQ(run("sweep", {"--deliver"}).code, 0);

    ASSERT_THAT(server_.received(), SizeIs(1));
    EXPECT_EQ(Json::parse(server_.received()[0].body)["action"], "warn");
}

TEST_F(Deliver, TheDryRunListsWhatWouldGoWhereAndSendsNothing) {
    ASSERT_EQ(run("sweep").code, 0);

    const Json document = ask({"--dry-run"});
    const Ended ended = run("deliver", {"--dry-run", "--detailed-exitcode"});

    EXPECT_EQ(ended.code, 10);
    EXPECT_THAT(ended.out, HasSubstr("2 events would be sent to 1 receiver."));
    EXPECT_EQ(document["dry_run"], true);
    ASSERT_THAT(document["events"], SizeIs(2));
    EXPECT_EQ(document["events"][0]["url"].get<std::string>() + "/", server_.url("/"));
    EXPECT_THAT(server_.received(), IsEmpty());
    EXPECT_EQ(database_.count("select count(*) from chatsweep.delivery"), 0);
}

TEST_F(Deliver, WhatFailsIsTriedAgainUnderTheSameIdUntilItArrives) {
    server_.set([](const Received& request) {
        return Reply{.status = request.number < 2 ? 500 : 204, .body = ""};
    });

    const Ended ended = run("sweep", {"--deliver"});

    EXPECT_EQ(ended.code, 0);
    EXPECT_THAT(server_.received(), SizeIs(4));
    const std::vector<std::string> ids = arrived(server_);
    EXPECT_EQ(std::set<std::string>(ids.begin(), ids.end()).size(), 2);
    EXPECT_EQ(database_.count("select count(*) from chatsweep.delivery where state = 'delivered' "
                              "and attempts = 2"),
              2);
}

TEST_F(Deliver, TheLoopTellsAfterItsSweepAndTriesAgainBetweenTwoSweeps) {
    server_.set(
        [](const Received& request) { return Reply{.status = request.number < 2 ? 500 : 200}; });

    Process loop{chatsweep_binary(), with(telling(database_, receivers_), "run")};
    wait_until("everything is delivered", [&] {
        return database_.count("select count(*) from chatsweep.delivery where state = "
                               "'delivered'") == 2;
    });
    loop.send(SIGTERM);

    EXPECT_EQ(loop.wait().code, 0);
    EXPECT_EQ(server_.count(), 4);
    EXPECT_EQ(database_.count("select count(*) from chatsweep.run"), 1);
}

TEST_F(Deliver, WhatWasDoneBeforeIsToldAlthoughAGuardStopsTheSweep) {
    ASSERT_EQ(run("sweep").code, 0);
    database_.add_silent_session("3 hours");
    database_.add_silent_session("3 hours");

    const Ended ended = run("sweep", {"--deliver", "--max-close", "1"});

    EXPECT_EQ(ended.code, 7);
    EXPECT_THAT(server_.received(), SizeIs(2));
}

TEST_F(Deliver, WhatIsUndeliveredIsSaidAndShownAndNoFailure) {
    server_.set([](const Received&) { return Reply{.status = 503}; });
    ASSERT_EQ(run("sweep").code, 0);

    const Ended ended = run("deliver", {"--wait", "0s"});

    EXPECT_EQ(ended.code, 0);
    EXPECT_EQ(ended.out, "");
    EXPECT_THAT(ended.err,
                AllOf(HasSubstr("warning: 2 events undelivered to receiver 'desk' since "),
                      HasSubstr(": answered 503\nhint: the next attempt is due ")));
    EXPECT_EQ(run("deliver", {"--wait", "0s", "--detailed-exitcode"}).code, 10);
    for (const char* command : {"history", "report"}) {
        const Json document = Json::parse(run(command, {"--format", "json"}).out);
        ASSERT_THAT(document["undelivered"], SizeIs(1)) << command;
        EXPECT_EQ(document["undelivered"][0]["waiting"], 2);
        EXPECT_EQ(document["undelivered"][0]["problem"], "answered 503");
        EXPECT_THAT(run(command).out, HasSubstr(": answered 503\n")) << command;
    }
}

TEST_F(Deliver, AfterTheLastTryAnEventIsParkedAndCanBeSentAgain) {
    receivers_[0].more = {"retries: 0"};
    server_.set([](const Received&) { return Reply{.status = 400}; });

    const Ended ended = run("sweep", {"--deliver"});

    EXPECT_THAT(ended.err, HasSubstr("hint: their last try has failed: chatsweep deliver --again "
                                     "sends them again."));
    EXPECT_EQ(ask()["receivers"][0]["parked"], 2);
    EXPECT_THAT(server_.received(), SizeIs(2)) << "what is parked is left alone";
    server_.set([](const Received&) { return Reply{}; });
    EXPECT_EQ(run("deliver", {"--again"}).out, "delivered 2 events to desk\n");
}

TEST_F(Deliver, Status410DisablesTheReceiverUntilItIsTakenUpAgain) {
    receivers_[0].more = {"concurrency: 1"};
    server_.set([](const Received&) { return Reply{.status = 410}; });

    const Ended ended = run("sweep", {"--deliver"});

    EXPECT_EQ(ended.code, 0);
    EXPECT_THAT(ended.err, HasSubstr("2 events undelivered to receiver 'desk' since "));
    EXPECT_THAT(ended.err, HasSubstr(": answered 410: it wants no more"));
    EXPECT_THAT(ended.err, HasSubstr("hint: chatsweep deliver --again takes it up again."));
    EXPECT_EQ(run("deliver").code, 0);
    EXPECT_EQ(server_.count(), 1) << "it is left in peace";
    server_.set([](const Received&) { return Reply{}; });
    EXPECT_EQ(run("deliver", {"--again"}).out, "delivered 2 events to desk\n");
}

TEST_F(Deliver, RetryAfterHoldsBackTheWholeReceiver) {
    receivers_[0].more = {"concurrency: 1"};
    server_.set([](const Received&) {
        return Reply{.status = 429, .headers = {{"Retry-After", "3600"}}};
    });
    ASSERT_EQ(run("sweep", {"--deliver"}).code, 0);
    server_.set([](const Received&) { return Reply{}; });

    const Json document = ask();

    EXPECT_EQ(server_.count(), 1);
    EXPECT_EQ(document["outcome"], "undelivered");
    EXPECT_GT(database_.count("select extract(epoch from paused_until - now()) from "
                              "chatsweep.receiver"),
              3000);
}

TEST_F(Deliver, AReceiverThatIsDownHoldsUpNobodyElse) {
    HttpServer slow{[](const Received&) { return Reply{.manner = Manner::never}; }};
    receivers_ = {{"slow", slow.url(), {"timeout: 5s"}},
                  {"nowhere", "http://127.0.0.1:1/"},
                  {"desk", server_.url()}};
    ASSERT_EQ(run("sweep").code, 0);

    Process deliver{chatsweep_binary(),
                    with(telling(database_, receivers_), "deliver", {"--wait", "0s"})};
    server_.wait_for(2);
    EXPECT_TRUE(deliver.is_running()) << "the slow one has not been given up yet";
    const Ended ended = deliver.wait();

    EXPECT_EQ(ended.out, "delivered 2 events to desk\n");
    EXPECT_THAT(ended.err, HasSubstr("no answer within 5s"));
    EXPECT_THAT(ended.err, HasSubstr("cannot connect: connection refused"));
}

TEST_F(Deliver, WithoutPatienceNothingIsTriedTwiceWhateverTheOthersTake) {
    HttpServer slow{[](const Received&) { return Reply{.manner = Manner::never}; }};
    server_.set([](const Received&) { return Reply{.status = 500}; });
    receivers_.push_back({"slow", slow.url(), {"timeout: 5s"}});
    ASSERT_EQ(run("sweep").code, 0);

    EXPECT_EQ(run("deliver", {"--wait", "0s"}).code, 0);

    EXPECT_EQ(server_.count(), 2);
}

TEST_F(Deliver, ReceiversCanBeChosenAndForgotten) {
    receivers_.push_back({"other", "http://127.0.0.1:1/"});
    ASSERT_EQ(run("sweep").code, 0);

    EXPECT_EQ(run("deliver", {"--receiver", "desk"}).out, "delivered 2 events to desk\n");
    EXPECT_EQ(run("deliver", {"--forget", "other"}).code, 0);
    EXPECT_EQ(run("deliver", {"--forget", "other"}).code, 9);
    const Ended unknown = run("deliver", {"--receiver", "dsk"});

    EXPECT_EQ(unknown.code, 3);
    EXPECT_EQ(unknown.err, "chatsweep: --receiver: there is no receiver 'dsk'\n"
                           "hint: name a receiver as the configuration does.\n");
    EXPECT_EQ(database_.count("select count(*) from chatsweep.receiver"), 1);
}

TEST_F(Deliver, ASecretThatOthersCanReadIsRefusedBeforeAnythingIsDone) {
    const std::string open = write_file("open.secret", a_secret);
    std::filesystem::permissions(open, std::filesystem::perms{0644});
    const std::string file =
        write_file("open.yaml", "version: 1\npolicies: [{ name: all, match: {}, timeout: 2h }]\n"
                                "receivers: [{ name: desk, url: 'http://127.0.0.1:1/', "
                                "allow_local: true, secret: { file: " +
                                    open + " } }]\n");

    const Ended ended = chatsweep({"sweep", "--deliver", "-c", file, "-d", database_.dsn()});

    EXPECT_EQ(ended.code, 3);
    EXPECT_THAT(ended.err, AllOf(HasSubstr("receiver 'desk': "), HasSubstr("read by others"),
                                 Not(HasSubstr("MfKQ"))));
    EXPECT_EQ(database_.count("select count(*) from chatsweep.run"), 0);
}

TEST_F(Deliver, WithoutReceiversThereIsNobodyToTell) {
    receivers_.clear();

    EXPECT_EQ(run("deliver").code, 3);
    const Ended ended = run("sweep", {"--deliver"});

    EXPECT_EQ(ended.code, 3);
    EXPECT_EQ(ended.err, "chatsweep: no receivers are configured, so nobody is told anything\n"
                         "hint: name them under receivers: in the configuration.\n");
    EXPECT_EQ(database_.count("select count(*) from chatsweep.run"), 0);
}

TEST_F(Deliver, ARoleWithTheGrantOfASweepMayDeliver) {
    const TestRole role{database_};
    ASSERT_EQ(chatsweep({"schema", "grant", role.name(), "-d", database_.dsn()}).code, 0);

    EXPECT_EQ(run("sweep", {"--deliver", "-U", role.name()}).code, 0);

    EXPECT_THAT(server_.received(), SizeIs(2));
    const Ended forget = run("deliver", {"--forget", "desk", "-U", role.name()});
    EXPECT_EQ(forget.code, 4);
    EXPECT_THAT(forget.err, HasSubstr("hint: connect as the owner of schema chatsweep"));
}

TEST_F(Deliver, WhoeverListensIsToldThatThereIsNews) {
    pqxx::connection listener{database_.dsn()};
    std::vector<std::string> heard;
    listener.listen("chatsweep",
                    [&](const pqxx::notification& news) { heard.emplace_back(news.payload); });

    ASSERT_EQ(run("sweep").code, 0);
    ASSERT_EQ(run("sweep").code, 0) << "which finds nothing, and is no news";

    while (listener.await_notification(1) > 0) {}
    EXPECT_THAT(heard, ElementsAreArray({database_.value(
                           "select run_id from chatsweep.run where outcome = 'closed'")}));
}

} // namespace
} // namespace chatsweep::test

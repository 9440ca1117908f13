// SPDX-License-Identifier: Apache-2.0
#include "delivery/sender.hpp"

#include "core/version.hpp"
#include "delivery/message.hpp"
#include "sending.hpp"

#include <gtest/gtest.h>

#include <set>

namespace chatsweep::test {
namespace {

std::int64_t now_in_seconds() {
    return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now())
        .time_since_epoch()
        .count();
}

TEST(Sender, PostsTheBodyWithItsHeaders) {
    const HttpServer server;
    Sender sender{{{a_receiver(server), {a_secret}}}};
    const Answer answer = send_one(sender, "evt_7", "{\"action\":\"warn\"}");
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.problem, "");
    EXPECT_EQ(answer.retry_after, std::nullopt);
    ASSERT_EQ(server.count(), 1U);
    Received request = server.received()[0];
    EXPECT_EQ(request.method, "POST");
    EXPECT_EQ(request.target, "/hook");
    EXPECT_EQ(request.body, "{\"action\":\"warn\"}");
    EXPECT_EQ(request.headers["content-type"], "application/json");
    EXPECT_EQ(request.headers["user-agent"], "chatsweep/" + std::string{tool_version()});
    EXPECT_EQ(request.headers["webhook-id"], "evt_7");
    EXPECT_EQ(request.headers["content-length"], "17");
}

TEST(Sender, SignsAsOfNowWithEverySecret) {
    const HttpServer server;
    const std::vector<Secret> secrets{a_secret, {std::string(24, 't')}};
    Sender sender{{{a_receiver(server), secrets}}};
    const std::int64_t before = now_in_seconds();
    send_one(sender, "evt_7", "{}");
    const std::int64_t after = now_in_seconds();
    auto headers = server.received().at(0).headers;
    const std::int64_t seconds = std::stoll(headers["webhook-timestamp"]);
    EXPECT_GE(seconds, before);
    EXPECT_LE(seconds, after);
    EXPECT_EQ(headers["webhook-signature"], signature(secrets, "evt_7", seconds, "{}"));
}

TEST(Sender, NeverWaitsToBeToldToGoOn) {
    const HttpServer server;
    Sender sender{{{a_receiver(server), {a_secret}}}};
    const std::string large(3 << 20, 'x');
    EXPECT_EQ(send_one(sender, "evt_7", large).status, 200);
    EXPECT_FALSE(server.received().at(0).headers.contains("expect"));
    EXPECT_EQ(server.received().at(0).body, large);
}

TEST(Sender, SendsOneAfterTheOtherByOneConnection) {
    const HttpServer server{always({.body = std::string(1'000, 'x')})};
    Sender sender{{{a_receiver(server), {a_secret}}}};
    for (int number = 0; number < 100; ++number) {
        EXPECT_EQ(send_one(sender, "evt_" + std::to_string(number)).status, 200);
    }
    EXPECT_EQ(server.count(), 100U);
    EXPECT_EQ(server.connections(), 1U);
    EXPECT_EQ(server.received()[99].headers["webhook-id"], "evt_99");
}

TEST(Sender, SendsAgainOnAConnectionThatHasGrownOld) {
    HttpServer server;
    Sender sender{{{a_receiver(server), {a_secret}}}};
    EXPECT_EQ(send_one(sender).problem, "");
    server.set([](const Received& request) {
        const bool old = request.connection == 0;
        return Reply{.manner = old ? Manner::close : Manner::whole};
    });
    EXPECT_EQ(send_one(sender).problem, "");
}

TEST(Sender, SendsManyAtOnceAndKnowsThemByTheirTags) {
    const HttpServer server{[](const Received& request) {
        return Reply{.status = request.headers.at("webhook-id") == "evt_13" ? 500 : 204};
    }};
    Receiver receiver = a_receiver(server);
    receiver.concurrency = 50;
    Sender sender{{{receiver, {a_secret}}, {receiver, {a_secret}}}};
    for (std::size_t tag = 0; tag < 50; ++tag) {
        sender.send({tag % 2, tag, "evt_" + std::to_string(tag), "{}"});
    }
    EXPECT_EQ(sender.under_way(), 50U);
    std::set<std::size_t> tags;
    for (const EndedRequest& ended : wait_for_all(sender)) {
        EXPECT_EQ(ended.destination, ended.tag % 2);
        EXPECT_EQ(ended.answer.status, ended.tag == 13 ? 500 : 204);
        EXPECT_TRUE(tags.insert(ended.tag).second) << ended.tag;
    }
    EXPECT_EQ(tags.size(), 50U);
    EXPECT_EQ(server.count(), 50U);
}

TEST(Sender, KeepsAConnectionForEachThatMayBeUnderWay) {
    const HttpServer server;
    Receiver receiver = a_receiver(server);
    receiver.concurrency = 8;
    Sender sender{{{receiver, {a_secret}}}};
    for (int round = 0; round < 5; ++round) {
        for (std::size_t tag = 0; tag < 8; ++tag) {
            sender.send({0, tag, "evt_1", "{}"});
        }
        EXPECT_EQ(wait_for_all(sender).size(), 8U);
    }
    EXPECT_EQ(server.count(), 40U);
    EXPECT_LE(server.connections(), 8U);
}

TEST(Sender, HoldsUpNobodyForAReceiverThatSaysNothing) {
    const HttpServer silent{always({.manner = Manner::never})};
    const HttpServer server;
    Sender sender{{{a_receiver(silent), {a_secret}}, {a_receiver(server), {a_secret}}}};
    sender.send({0, 1, "evt_1", "{}"});
    sender.send({1, 2, "evt_2", "{}"});
    std::vector<EndedRequest> ended;
    while (ended.empty()) {
        ended = sender.wait(1s);
    }
    ASSERT_EQ(ended.size(), 1U);
    EXPECT_EQ(ended[0].tag, 2U);
    EXPECT_EQ(sender.under_way(), 1U);
}

TEST(Sender, ReturnsEmptyHandedWhenTheTimeIsOver) {
    const HttpServer silent{always({.manner = Manner::never})};
    Sender sender{{{a_receiver(silent), {a_secret}}}};
    sender.send({0, 1, "evt_1", "{}"});
    EXPECT_TRUE(sender.wait(0s).empty());
    EXPECT_TRUE(sender.wait(20ms).empty());
    EXPECT_EQ(sender.under_way(), 1U);
}

TEST(Sender, ReturnsAtOnceWhenNoneIsUnderWay) {
    Sender sender{{}};
    EXPECT_TRUE(sender.wait(longest_duration).empty());
}

TEST(Sender, GivesUpAllThatAreUnderWayAndGoesOnAfterwards) {
    HttpServer server{always({.manner = Manner::never})};
    Sender sender{{{a_receiver(server), {a_secret}}}};
    for (std::size_t tag = 0; tag < 8; ++tag) {
        sender.send({0, tag, "evt_" + std::to_string(tag), "{}"});
    }
    while (server.count() < 8) {
        EXPECT_TRUE(sender.wait(10ms).empty());
    }
    sender.abandon();
    EXPECT_EQ(sender.under_way(), 0U);
    server.set(always({}));
    EXPECT_EQ(send_one(sender, "evt_9").problem, "");
}

TEST(Sender, EndsWhileRequestsAreUnderWay) {
    const HttpServer server{always({.manner = Manner::never})};
    Sender sender{{{a_receiver(server), {a_secret}}}};
    sender.send({0, 1, "evt_1", "{}"});
    while (server.count() < 1) {
        EXPECT_TRUE(sender.wait(10ms).empty());
    }
}

TEST(Sender, RefusesADestinationThatThereIsNot) {
    Sender sender{{}};
    EXPECT_THROW(sender.send({0, 1, "evt_1", "{}"}), std::out_of_range);
}

TEST(Sender, SpeaksNothingButHttp) {
    EXPECT_NE(problem_with(a_receiver("ftp://127.0.0.1/")).find("protocol \"ftp\""),
              std::string::npos);
    EXPECT_NE(problem_with(a_receiver("file:///etc/passwd")).find("protocol \"file\""),
              std::string::npos);
    EXPECT_NE(problem_with(a_receiver("what is this")), "");
}

} // namespace
} // namespace chatsweep::test

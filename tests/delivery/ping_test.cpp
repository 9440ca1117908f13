// SPDX-License-Identifier: Apache-2.0
#include "delivery/ping.hpp"

#include "support/http_server.hpp"

#include <gtest/gtest.h>

namespace chatsweep::test {
namespace {

using namespace std::chrono_literals;

bool never() {
    return false;
}

TEST(PingUrl, HasTheSignAtTheEndOfItsPath) {
    EXPECT_EQ(ping_url("https://ping.example/a", "start"), "https://ping.example/a/start");
    EXPECT_EQ(ping_url("https://ping.example/a/", "75"), "https://ping.example/a/75");
    EXPECT_EQ(ping_url("https://ping.example", "4"), "https://ping.example/4");
    EXPECT_EQ(ping_url("https://ping.example/a?b=/c?", "4"), "https://ping.example/a/4?b=/c?");
    EXPECT_EQ(ping_url("https://ping.example/a/?b", ""), "https://ping.example/a/?b");
}

TEST(APing, IsHeardAtALoopbackAddressToo) {
    const HttpServer server;

    EXPECT_EQ(ping(server.url("/a"), 10s, never), "");
    ASSERT_EQ(server.count(), 1U);
    EXPECT_EQ(server.received()[0].method, "POST");
    EXPECT_EQ(server.received()[0].body, "");
}

TEST(APing, SaysWhyNobodyHeardIt) {
    HttpServer server{[](const Received&) { return Reply{.status = 500}; }};
    EXPECT_EQ(ping(server.url("/hush"), 10s, never), "answered 500");
    server.set([](const Received&) { return Reply{.manner = Manner::never}; });
    EXPECT_EQ(ping(server.url("/hush"), 100ms, never), "no answer within 100ms");
}

TEST(APing, IsGivenUpWithoutAWord) {
    const HttpServer server{[](const Received&) { return Reply{.manner = Manner::never}; }};

    EXPECT_EQ(ping(server.url(), 1h, [&] { return server.count() > 0; }), "");
}

} // namespace
} // namespace chatsweep::test

// SPDX-License-Identifier: Apache-2.0
#include "delivery/answer.hpp"

#include <gtest/gtest.h>

#include <cerrno>
#include <string>

namespace chatsweep::test {
namespace {

using namespace std::chrono_literals;

Ending answered(int status) {
    Ending ending;
    ending.stage = Stage::answering;
    ending.status = status;
    return ending;
}

Ending failed(CURLcode code, Stage stage = Stage::connecting, const std::string& detail = "") {
    Ending ending;
    ending.code = code;
    ending.stage = stage;
    ending.detail = detail;
    return ending;
}

std::string problem_of(const Ending& ending) {
    Receiver receiver;
    receiver.timeout = 1500ms;
    receiver.ca_file = "/etc/desk.pem";
    return chatsweep::problem_of(ending, receiver);
}

TEST(Problem, IsNoneOfTheTwoHundreds) {
    for (const int status : {200, 201, 202, 204, 299}) {
        EXPECT_EQ(problem_of(answered(status)), "");
    }
}

TEST(Problem, IsTheStatusOfEverythingElse) {
    EXPECT_EQ(problem_of(answered(500)), "answered 500");
    EXPECT_EQ(problem_of(answered(300)), "answered 300");
    EXPECT_EQ(problem_of(answered(304)), "answered 304");
    EXPECT_EQ(problem_of(answered(101)), "answered 101");
    EXPECT_EQ(problem_of(answered(302)), "answered 302, and redirects are not followed");
    EXPECT_EQ(problem_of(answered(308)), "answered 308, and redirects are not followed");
    EXPECT_EQ(problem_of(answered(410)), "answered 410: it wants no more");
}

TEST(Problem, IsTheStatusAloneOnceEnoughOfTheBodyWasRead) {
    Ending ending = answered(200);
    ending.code = CURLE_WRITE_ERROR;
    ending.read_enough = true;
    EXPECT_EQ(problem_of(ending), "");
    ending.status = 503;
    EXPECT_EQ(problem_of(ending), "answered 503");
}

TEST(Problem, TellsHowFarTheTimeReached) {
    const auto late = CURLE_OPERATION_TIMEDOUT;
    EXPECT_EQ(problem_of(failed(late, Stage::connecting)), "no connection within 1s500ms");
    EXPECT_EQ(problem_of(failed(late, Stage::waiting)), "no answer within 1s500ms");
    EXPECT_EQ(problem_of(failed(late, Stage::answering)), "no end of the answer within 1s500ms");
}

TEST(Problem, TellsWhyThereIsNoConnection) {
    Ending ending = failed(CURLE_COULDNT_CONNECT);
    EXPECT_EQ(problem_of(ending), "cannot connect");
    ending.os_error = ECONNREFUSED;
    EXPECT_EQ(problem_of(ending), "cannot connect: connection refused");
    ending.refused_address = "169.254.169.254";
    EXPECT_EQ(problem_of(ending),
              "its address 169.254.169.254 is local, which needs allow_local: true");
    EXPECT_EQ(problem_of(failed(CURLE_COULDNT_RESOLVE_HOST)),
              "the name of its host cannot be resolved");
}

TEST(Problem, TellsWhenTheConnectionWasLost) {
    EXPECT_EQ(problem_of(failed(CURLE_RECV_ERROR, Stage::connecting)),
              "the connection was lost before it was ready");
    EXPECT_EQ(problem_of(failed(CURLE_GOT_NOTHING, Stage::waiting)),
              "the connection was lost before an answer");
    EXPECT_EQ(problem_of(failed(CURLE_PARTIAL_FILE, Stage::answering)),
              "the connection was lost in the middle of the answer");
}

TEST(Problem, TellsWhyThereIsNoTrust) {
    const auto code = CURLE_PEER_FAILED_VERIFICATION;
    EXPECT_EQ(problem_of(failed(code, Stage::connecting,
                                "SSL certificate problem: self-signed certificate")),
              "its certificate is not trusted: self-signed certificate");
    EXPECT_EQ(problem_of(failed(code, Stage::connecting, "SSL: no name matches")),
              "its certificate is not trusted: no name matches");
    EXPECT_EQ(problem_of(failed(CURLE_SSL_CONNECT_ERROR, Stage::connecting,
                                "OpenSSL/3.0: error:0A00010B:SSL routines::wrong version number")),
              "no TLS with it: wrong version number");
    EXPECT_EQ(problem_of(failed(CURLE_SSL_CACERT_BADFILE)),
              "the file of its authorities cannot be used: /etc/desk.pem");
}

TEST(Problem, IsTheProxysWhereThatRefused) {
    Ending ending = failed(CURLE_RECV_ERROR);
    ending.proxy_status = 407;
    EXPECT_EQ(problem_of(ending), "the proxy answered 407");
}

TEST(Problem, HoldsNothingUnprintableAndNothingLong) {
    EXPECT_EQ(problem_of(failed(CURLE_PEER_FAILED_VERIFICATION, Stage::connecting,
                                "subject '\x1b[31m\n a\xff'")),
              "its certificate is not trusted: subject '?[31m? a?'");
    EXPECT_EQ(
        problem_of(failed(CURLE_BAD_CONTENT_ENCODING, Stage::answering, std::string(10'000, 'x'))),
        "the request failed: " + std::string(200, 'x'));
}

TEST(Problem, IsInLibcurlsWordsWhereItIsRare) {
    EXPECT_EQ(problem_of(failed(CURLE_URL_MALFORMAT, Stage::connecting, "Port number was not ok")),
              "the request failed: port number was not ok");
}

TEST(RetryAfter, IsWhatLiesAhead) {
    EXPECT_EQ(retry_after_of(120), 2min);
    EXPECT_EQ(retry_after_of(0), std::nullopt);
    EXPECT_EQ(retry_after_of(-3600), std::nullopt);
    EXPECT_EQ(retry_after_of(INT64_MAX), longest_duration);
}

} // namespace
} // namespace chatsweep::test

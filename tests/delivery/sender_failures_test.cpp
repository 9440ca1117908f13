// SPDX-License-Identifier: Apache-2.0
#include "delivery/sender.hpp"
#include "sending.hpp"

#include <gtest/gtest.h>

namespace chatsweep::test {
namespace {

Answer answer_to(const Reply& reply) {
    const HttpServer server{always(reply)};
    return answer_of(a_receiver(server));
}

TEST(FailedRequest, IsEveryStatusButTheTwoHundreds) {
    for (const int status : {400, 404, 429, 500, 503}) {
        const Answer answer = answer_to({.status = status});
        EXPECT_EQ(answer.status, status);
        EXPECT_EQ(answer.problem, "answered " + std::to_string(status));
    }
    EXPECT_EQ(answer_to({.status = 204}).problem, "");
    EXPECT_EQ(answer_to({.status = 299}).problem, "");
}

TEST(FailedRequest, IsTheOneOfAReceiverThatIsGone) {
    const Answer answer = answer_to({.status = 410});
    EXPECT_EQ(answer.status, 410);
    EXPECT_EQ(answer.problem, "answered 410: it wants no more");
}

TEST(FailedRequest, IsARedirectWhichIsNotFollowed) {
    const HttpServer elsewhere;
    const HttpServer server{
        always({.status = 302, .headers = {{"Location", elsewhere.url("/there")}}})};
    const Answer answer = answer_of(a_receiver(server));
    EXPECT_EQ(answer.status, 302);
    EXPECT_EQ(answer.problem, "answered 302, and redirects are not followed");
    EXPECT_EQ(server.count(), 1U);
    EXPECT_EQ(elsewhere.count(), 0U);
}

TEST(FailedRequest, MayTellWhenToTryAgainInSeconds) {
    const Answer answer = answer_to({.status = 429, .headers = {{"Retry-After", "120"}}});
    EXPECT_EQ(answer.problem, "answered 429");
    EXPECT_EQ(answer.retry_after, 2min);
    EXPECT_EQ(answer_to({.status = 500, .headers = {{"retry-after", "7"}}}).retry_after, 7s);
}

TEST(FailedRequest, MayTellWhenToTryAgainAsADate) {
    const auto far =
        answer_to({.status = 503, .headers = {{"Retry-After", "Fri, 31 Dec 2100 23:59:59 GMT"}}});
    ASSERT_TRUE(far.retry_after);
    EXPECT_GT(*far.retry_after, 24h);
    const auto past =
        answer_to({.status = 503, .headers = {{"Retry-After", "Fri, 31 Dec 1999 23:59:59 GMT"}}});
    EXPECT_EQ(past.retry_after, std::nullopt);
}

TEST(FailedRequest, MayTellNonsenseOfWhenToTryAgain) {
    for (const std::string text : {"soon", "-5", "", "0", "1e9", "0x10"}) {
        const Answer answer = answer_to({.status = 503, .headers = {{"Retry-After", text}}});
        EXPECT_EQ(answer.problem, "answered 503");
        EXPECT_LE(answer.retry_after.value_or(0s), 1s) << text;
    }
    const Answer huge =
        answer_to({.status = 503, .headers = {{"Retry-After", std::string(40, '9')}}});
    EXPECT_GE(huge.retry_after.value_or(0s), 0s);
}

TEST(FailedRequest, LeavesNothingOfWhatItAskedForToTheNext) {
    HttpServer server{always({.status = 429, .headers = {{"Retry-After", "120"}}})};
    Sender sender{{{a_receiver(server), {a_secret}}}};
    EXPECT_EQ(send_one(sender).retry_after, 2min);
    server.set(always({.status = 500}));
    EXPECT_EQ(send_one(sender).retry_after, std::nullopt);
    server.set(always({.manner = Manner::reset}));
    const Answer last = send_one(sender);
    EXPECT_EQ(last.retry_after, std::nullopt);
    EXPECT_EQ(last.status, 0);
}

TEST(FailedRequest, IsAnsweredWithGarbage) {
    const Answer answer = answer_to({.manner = Manner::garbage});
    EXPECT_EQ(answer.status, 0);
    EXPECT_EQ(answer.problem, "answered with what is not HTTP");
}

TEST(FailedRequest, IsAnsweredByHalfEvenWhereThatBeganWell) {
    const Answer answer = answer_to({.status = 200, .manner = Manner::half});
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.problem, "the connection was lost in the middle of the answer");
}

TEST(FailedRequest, IsResetOrClosedWithoutAnAnswer) {
    for (const Manner manner : {Manner::reset, Manner::close}) {
        const Answer answer = answer_to({.manner = manner});
        EXPECT_EQ(answer.status, 0);
        EXPECT_EQ(answer.problem, "the connection was lost before an answer");
    }
}

TEST(FailedRequest, IsNotAnsweredInTime) {
    const HttpServer server{always({.manner = Manner::never})};
    Receiver receiver = a_receiver(server);
    receiver.timeout = 300ms;
    const Answer answer = answer_of(receiver);
    EXPECT_EQ(answer.status, 0);
    EXPECT_EQ(answer.problem, "no answer within 300ms");
}

TEST(FailedRequest, IsAnsweredTooLate) {
    const HttpServer server{always({.delay = 24h})};
    Receiver receiver = a_receiver(server);
    receiver.timeout = 300ms;
    EXPECT_EQ(problem_with(receiver), "no answer within 300ms");
}

TEST(FailedRequest, HasATimeoutOfAtLeastAMillisecond) {
    const HttpServer server{always({.manner = Manner::never})};
    Receiver receiver = a_receiver(server);
    receiver.timeout = Duration{1};
    EXPECT_NE(problem_with(receiver), "");
}

TEST(FailedRequest, FindsNobodyListening) {
    std::string url;
    {
        const HttpServer server;
        url = server.url();
    }
    EXPECT_EQ(problem_with(a_receiver(url)), "cannot connect: connection refused");
}

TEST(FailedRequest, CannotResolveTheName) {
    EXPECT_EQ(problem_with(a_receiver("http://desk.invalid/")),
              "the name of its host cannot be resolved");
}

TEST(LongAnswer, IsReadOnlyToItsFirstPart) {
    const std::string long_body(8 << 20, 'x');
    // What it announces is not there: had it been read to the end, that would be a failure.
    const Answer good = answer_to({.status = 200, .body = long_body, .manner = Manner::half});
    EXPECT_EQ(good.status, 200);
    EXPECT_EQ(good.problem, "");
    const Answer bad = answer_to({.status = 500, .body = long_body, .manner = Manner::half});
    EXPECT_EQ(bad.problem, "answered 500");
}

TEST(LongAnswer, IsReadWhereItIsNotAllThatLong) {
    EXPECT_EQ(answer_to({.body = std::string(60'000, 'x')}).problem, "");
    EXPECT_EQ(answer_to({.body = std::string(60'000, 'x'), .manner = Manner::half}).problem,
              "the connection was lost in the middle of the answer");
}

TEST(LongAnswer, IsAFailureWhereItsHeadersDoNotEnd) {
    Reply reply;
    for (int number = 0; number < 2'000; ++number) {
        reply.headers.emplace_back("X-" + std::to_string(number), std::string(60, 'x'));
    }
    EXPECT_EQ(answer_to(reply).problem, "answered with more headers than are read");
}

} // namespace
} // namespace chatsweep::test

// SPDX-License-Identifier: Apache-2.0
#include "core/session.hpp"

#include "support/sessions.hpp"

#include <gtest/gtest.h>

namespace chatsweep::test {
namespace {

TEST(Unanswered, IsTheSessionToWhichNobodyReplied) {
    EXPECT_TRUE(is_unanswered(a_session().silent_for(1h)));
}

TEST(Unanswered, IsNotTheSessionWhoseCustomerNeverWrote) {
    EXPECT_FALSE(is_unanswered(a_session().never_wrote()));
    EXPECT_FALSE(is_unanswered(a_session().never_wrote().with("bot")));
}

TEST(Unanswered, EndsWithAnAgentsMessage) {
    EXPECT_FALSE(is_unanswered(a_session().silent_for(1h).agent_wrote(1h - tick)));
    EXPECT_FALSE(is_unanswered(a_session().with("bot").silent_for(1h).agent_wrote(1h - tick)));
}

TEST(Unanswered, BeginsAgainWhenTheCustomerWritesAfterTheAgent) {
    EXPECT_TRUE(is_unanswered(a_session().silent_for(1h).agent_wrote(1h + tick)));
    EXPECT_TRUE(
        is_unanswered(a_session().with("bot").silent_for(1h).agent_wrote(2h).bot_wrote(3h)));
}

TEST(Unanswered, IsNotEndedByABotWhereAHumanHandlesTheSession) {
    const auto session = a_session().with("human").silent_for(1h).bot_wrote(1min);
    EXPECT_TRUE(is_unanswered(session));
    EXPECT_TRUE(is_unanswered(a_session().with("human").silent_for(1h).first_replied(1min)));
}

TEST(Unanswered, IsEndedByABotWhereNoHumanHandlesTheSession) {
    EXPECT_FALSE(is_unanswered(a_session().with("bot").silent_for(1h).bot_wrote(1min)));
    EXPECT_FALSE(is_unanswered(a_session().with("ai_agent").silent_for(1h).bot_wrote(1min)));
    SessionFacts unhandled = a_session().silent_for(1h).bot_wrote(1min);
    unhandled.handler = std::nullopt;
    EXPECT_FALSE(is_unanswered(unhandled));
}

TEST(Unanswered, IsNotEndedByASystemMessage) {
    EXPECT_TRUE(is_unanswered(a_session().silent_for(1h).someone_wrote(1min)));
    EXPECT_TRUE(is_unanswered(a_session().with("bot").silent_for(1h).someone_wrote(1min)));
}

TEST(Unanswered, IsNotEndedByAMessageOfTheVerySameInstant) {
    EXPECT_TRUE(is_unanswered(a_session().silent_for(1h).agent_wrote(1h)));
    EXPECT_TRUE(is_unanswered(a_session().with("bot").silent_for(1h).bot_wrote(1h)));
}

TEST(Unanswered, IsEndedAtTheVerySameInstantWhereTheDatabaseSaysItCameAfter) {
    EXPECT_FALSE(is_unanswered(a_session().silent_for(1h).agent_wrote(1h).agent_first_replied(1h)));
    EXPECT_FALSE(is_unanswered(a_session().with("bot").silent_for(1h).first_replied(1h)));
    EXPECT_FALSE(is_unanswered(a_session().with("bot").silent_for(1h).agent_first_replied(1h)));
}

TEST(Unanswered, IsNotEndedByAFirstReplyThatIsOutOfDate) {
    EXPECT_TRUE(is_unanswered(a_session().silent_for(1h).agent_first_replied(1h + tick)));
    EXPECT_TRUE(is_unanswered(a_session().with("bot").silent_for(1h).first_replied(1h + tick)));
}

} // namespace
} // namespace chatsweep::test

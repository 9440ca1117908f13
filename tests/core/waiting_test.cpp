// SPDX-License-Identifier: Apache-2.0
#include "core/waiting.hpp"

#include "support/sessions.hpp"

#include <gtest/gtest.h>

namespace chatsweep::test {
namespace {

const PolicySet waiting_policies{a_policy("chat").on("whatsapp").closes_after(24h)};

Waiting waiting_of(std::size_t wanted, const std::vector<SessionFacts>& sessions) {
    Waiting waiting{wanted};
    for (const SessionFacts& session : sessions) {
        waiting.add(session, judge(session, waiting_policies, noon));
    }
    return waiting;
}

std::vector<std::string> ids_of(const std::vector<WaitingSession>& sessions) {
    std::vector<std::string> ids;
    for (const WaitingSession& session : sessions) {
        ids.push_back(session.session_id.value);
    }
    return ids;
}

using Ids = std::vector<std::string>;

TEST(Waiting, ListsThoseWhoHaveWaitedLongestAndCountsAll) {
    Waiting waiting = waiting_of(
        2, {a_session().named("b").silent_for(2h), a_session().named("d").silent_for(4h),
            a_session().named("a").silent_for(1h), a_session().named("c").silent_for(3h)});
    EXPECT_EQ(waiting.total(), 4);
    EXPECT_EQ(ids_of(waiting.take_sessions()), (Ids{"d", "c"}));
}

TEST(Waiting, OrdersThoseOfTheSameInstantById) {
    Waiting waiting =
        waiting_of(2, {a_session().named("b"), a_session().named("c"), a_session().named("a")});
    EXPECT_EQ(ids_of(waiting.take_sessions()), (Ids{"a", "b"}));
}

TEST(Waiting, LeavesOutWhoIsAnswered) {
    Waiting waiting = waiting_of(2, {a_session().silent_for(2h).agent_wrote(1h)});
    EXPECT_EQ(waiting.total(), 0);
    EXPECT_TRUE(waiting.take_sessions().empty());
}

TEST(Waiting, CountsWhereNoneIsWanted) {
    Waiting waiting = waiting_of(0, {a_session()});
    EXPECT_EQ(waiting.total(), 1);
    EXPECT_TRUE(waiting.take_sessions().empty());
}

TEST(Waiting, SaysWhatTheVerdictIs) {
    Waiting waiting = waiting_of(
        3, {a_session().of("acme").silent_for(25h), a_session().on("sms").silent_for(2h)});
    const auto sessions = waiting.take_sessions();
    ASSERT_EQ(sessions.size(), 2U);
    EXPECT_EQ(sessions[0].policy, "chat");
    EXPECT_EQ(sessions[0].tenant, "acme");
    EXPECT_EQ(sessions[0].channel, "whatsapp");
    EXPECT_EQ(sessions[0].since, noon - 25h);
    EXPECT_EQ(sessions[0].decision, Decision::close);
    EXPECT_EQ(sessions[0].due_at, noon - 1h);
    EXPECT_EQ(sessions[1].policy, "");
    EXPECT_EQ(sessions[1].reason, Reason::no_policy);
    EXPECT_EQ(sessions[1].due_at, std::nullopt);
}

} // namespace
} // namespace chatsweep::test

// SPDX-License-Identifier: Apache-2.0
#include "core/groups.hpp"

#include "support/sessions.hpp"

#include <gtest/gtest.h>

namespace chatsweep::test {
namespace {

const PolicySet policies{a_policy("web").on("web").closes_after(2h),
                         a_policy("chat")
                             .when(Attribute::channel, {"sms", "whatsapp"})
                             .closes_after(24h)
                             .holds_labels({"vip"})};

std::vector<Group> groups_of(const std::vector<SessionFacts>& sessions) {
    Grouping grouping{noon};
    for (const SessionFacts& session : sessions) {
        grouping.add(session, judge(session, policies, noon));
    }
    return grouping.take_groups(policies);
}

TEST(Groups, AreOfOnePolicyTenantAndChannel) {
    const auto groups =
        groups_of({a_session().of("acme").on("sms"), a_session().of("acme").on("sms"),
                   a_session().of("acme").on("whatsapp"), a_session().of("umbrella").on("sms")});
    ASSERT_EQ(groups.size(), 3U);
    EXPECT_EQ(groups[0].policy, "chat");
    EXPECT_EQ(groups[0].tenant, "acme");
    EXPECT_EQ(groups[0].channel, "sms");
    EXPECT_EQ(groups[0].open, 2);
    EXPECT_EQ(groups[1].channel, "whatsapp");
    EXPECT_EQ(groups[2].tenant, "umbrella");
}

TEST(Groups, StandInTheOrderOfThePoliciesAndWithoutOneLast) {
    const auto groups =
        groups_of({a_session().on("fax"), a_session().on("sms"), a_session().of("zeta").on("web"),
                   a_session().on("web"), a_session().without_tenant().on("web")});
    std::vector<std::string> order;
    for (const Group& group : groups) {
        order.push_back(group.policy + "/" + group.tenant.value_or("-") + "/" +
                        group.channel.value_or("-"));
    }
    const std::vector<std::string> expected{"web/-/web", "web/acme/web", "web/zeta/web",
                                            "chat/acme/sms", "/acme/fax"};
    EXPECT_EQ(order, expected);
}

TEST(Groups, TellAnEmptyTextFromNone) {
    EXPECT_EQ(groups_of({a_session().of(""), a_session().without_tenant()}).size(), 2U);
}

TEST(Groups, CountTheDueTheHeldAndTheUnanswered) {
    const auto groups = groups_of({a_session().silent_for(24h), a_session().silent_for(1h),
                                   a_session().silent_for(30h).agent_wrote(1h),
                                   a_session().silent_for(30h).labelled({"vip"}),
                                   a_session().silent_for(1h).agent_wrote(tick)});
    ASSERT_EQ(groups.size(), 1U);
    EXPECT_EQ(groups[0].open, 5);
    EXPECT_EQ(groups[0].due, 2);
    EXPECT_EQ(groups[0].held, 1);
    EXPECT_EQ(groups[0].unanswered, 3);
}

TEST(Groups, TakeTheLowerMedianAndTheOldest) {
    const auto four = groups_of({a_session().silent_for(4h), a_session().silent_for(1h),
                                 a_session().silent_for(3h), a_session().silent_for(2h)});
    EXPECT_EQ(four.at(0).median_idle, 2h);
    EXPECT_EQ(four.at(0).oldest_idle, 4h);
    const auto three = groups_of(
        {a_session().silent_for(4h), a_session().silent_for(1h), a_session().silent_for(3h)});
    EXPECT_EQ(three.at(0).median_idle, 3h);
    const auto one = groups_of({a_session().silent_for(4h)});
    EXPECT_EQ(one.at(0).median_idle, 4h);
}

TEST(Groups, CountIdleInWholeSecondsFromTheCustomersMessageWhateverWasReopened) {
    const auto groups = groups_of({a_session().silent_for(90s - tick).reopened(1s)});
    EXPECT_EQ(groups.at(0).oldest_idle, 89s);
    EXPECT_EQ(groups.at(0).median_idle, 89s);
}

TEST(Groups, CountIdleFromTheStartOfWhoNeverWrote) {
    EXPECT_EQ(groups_of({a_session().never_wrote().started(5h)}).at(0).oldest_idle, 5h);
    EXPECT_EQ(groups_of({a_session().never_wrote().without_start()}).at(0).oldest_idle, 0s);
}

TEST(Groups, NeverCountIdleBelowZeroOrBeyond32Bits) {
    EXPECT_EQ(groups_of({a_session().silent_for(-1h)}).at(0).oldest_idle, 0s);
    SessionFacts ancient = a_session();
    ancient.last_customer_message_at = earliest_instant;
    EXPECT_EQ(groups_of({ancient}).at(0).median_idle, std::chrono::seconds{4'294'967'295});
}

TEST(Groups, AreNoneWithoutSessions) {
    EXPECT_TRUE(groups_of({}).empty());
}

} // namespace
} // namespace chatsweep::test

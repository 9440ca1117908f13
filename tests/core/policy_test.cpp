// SPDX-License-Identifier: Apache-2.0
#include "core/policy.hpp"

#include "support/sessions.hpp"

#include <gtest/gtest.h>

namespace chatsweep::test {
namespace {

TEST(Clock, IsReadBackFromItsText) {
    for (const Clock clock : all_clocks) {
        EXPECT_EQ(parse_clock(to_text(clock)), clock);
    }
    EXPECT_EQ(to_text(Clock::first_agent_reply), "first_agent_reply");
    EXPECT_EQ(parse_clock("Started"), std::nullopt);
    EXPECT_EQ(parse_clock(""), std::nullopt);
}

TEST(Attribute, NamesItsColumn) {
    std::vector<std::string_view> names;
    for (const Attribute attribute : all_attributes) {
        names.push_back(to_text(attribute));
    }
    const std::vector<std::string_view> expected{"tenant",  "environment", "channel",
                                                 "handler", "started_by",  "status",
                                                 "labels",  "opted_out"};
    EXPECT_EQ(names, expected);
}

TEST(Attribute, HasItsValueInTheSession) {
    const SessionFacts session =
        a_session().of("t").in("e").on("c").with("h").started_by("b").whose_status_is("s").labelled(
            {"l"});
    EXPECT_EQ(value_of(session, Attribute::tenant), "t");
    EXPECT_EQ(value_of(session, Attribute::environment), "e");
    EXPECT_EQ(value_of(session, Attribute::channel), "c");
    EXPECT_EQ(value_of(session, Attribute::handler), "h");
    EXPECT_EQ(value_of(session, Attribute::started_by), "b");
    EXPECT_EQ(value_of(session, Attribute::status), "s");
    EXPECT_EQ(value_of(session, Attribute::labels), std::nullopt);
}

TEST(Condition, HoldsForAnyOfItsValues) {
    const Condition condition{Attribute::channel, {"whatsapp", "sms"}};
    EXPECT_TRUE(holds(condition, a_session().on("whatsapp")));
    EXPECT_TRUE(holds(condition, a_session().on("sms")));
    EXPECT_FALSE(holds(condition, a_session().on("web")));
    EXPECT_FALSE(holds(condition, a_session().on("SMS")));
}

TEST(Condition, NeverHoldsForAnAttributeThatTheDatabaseHasNot) {
    EXPECT_FALSE(holds({Attribute::channel, {""}}, a_session().without_channel()));
}

TEST(Condition, OnLabelsHoldsForASessionThatBearsAnyOfThem) {
    const Condition condition{Attribute::labels, {"vip", "legal"}};
    EXPECT_TRUE(holds(condition, a_session().labelled({"new", "legal"})));
    EXPECT_FALSE(holds(condition, a_session().labelled({"new"})));
    EXPECT_FALSE(holds(condition, a_session()));
}

TEST(Match, TakesTheFirstPolicyThatMatches) {
    const PolicySet policies{a_policy("sms").on("sms"), a_policy("whatsapp").on("whatsapp"),
                             a_policy("rest")};
    EXPECT_EQ(match(policies, a_session().on("whatsapp")), &policies[1]);
    EXPECT_EQ(match(policies, a_session().on("web")), &policies[2]);
}

TEST(Match, NeedsEveryCondition) {
    const PolicySet policies = a_policy().on("whatsapp").when(Attribute::handler, {"bot"});
    EXPECT_EQ(match(policies, a_session().on("whatsapp").with("human")), nullptr);
    EXPECT_EQ(match(policies, a_session().on("sms").with("bot")), nullptr);
    EXPECT_EQ(match(policies, a_session().on("whatsapp").with("bot")), &policies[0]);
}

TEST(Match, IsNoneWithoutPolicies) {
    EXPECT_EQ(match({}, a_session()), nullptr);
}

TEST(Match, NamesTheFirstConditionThatIsNotMet) {
    const Policy policy = a_policy()
                              .on("whatsapp")
                              .when(Attribute::handler, {"bot"})
                              .when(Attribute::tenant, {"umbrella"});
    EXPECT_EQ(first_mismatch(policy, a_session().on("whatsapp").with("human")), &policy.match[1]);
    EXPECT_EQ(first_mismatch(policy, a_session().with("bot").of("umbrella")), nullptr);
}

} // namespace
} // namespace chatsweep::test

// SPDX-License-Identifier: Apache-2.0
#include "config_error.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace chatsweep {
namespace {

using std::chrono::hours;
using testing::ElementsAre;

class BrokenPolicy : public testing::TestWithParam<Broken> {};

TEST_P(BrokenPolicy, IsRefusedWithItsPlaceAndAHint) {
    EXPECT_EQ(error_of(GetParam().text), GetParam().error);
}

std::string matching(const std::string& match) {
    return with_policy("name: a\n    match: " + match + "\n    timeout: 2h\n");
}

std::string policy_with(const std::string& line) {
    return with_policy("name: a\n    match: {}\n    timeout: 2h\n    " + line + "\n");
}

const Broken broken_policies[] = {
    {"EmptyList", "version: 1\npolicies: []\n",
     "f:2:11: policies must be a list of at least one policy\n"
     "hint: write each as - name: with match and timeout below it."},
    {"NoList", "version: 1\npolicies:\n  name: a\n",
     "f:3:3: policies must be a list of at least one policy\n"
     "hint: write each as - name: with match and timeout below it."},
    {"Nothing", "version: 1\npolicies:\n",
     "f:2:1: policies must be a list of at least one policy\n"
     "hint: write each as - name: with match and timeout below it."},
    {"PolicyThatIsAText", with_policy("whatsapp\n"),
     "f:3:5: a policy must be a map, not a text\n"
     "hint: write keys, each with a colon and a value."},
    {"PolicyThatIsNothing", with_policy("~\n"),
     "f:3:5: a policy has no keys\nhint: write its keys below it, indented."},
    {"MisspelledKey", with_policy("name: a\n    timeuot: 2h\n"),
     "f:4:5: unknown key 'timeuot'\nhint: did you mean 'timeout'?"},
    {"AttributeOutsideOfMatch", with_policy("name: a\n    channel: sms\n"),
     "f:4:5: unknown key 'channel'\n"
     "hint: 'channel' belongs to match: look at the indentation."},
    {"NoName", with_policy("match: {}\n    timeout: 2h\n"),
     "f:3:5: a policy has no name\n"
     "hint: give it a name of its own, such as name: whatsapp."},
    {"EmptyName", with_policy("name: ''\n    match: {}\n    timeout: 2h\n"),
     "f:3:11: name is empty\nhint: write a value, or take the key away."},
    {"NameThatIsAList", with_policy("name: [a]\n    match: {}\n    timeout: 2h\n"),
     "f:3:11: name must be one value, not a list\nhint: write one value behind the colon."},
    {"LongName", with_policy("name: " + std::string(101, 'x') + "\n"),
     "f:3:11: name '" + std::string(57, 'x') +
         "...' is too long\nhint: keep it to 100 characters."},
    {"NoMatch", with_policy("name: a\n    timeout: 2h\n"),
     "f:3:5: a policy has no match\n"
     "hint: write match: {} if the policy is for every session."},
    {"MatchWithoutKeys", with_policy("name: a\n    match:\n    timeout: 2h\n"),
     "f:4:5: match has no keys\nhint: write match: {} if the policy is for every session."},
    {"MatchThatIsAText", matching("whatsapp"),
     "f:4:12: match must be a map, not a text\nhint: write keys, each with a colon and a value."},
    {"MisspelledAttribute", matching("{ label: vip }"),
     "f:4:14: unknown key 'label'\nhint: did you mean 'labels'?"},
    {"UnknownAttribute", matching("{ colour: red }"),
     "f:4:14: unknown key 'colour'\n"
     "hint: the keys known here are tenant, environment, channel, handler, started_by, status and "
     "labels."},
    {"NoValue", matching("{ channel: }"),
     "f:4:14: channel has no value\nhint: write one, or take the key away."},
    {"EmptyValue", matching("{ channel: '' }"),
     "f:4:23: channel is empty\nhint: write a value, or take the key away."},
    {"NoValueInAList", matching("\n      channel:\n        - sms\n        -"),
     "f:6:9: channel has no value\nhint: write one, or take the key away."},
    {"EmptyValueList", matching("{ channel: [] }"),
     "f:4:23: channel is an empty list\n"
     "hint: write at least one value, or take the key away."},
    {"ValueListedTwice", matching("{ channel: [sms, app, 'sms'] }"),
     "f:4:34: channel 'sms' is listed twice\nhint: keep one of the two."},
    {"ListInAList", matching("{ channel: [sms, [app]] }"),
     "f:4:29: channel must be one value, not a list\nhint: write one value behind the colon."},
    {"TruthForAText", matching("{ channel: true }"),
     "f:4:23: channel must be a text, not true\nhint: put it in quotes if the word is meant."},
    {"MisspelledHandler", matching("{ handler: [bot, humans] }"),
     "f:4:29: handler 'humans' is not known\nhint: did you mean 'human'?"},
    {"UnknownStarter", matching("{ started_by: nobody }"),
     "f:4:26: started_by 'nobody' is not known\nhint: write customer, business or automation."},
    {"NeitherTimeoutNorTimers", with_policy("name: a\n    match: {}\n"),
     "f:3:5: a policy has no timeout\n"
     "hint: write how long a customer may be silent, such as timeout: 12h."},
    {"ZeroTimeout", with_policy("name: a\n    match: {}\n    timeout: 0h\n"),
     "f:5:14: timeout '0h' is zero\n"
     "hint: write a duration of more than zero, such as 30m or 12h."},
    {"TimeoutThatIsNone", with_policy("name: a\n    match: {}\n    timeout: soon\n"),
     "f:5:14: timeout 'soon' is not a duration\n"
     "hint: write a number and a unit, such as 30m, 12h or PT12H."},
    {"TimeoutAndTimers", policy_with("timers: [ close: { after: 1h, since: started } ]"),
     "f:6:5: a policy with both timeout and timers\n"
     "hint: write the timeout as a timer: close: { after: 12h, since: last_customer_message }."},
    {"UnknownNeverWrote", policy_with("never_wrote: Keep"),
     "f:6:18: never_wrote 'Keep' is not known\nhint: did you mean 'keep'?"},
    {"TruthInAnotherWord", policy_with("hold_unanswered: yes"),
     "f:6:22: hold_unanswered 'yes' is neither true nor false\n"
     "hint: write true or false, in lower case and without quotes."},
    {"TruthInQuotes", policy_with("hold_unanswered: 'true'"),
     "f:6:22: hold_unanswered must not be in quotes\nhint: take the quotes away."},
    {"NoHoldLabel", policy_with("hold_labels: []"),
     "f:6:18: hold_labels is an empty list\n"
     "hint: write at least one value, or take the key away."},
    {"NameOfTheBuiltInPolicy", with_policy("name: opt_out\n    match: {}\n    timeout: 2h\n"),
     "f:3:11: policy name 'opt_out' is that of the built-in policy\n"
     "hint: give it another name; opt_out: keep at the top turns the built-in one off."},
    {"UnknownPin", policy_with("pin: agent_joined"),
     "f:6:10: pin 'agent_joined' is not known\nhint: did you mean 'agent_join'?"},
    {"TokenThatIsADuration", policy_with("token: 6h"),
     "f:6:12: token must be a map, not a text\n"
     "hint: write keys, each with a colon and a value."},
    {"TokenOfSomeOnly", policy_with("token: { authenticated: 6h }"),
     "f:6:12: token has no unauthenticated\n"
     "hint: write both: { authenticated: 6h, unauthenticated: 1h }."},
    {"TokenOfNoLifetime", policy_with("token: { authenticated: 6h, unauthenticated: 0s }"),
     "f:6:50: unauthenticated '0s' is zero\n"
     "hint: write a duration of more than zero, such as 30m or 12h."},
    {"TokenLifetimeOutsideOfToken", policy_with("authenticated: 6h"),
     "f:6:5: unknown key 'authenticated'\n"
     "hint: 'authenticated' belongs to token: look at the indentation."},
    {"NameUsedTwice",
     with_policy("{ name: a, match: { channel: x }, timeout: 2h }\n"
                 "  - { name: b, match: { channel: y }, timeout: 2h }\n"
                 "  - { name: a, match: {}, timeout: 2h }\n"),
     "f:5:5: policy name 'a' is used twice: first in line 3\n"
     "hint: give each policy a name of its own."},
    {"PolicyThatCanNeverMatch",
     with_policy("{ name: all, match: {}, timeout: 2h }\n"
                 "  - { name: late, match: { channel: x }, timeout: 2h }\n"),
     "f:4:5: policy 'late' can never match: 'all' in line 3 takes all of its sessions\n"
     "hint: move it up, or narrow what the earlier one matches."},
    {"PolicyThatIsCoveredByAList",
     with_policy("{ name: phones, match: { channel: [sms, whatsapp] }, timeout: 2h }\n"
                 "  - { name: sms, match: { channel: sms, tenant: t }, timeout: 2h }\n"),
     "f:4:5: policy 'sms' can never match: 'phones' in line 3 takes all of its sessions\n"
     "hint: move it up, or narrow what the earlier one matches."},
};

INSTANTIATE_TEST_SUITE_P(Policies, BrokenPolicy, testing::ValuesIn(broken_policies),
                         [](const auto& each) { return std::string{each.param.title}; });

TEST(Policies, AreReadInTheirOrder) {
    const Config config = parse_config(with_policy("name: first\n"
                                                   "    match:\n"
                                                   "      labels: vip\n"
                                                   "      tenant: [no, 42]\n"
                                                   "    timeout: 24h\n"
                                                   "    never_wrote: keep\n"
                                                   "    hold_unanswered: true\n"
                                                   "    hold_labels: [legal, fraud]\n"
                                                   "    pin: agent_join\n"
                                                   "  - name: second\n"
                                                   "    match: {}\n"
                                                   "    timeout: 2h\n"),
                                       "f");
    ASSERT_EQ(config.policies.size(), 3U);
    const Policy& first = config.policies[1];
    EXPECT_EQ(first.name, "first");
    ASSERT_EQ(first.match.size(), 2U);
    EXPECT_EQ(first.match[0].attribute, Attribute::tenant);
    EXPECT_THAT(first.match[0].any_of, ElementsAre("no", "42"));
    EXPECT_EQ(first.match[1].attribute, Attribute::labels);
    EXPECT_THAT(first.match[1].any_of, ElementsAre("vip"));
    ASSERT_EQ(first.timers.size(), 1U);
    EXPECT_EQ(first.timers[0].name, "timeout");
    EXPECT_EQ(first.timers[0].after, hours{24});
    EXPECT_EQ(first.timers[0].since, Clock::last_customer_message);
    EXPECT_EQ(first.never_wrote, NeverWrote::keep);
    EXPECT_TRUE(first.hold_unanswered);
    EXPECT_THAT(first.hold_labels, ElementsAre("legal", "fraud"));
    EXPECT_EQ(first.pin, Pin::agent_join);
    EXPECT_FALSE(first.token);
    const Policy& second = config.policies[2];
    EXPECT_TRUE(second.match.empty());
    EXPECT_EQ(second.never_wrote, NeverWrote::started);
    EXPECT_FALSE(second.hold_unanswered);
    EXPECT_TRUE(second.hold_labels.empty());
    EXPECT_EQ(second.pin, Pin::evaluation);
}

TEST(Policies, MayBeAThousandAndNoMore) {
    std::string text = "version: 1\npolicies:\n";
    for (int number = 1; number <= 1000; ++number) {
        const std::string name = "p" + std::to_string(number);
        text += "  - { name: " + name + ", match: { tenant: " + name + " }, timeout: 2h }\n";
    }
    EXPECT_EQ(error_of(text), "");
    EXPECT_EQ(error_of(text + "  - { name: last, match: {}, timeout: 2h }\n"),
              "f:3:3: more than 1000 policies\nhint: let one policy match several values.");
}

TEST(Policies, S8StandBehindTheBuiltInOneUnlessItIsTurnedOff) {
    const std::string file = matching("{}");
    const PolicySet policies = parse_config(file, "f").policies;
    ASSERT_EQ(policies.size(), 2U);
    EXPECT_EQ(policies[0].name, "opt_out");
    EXPECT_EQ(policies[0].match.at(0).attribute, Attribute::opted_out);
    const PolicySet kept = parse_config(file + "opt_out: keep\n", "f").policies;
    ASSERT_EQ(kept.size(), 1U);
    EXPECT_EQ(kept[0].name, "a");
    EXPECT_TRUE(parse_config("version: 1\nopt_out: close\n", "f").policies.empty());
}

TEST(Policies, WarnOfSessionsThatNoneMatches) {
    EXPECT_THAT(parse_config(matching("{ channel: sms }"), "f").warnings,
                ElementsAre("the last policy, 'a', does not match everything: a session that no "
                            "policy matches is kept for ever"));
}

} // namespace
} // namespace chatsweep

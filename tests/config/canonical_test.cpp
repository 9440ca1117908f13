// SPDX-License-Identifier: Apache-2.0
#include "config/config.hpp"

#include <gtest/gtest.h>

#include <set>

namespace chatsweep {
namespace {

/// Without the built-in policy, which is the same each time.
std::string canonical(const std::string& policies) {
    return canonical_policies(
        parse_config("version: 1\nopt_out: keep\npolicies:\n" + policies, "f").policies);
}

TEST(CanonicalPolicies, SpellOutEverythingInOneLine) {
    EXPECT_EQ(canonical("  - name: vip\n"
                        "    match: { labels: [vip, gold], tenant: acme }\n"
                        "    timers:\n"
                        "      - close: { after: 1d12h, since: started }\n"
                        "      - close: { after: 1500ms, since: last_message, name: quick }\n"
                        "    never_wrote: keep\n"
                        "    hold_unanswered: true\n"
                        "    hold_labels: [legal, fraud]\n"
                        "  - { name: \"ünï \\\"x\\\"\", match: {}, timeout: 2h }\n"),
              R"([{"name":"vip","match":{"tenant":["acme"],"labels":["gold","vip"]},)"
              R"("timers":[{"name":"close-started","action":"close","after_seconds":129600,)"
              R"("since":"started"},{"name":"quick","action":"close","after_seconds":1.5,)"
              R"("since":"last_message"}],"never_wrote":"keep","hold_unanswered":true,)"
              R"("hold_labels":["fraud","legal"]},)"
              R"({"name":"ünï \"x\"","match":{},"timers":[{"name":"timeout","action":"close",)"
              R"("after_seconds":7200,"since":"last_customer_message"}],"never_wrote":"started",)"
              R"("hold_unanswered":false,"hold_labels":[]}])");
}

TEST(CanonicalPolicies, AreTheSameForFilesThatMeanTheSame) {
    EXPECT_EQ(canonical("  - name: a\n"
                        "    match: { channel: [sms, app], tenant: t }\n"
                        "    timeout: 24h\n"
                        "    hold_labels: legal\n"),
              canonical("  - { hold_unanswered: false, timeout: P1D, never_wrote: started,\n"
                        "      match: { tenant: [t], channel: ['app', sms] }, name: \"a\",\n"
                        "      hold_labels: [legal] }\n"));
}

TEST(CanonicalPolicies, DifferWhereTheMeaningDiffers) {
    const std::string base = canonical("  - { name: a, match: {}, timeout: 2h }\n");
    for (const char* other : {
             "  - { name: b, match: {}, timeout: 2h }\n",
             "  - { name: a, match: { channel: sms }, timeout: 2h }\n",
             "  - { name: a, match: {}, timeout: 3h }\n",
             "  - { name: a, match: {}, timeout: 2h1ms }\n",
             "  - { name: a, match: {}, timeout: 2h, never_wrote: keep }\n",
             "  - { name: a, match: {}, timeout: 2h, hold_unanswered: true }\n",
             "  - { name: a, match: {}, timeout: 2h, hold_labels: x }\n",
             "  - { name: a, match: {}, timers: [close: { after: 2h, since: started }] }\n",
             "  - { name: a, match: {}, timeout: 2h, pin: agent_join }\n",
             "  - { name: a, match: {}, timeout: 2h,\n"
             "      token: { authenticated: 6h, unauthenticated: 1h } }\n",
         }) {
        EXPECT_NE(canonical(other), base) << other;
    }
}

/// The text of each, as the timers of a policy.
std::set<std::string> texts_of(const std::vector<std::string>& timers) {
    std::set<std::string> texts;
    for (const std::string& timer : timers) {
        texts.insert(canonical("  - { name: a, match: {}, timers: [" + timer + "] }\n"));
    }
    return texts;
}

TEST(CanonicalPolicies, DifferWhereATimerDiffers) {
    const std::string close = "close: { after: 1h, since: started, name: t";
    const std::vector<std::string> closes{
        close + " }",
        close + ", enabled: false }",
        close + ", if: customer_silent_from_start }",
        close + ", leave: bot }",
        close + ", leave: [bot, agent] }",
        "close: { after: 1h, since: inactive, name: t }",
        "close: { on: contact_after_token, name: t }",
        "inactivate: { after: 1h, since: started, name: t }",
        "event: { after: 1h, since: started, name: t, kind: a }",
        "event: { after: 1h, since: started, name: t, kind: b }",
        "event: { on: contact_after_token, name: t, kind: b }",
        "idle: { role: agent, after: 1h, name: t }",
        "idle: { role: customer, after: 1h, name: t }",
        "disconnect: { role: agent, after: 1h, name: t }",
        "disconnect: { role: agent, after: 1h, name: t, then: { route: a } }",
        "disconnect: { role: agent, after: 1h, name: t, then: { route: b } }"};
    EXPECT_EQ(texts_of(closes).size(), closes.size());

    const std::string warn = "close: { after: 1h, since: started }, warn: { message: ";
    const std::vector<std::string> warnings{
        warn + "a, before_close: 1m }", warn + "b, before_close: 1m }",
        warn + "a, before_close: 2m }", warn + "a, after: 1m, since: started }",
        warn + "a, before_close: 1m, late_warning: skip }"};
    EXPECT_EQ(texts_of(warnings).size(), warnings.size());
}

TEST(CanonicalPolicies, SayNothingOfWhatChangesNothing) {
    const std::string timer = "{ role: agent, after: 10m, name: x";
    EXPECT_EQ(texts_of({"disconnect: " + timer + " }", "disconnect: " + timer + ", then: close }",
                        "disconnect: " + timer + ", since: agent_joined, enabled: true }",
                        "disconnect: " + timer + ", bounds: { min: 2m, max: 8h } }"})
                  .size(),
              1U);
    EXPECT_EQ(texts_of({"close: { after: 1h, since: started, leave: [bot, agent] }",
                        "close: { after: 1h, since: started, leave: [agent, bot] }"})
                  .size(),
              1U);
}

TEST(CanonicalPolicies, S8HoldTheBuiltInPolicyUnlessItIsTurnedOff) {
    const std::string policies = "policies: [{ name: a, match: {}, timeout: 2h }]\n";
    const std::string built_in =
        R"({"name":"opt_out","match":{"opted_out":[]},"timers":[{"name":"opt_out",)"
        R"("action":"close","after_seconds":0,"since":"opted_out"}],"never_wrote":"started",)"
        R"("hold_unanswered":false,"hold_labels":[]})";
    const auto text = [&](const std::string& opt_out) {
        return canonical_policies(parse_config("version: 1\n" + opt_out + policies, "f").policies);
    };
    EXPECT_TRUE(text("").starts_with("[" + built_in + ",{\"name\":\"a\"")) << text("");
    EXPECT_EQ(text("opt_out: close\n"), text(""));
    EXPECT_TRUE(text("opt_out: keep\n").starts_with("[{\"name\":\"a\""));
}

TEST(CanonicalPolicies, LeaveOutThoseOfEarlierVersions) {
    PolicySet policies =
        parse_config("version: 1\npolicies: [{ name: a, match: {}, timeout: 2h }]\n", "f").policies;
    const std::string today = canonical_policies(policies);
    policies.push_back(policies.back());
    policies.back().of_version = "0123456789ab";
    EXPECT_EQ(canonical_policies(policies), today);
}

TEST(CanonicalPolicies, KeepTheirOrderForTheFirstMatchWins) {
    EXPECT_NE(canonical("  - { name: a, match: { channel: x }, timeout: 2h }\n"
                        "  - { name: b, match: { channel: y }, timeout: 2h }\n"),
              canonical("  - { name: b, match: { channel: y }, timeout: 2h }\n"
                        "  - { name: a, match: { channel: x }, timeout: 2h }\n"));
}

TEST(CanonicalPolicies, OfNoneAreAnEmptyList) {
    EXPECT_EQ(canonical_policies({}), "[]");
}

} // namespace
} // namespace chatsweep

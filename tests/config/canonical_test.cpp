// SPDX-License-Identifier: Apache-2.0
#include "config/config.hpp"

#include <gtest/gtest.h>

namespace chatsweep {
namespace {

std::string canonical(const std::string& policies) {
    return canonical_policies(parse_config("version: 1\npolicies:\n" + policies, "f").policies);
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
         }) {
        EXPECT_NE(canonical(other), base) << other;
    }
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

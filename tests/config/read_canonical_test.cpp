// SPDX-License-Identifier: Apache-2.0
#include "config_error.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

namespace chatsweep {
namespace {

/// Draws policies in which everything that a policy can say is common.
class Draw {
public:
    explicit Draw(std::uint64_t seed) : random_(seed) {}

    PolicySet policies() {
        PolicySet policies;
        for (auto left = random_() % 4; left > 0; --left) {
            policies.push_back(policy());
        }
        if (one_in(2)) {
            policies.insert(policies.begin(), opt_out_policy());
        }
        return policies;
    }

private:
    bool one_in(unsigned n) { return random_() % n == 0; }

    template <class Value, std::size_t size>
    Value any(const Value (&values)[size]) {
        return values[random_() % size];
    }

    std::string word() {
        return any<std::string>({"a", "b", "whatsapp", "ünï \"x\"", "\\n", "true", "1", "ш"});
    }

    std::vector<std::string> words() {
        std::vector<std::string> words{word()};
        while (one_in(2)) {
            words.push_back(word());
        }
        return words;
    }

    Duration span() {
        return any<Duration>({Duration{0}, Duration{1}, std::chrono::milliseconds{1500},
                              std::chrono::hours{24}, longest_duration - Duration{1},
                              longest_duration,
                              Duration{static_cast<Duration::rep>(random_() % (1ULL << 51))}});
    }

    Timer timer() {
        Timer timer;
        timer.name = word();
        timer.action = any(all_actions);
        if (one_in(3)) {
            timer.on = On::contact_after_token;
        } else if (one_in(3)) {
            timer.before_close = span();
        } else {
            timer.after = span();
            timer.since = any(all_clocks);
        }
        timer.enabled = !one_in(4);
        timer.customer_silent_from_start = one_in(4);
        timer.late_warning = one_in(2) ? LateWarning::warn : LateWarning::skip;
        timer.message = one_in(2) ? word() : "";
        timer.kind = one_in(2) ? word() : "";
        if (one_in(2)) {
            timer.role = any(all_roles);
            timer.route = word();
        }
        while (one_in(2)) {
            timer.leave.push_back(any(all_roles));
        }
        return timer;
    }

    Policy policy() {
        Policy policy;
        policy.name = word();
        for (const Attribute attribute : all_attributes) {
            if (one_in(4) && attribute != Attribute::opted_out) {
                policy.match.push_back({attribute, words()});
            }
        }
        for (auto left = 1 + random_() % 4; left > 0; --left) {
            policy.timers.push_back(timer());
        }
        policy.never_wrote = one_in(2) ? NeverWrote::started : NeverWrote::keep;
        policy.hold_unanswered = one_in(2);
        policy.hold_labels = one_in(2) ? words() : std::vector<std::string>{};
        policy.pin = one_in(2) ? Pin::evaluation : Pin::agent_join;
        if (one_in(2)) {
            policy.token = {span(), span()};
        }
        return policy;
    }

    std::mt19937_64 random_;
};

TEST(ReadCanonical, ReadsBackWhateverWasWritten) {
    Draw draw{20261121};
    for (int round = 0; round < 2000; ++round) {
        const std::string text = canonical_policies(draw.policies());
        PolicySet policies = read_canonical(text, "v");
        for (Policy& policy : policies) {
            EXPECT_EQ(policy.of_version, "v");
            policy.of_version.clear();
        }
        ASSERT_EQ(canonical_policies(policies), text);
    }
}

TEST(ReadCanonical, A6FillsInWhatAVersionBeforeTheTimersDidNotSay) {
    const PolicySet policies =
        read_canonical(R"([{"name":"all","match":{"channel":["sms"]},"timers":[{"name":"timeout",)"
                       R"("action":"close","after_seconds":1.5,"since":"last_customer_message"}],)"
                       R"("never_wrote":"keep","hold_unanswered":true,"hold_labels":["vip"]}])",
                       "941e65d8168a");
    ASSERT_EQ(policies.size(), 1U);
    const Policy& policy = policies[0];
    EXPECT_EQ(policy.of_version, "941e65d8168a");
    EXPECT_EQ(policy.name, "all");
    ASSERT_EQ(policy.match.size(), 1U);
    EXPECT_EQ(policy.match[0].attribute, Attribute::channel);
    EXPECT_THAT(policy.match[0].any_of, testing::ElementsAre("sms"));
    EXPECT_EQ(policy.never_wrote, NeverWrote::keep);
    EXPECT_TRUE(policy.hold_unanswered);
    EXPECT_THAT(policy.hold_labels, testing::ElementsAre("vip"));
    EXPECT_EQ(policy.pin, Pin::evaluation);
    EXPECT_FALSE(policy.token);
    ASSERT_EQ(policy.timers.size(), 1U);
    EXPECT_EQ(policy.timers[0].after, std::chrono::milliseconds{1500});
    EXPECT_EQ(policy.timers[0].since, Clock::last_customer_message);
    EXPECT_EQ(policy.timers[0].on, On::clock);
    EXPECT_TRUE(policy.timers[0].enabled);
}

/// What is said of a text, without what is said of each.
std::string said_of(const std::string& json) {
    const std::string before = "policy version v: the ledger's copy cannot be read: ";
    const std::string after = "\nhint: a newer chatsweep may have written it: run that one.";
    const std::string said = said_by([&] { (void)read_canonical(json, "v"); });
    const bool is_whole = said.starts_with(before) && said.ends_with(after);
    return is_whole ? said.substr(before.size(), said.size() - before.size() - after.size())
                    : "not as it should be said: " + said;
}

std::string with_timer(const std::string& keys) {
    return R"([{"name":"a","match":{},"timers":[{"name":"t","action":"close",)" + keys + "}]}]";
}

TEST(ReadCanonical, SaysWhatIsWrongWithGarbage) {
    EXPECT_EQ(said_of(""), "it is no JSON");
    EXPECT_EQ(said_of("[{\"name\": \"\xff\"}]"), "it is no JSON");
    EXPECT_EQ(said_of(std::string(100'000, '[')), "it is no JSON");
    EXPECT_EQ(said_of("{}"), "the whole is no list");
    EXPECT_EQ(said_of("[1]"), "a policy is no object");
    EXPECT_EQ(said_of("[{}]"), "a policy has no name");
    EXPECT_EQ(said_of(R"([{"name":1}])"), "name is no text");
    EXPECT_EQ(said_of(R"([{"name":"a","match":{},"timers":[]}])"), "policy 'a' has no timer");
    EXPECT_EQ(said_of(R"([{"name":"a","match":{"channel":[]},"timers":[]}])"),
              "match channel is not a list of values");
    EXPECT_EQ(said_of(R"([{"name":"a","match":{"mood":["x"]},"timers":[]}])"),
              "match has an unknown key 'mood'");
    EXPECT_EQ(said_of(R"([{"name":"a","grace":1}])"), "a policy has an unknown key 'grace'");
    EXPECT_EQ(said_of(with_timer(R"("since":"started")")), "a timer has no after_seconds");
    EXPECT_EQ(said_of(with_timer(R"("after_seconds":1)")), "a timer has no since");
    EXPECT_EQ(said_of(with_timer(R"("after_seconds":1,"since":"dawn")")),
              "since 'dawn' is not known");
    EXPECT_EQ(said_of(with_timer(R"("after_seconds":-1,"since":"started")")),
              "after_seconds is no number of seconds that is possible");
    EXPECT_EQ(said_of(with_timer(R"("after_seconds":1e300,"since":"started")")),
              "after_seconds is no number of seconds that is possible");
    EXPECT_EQ(said_of(with_timer(R"("on":"doomsday")")), "on 'doomsday' is not known");
    EXPECT_EQ(said_of(with_timer(R"("on":"contact_after_token","leave":["cat"])")),
              "leave 'cat' is not known");
    EXPECT_EQ(said_of(with_timer(R"("on":"contact_after_token","enabled":0)")),
              "enabled is neither true nor false");
    EXPECT_EQ(said_of(with_timer(R"("on":"contact_after_token","then":"close")")),
              "a timer has an unknown key 'then'");
}

} // namespace
} // namespace chatsweep

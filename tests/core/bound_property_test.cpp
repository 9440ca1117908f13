// SPDX-License-Identifier: Apache-2.0
#include "core/bound.hpp"
#include "core/judge.hpp"
#include "support/sessions.hpp"

#include <gtest/gtest.h>

#include <random>

namespace chatsweep::test {
namespace {

/// Draws policies and sessions in which everything that the bound does not know is common:
/// matches, holds, clock floors, empty facts, instants right at a cutoff and at the range's ends.
class Draw {
public:
    explicit Draw(std::uint64_t seed) : random_(seed) {}

    bool one_in(unsigned n) { return random_() % n == 0; }

    Instant now() {
        const Instant choices[] = {noon, earliest_instant, earliest_instant + 1h, latest_instant};
        return one_in(8) ? choices[random_() % 4] : noon;
    }

    PolicySet policies() {
        PolicySet policies;
        for (auto left = 1 + random_() % 3; left > 0; --left) {
            policies.push_back(policy(std::to_string(left)));
        }
        return policies;
    }

    SessionFacts session(Instant now) {
        SessionFacts facts = a_session().on(word()).with(one_in(2) ? "human" : "bot");
        facts.status = one_in(8) ? "snoozed" : "active";
        if (one_in(3)) {
            facts.labels = {word()};
        }
        for (auto* instant :
             {&facts.started_at, &facts.last_customer_message_at, &facts.first_reply_at,
              &facts.first_agent_reply_at, &facts.last_agent_message_at, &facts.last_bot_message_at,
              &facts.last_message_at}) {
            *instant = one_in(4) ? std::nullopt : std::optional{near(now)};
        }
        if (one_in(4)) {
            facts.clock_floor_at = near(now);
        }
        if (one_in(8)) {
            facts.snoozed_until = near(now);
        }
        return facts;
    }

private:
    std::string word() { return std::string(1, static_cast<char>('a' + random_() % 3)); }

    Duration span() {
        const Duration choices[] = {tick, 1h, 2h, 24h, longest_duration};
        return choices[random_() % 5];
    }

    Instant near(Instant now) {
        if (one_in(16)) {
            return one_in(2) ? earliest_instant : latest_instant;
        }
        const Duration jitter{static_cast<Duration::rep>(random_() % 3) - 1};
        const Instant instant = now - span() + jitter;
        return clamped_instant(instant.time_since_epoch().count());
    }

    Policy policy(std::string name) {
        PolicyBuilder policy = a_policy(std::move(name));
        if (one_in(2)) {
            policy.on(word());
        }
        if (one_in(4)) {
            policy.keeps_who_never_wrote();
        }
        if (one_in(4)) {
            policy.holds_unanswered();
        }
        if (one_in(4)) {
            policy.holds_labels({word()});
        }
        std::vector<Timer> timers;
        for (auto left = 1 + random_() % 2; left > 0; --left) {
            timers.push_back(a_timer(std::to_string(left), span(), all_clocks[random_() % 5]));
        }
        return policy.with_timers(timers);
    }

    std::mt19937_64 random_;
};

TEST(CoarseBound, NeverDropsASessionThatTheJudgeWouldClose) {
    Draw draw{20261120};
    int closed = 0;
    int dropped = 0;
    for (int round = 0; round < 2000; ++round) {
        const Instant now = draw.now();
        const PolicySet policies = draw.policies();
        const CoarseBound bound = coarse_bound(policies, now);
        for (int i = 0; i < 20; ++i) {
            const SessionFacts session = draw.session(now);
            const bool closes = judge(session, policies, now).decision == Decision::close;
            const bool through = lets_through(bound, session);
            ASSERT_TRUE(through || !closes) << "round " << round << ", session " << i;
            closed += closes ? 1 : 0;
            dropped += through ? 0 : 1;
        }
    }
    EXPECT_GT(closed, 4000) << "the sample closes too little to show anything";
    EXPECT_GT(dropped, 4000) << "the bound drops too little to be of use";
}

} // namespace
} // namespace chatsweep::test

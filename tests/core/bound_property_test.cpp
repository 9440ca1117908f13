// SPDX-License-Identifier: Apache-2.0
#include "core/agenda.hpp"
#include "core/bound.hpp"
#include "core/judge.hpp"
#include "support/sessions.hpp"

#include <gtest/gtest.h>

#include <map>
#include <random>

namespace chatsweep::test {
namespace {

/// Draws policies and sessions in which everything that the bound does not know is common:
/// matches, holds, clock floors, marks, empty facts, instants right at a cutoff and at the range's
/// ends.
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
        if (one_in(2)) {
            policies.push_back(opt_out_policy());
        }
        for (auto left = 1 + random_() % 3; left > 0; --left) {
            policies.push_back(policy(std::to_string(left)));
        }
        return policies;
    }

    SessionFacts session(Instant now) {
        SessionFacts facts = a_session().on(word()).with(one_in(2) ? "human" : "bot");
        facts.status = one_in(8) ? "snoozed" : one_in(4) ? "inactive" : "active";
        if (one_in(3)) {
            facts.labels = {word()};
        }
        for (auto* instant :
             {&facts.started_at, &facts.last_customer_message_at, &facts.first_reply_at,
              &facts.first_agent_reply_at, &facts.last_agent_message_at, &facts.last_bot_message_at,
              &facts.last_message_at, &facts.inactive_since, &facts.agent_joined_at,
              &facts.customer_joined_at, &facts.token_issued_at, &facts.token_expires_at}) {
            *instant = one_in(4) ? std::nullopt : std::optional{near(now)};
        }
        if (one_in(4)) {
            facts.clock_floor_at = near(now);
        }
        for (auto* instant :
             {&facts.snoozed_until, &facts.opted_out_at, &facts.last_agent_message_since_join_at}) {
            *instant = one_in(8) ? std::optional{near(now)} : std::nullopt;
        }
        if (one_in(4)) {
            mark(facts, now);
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

    /// Some of them about a clock that stands where it stood.
    void mark(SessionFacts& facts, Instant now) {
        const MarkKind kinds[] = {MarkKind::warned, MarkKind::inactive, MarkKind::idle,
                                  MarkKind::recorded};
        const MarkKind kind = kinds[random_() % 4];
        const Role role = one_in(2) ? Role::agent : Role::customer;
        const std::string name = kind == MarkKind::inactive ? ""
                                 : kind == MarkKind::idle   ? std::string{to_text(role)}
                                                            : std::to_string(random_() % 4);
        const Instant clock_at =
            one_in(2)
                ? near(now)
                : role_clock(facts, role).value_or(facts.last_customer_message_at.value_or(now));
        facts.marks = {{kind, name, near(now), clock_at}};
    }

    Timer timer(std::string name) {
        Timer timer = a_timer(std::move(name), span(), all_clocks[random_() % 7]);
        timer.action = all_actions[random_() % 6];
        timer.customer_silent_from_start = one_in(8);
        timer.on = one_in(8) ? On::contact_after_token : On::clock;
        if (timer.action == Action::idle || timer.action == Action::disconnect) {
            timer.role = one_in(2) ? Role::agent : Role::customer;
            timer.since =
                timer.action == Action::disconnect && one_in(2) ? Clock::idle : Clock::agent_joined;
        }
        if (timer.action == Action::warn && one_in(2)) {
            timer.before_close = span();
        }
        return timer;
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
        for (auto left = 1 + random_() % 3; left > 0; --left) {
            timers.push_back(timer(std::to_string(left)));
        }
        if (one_in(2)) {
            policy.with_tokens(span(), span());
        }
        return policy.with_timers(timers);
    }

    std::mt19937_64 random_;
};

TEST(CoarseBound, NeverDropsASessionThatTheJudgeWouldActOn) {
    Draw draw{20261120};
    std::map<Action, int> fired;
    int dropped = 0;
    for (int round = 0; round < 2000; ++round) {
        const Instant now = draw.now();
        const PolicySet policies = draw.policies();
        const CoarseBound bound = coarse_bound(policies, now);
        for (int i = 0; i < 20; ++i) {
            const SessionFacts session = draw.session(now);
            const Verdict verdict = judge(session, policies, now);
            const bool through = lets_through(bound, session);
            ASSERT_TRUE(through || (verdict.firings.empty() && verdict.forget.empty()))
                << "round " << round << ", session " << i;
            for (const Firing& firing : verdict.firings) {
                ++fired[firing.action];
            }
            dropped += through ? 0 : 1;
        }
    }
    for (const Action action : all_actions) {
        EXPECT_GT(fired[action], 0) << to_text(action) << " is never done";
    }
    EXPECT_GT(dropped, 4000) << "the bound drops too little to be of use";
}

/// What is done to the session at this instant, as long as it stays as it is.
std::vector<std::pair<Action, const Timer*>> done_at(Instant at, const SessionFacts& session,
                                                     const PolicySet& policies) {
    std::vector<std::pair<Action, const Timer*>> done;
    for (const Firing& firing : judge(session, policies, at).firings) {
        done.emplace_back(firing.action, firing.timer);
    }
    return done;
}

TEST(Agenda, MissesNoInstantAtWhichTheJudgeWouldActAnew) {
    Draw draw{20261129};
    int instants = 0;
    for (int round = 0; round < 4000; ++round) {
        const PolicySet policies = draw.policies();
        SessionFacts session = draw.session(noon);
        if (draw.one_in(4)) {
            session.snoozed_until = noon + std::chrono::minutes{round};
        }
        const Verdict verdict = judge(session, policies, noon);
        if (verdict.decision == Decision::close) {
            continue;
        }
        Agenda agenda{latest_instant};
        note_upcoming(session, verdict, noon, agenda);
        Instant from = noon;
        for (bool more = true; more; ++instants) {
            const std::optional<Instant> next = agenda.first();
            const Instant until = next.value_or(latest_instant);
            const Instant before = std::max(until - tick, from);
            EXPECT_EQ(done_at(before, session, policies), done_at(from, session, policies))
                << "round " << round << ", between " << to_rfc3339(from) << " and "
                << to_rfc3339(until);
            more = next.has_value();
            from = until;
            agenda.pass(until);
        }
    }
    EXPECT_GT(instants, 4000);
}

} // namespace
} // namespace chatsweep::test

// SPDX-License-Identifier: Apache-2.0
#include "core/bound.hpp"
#include "core/judge.hpp"
#include "store/facts.hpp"
#include "support/sessions.hpp"
#include "support/store.hpp"

#include <gtest/gtest.h>

#include <random>
#include <set>

namespace chatsweep::test {
namespace {

/// Sessions and policies in which the bound's cutoffs are met to the microsecond, instants lie
/// beyond the range, and everything that the bound does not know is common.
class Draw {
public:
    explicit Draw(std::uint64_t seed) : random_(seed) {}

    std::string session_row() {
        std::string row = "('" + word() + "', '" + (one_in(8) ? "snoozed" : "active") + "', '{" +
                          (one_in(3) ? word() : "") + "}'";
        for (int column = 0; column < 8; ++column) {
            row += ", " + (one_in(3) ? "null" : instant());
        }
        return row + ")";
    }

    PolicySet policies() {
        PolicySet policies;
        for (auto left = 1 + random_() % 3; left > 0; --left) {
            PolicyBuilder policy = a_policy(std::to_string(left));
            if (one_in(2)) {
                policy.on(word());
            }
            if (one_in(3)) {
                policy.keeps_who_never_wrote();
            }
            if (one_in(4)) {
                policy.holds_unanswered();
            }
            policy.with_timers({a_timer("one", span(), clock()), a_timer("two", span(), clock())});
            if (one_in(2)) {
                policy.with_timers({a_timer("one", span(), clock())});
            }
            policies.push_back(policy);
        }
        return policies;
    }

    CoarseBound bound() {
        CoarseBound bound;
        for (auto* cutoff :
             {&bound.last_customer_message, &bound.first_agent_reply, &bound.last_agent_message,
              &bound.last_message, &bound.started, &bound.started_when_never_wrote}) {
            if (one_in(3)) {
                *cutoff = noon - span();
            }
        }
        return bound;
    }

private:
    bool one_in(unsigned n) { return random_() % n == 0; }
    std::string word() { return std::string(1, static_cast<char>('a' + random_() % 3)); }
    Clock clock() { return all_clocks[random_() % std::size(all_clocks)]; }
    Duration span() {
        const Duration choices[] = {tick, 1h, 2h, 24h, longest_duration};
        return choices[random_() % std::size(choices)];
    }
    std::string instant() {
        const char* far[] = {"-infinity", "infinity", "4713-01-01 00:00+00 BC",
                             "0001-01-01 00:00+00", "294276-12-31 00:00+00"};
        if (one_in(12)) {
            return std::string{"'"} + far[random_() % std::size(far)] + "'";
        }
        const Duration jitter{static_cast<Duration::rep>(random_() % 3) - 1};
        return "'" + to_rfc3339(noon - span() + jitter) + "'";
    }

    std::mt19937_64 random_;
};

void add_sessions(TestDatabase& database, Draw& draw, int count) {
    std::string sql = "alter table chat.session alter column started_at drop not null; "
                      "insert into chat.session (channel, status, labels, started_at, "
                      "reopened_at, last_customer_message_at, first_agent_reply_at, "
                      "last_agent_message_at, last_bot_message_at, last_message_at, "
                      "snoozed_until) values ";
    for (int i = 0; i < count; ++i) {
        sql += (i == 0 ? "" : ", ") + draw.session_row();
    }
    database.run(sql);
}

std::set<std::string> loaded(Transaction& tx, const std::optional<CoarseBound>& bound) {
    std::set<std::string> ids;
    load_facts(tx, bound, [&](const SessionFacts& facts) { ids.insert(facts.session_id.value); });
    return ids;
}

std::vector<SessionFacts> everything(Transaction& tx) {
    std::vector<SessionFacts> all;
    load_facts(tx, std::nullopt, [&](const SessionFacts& facts) { all.push_back(facts); });
    return all;
}

TEST(BoundInSql, LetsThroughExactlyWhatTheBoundInCoreDoes) {
    TestDatabase database;
    Draw draw{20261120};
    add_sessions(database, draw, 400);
    Connected store{database};
    Transaction tx{store.database, Access::read_only};
    const std::vector<SessionFacts> all = everything(tx);
    ASSERT_EQ(all.size(), 400U);
    std::size_t kept = 0;
    for (int round = 0; round < 150; ++round) {
        const CoarseBound bound =
            round % 2 == 0 ? draw.bound() : coarse_bound(draw.policies(), noon);
        const std::set<std::string> ids = loaded(tx, bound);
        for (const SessionFacts& facts : all) {
            ASSERT_EQ(ids.contains(facts.session_id.value), lets_through(bound, facts))
                << "round " << round << ", session " << facts.session_id.value;
        }
        kept += ids.size();
    }
    EXPECT_GT(kept, 6000U) << "the bounds let too little through to show anything";
    EXPECT_LT(kept, 54000U) << "the bounds drop too little to show anything";
}

TEST(BoundInSql, NeverDropsASessionThatTheJudgeWouldClose) {
    TestDatabase database;
    Draw draw{411};
    add_sessions(database, draw, 400);
    Connected store{database};
    Transaction tx{store.database, Access::read_only};
    const std::vector<SessionFacts> all = everything(tx);
    int closing = 0;
    std::size_t dropped = 0;
    for (int round = 0; round < 150; ++round) {
        const PolicySet policies = draw.policies();
        const std::set<std::string> ids = loaded(tx, coarse_bound(policies, noon));
        dropped += all.size() - ids.size();
        for (const SessionFacts& facts : all) {
            if (judge(facts, policies, noon).decision == Decision::close) {
                ++closing;
                ASSERT_TRUE(ids.contains(facts.session_id.value))
                    << "round " << round << ", session " << facts.session_id.value;
            }
        }
    }
    EXPECT_GT(closing, 3000) << "the sample closes too little to show anything";
    EXPECT_GT(dropped, 3000U) << "the bound drops too little to be of use";
}

TEST(BoundInSql, WithoutAnyCutoffLoadsNothing) {
    TestDatabase database;
    database.add_silent_session("3 days");
    Connected store{database};
    Transaction tx{store.database, Access::read_only};

    EXPECT_TRUE(loaded(tx, CoarseBound{}).empty());
    EXPECT_EQ(loaded(tx, std::nullopt).size(), 1U) << "no bound is not an empty bound";
}

} // namespace
} // namespace chatsweep::test

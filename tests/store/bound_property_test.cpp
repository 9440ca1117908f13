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
/// beyond the range, and facts_of_all that the bound does not know is common.
class Draw {
public:
    explicit Draw(std::uint64_t seed) : random_(seed) {}

    std::string session_row() {
        const char* statuses[] = {"active", "active", "waiting", "inactive", "snoozed"};
        std::string row = "('" + word() + "', '" + one_of(statuses) + "', '{" +
                          (one_in(3) ? word() : "") + "}', " + (one_in(2) ? "true" : "false");
        for (int column = 0; column < 8; ++column) {
            row += ", " + (one_in(3) ? "null" : instant());
        }
        for (int column = 0; column < 6; ++column) {
            row += ", " + (one_in(4) ? instant() : "null");
        }
        return row + ")";
    }

    std::string mark_row(int session) {
        const char* kinds[] = {"'warned', 'one'", "'recorded', 'one'", "'idle', 'agent'",
                               "'idle', 'customer'", "'inactive', ''"};
        return "('" + std::to_string(session) + "', " + one_of(kinds) + ", " + instant() + ", " +
               instant() + ")";
    }

    bool one_in(unsigned n) { return random_() % n == 0; }

    PolicySet policies() {
        PolicySet policies;
        if (one_in(3)) {
            policies.push_back(opt_out_policy());
        }
        for (auto left = 1 + random_() % 3; left > 0; --left) {
            PolicyBuilder builder = a_policy(std::to_string(left));
            if (one_in(2)) {
                builder.on(word());
            }
            if (one_in(3)) {
                builder.keeps_who_never_wrote();
            }
            if (one_in(4)) {
                builder.holds_unanswered();
            }
            std::vector<Timer> timers{timer("one")};
            if (one_in(2)) {
                timers.push_back(timer("two"));
            }
            Policy policy = builder.with_timers(std::move(timers));
            if (one_in(2)) {
                policy.token = TokenLifetime{span(), span()};
            }
            policies.push_back(std::move(policy));
        }
        return policies;
    }

    CoarseBound bound() {
        CoarseBound bound;
        for (auto* cutoff :
             {&bound.last_customer_message, &bound.first_agent_reply, &bound.last_agent_message,
              &bound.last_message, &bound.started, &bound.started_when_never_wrote, &bound.inactive,
              &bound.agent_joined}) {
            if (one_in(4)) {
                *cutoff = noon - span();
            }
        }
        for (bool* flag : {&bound.opted_out, &bound.tokens, &bound.returns}) {
            *flag = one_in(6);
        }
        return bound;
    }

private:
    template <typename T, std::size_t N>
    T one_of(T (&choices)[N]) {
        return choices[random_() % N];
    }

    std::string word() { return std::string(1, static_cast<char>('a' + random_() % 3)); }

    Duration span() {
        const Duration choices[] = {tick, 1h, 2h, 24h, longest_duration};
        return one_of(choices);
    }

    Timer timer(const std::string& name) {
        const Clock clocks[] = {
            Clock::last_customer_message, Clock::first_agent_reply, Clock::last_agent_message,
            Clock::last_message,          Clock::started,           Clock::inactive,
            Clock::agent_joined};
        const Role roles[] = {Role::agent, Role::customer};
        Timer timer = a_timer(name, span(), one_of(clocks));
        const Action actions[] = {Action::close,      Action::close, Action::warn,
                                  Action::inactivate, Action::idle,  Action::disconnect,
                                  Action::event};
        timer.action = one_of(actions);
        if (timer.action == Action::idle || timer.action == Action::disconnect) {
            timer.role = one_of(roles);
            timer.since = Clock::agent_joined;
        }
        if (timer.action == Action::disconnect && one_in(2)) {
            timer.since = Clock::idle;
        } else if (timer.action == Action::warn && one_in(2)) {
            timer.before_close = span();
        } else if ((timer.action == Action::close || timer.action == Action::event) && one_in(4)) {
            timer.on = On::contact_after_token;
        } else if (timer.action == Action::close && one_in(4)) {
            timer.customer_silent_from_start = true;
            timer.after = Duration{};
        }
        return timer;
    }

    std::string instant() {
        const char* far[] = {"-infinity", "infinity", "4713-01-01 00:00+00 BC",
                             "0001-01-01 00:00+00", "294276-12-31 00:00+00"};
        if (one_in(12)) {
            return std::string{"'"} + one_of(far) + "'";
        }
        const Duration jitter{static_cast<Duration::rep>(random_() % 3) - 1};
        return "'" + to_rfc3339(noon - span() + jitter) + "'";
    }

    std::mt19937_64 random_;
};

void add_sessions(TestDatabase& database, Draw& draw, int count) {
    std::string sessions = "alter table chat.session alter column started_at drop not null; "
                           "insert into chat.session (channel, status, labels, authenticated, "
                           "started_at, reopened_at, last_customer_message_at, "
                           "first_agent_reply_at, last_agent_message_at, last_bot_message_at, "
                           "last_message_at, snoozed_until, opted_out_at, token_issued_at, "
                           "token_expires_at, inactive_since, agent_joined_at, "
                           "customer_joined_at) values ";
    std::string marks = "insert into chatsweep.mark (session_id, kind, name, recorded_at, "
                        "clock_at) values ('no session', 'warned', 'one', now(), now())";
    for (int i = 0; i < count; ++i) {
        sessions += (i == 0 ? "" : ", ") + draw.session_row();
        if (draw.one_in(8)) {
            marks += ", " + draw.mark_row(i + 1);
        }
    }
    database.run(sessions);
    database.run(marks);
}

std::set<std::string> loaded(Transaction& tx, const std::optional<CoarseBound>& bound) {
    std::set<std::string> ids;
    load_facts(tx, bound, JoinedUnder::skip,
               [&](const SessionFacts& facts) { ids.insert(facts.session_id.value); });
    return ids;
}

std::vector<SessionFacts> facts_of_all(Transaction& tx) {
    std::vector<SessionFacts> all;
    load_facts(tx, std::nullopt, JoinedUnder::skip,
               [&](const SessionFacts& facts) { all.push_back(facts); });
    return all;
}

TEST(BoundInSql, LetsThroughExactlyWhatTheBoundInCoreDoes) {
    TestDatabase database;
    Draw draw{20261120};
    add_sessions(database, draw, 400);
    Connected store{database};
    Transaction tx{store.database, Access::read_only};
    const std::vector<SessionFacts> all = facts_of_all(tx);
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

TEST(BoundInSql, NeverDropsASessionThatSomethingIsDueFor) {
    TestDatabase database;
    Draw draw{411};
    add_sessions(database, draw, 400);
    Connected store{database};
    Transaction tx{store.database, Access::read_only};
    const std::vector<SessionFacts> all = facts_of_all(tx);
    int due = 0;
    std::size_t dropped = 0;
    for (int round = 0; round < 150; ++round) {
        const PolicySet policies = draw.policies();
        const std::set<std::string> ids = loaded(tx, coarse_bound(policies, noon));
        dropped += all.size() - ids.size();
        for (const SessionFacts& facts : all) {
            if (judge(facts, policies, noon).decision != Decision::keep) {
                ++due;
                ASSERT_TRUE(ids.contains(facts.session_id.value))
                    << "round " << round << ", session " << facts.session_id.value;
            }
        }
    }
    EXPECT_GT(due, 3000) << "too little of the sample is due to show anything";
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

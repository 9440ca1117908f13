// SPDX-License-Identifier: Apache-2.0
#include "core/judge.hpp"
#include "sql/embedded.hpp"
#include "store/facts.hpp"
#include "support/process.hpp"
#include "support/sessions.hpp"
#include "support/store.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <map>
#include <regex>

namespace chatsweep::test {
namespace {

using testing::HasSubstr;

Ended seed(const TestDatabase& database, const std::string& instant, Variables variables = {}) {
    Process psql{"/usr/bin/env",
                 {"psql", "-X", "-q", "-d", database.dsn(), "-v", "at=" + instant, "-f",
                  std::string{CHATSWEEP_SOURCE_DIR} + "/sql/chat/seed.sql"},
                 variables};
    return psql.wait();
}

std::string fingerprint(TestDatabase& database) {
    return database.value(
        "set local timezone = 'UTC'; set local datestyle = 'ISO'; select md5(concat("
        "(select string_agg(s::text, '|' order by s.id) from chat.session s), "
        "(select string_agg(m::text, '|' order by m.id) from chat.message m), "
        "(select string_agg(p::text, '|' order by p.id) from chat.participant p)))");
}

/// 10000 as people write it: 10,000.
std::string with_commas(long long number) {
    std::string text = std::to_string(number);
    for (auto place = static_cast<int>(text.size()) - 3; place > 0; place -= 3) {
        text.insert(static_cast<std::size_t>(place), ",");
    }
    return text;
}

/// The comment that the seed begins with, in one line.
std::string header() {
    std::string text{sql::text("chat/seed.sql")};
    text.erase(text.find("\\set"));
    return std::regex_replace(std::regex_replace(text, std::regex{"\n-- *"}, " "), std::regex{" +"},
                              " ");
}

/// Open, due and held.
using Figures = std::array<long long, 3>;

struct Judged {
    std::map<std::string, Figures> by; ///< By channel, by handler, and `all`.
    long long unanswered = 0;
    long long unanswered_due = 0;
    long long unanswered_held = 0;
    std::map<std::string, long long> due_unanswered_by;
    std::vector<std::string> due_on_the_boundary;
};

/// Judges the seeded sessions at noon by the two policies that the header names.
Judged judge_all(TestDatabase& database) {
    const PolicySet policies{a_policy("whatsapp").on("whatsapp").closes_after(24h),
                             a_policy("everyone-else").closes_after(2h)};
    Judged judged;
    Connected store{database};
    Transaction tx{store.database, Access::read_only};
    load_facts(tx, std::nullopt, JoinedUnder::skip, [&](const SessionFacts& facts) {
        const Verdict verdict = judge(facts, policies, noon);
        const bool due = verdict.decision == Decision::close;
        const bool held = is_hold(verdict.reason);
        for (const std::string& key : {std::string{"all"}, *facts.channel, *facts.handler}) {
            Figures& figures = judged.by[key];
            figures[0] += 1;
            figures[1] += due ? 1 : 0;
            figures[2] += held ? 1 : 0;
        }
        judged.unanswered += verdict.unanswered ? 1 : 0;
        judged.unanswered_due += verdict.unanswered && due ? 1 : 0;
        judged.unanswered_held += verdict.unanswered && held ? 1 : 0;
        judged.due_unanswered_by[*facts.handler] += verdict.unanswered && due ? 1 : 0;
        if (facts.tenant == "boundary" && due) {
            judged.due_on_the_boundary.push_back(facts.session_id.value);
        }
    });
    return judged;
}

TEST(Seed, MakesTheSameDataForTheSameInstantInAnyZone) {
    TestDatabase one;
    TestDatabase two;
    const Ended first = seed(one, "2026-11-20 12:00:00+00", {{"PGTZ", "Asia/Kathmandu"}});
    const Ended second = seed(two, "2026-11-20T07:00:00-05",
                              {{"PGTZ", "America/St_Johns"}, {"PGDATESTYLE", "German"}});

    ASSERT_EQ(first.code, 0) << first.err;
    ASSERT_EQ(second.code, 0) << second.err;
    EXPECT_EQ(first.out + first.err, "") << "it is quiet";
    EXPECT_EQ(fingerprint(one), fingerprint(two));
    EXPECT_EQ(one.count("select count(*) from chat.session"), 10000);
}

TEST(Seed, HoldsWhatItsHeaderSaysInTheTable) {
    TestDatabase database;
    const Ended ended = seed(database, to_rfc3339(noon));
    ASSERT_EQ(ended.code, 0) << ended.err;
    const Judged judged = judge_all(database);

    for (const auto& [key, figures] : judged.by) {
        const std::string sessions = database.value("select count(*) from chat.session where '" +
                                                    key + "' in ('all', channel, handler)");
        const bool tells_held = key == "all" || key == "whatsapp";
        EXPECT_THAT(header(), HasSubstr(" " + key + " " + with_commas(std::stoll(sessions)) + " " +
                                        with_commas(figures[0]) + " " + with_commas(figures[1]) +
                                        " " + (tells_held ? with_commas(figures[2]) : "")));
    }
    EXPECT_THAT(header(), HasSubstr("of the due, unanswered: " +
                                    with_commas(judged.due_unanswered_by.at("human"))));
}

TEST(Seed, HoldsWhatItsHeaderSaysInProse) {
    TestDatabase database;
    const Ended ended = seed(database, to_rfc3339(noon));
    ASSERT_EQ(ended.code, 0) << ended.err;
    const Judged judged = judge_all(database);
    const auto open = [&](const std::string& condition) {
        return with_commas(database.count("select count(*) from chat.session where closed_at is "
                                          "null and " +
                                          condition));
    };
    const auto all = [&](const std::string& table) {
        return with_commas(database.count("select count(*) from chat." + table));
    };

    EXPECT_THAT(header(),
                HasSubstr(with_commas(judged.unanswered) + " of the open are unanswered, " +
                          with_commas(judged.unanswered_due) + " of these due and " +
                          with_commas(judged.unanswered_held) + " held; "));
    EXPECT_THAT(header(),
                HasSubstr("; " + open("last_customer_message_at is null") +
                          " customers never wrote; " + open("status = 'snoozed'") +
                          " are snoozed: " + open("snoozed_until > '2026-11-20 12:00+00'") +
                          " still, " + open("status = 'snoozed' and snoozed_until is null") +
                          " without an end, " + open("snoozed_until <= '2026-11-20 12:00+00'") +
                          " no longer; " + open("'vip' = any (labels)") + " bear the label vip; " +
                          open("environment = 'sandbox'") + " are in the sandbox. " +
                          all("message") + " messages, " + all("participant") + " participants."));
    EXPECT_THAT(judged.due_on_the_boundary,
                testing::UnorderedElementsAre("9991", "9993", "9994", "9998", "9999", "10000"));
}

TEST(Seed, RefusesADatabaseThatHoldsSessions) {
    TestDatabase database;
    database.add_session();

    const Ended ended = seed(database, "2026-11-20 12:00:00+00");

    EXPECT_NE(ended.code, 0);
    EXPECT_THAT(ended.err, HasSubstr("chat.session is not empty"));
    EXPECT_EQ(database.count("select count(*) from chat.session"), 1);
}

TEST(Seed, LeavesAKeyForTheNextSession) {
    TestDatabase database;
    ASSERT_EQ(seed(database, "2026-11-20 12:00:00+00").code, 0);

    EXPECT_EQ(database.add_session(), "10001");
}

} // namespace
} // namespace chatsweep::test

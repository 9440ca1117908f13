// SPDX-License-Identifier: Apache-2.0
#include "support/judging.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace chatsweep::test {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;

const char* const later = "2026-11-20T00:00:00Z";

std::string silent_with(TestDatabase& database, const std::string& handler,
                        const std::string& labels = "{}") {
    const std::string id = begin_session(database, "2026-11-18 14:00Z", "handler, labels",
                                         "'" + handler + "', '" + labels + "'");
    write_message(database, id, "customer", "2026-11-18 15:00Z");
    return id;
}

Arguments holding_the_unanswered() {
    return policies_file("  - { name: all, match: {}, timeout: 24h, hold_unanswered: true }\n");
}

TEST(Holds, ABotsAnswerDoesNotAnswerForAHuman) {
    TestDatabase database;
    const std::string answered = silent_with(database, "human");
    write_message(database, answered, "agent", "2026-11-18 15:01Z");
    const std::string by_bot = silent_with(database, "human");
    write_message(database, by_bot, "bot", "2026-11-18 15:01Z");
    const std::string by_system = silent_with(database, "human");
    write_message(database, by_system, "system", "2026-11-18 15:01Z");
    const std::string too_early = silent_with(database, "human");
    write_message(database, too_early, "agent", "2026-11-18 14:30Z");

    const Judged judged = judged_at(database, holding_the_unanswered(), later);

    EXPECT_THAT(judged.closing, ElementsAre(answered));
    EXPECT_THAT(judged.held,
                UnorderedElementsAre(Pair(by_bot, "unanswered"), Pair(by_system, "unanswered"),
                                     Pair(too_early, "unanswered")));
    EXPECT_EQ(judged.counts["held"], 3);
    EXPECT_EQ(judged.counts["unanswered"], 3);
}

TEST(Holds, ABotsAnswerAnswersWhereABotHandles) {
    TestDatabase database;
    const std::string bot = silent_with(database, "bot");
    write_message(database, bot, "bot", "2026-11-18 15:01Z");
    const std::string ai_agent = silent_with(database, "ai_agent");
    write_message(database, ai_agent, "agent", "2026-11-18 15:01Z");
    const std::string waiting = silent_with(database, "bot");
    write_message(database, waiting, "system", "2026-11-18 15:01Z");

    const Judged judged = judged_at(database, holding_the_unanswered(), later);

    EXPECT_THAT(judged.closing, UnorderedElementsAre(bot, ai_agent));
    EXPECT_THAT(judged.held, ElementsAre(Pair(waiting, "unanswered")));
}

TEST(Holds, ClosesTheUnansweredWhereThePolicyDoesNotHoldThemAndSaysSo) {
    TestDatabase database;
    const std::string id = silent_with(database, "human");

    const Judged judged = judged_at(database, {"--timeout", "24h"}, later);

    EXPECT_THAT(judged.closing, ElementsAre(id));
    EXPECT_EQ(judged.counts["unanswered"], 1);
}

TEST(Holds, ALabelKeepsASession) {
    TestDatabase database;
    const std::string plain = silent_with(database, "human", "{gold}");
    const std::string labelled = silent_with(database, "human", "{gold,legal}");
    const Arguments policies =
        policies_file("  - { name: all, match: {}, timeout: 24h, hold_labels: [vip, legal] }\n");

    const Judged judged = judged_at(database, policies, later);

    EXPECT_THAT(judged.closing, ElementsAre(plain));
    EXPECT_THAT(judged.held, ElementsAre(Pair(labelled, "label")));
}

TEST(Holds, ASnoozedSessionIsKeptUntilTheVeryInstantAtWhichTheSnoozeEnds) {
    TestDatabase database;
    const std::string id = silent_with(database, "human");
    database.run("update chat.session set status = 'snoozed', "
                 "snoozed_until = '2026-11-25 08:00Z'");
    const Arguments policies = {"--timeout", "24h"};

    const Judged before = judged_at(database, policies, "2026-11-25T07:59:59.999999Z");

    EXPECT_THAT(before.closing, IsEmpty());
    EXPECT_THAT(before.held, ElementsAre(Pair(id, "snoozed")));
    EXPECT_THAT(judged_at(database, policies, "2026-11-25T08:00:00Z").closing, ElementsAre(id));
}

TEST(Holds, ASnoozeWithoutAnEndNeverEnds) {
    TestDatabase database;
    const std::string id = silent_with(database, "human");
    const std::string for_ever = silent_with(database, "human");
    database.run("update chat.session set status = 'snoozed'");
    database.run("update chat.session set snoozed_until = 'infinity' where id = " + for_ever);

    const Judged judged = judged_at(database, {"--timeout", "24h"}, "2099-01-01T00:00:00Z");

    EXPECT_THAT(judged.closing, IsEmpty());
    EXPECT_THAT(judged.held, UnorderedElementsAre(Pair(id, "snoozed"), Pair(for_ever, "snoozed")));
}

TEST(Holds, ASweepClosesNoneOfThemAndCountsThem) {
    TestDatabase database;
    const std::string labelled = database.add_silent_session("30 hours");
    const std::string snoozed = database.add_silent_session("30 hours");
    const std::string waiting = database.add_silent_session("30 hours");
    const std::string due = database.add_silent_session("30 hours");
    database.run("update chat.session set labels = '{vip}' where id = " + labelled);
    database.run("update chat.session set status = 'snoozed' where id = " + snoozed);
    database.add_message(waiting, "customer", "29 hours");
    const Arguments policies = policies_file("  - { name: all, match: {}, timeout: 24h, "
                                             "hold_unanswered: true, hold_labels: vip }\n");

    const Ended ended =
        chatsweep({"sweep", "-d", database.dsn(), policies[0], policies[1], "--format", "json"});

    const Json counts = json_of(ended)["counts"];
    EXPECT_EQ(counts["closed"], 1);
    EXPECT_EQ(counts["held"], 3);
    EXPECT_EQ(database.value("select id from chat.session where status = 'closed'"), due);
    EXPECT_EQ(database.value("select held from chatsweep.run"), "3");
}

} // namespace
} // namespace chatsweep::test

// SPDX-License-Identifier: Apache-2.0
#include "support/scenario.hpp"

#include "support/core_player.hpp"

#include <gtest/gtest-spi.h>
#include <gtest/gtest.h>

namespace chatsweep::test {
namespace {

using namespace std::chrono_literals;

/// A scenario with this timeline, which begins in line 9.
Scenario scenario_of(const std::string& timeline) {
    return parse_scenario("tests/scenarios/x.scenario", "# a comment\n"
                                                        "W1, C3: a sentence\n"
                                                        "over two lines.\n"
                                                        "\n"
                                                        "policy:\n"
                                                        "    policies:\n"
                                                        "      - { name: all, match: {}, timeout: "
                                                        "1h }\n"
                                                        "\n" +
                                                            timeline);
}

std::string error_of(const std::string& timeline) {
    try {
        static_cast<void>(scenario_of(timeline));
    } catch (const ScenarioError& error) {
        return error.what();
    }
    return "no error";
}

TEST(ScenarioText, IsReadFromTopToBottom) {
    const Scenario scenario = scenario_of("09:00  session starts on sms by business\n"
                                          "09:30  a customer message dated 09:10 arrives\n"
                                          "+1d 10:00:30  sweep, then closed because timeout, "
                                          "status closed\n");
    EXPECT_EQ(scenario.name, "x");
    EXPECT_EQ(scenario.rules, (std::vector<std::string>{"W1", "C3"}));
    EXPECT_EQ(scenario.sentence, "a sentence over two lines.");
    EXPECT_EQ(scenario.policy,
              "version: 1\npolicies:\n  - { name: all, match: {}, timeout: 1h }\n\n");
    ASSERT_EQ(scenario.steps.size(), 3U);
    EXPECT_EQ(scenario.steps[0].attributes,
              (std::map<std::string, std::string>{{"channel", "sms"}, {"started_by", "business"}}));
    EXPECT_EQ(scenario.steps[1].word, "customer");
    EXPECT_EQ(scenario.steps[1].dated, first_day + 9h + 10min);
    EXPECT_EQ(scenario.steps[2].at, first_day + 34h + 30s);
    ASSERT_EQ(scenario.steps[2].claims.size(), 2U);
    EXPECT_EQ(scenario.steps[2].claims[1].text, "status closed");
    EXPECT_EQ(scenario.steps[2].claims[1].line, 11);
}

TEST(ScenarioText, NamesItsSessions) {
    const Scenario scenario = scenario_of("09:00  a: session starts\n"
                                          "09:00  sweep\n"
                                          "       then a: open, status active\n");
    EXPECT_EQ(scenario.steps[0].session, "a");
    ASSERT_EQ(scenario.steps[1].claims.size(), 2U);
    EXPECT_EQ(scenario.steps[1].claims[1].session, "a");
}

TEST(ScenarioText, WritesInstantsAsItReadsThem) {
    for (const std::string text : {"09:00:00", "10:00:30", "+3d 23:59:59.999999", "00:00:00.5"}) {
        EXPECT_EQ(to_scenario_text(parse_scenario_instant(text)), text);
    }
}

TEST(ScenarioText, WithAnErrorSaysItsLine) {
    const std::string at = "tests/scenarios/x.scenario:";
    EXPECT_EQ(error_of("09:00  session starts\n09:00  customer sings\n"),
              at + "10: 'customer sings' is nothing that can happen here");
    EXPECT_EQ(error_of("25:00  session starts\n"), at + "9: '25:00' is no time of day");
    EXPECT_EQ(error_of("09:00  session starts\n08:59  sweep, then nothing\n"),
              at + "10: this is earlier than the line before it");
    EXPECT_EQ(error_of("09:00  customer writes\n"),
              at + "9: no session has started that bears this name");
    EXPECT_EQ(error_of("09:00  session starts\n09:00  session starts\n"),
              at + "10: this session has started already");
    EXPECT_EQ(error_of("09:00  session starts\n09:01  sweep\n"),
              at + "10: say what must be true then");
    EXPECT_EQ(error_of("09:00  session starts, then open\n"),
              at + "9: only a sweep or a report is followed by what must be true then");
    EXPECT_EQ(error_of("09:00  sweep, then b: open\n"),
              at + "9: no session has started that bears this name");
    EXPECT_EQ(error_of("whatever\n"), at + "9: 'whatever' is no part of a scenario");
    EXPECT_EQ(error_of("09:00  policy changes to:\n10:00  sweep, then nothing\n"),
              at + "9: the policy that was announced is missing");
    EXPECT_EQ(error_of("09:00  " + std::string(100'000, 'x') + "\n"),
              at + "9: the line is too long");
    EXPECT_EQ(error_of(""), at + "8: a scenario has either a timeline or a policy that is refused");
}

TEST(ScenarioText, BeginsWithItsRules) {
    EXPECT_THROW(static_cast<void>(parse_scenario("x", "a sentence without rules\n")),
                 ScenarioError);
}

void play_all(const std::string& timeline) {
    const Scenario scenario = scenario_of(timeline);
    CorePlayer player{scenario};
    for (const Step& step : scenario.steps) {
        play(scenario, step, player);
    }
}

TEST(ScenarioPlay, FailsWhereAClaimIsNotSo) {
    EXPECT_NONFATAL_FAILURE(play_all("09:00  session starts\n"
                                     "09:30  sweep, then closed because timeout\n"),
                            "tests/scenarios/x.scenario:10: not so: closed because timeout");
    EXPECT_NONFATAL_FAILURE(play_all("09:00  session starts\n"
                                     "09:30  sweep, then nothing, status waiting\n"),
                            "tests/scenarios/x.scenario:10");
    EXPECT_NONFATAL_FAILURE(play_all("09:00  session starts\n"
                                     "09:30  sweep, then nothing, connected agent\n"),
                            "connected nobody");
}

TEST(ScenarioPlay, FailsWhereWhatWasDoneIsNotClaimed) {
    EXPECT_NONFATAL_FAILURE(play_all("09:00  session starts\n"
                                     "10:00  sweep, then nothing\n"),
                            "tests/scenarios/x.scenario:10: not claimed: closed because timeout "
                            "by timer timeout");
}

} // namespace
} // namespace chatsweep::test

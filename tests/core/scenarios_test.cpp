// SPDX-License-Identifier: Apache-2.0
#include "config/config.hpp"
#include "support/core_player.hpp"
#include "support/scenario.hpp"

#include <gmock/gmock.h>

namespace chatsweep::test {
namespace {

/// Every scenario against the pure core; end to end they are played in tests/end_to_end.
class Core : public testing::TestWithParam<std::string> {};

TEST_P(Core, DoesAsTheScenarioSays) {
    const Scenario scenario = read_scenario(GetParam());
    if (scenario.refusal) {
        try {
            static_cast<void>(parse_config(scenario.policy, "policy"));
            FAIL() << scenario.file << ": the policy is not refused";
        } catch (const ConfigError& error) {
            EXPECT_THAT(error.what(), testing::HasSubstr(*scenario.refusal)) << scenario.file;
        }
        return;
    }
    CorePlayer player{scenario};
    for (const Step& step : scenario.steps) {
        play(scenario, step, player);
    }
}

INSTANTIATE_TEST_SUITE_P(Scenario, Core, testing::ValuesIn(scenario_names()),
                         [](const auto& scenario) { return scenario.param; });

TEST(Scenarios, ProveEveryRuleOfTheDocument) {
    std::set<std::string> proven;
    for (const std::string& name : scenario_names()) {
        for (const std::string& rule : read_scenario(name).rules) {
            proven.insert(rule);
        }
    }
    const std::set<std::string> rules = {
        "W1",  "W2",  "W3",  "W4", "W5", "W6", "W7", "C1", "C2", "C3", "C4", "C5", "C6",
        "C7",  "C8",  "C9",  "S1", "S2", "S3", "S4", "S5", "S6", "S7", "S8", "S9", "S10",
        "S11", "S12", "S13", "A1", "A2", "A3", "A4", "A5", "A6", "A7", "A8", "A9"};
    EXPECT_EQ(proven, rules);
}

TEST(Scenarios, ArePlayedInDatabasesUnlessTheyAreForTheCoreOnly) {
    std::vector<std::string> names = scenario_names();
    std::erase_if(names, [](const std::string& name) { return read_scenario(name).core_only; });
    EXPECT_EQ(names_of_scenarios_for_databases(), names);
}

TEST(Scenarios, AreNamedByTheRulesThatTheyProve) {
    for (const std::string& name : scenario_names()) {
        const Scenario scenario = read_scenario(name);
        std::string beginning;
        for (const std::string& rule : scenario.rules) {
            beginning += rule + "_";
        }
        EXPECT_THAT(name, testing::StartsWith(beginning)) << scenario.file;
    }
}

} // namespace
} // namespace chatsweep::test

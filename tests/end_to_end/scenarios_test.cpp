// SPDX-License-Identifier: Apache-2.0
#include "support/core_player.hpp"
#include "support/database_player.hpp"
#include "support/process.hpp"
#include "support/scenario.hpp"

#include <gmock/gmock.h>

#include <algorithm>

namespace chatsweep::test {
namespace {

/// Every scenario against PostgreSQL and the real program; the pure core is asked for each step
/// too, and the two must agree on every fact and everything remembered.
class EndToEnd : public testing::TestWithParam<std::string> {};

void expect_refusal(const Scenario& scenario) {
    const Ended ended =
        chatsweep({"check", "--offline", "-c", write_file("refused.yaml", scenario.policy)});
    EXPECT_EQ(ended.code, 3) << scenario.file;
    EXPECT_THAT(ended.err, testing::HasSubstr(*scenario.refusal)) << scenario.file;
}

/// The facts of all sessions, as both see them.
void expect_agreement(const Scenario& scenario, const Step& until, Player& core, Player& database) {
    for (const Step& step : scenario.steps) {
        if (step.line > until.line) {
            return;
        }
        if (step.happening != Happening::session_starts) {
            continue;
        }
        const SessionView in_core = core.look_at(step.session);
        const SessionView in_database = database.look_at(step.session);
        const std::string where = scenario.file + ":" + std::to_string(until.line);
        EXPECT_EQ(in_core.status, in_database.status) << where;
        EXPECT_EQ(in_core.connected, in_database.connected) << where;
        if (in_core.status != "closed") {
            EXPECT_EQ(in_core.facts, in_database.facts) << where;
        }
    }
}

TEST_P(EndToEnd, DoesAsTheScenarioSaysAndTheCoreDoes) {
    const Scenario scenario = read_scenario(GetParam());
    if (scenario.refusal) {
        return expect_refusal(scenario);
    }
    DatabasePlayer database{scenario};
    CorePlayer core{scenario};
    for (const Step& step : scenario.steps) {
        play(scenario, step, database);
        play(scenario, step, core);
        expect_agreement(scenario, step, core, database);
    }
    EXPECT_EQ(database.messages(),
              std::count_if(scenario.steps.begin(), scenario.steps.end(),
                            [](const Step& step) { return step.happening == Happening::message; }))
        << "a sweep writes no message (A9)";
}

INSTANTIATE_TEST_SUITE_P(Scenario, EndToEnd, testing::ValuesIn(names_of_scenarios_for_databases()),
                         [](const auto& scenario) { return scenario.param; });

} // namespace
} // namespace chatsweep::test

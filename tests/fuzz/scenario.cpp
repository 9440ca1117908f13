// SPDX-License-Identifier: Apache-2.0
//
// The text of a scenario, and the policies that stand in it.
#include "support/scenario.hpp"

#include "config/config.hpp"
#include "fuzzing.hpp"

#include <algorithm>

namespace chatsweep::fuzz {
namespace {

void read_policy(const std::string& yaml) {
    try {
        (void)parse_config(yaml, "f");
    } catch (const ConfigError& error) {
        require(is_hint(error.hint()), "a hint is a sentence", error.hint());
    }
}

void check_scenario(const test::Scenario& scenario, const std::string& text) {
    const auto lines = std::count(text.begin(), text.end(), '\n') + 1;
    require(!scenario.rules.empty() && !scenario.sentence.empty(), "a scenario has a heading");
    require(scenario.refusal.has_value() == scenario.steps.empty(), "a refusal or a timeline");
    read_policy(scenario.policy);
    Instant before = earliest_instant;
    for (const test::Step& step : scenario.steps) {
        require(step.at >= before, "time goes on");
        require(step.line >= 1 && step.line <= lines, "a step stands in a line");
        before = step.at;
        const std::string shown = test::to_scenario_text(step.at);
        require(test::parse_scenario_instant(shown) == step.at, "an instant is shown as read",
                shown);
        const bool looks =
            step.happening == test::Happening::sweep || step.happening == test::Happening::report;
        require(looks == !step.claims.empty(), "a look has claims, and only a look");
        if (step.happening == test::Happening::policy) {
            read_policy(step.policy);
        }
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string text{text_of(data, size)};
    try {
        check_scenario(test::parse_scenario("f.scenario", text), text);
    } catch (const test::ScenarioError& error) {
        require(std::string_view{error.what()}.starts_with("f.scenario:"), "an error has a place",
                error.what());
    }
    return 0;
}

} // namespace chatsweep::fuzz

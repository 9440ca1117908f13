// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/time.hpp"

#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace chatsweep::test {

/// 00:00 of the day on which every scenario begins.
inline constexpr Instant first_day =
    std::chrono::sys_days{std::chrono::year{2026} / std::chrono::November / 16};

/// What happens in a scenario. The words in the file stand in tests/scenarios/README.md.
enum class Happening {
    session_starts,
    message,
    joins,
    leaves,
    status,
    snooze,
    label,
    opt_out,
    token,
    token_until,
    reopening,
    policy,
    sweep,
    report
};

/// What must be true of one session after a sweep, in the words of the file.
struct Claim {
    int line = 0;
    std::string session;
    std::string text;
};

/// One line of the timeline.
struct Step {
    int line = 0;
    Instant at{};
    Happening happening = Happening::sweep;
    std::string session;
    std::string word; ///< The sender, role, status, label or kind of token.
    Instant dated{};  ///< Of a message, a snooze or a token's end.
    std::map<std::string, std::string> attributes; ///< Of a session that starts, by column.
    std::string policy;                            ///< The new policy: YAML.
    std::vector<Claim> claims;                     ///< Of sweeps and reports; never empty there.
};

/// A short text that proves rules of the document by what happens to sessions.
struct Scenario {
    std::string file; ///< As errors name it.
    std::string name; ///< The file's, without its ending.
    std::vector<std::string> rules;
    std::string sentence;
    std::string policy;                 ///< YAML.
    std::optional<std::string> refusal; ///< What the policy is refused with; no timeline then.
    bool core_only = false;             ///< It turns on instants that no real clock stands at.
    std::vector<std::string> missing;   ///< What the adapter does not offer.
    std::vector<Step> steps;            ///< In the order of their instants.
};

/// `file:line: what`, for the person who wrote the scenario.
class ScenarioError : public std::runtime_error {
public:
    ScenarioError(const std::string& file, int line, const std::string& what)
        : std::runtime_error(file + ":" + std::to_string(line) + ": " + what) {}
};

/// Throws ScenarioError.
[[nodiscard]] Scenario parse_scenario(const std::string& file, const std::string& text);

/// Reads tests/scenarios/NAME.scenario.
[[nodiscard]] Scenario read_scenario(const std::string& name);

/// The names of all scenarios, sorted.
[[nodiscard]] std::vector<std::string> scenario_names();

/// Those of the scenarios that are not core only. Their texts alone are looked at, for every test
/// of a program waits until it is known which tests there are.
[[nodiscard]] std::vector<std::string> names_of_scenarios_for_databases();

/// One line of the timeline without its instant, such as `agent joins`. Throws
/// std::invalid_argument.
[[nodiscard]] Step parse_step(const std::string& text);

/// `15:00`, `15:00:30`, `+2d 15:00`; throws std::invalid_argument.
[[nodiscard]] Instant parse_scenario_instant(const std::string& text);

/// The same words for an instant; of one in the first day without the day.
[[nodiscard]] std::string to_scenario_text(Instant instant);

} // namespace chatsweep::test

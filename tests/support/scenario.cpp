// SPDX-License-Identifier: Apache-2.0
#include "support/scenario.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <sstream>

namespace chatsweep::test {
namespace {

constexpr const char* blanks = " \t";
constexpr const char* core_only = "core only";
/// std::regex goes one call deeper with each character.
constexpr std::size_t longest_line = 1000;

bool is_blank(const std::string& line) {
    return line.find_first_not_of(blanks) == std::string::npos;
}

bool is_indented(const std::string& line) {
    return line.starts_with(' ');
}

std::string trimmed(const std::string& text) {
    const std::size_t first = text.find_first_not_of(blanks);
    return first == std::string::npos
               ? ""
               : text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

std::vector<std::string> split(const std::string& text, char separator) {
    std::vector<std::string> parts;
    std::istringstream rest{text};
    for (std::string part; std::getline(rest, part, separator);) {
        parts.push_back(trimmed(part));
    }
    return parts;
}

/// Reads a scenario from top to bottom: heading, conditions, policy, timeline.
class Reader {
public:
    Reader(const std::string& file, const std::string& text) {
        scenario_.file = file;
        scenario_.name = std::filesystem::path{file}.stem();
        std::istringstream rest{text};
        for (std::string line; std::getline(rest, line);) {
            lines_.push_back(line);
            if (line.size() > longest_line) {
                throw ScenarioError{file, static_cast<int>(lines_.size()), "the line is too long"};
            }
        }
    }

    Scenario read() {
        read_heading();
        while (next_ < lines_.size()) {
            read_part();
        }
        check_whole();
        return std::move(scenario_);
    }

private:
    [[noreturn]] void fail(const std::string& what) const {
        throw ScenarioError{scenario_.file, static_cast<int>(next_), what};
    }

    [[nodiscard]] bool at_end() const { return next_ == lines_.size(); }

    [[nodiscard]] int line_number() const { return static_cast<int>(next_); }

    void skip_comments() {
        while (!at_end() && (is_blank(lines_[next_]) || lines_[next_].starts_with('#'))) {
            ++next_;
        }
    }

    void read_heading() {
        static const std::regex heading{"((?:[WCSA]\\d+)(?:, [WCSA]\\d+)*): (.+)"};
        skip_comments();
        const std::string line = at_end() ? "" : lines_[next_];
        ++next_;
        std::smatch match;
        if (!std::regex_match(line, match, heading)) {
            fail("a scenario begins with its rules and a sentence, such as 'W3: due is inclusive'");
        }
        scenario_.rules = split(match[1], ',');
        scenario_.sentence = match[2];
        while (!at_end() && !is_blank(lines_[next_])) {
            scenario_.sentence += " " + trimmed(lines_[next_++]);
        }
    }

    void read_part() {
        static const std::regex timeline{
            R"(((?:\+\d+d )?\d\d:\d\d(?::\d\d(?:\.\d+)?)?) +(.*?)(?:, then (.*))?)"};
        const std::string line = lines_[next_++];
        std::smatch match;
        if (is_blank(line) || line.starts_with('#')) {
            return;
        }
        if (line == "policy:") {
            scenario_.policy = read_block();
        } else if (line == core_only) {
            scenario_.core_only = true;
        } else if (line.starts_with("database without: ")) {
            scenario_.missing = split(line.substr(line.find(':') + 1), ',');
        } else if (line.starts_with("policy is refused: ")) {
            scenario_.refusal = trimmed(line.substr(line.find(':') + 1));
        } else if (is_indented(line) && trimmed(line).starts_with("then ")) {
            add_claims(trimmed(line).substr(5));
        } else if (std::regex_match(line, match, timeline)) {
            add_step(match[1], match[2]);
            if (match[3].matched) {
                add_claims(match[3]);
            }
        } else {
            fail("'" + trimmed(line) + "' is no part of a scenario");
        }
    }

    /// The indented lines that follow, without what all of them are indented by.
    std::string read_block() {
        const int line = line_number();
        std::string block;
        std::size_t indent = std::string::npos;
        while (!at_end() && (is_indented(lines_[next_]) || is_blank(lines_[next_]))) {
            const std::string& text = lines_[next_++];
            if (!is_blank(text)) {
                indent = std::min(indent, text.find_first_not_of(blanks));
                block += text.substr(indent);
            }
            block += '\n';
        }
        if (is_blank(block)) {
            throw ScenarioError{scenario_.file, line, "the policy that was announced is missing"};
        }
        return "version: 1\n" + block;
    }

    void add_step(const std::string& instant, const std::string& text) {
        try {
            Step step = parse_step(text);
            step.at = parse_scenario_instant(instant);
            step.line = line_number();
            if (!scenario_.steps.empty() && step.at < scenario_.steps.back().at) {
                fail("this is earlier than the line before it");
            }
            check_session(step);
            if (step.happening == Happening::policy) {
                step.policy = read_block();
            }
            scenario_.steps.push_back(std::move(step));
        } catch (const std::invalid_argument& error) {
            fail(error.what());
        }
    }

    void check_session(const Step& step) {
        const bool starts = step.happening == Happening::session_starts;
        const bool known =
            std::find(sessions_.begin(), sessions_.end(), step.session) != sessions_.end();
        const bool needs_one = step.happening != Happening::policy &&
                               step.happening != Happening::sweep &&
                               step.happening != Happening::report;
        if (!needs_one && !step.session.empty()) {
            fail("this is not about a session");
        }
        if (needs_one && starts == known) {
            fail(starts ? "this session has started already"
                        : "no session has started that bears "
                          "this name");
        }
        if (starts) {
            sessions_.push_back(step.session);
        }
    }

    void add_claims(const std::string& text) {
        static const std::regex of_session{"(\\w+): (.*)"};
        const bool looks =
            !scenario_.steps.empty() && (scenario_.steps.back().happening == Happening::sweep ||
                                         scenario_.steps.back().happening == Happening::report);
        if (!looks) {
            fail("only a sweep or a report is followed by what must be true then");
        }
        std::smatch match;
        const bool named = std::regex_match(text, match, of_session);
        const std::string session = named ? match[1].str() : "";
        for (const std::string& claim : split(named ? match[2].str() : text, ',')) {
            scenario_.steps.back().claims.push_back({line_number(), session, claim});
            if (claim != "nothing" &&
                std::find(sessions_.begin(), sessions_.end(), session) == sessions_.end()) {
                fail("no session has started that bears this name");
            }
        }
    }

    void check_whole() {
        next_ = lines_.size();
        if (scenario_.policy.empty()) {
            fail("a scenario has a policy");
        }
        if (scenario_.refusal.has_value() != scenario_.steps.empty()) {
            fail("a scenario has either a timeline or a policy that is refused");
        }
        for (const Step& step : scenario_.steps) {
            const bool looks =
                step.happening == Happening::sweep || step.happening == Happening::report;
            if (looks && step.claims.empty()) {
                throw ScenarioError{scenario_.file, step.line, "say what must be true then"};
            }
        }
    }

    Scenario scenario_;
    std::vector<std::string> lines_;
    std::vector<std::string> sessions_;
    std::size_t next_ = 0; ///< The line to be read next; while one is looked at, its number.
};

std::filesystem::path folder() {
    return std::filesystem::path{CHATSWEEP_SOURCE_DIR} / "tests" / "scenarios";
}

std::string text_of_scenario(const std::string& name) {
    std::ifstream file{folder() / (name + ".scenario")};
    return {std::istreambuf_iterator<char>{file}, {}};
}

} // namespace

Scenario parse_scenario(const std::string& file, const std::string& text) {
    return Reader{file, text}.read();
}

Scenario read_scenario(const std::string& name) {
    return parse_scenario("tests/scenarios/" + name + ".scenario", text_of_scenario(name));
}

std::vector<std::string> scenario_names() {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator{folder()}) {
        if (entry.path().extension() == ".scenario") {
            names.push_back(entry.path().stem());
        }
    }
    std::sort(names.begin(), names.end());
    return names;
}

std::vector<std::string> names_of_scenarios_for_databases() {
    std::vector<std::string> names = scenario_names();
    std::erase_if(names, [](const std::string& name) {
        return text_of_scenario(name).find(std::string{"\n"} + core_only + "\n") !=
               std::string::npos;
    });
    return names;
}

} // namespace chatsweep::test

// SPDX-License-Identifier: Apache-2.0
#include "support/scenario.hpp"

#include <functional>
#include <regex>
#include <sstream>

namespace chatsweep::test {
namespace {

const std::string instant_words = R"(((?:\+\d+d )?\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?))";

/// A sentence of the timeline, and what it makes of its words.
struct Sentence {
    std::regex pattern;
    std::function<void(const std::smatch&, Step&)> read;
};

std::regex words(const std::string& pattern) {
    return std::regex{pattern};
}

void read_attributes(const std::smatch& match, Step& step) {
    static const std::map<std::string, std::string> columns = {{"on", "channel"},
                                                               {"with", "handler"},
                                                               {"by", "started_by"},
                                                               {"in", "environment"},
                                                               {"for", "tenant"}};
    step.happening = Happening::session_starts;
    std::istringstream rest{match[1]};
    std::string preposition;
    std::string value;
    while (rest >> preposition >> value) {
        step.attributes[columns.at(preposition)] = value;
    }
    step.attributes.try_emplace("channel", "whatsapp");
}

/// Keeps the first word that the sentence leaves open, and its instant.
std::function<void(const std::smatch&, Step&)> means(Happening happening) {
    return [happening](const std::smatch& match, Step& step) {
        step.happening = happening;
        if (match.size() > 1) {
            step.word = match[1];
        }
        if (match.size() > 2) {
            step.dated = parse_scenario_instant(match[2]);
        }
    };
}

const std::vector<Sentence>& sentences() {
    static const std::string sender = "(customer|agent|bot|system)";
    static const std::string role = "(customer|agent|supervisor|bot|ai_agent)";
    static const std::vector<Sentence> all = {
        {words("session starts((?: (?:on|with|by|in|for) \\w+)*)"), read_attributes},
        {words(sender + " writes"), means(Happening::message)},
        {words("an? " + sender + " message dated " + instant_words + " arrives"),
         means(Happening::message)},
        {words(role + " joins"), means(Happening::joins)},
        {words(role + " leaves"), means(Happening::leaves)},
        {words("status set to (waiting|active|inactive)"), means(Happening::status)},
        {words("(snoozed) until " + instant_words), means(Happening::snooze)},
        {words("label (\\w+) is set"), means(Happening::label)},
        {words("customer opts out"), means(Happening::opt_out)},
        {words("token issued \\((authenticated|unauthenticated)\\)"), means(Happening::token)},
        {words("(token) issued until " + instant_words), means(Happening::token_until)},
        {words("session is reopened"), means(Happening::reopening)},
        {words("policy changes to:"), means(Happening::policy)},
        {words("sweep"), means(Happening::sweep)},
        {words("report"), means(Happening::report)},
    };
    return all;
}

} // namespace

Instant parse_scenario_instant(const std::string& text) {
    static const std::regex pattern{R"((?:\+(\d{1,4})d )?(\d\d):(\d\d)(?::(\d\d)(\.\d{1,6})?)?)"};
    std::smatch match;
    if (!std::regex_match(text, match, pattern)) {
        throw std::invalid_argument{"'" + text + "' is no instant: write 15:00 or +2d 15:00"};
    }
    const std::string seconds = match[4].matched ? match[4].str() : "00";
    const std::optional<Instant> of_first_day =
        parse_instant(to_rfc3339(first_day).substr(0, 11) + match[2].str() + ":" + match[3].str() +
                      ":" + seconds + match[5].str() + "Z");
    if (!of_first_day) {
        throw std::invalid_argument{"'" + text + "' is no time of day"};
    }
    const int days = match[1].matched ? std::stoi(match[1]) : 0;
    return *of_first_day + std::chrono::hours{24} * days;
}

std::string to_scenario_text(Instant instant) {
    const auto day = std::chrono::floor<std::chrono::days>(instant);
    const auto days = (day - std::chrono::floor<std::chrono::days>(first_day)).count();
    std::string time = to_rfc3339(instant).substr(11, 15);
    time.erase(time.find_last_not_of('0') + 1);
    if (time.back() == '.') {
        time.pop_back();
    }
    return (days == 0 ? "" : (days > 0 ? "+" : "") + std::to_string(days) + "d ") + time;
}

Step parse_step(const std::string& text) {
    static const std::regex of_session{"(\\w+): (.*)"};
    Step step;
    std::string sentence = text;
    std::smatch match;
    if (std::regex_match(text, match, of_session)) {
        step.session = match[1];
        sentence = match[2];
    }
    for (const Sentence& one : sentences()) {
        std::smatch found;
        if (std::regex_match(sentence, found, one.pattern)) {
            one.read(found, step);
            return step;
        }
    }
    throw std::invalid_argument{"'" + sentence + "' is nothing that can happen here"};
}

} // namespace chatsweep::test

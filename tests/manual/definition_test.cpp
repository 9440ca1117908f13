// SPDX-License-Identifier: Apache-2.0
#include "cli/definition.hpp"

#include "cli/parse.hpp"
#include "manual/completions.hpp"
#include "manual/pages.hpp"
#include "manual/words.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <regex>
#include <sstream>

namespace chatsweep {

namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const Edition edition{"0.1.0", "2026-11-20"};

std::string help_of(const std::string& path) {
    std::vector<std::string> words;
    std::istringstream in{path + " --help"};
    for (std::string word; in >> word;) {
        words.push_back(word);
    }
    std::vector<const char*> argv;
    for (const std::string& word : words) {
        argv.push_back(word.c_str());
    }
    return std::get<Exit>(parse(argv, [](const std::string&) { return std::nullopt; })).out;
}

/// The names in front of what `--help` says of an option: `-c`, `--config`.
std::vector<std::string> options_in(const std::string& help) {
    static const std::regex label{"^ {1,8}((-[a-zA-Z])(, )?)?(--[a-z-]+)?( [A-Z]+)?(  .*)?$"};
    std::vector<std::string> names;
    std::istringstream in{help};
    for (std::string line; std::getline(in, line);) {
        std::smatch found;
        if (line.find_first_not_of(' ') == line.find('-') && std::regex_match(line, found, label)) {
            for (const std::size_t group : {2U, 4U}) {
                if (found[group].matched) {
                    names.push_back(found[group].str());
                }
            }
        }
    }
    return names;
}

std::string in_roff(std::string name) {
    return std::regex_replace(name, std::regex{"-"}, "\\-");
}

/// The lines from the one that contains `begin` to the first that contains `end`.
std::string part_of(const std::string& text, const std::string& begin, const std::string& end) {
    const std::size_t at = text.find(begin);
    EXPECT_NE(at, std::string::npos) << begin;
    return at == std::string::npos ? "" : text.substr(at, text.find(end, at + begin.size()) - at);
}

TEST(Manual, HasEveryOptionThatTheHelpOfACommandShows) {
    const Definition definition = command_line_definition();
    const std::string page = command_page(definition, edition);
    const std::string bash = bash_completion(definition);
    const std::string zsh = zsh_completion(definition);
    const std::string fish = fish_completion(definition);
    int seen = 0;
    for (const CommandDefinition* command : all_commands(definition.program)) {
        const bool is_program = command == &definition.program;
        const std::vector<std::string> names = options_in(help_of(command->path));
        const std::string in_bash = part_of(bash, "    '" + command->path + "')\n", ";;");
        const std::string function = std::regex_replace(command->path, std::regex{" "}, "_");
        const std::string in_zsh = is_program ? part_of(zsh, "_chatsweep_everywhere=(", "\n)\n")
                                              : part_of(zsh, "\n_" + function + "() {", "\n}\n");
        for (const std::string& name : names) {
            ++seen;
            const std::string said = command->path + ' ' + name;
            const std::string in_page = is_program
                                            ? page.substr(page.find(".SH OPTIONS"))
                                            : part_of(page, ".SS " + command->path + '\n', ".SS ");
            EXPECT_THAT(in_page, HasSubstr("\\fB" + in_roff(name) + "\\fR")) << said;
            EXPECT_THAT(in_bash, testing::ContainsRegex("[ ']" + name + "[ ']")) << said;
            EXPECT_THAT(in_zsh, testing::ContainsRegex("[)*]" + name + "(\\[|=|\\+)")) << said;
            const std::string of_fish = name.starts_with("--") ? " -l " + name.substr(2) + ' '
                                                               : " -s " + name.substr(1) + ' ';
            const std::string condition =
                is_program ? "complete -c chatsweep"
                           : R"(__chatsweep_is_at \\')" + command->path + R"(\\'')";
            EXPECT_THAT(fish, testing::ContainsRegex(condition + "( -s .)?" + of_fish)) << said;
        }
    }
    EXPECT_GT(seen, 40);
}

TEST(Manual, HasEverySubcommandVariableAndExitCode) {
    const Definition definition = command_line_definition();
    const std::string page = command_page(definition, edition);
    for (const CommandDefinition& child : definition.program.children) {
        EXPECT_THAT(page, HasSubstr("chatsweep " + child.name));
        EXPECT_THAT(bash_completion(definition), HasSubstr('\'' + child.path + '\''));
        EXPECT_THAT(zsh_completion(definition), HasSubstr("\n    " + child.name + ") "));
        EXPECT_THAT(fish_completion(definition), HasSubstr(" -a " + child.name + ' '));
    }
    for (const auto& [variable, option] : definition.variables) {
        EXPECT_THAT(page, HasSubstr("\\fB" + variable + "\\fR\n"));
    }
    for (const auto& [code, meaning] : definition.exit_codes) {
        EXPECT_THAT(page, HasSubstr(".TP\n\\fB" + code + "\\fR\n"));
    }
}

TEST(Manual, SaysNothingThatRoffWouldTakeForARequest) {
    const std::string page = command_page(command_line_definition(), edition);
    static const std::regex request{"^[.'](\\\\\"|TH|SH|SS|PP|TP|RS|RE|nf|fi|nh|ad|br|BR)( .*)?$"};
    std::istringstream in{page};
    for (std::string line; std::getline(in, line);) {
        if (line.starts_with('.') || line.starts_with('\'')) {
            EXPECT_TRUE(std::regex_match(line, request)) << line;
        }
    }
}

TEST(Manual, DescribesEveryKeyOfTheConfiguration) {
    std::ifstream file{CHATSWEEP_SOURCE_DIR "/config/chatsweep.schema.json"};
    std::ostringstream schema;
    schema << file.rdbuf();
    const std::string page = configuration_page(schema.str(), edition);
    for (const char* key :
         {"interval", "database.connect_timeout", "guards.quiet_inbound",
          "policies[].match.started_by", "policies[].timers[].warn.late_warning",
          "policies[].token", "receivers[].secret.credential", "receivers[].ca_file"}) {
        EXPECT_THAT(page, HasSubstr(".TP\n\\fB" + std::string{key} + "\\fR: "));
    }
    EXPECT_THAT(page, HasSubstr("{ \\fBmin\\fR: \\fIDURATION\\fR, \\fBmax\\fR: "));
}

TEST(Manual, CannotBeWrittenWhereTheSchemaSaysNothingOfAKey) {
    const auto write = [](const std::string& key) {
        return configuration_page(R"({"properties": {"grace": )" + key + "}}", edition);
    };
    EXPECT_THROW(static_cast<void>(write(R"({"type": "integer"})")), std::runtime_error);
    EXPECT_THAT(write(R"({"type": "integer", "description": "How long."})"),
                HasSubstr("\\fBgrace\\fR: \\fIN\\fR\nHow long.\n"));
}

TEST(LeadingWords, AreThoseOfAListAtTheBeginning) {
    EXPECT_THAT(leading_words("table, json, ndjson or csv (default: table)"),
                ElementsAre("table", "json", "ndjson", "csv"));
    EXPECT_THAT(leading_words("text, json or journal, on stderr"),
                ElementsAre("text", "json", "journal"));
    EXPECT_THAT(leading_words("service or timer: print this one"), ElementsAre("service", "timer"));
    EXPECT_THAT(leading_words("write the data to this file or that"), IsEmpty());
    EXPECT_THAT(leading_words("the server's host, or the folder"), IsEmpty());
}

TEST(LeadingWords, AreWordsThatTheOptionTakes) {
    const Definition definition = command_line_definition();
    int options = 0;
    for (const ArgumentDefinition* option : all_options(definition.program)) {
        for (const std::string& word : option->words) {
            const std::string name = "--" + option->name;
            std::vector<const char*> argv{"chatsweep", "report", name.c_str(), word.c_str()};
            if (option->name == "only") {
                argv = {"chatsweep", "schedule", "systemd", name.c_str(), word.c_str()};
            }
            const Parsed parsed = parse(argv, [](const std::string&) { return std::nullopt; });
            EXPECT_TRUE(std::holds_alternative<Invocation>(parsed)) << name << ' ' << word;
        }
        options += option->words.empty() ? 0 : 1;
    }
    EXPECT_GE(options, 4); // --format, --color, --log-format, --only
}

} // namespace

} // namespace chatsweep

// SPDX-License-Identifier: Apache-2.0
#include "cli/command_line.hpp"

#include <gmock/gmock.h>

#include <iostream>
#include <iterator>
#include <sstream>

namespace chatsweep {

namespace {

using testing::HasSubstr;

std::string help(const CommandLine& line) {
    const Exit exit = line.exit();
    EXPECT_EQ(exit.code, ExitCode::done);
    EXPECT_EQ(exit.err, "");
    return exit.out;
}

std::vector<CommandLine> every_help() {
    return {{"--help"},
            {"sweep", "--help"},
            {"report", "--help"},
            {"explain", "--help"},
            {"deliver", "--help"},
            {"run", "--help"},
            {"history", "--help"},
            {"history", "prune", "--help"},
            {"check", "--help"},
            {"schema", "--help"},
            {"schema", "apply", "--help"},
            {"schema", "print", "--help"},
            {"schema", "check", "--help"},
            {"schema", "grant", "--help"},
            {"schedule", "--help"},
            {"schedule", "systemd", "--help"},
            {"schedule", "cron", "--help"}};
}

TEST(Help, FitsIn80Columns) {
    for (const CommandLine& line : every_help()) {
        std::istringstream lines{help(line)};
        for (std::string text; std::getline(lines, text);) {
            EXPECT_LE(text.size(), 80U) << text;
            EXPECT_FALSE(text.ends_with(' ')) << text;
        }
    }
}

TEST(Help, HasAnExampleThatParses) {
    for (const CommandLine& line : every_help()) {
        const std::string text = help(line);
        const std::string title = "\nExample\n  chatsweep ";
        const std::size_t begin = text.find(title);
        ASSERT_NE(begin, std::string::npos) << text;
        const std::string example = text.substr(begin + title.size());
        std::istringstream in{example.substr(0, example.find_first_of("\n>"))};
        std::vector<std::string> words{"chatsweep"};
        words.insert(words.end(), std::istream_iterator<std::string>{in}, {});
        std::vector<const char*> argv;
        for (const std::string& word : words) {
            argv.push_back(word.c_str());
        }
        const Parsed parsed = parse(argv, [](const std::string&) { return std::nullopt; });
        EXPECT_TRUE(std::holds_alternative<Invocation>(parsed)) << example;
    }
}

TEST(Help, OfTheProgramNamesSubcommandsVariablesAndExitCodes) {
    const std::string text = help({"--help"});
    for (const char* subcommand : {"sweep", "report", "explain", "run", "deliver", "history",
                                   "check", "schema", "schedule"}) {
        EXPECT_THAT(text, HasSubstr(std::string{"\n  "} + subcommand + ' '));
    }
    for (const char* variable :
         {"CONFIG", "DSN", "TIMEOUT", "INTERVAL", "MAX_CLOSE", "MAX_CLOSE_PERCENT", "LOCK_WAIT",
          "FORMAT", "COLOR", "LOG_FORMAT"}) {
        EXPECT_THAT(text, HasSubstr(std::string{"\n  CHATSWEEP_"} + variable + ' '));
    }
    for (const char* code : {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "74", "75"}) {
        EXPECT_THAT(text, HasSubstr(std::string{"\n  "} + code + "  "));
    }
}

TEST(Help, LaysOutAnOptionUnderAnOther) {
    EXPECT_EQ(help({"check", "--help"}),
              "Usage: chatsweep check [OPTIONS]\n"
              "\n"
              "Verify the configuration, and that the database is ready for a sweep. Looks at\n"
              "the configuration, then at the connection, the rights, the schema, the adapter\n"
              "and the fence, and says of each what is wrong and what to do. It changes\n"
              "nothing.\n"
              "\n"
              "Options\n"
              "  --offline           look at the configuration only, and connect to nothing\n"
              "  --timeout DURATION  close after this much silence of the customer: one policy\n"
              "                      for every session, instead of the policies of a file\n"
              "\n"
              "A DURATION is numbers with units: 500ms, 90s, 30m, 12h, 1d, 1h30m or PT12H.\n"
              "\n"
              "Example\n"
              "  chatsweep check -c chatsweep.yaml --offline\n"
              "\n"
              "Global options and exit codes: chatsweep --help\n");
}

TEST(Help, MayStandAnywhere) {
    const std::string of_sweep = help({"sweep", "--help"});
    EXPECT_EQ(help({"--help", "sweep"}), of_sweep);
    EXPECT_EQ(help({"sweep", "--frobnicate", "--help", "--at-most", "x"}), of_sweep);
}

TEST(Help, IsNotWhatAsksForTheHost) {
    EXPECT_EQ((CommandLine{"report", "-h", "db"}.global().host), "db");
}

TEST(Leave, SaysWhatIsToBeSaidAndEndsWithItsCode) {
    std::ostringstream out;
    std::streambuf* terminal = std::cout.rdbuf(out.rdbuf());
    const int code = leave({ExitCode::done, "chatsweep 0.1.0\n", ""});
    std::cout.rdbuf(terminal);
    EXPECT_EQ(code, 0);
    EXPECT_EQ(out.str(), "chatsweep 0.1.0\n");
}

TEST(Leave, SaysWhenTheOutputCouldNotBeWritten) {
    std::streambuf* terminal = std::cout.rdbuf(nullptr);
    const int code = leave({ExitCode::done, "chatsweep 0.1.0\n", ""});
    std::cout.rdbuf(terminal);
    EXPECT_EQ(code, 74);
}

TEST(Version, IsShown) {
    EXPECT_EQ(help({"--version"}), "chatsweep 0.1.0\n");
    EXPECT_EQ(help({"sweep", "--version"}), "chatsweep 0.1.0\n");
}

} // namespace

} // namespace chatsweep

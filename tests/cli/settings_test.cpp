// SPDX-License-Identifier: Apache-2.0
#include "cli/command_line.hpp"

namespace chatsweep {

namespace {

void expect_override(const std::optional<Override>& override, const std::string& source,
                     const std::string& text) {
    ASSERT_TRUE(override) << source;
    EXPECT_EQ(override->source, source);
    EXPECT_EQ(override->text, text);
}

TEST(Settings, OfASweepComeFromItsFlags) {
    const CommandLine line{"sweep", "--timeout",   "24h", "--max-close", "0", "--max-close-percent",
                           "12.5",  "--lock-wait", "30s"};
    const Overrides overrides = line.global().overrides;
    expect_override(overrides.timeout, "--timeout", "24h");
    expect_override(overrides.max_close, "--max-close", "0");
    expect_override(overrides.max_close_percent, "--max-close-percent", "12.5");
    expect_override(overrides.lock_wait, "--lock-wait", "30s");
    EXPECT_FALSE(overrides.interval);
}

TEST(Settings, OfRunComeFromItsFlags) {
    const CommandLine line{"run",           "--timeout=24h",
                           "--max-close=9", "--max-close-percent=80",
                           "--lock-wait",   "1m",
                           "--interval",    "30m"};
    const Overrides overrides = line.global().overrides;
    expect_override(overrides.timeout, "--timeout", "24h");
    expect_override(overrides.max_close, "--max-close", "9");
    expect_override(overrides.max_close_percent, "--max-close-percent", "80");
    expect_override(overrides.lock_wait, "--lock-wait", "1m");
    expect_override(overrides.interval, "--interval", "30m");
}

TEST(Settings, TheTimeoutIsThePolicyOfEveryCommandThatJudges) {
    for (const CommandLine& line :
         {CommandLine{"report", "--timeout", "2h"}, CommandLine{"explain", "1", "--timeout", "2h"},
          CommandLine{"check", "--timeout", "2h"}}) {
        expect_override(line.global().overrides.timeout, "--timeout", "2h");
    }
}

CommandLine with_every_variable(CommandLine line) {
    return line.with("CHATSWEEP_CONFIG", "v.yaml")
        .with("CHATSWEEP_DSN", "dbname=v")
        .with("CHATSWEEP_TIMEOUT", "1h")
        .with("CHATSWEEP_INTERVAL", "2h")
        .with("CHATSWEEP_MAX_CLOSE", "3")
        .with("CHATSWEEP_MAX_CLOSE_PERCENT", "4")
        .with("CHATSWEEP_LOCK_WAIT", "5s")
        .with("CHATSWEEP_FORMAT", "csv")
        .with("CHATSWEEP_COLOR", "always")
        .with("CHATSWEEP_LOG_FORMAT", "json");
}

TEST(Settings, ComeFromTheirVariables) {
    for (const CommandLine& line : {CommandLine{"run"}, CommandLine{"history"}}) {
        const GlobalOptions global = with_every_variable(line).global();
        expect_override(global.overrides.file, "CHATSWEEP_CONFIG", "v.yaml");
        expect_override(global.overrides.dsn, "CHATSWEEP_DSN", "dbname=v");
        expect_override(global.overrides.timeout, "CHATSWEEP_TIMEOUT", "1h");
        expect_override(global.overrides.interval, "CHATSWEEP_INTERVAL", "2h");
        expect_override(global.overrides.max_close, "CHATSWEEP_MAX_CLOSE", "3");
        expect_override(global.overrides.max_close_percent, "CHATSWEEP_MAX_CLOSE_PERCENT", "4");
        expect_override(global.overrides.lock_wait, "CHATSWEEP_LOCK_WAIT", "5s");
        EXPECT_EQ(global.format, Format::csv);
        EXPECT_EQ(global.color, ColorChoice::always);
        EXPECT_EQ(global.log_format, LogFormat::json);
    }
}

TEST(Settings, ComeFromTheFlagWhereBothAreGiven) {
    const CommandLine line{
        "-c",    "f.yaml",       "-d",     "dbname=f",    "run",  "--timeout",
        "11h",   "--interval",   "12h",    "--max-close", "13",   "--max-close-percent",
        "14",    "--lock-wait",  "15s",    "--format",    "json", "--color",
        "never", "--log-format", "journal"};
    const GlobalOptions global = with_every_variable(line).global();
    expect_override(global.overrides.file, "--config", "f.yaml");
    expect_override(global.overrides.dsn, "--dbname", "dbname=f");
    expect_override(global.overrides.timeout, "--timeout", "11h");
    expect_override(global.overrides.interval, "--interval", "12h");
    expect_override(global.overrides.max_close, "--max-close", "13");
    expect_override(global.overrides.max_close_percent, "--max-close-percent", "14");
    expect_override(global.overrides.lock_wait, "--lock-wait", "15s");
    EXPECT_EQ(global.format, Format::json);
    EXPECT_EQ(global.color, ColorChoice::never);
    EXPECT_EQ(global.log_format, LogFormat::journal);
}

TEST(Settings, OfAnEmptyVariableAreNotSet) {
    const GlobalOptions global =
        CommandLine{"sweep"}.with("CHATSWEEP_TIMEOUT", "").with("CHATSWEEP_FORMAT", "").global();
    EXPECT_FALSE(global.overrides.timeout);
    EXPECT_EQ(global.format, Format::table);
}

TEST(Settings, NameTheVariableThatIsWrong) {
    EXPECT_EQ(CommandLine{"report"}.with("CHATSWEEP_FORMAT", "xml").error(),
              "chatsweep: CHATSWEEP_FORMAT: 'xml' is unknown\n"
              "hint: write table, json, ndjson or csv; a report can be html, too.\n");
}

TEST(Settings, LeaveAVariableAloneThatTheFlagOverrides) {
    const CommandLine line{"report", "--format", "json"};
    EXPECT_EQ(CommandLine{line}.with("CHATSWEEP_FORMAT", "html").global().format, Format::json);
}

} // namespace

} // namespace chatsweep

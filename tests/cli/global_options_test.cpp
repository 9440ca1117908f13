// SPDX-License-Identifier: Apache-2.0
#include "cli/command_line.hpp"

namespace chatsweep {

namespace {

void expect_every_global_option(const GlobalOptions& global) {
    EXPECT_EQ(global.overrides.file->source, "--config");
    EXPECT_EQ(global.overrides.file->text, "x.yaml");
    EXPECT_EQ(global.overrides.dsn->source, "--dbname");
    EXPECT_EQ(global.overrides.dsn->text, "service=contactcentre");
    EXPECT_EQ(global.host, "db.example.org");
    EXPECT_EQ(global.port, "5433");
    EXPECT_EQ(global.username, "sweeper");
    EXPECT_EQ(global.format, Format::ndjson);
    EXPECT_EQ(global.output, "out.txt");
    EXPECT_EQ(global.color, ColorChoice::never);
    EXPECT_EQ(global.verbosity, 2);
    EXPECT_EQ(global.log_format, LogFormat::journal);
}

TEST(GlobalOptions, StandBeforeTheSubcommand) {
    expect_every_global_option(CommandLine{"-c",           "x.yaml",
                                           "-d",           "service=contactcentre",
                                           "-h",           "db.example.org",
                                           "-p",           "5433",
                                           "-U",           "sweeper",
                                           "-o",           "out.txt",
                                           "--format",     "ndjson",
                                           "--color",      "never",
                                           "-v",           "-v",
                                           "--log-format", "journal",
                                           "report"}
                                   .global());
}

TEST(GlobalOptions, StandAfterTheSubcommand) {
    expect_every_global_option(
        CommandLine{"report", "--config=x.yaml", "--dbname=service=contactcentre",
                    "--host=db.example.org", "--port=5433", "--username=sweeper", "--format=ndjson",
                    "--output=out.txt", "--color=never", "-vv", "--log-format=journal"}
            .global());
}

TEST(GlobalOptions, StandAfterASubcommandOfASubcommandAndItsArgument) {
    expect_every_global_option(CommandLine{"schema", "-cx.yaml", "grant", "bot",
                                           "-dservice=contactcentre", "-hdb.example.org", "-p5433",
                                           "-Usweeper", "--format", "ndjson", "-oout.txt",
                                           "--color", "never", "-vv", "--log-format", "journal"}
                                   .global());
}

TEST(GlobalOptions, HaveDefaults) {
    const GlobalOptions global = CommandLine{"report"}.global();
    EXPECT_FALSE(global.overrides.file);
    EXPECT_FALSE(global.overrides.dsn);
    EXPECT_EQ(global.host, std::nullopt);
    EXPECT_EQ(global.port, std::nullopt);
    EXPECT_EQ(global.username, std::nullopt);
    EXPECT_EQ(global.format, Format::table);
    EXPECT_EQ(global.output, std::nullopt);
    EXPECT_EQ(global.color, ColorChoice::automatic);
    EXPECT_EQ(global.verbosity, 0);
    EXPECT_EQ(global.log_format, LogFormat::text);
}

TEST(GlobalOptions, KnowEachFormat) {
    EXPECT_EQ((CommandLine{"report", "--format", "table"}.global().format), Format::table);
    EXPECT_EQ((CommandLine{"report", "--format", "json"}.global().format), Format::json);
    EXPECT_EQ((CommandLine{"report", "--format", "csv"}.global().format), Format::csv);
    EXPECT_EQ((CommandLine{"report", "--format", "html"}.global().format), Format::html);
    EXPECT_EQ((CommandLine{"report", "--color", "auto"}.global().color), ColorChoice::automatic);
    EXPECT_EQ((CommandLine{"report", "--color", "always"}.global().color), ColorChoice::always);
    EXPECT_EQ((CommandLine{"run", "--log-format", "text"}.global().log_format), LogFormat::text);
    EXPECT_EQ((CommandLine{"run", "--log-format", "json"}.global().log_format), LogFormat::json);
}

TEST(GlobalOptions, CountHowLoudToBe) {
    EXPECT_EQ((CommandLine{"-q", "sweep"}.global().verbosity), -1);
    EXPECT_EQ((CommandLine{"sweep", "-v"}.global().verbosity), 1);
    EXPECT_EQ((CommandLine{"-v", "sweep", "-vv"}.global().verbosity), 2);
}

TEST(GlobalOptions, TakeAnEmptyConninfo) {
    EXPECT_EQ((CommandLine{"-d", "", "report"}.global().overrides.dsn->text), "");
    EXPECT_EQ((CommandLine{"--dbname=", "report"}.global().overrides.dsn->text), "");
}

TEST(GlobalOptions, TakeTheNameOfADatabaseAndAUri) {
    EXPECT_EQ((CommandLine{"-d", "chat", "report"}.global().overrides.dsn->text), "chat");
    EXPECT_EQ((CommandLine{"report", "-d", "postgres://me@db/chat"}.global().overrides.dsn->text),
              "postgres://me@db/chat");
}

TEST(GlobalOptions, RefuseAnUnknownChoice) {
    EXPECT_EQ((CommandLine{"report", "--format", "xml"}.error()),
              "chatsweep: --format: 'xml' is unknown\n"
              "hint: write table, json, ndjson or csv; a report can be html, too.\n");
    EXPECT_EQ((CommandLine{"report", "--color", "yes"}.error()),
              "chatsweep: --color: 'yes' is unknown\n"
              "hint: write auto, always or never.\n");
    EXPECT_EQ((CommandLine{"report", "--log-format", "xml"}.error()),
              "chatsweep: --log-format: 'xml' is unknown\n"
              "hint: write text, json or journal.\n");
}

TEST(GlobalOptions, RefuseAPageOfAnythingButAReport) {
    const std::string hint =
        "hint: write chatsweep report --format html, or table, json, ndjson or csv.\n";
    for (const char* command : {"sweep", "run", "deliver", "history", "check"}) {
        EXPECT_EQ((CommandLine{command, "--format", "html"}.error()),
                  "chatsweep: --format: only a report can be written as html\n" + hint);
        EXPECT_EQ((CommandLine{command}.with("CHATSWEEP_FORMAT", "html").error()),
                  "chatsweep: CHATSWEEP_FORMAT: only a report can be written as html\n" + hint);
    }
    EXPECT_EQ(
        (CommandLine{"sweep", "--format", "json"}.with("CHATSWEEP_FORMAT", "html").global()).format,
        Format::json);
}

TEST(GlobalOptions, RefuseToBeQuietAndLoud) {
    EXPECT_EQ((CommandLine{"-q", "sweep", "-v"}.error()),
              "chatsweep: -q and -v exclude each other\n"
              "hint: write one of them.\n");
}

TEST(GlobalOptions, RefuseAFileWithoutAName) {
    EXPECT_EQ((CommandLine{"report", "-c", ""}.error()),
              "chatsweep: --config: the file has no name\n"
              "hint: write it, or leave out --config.\n");
    EXPECT_EQ((CommandLine{"report", "--output="}.error()),
              "chatsweep: --output: the file has no name\n"
              "hint: write it, or leave out --output.\n");
}

} // namespace

} // namespace chatsweep

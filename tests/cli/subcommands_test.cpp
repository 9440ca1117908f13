// SPDX-License-Identifier: Apache-2.0
#include "cli/command_line.hpp"

#include <gmock/gmock.h>

namespace chatsweep {

namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

const Instant three_o_clock = std::chrono::sys_days{std::chrono::year{2026} / 11 / 20} + 15h;

TEST(Subcommands, SweepActsOnEverythingUnlessToldOtherwise) {
    const auto options = CommandLine{"sweep"}.options<SweepOptions>();
    EXPECT_EQ(options.mode, SweepMode::act);
    EXPECT_EQ(options.as_of, std::nullopt);
    EXPECT_THAT(options.policies, IsEmpty());
    EXPECT_EQ(options.at_most, std::nullopt);
}

TEST(Subcommands, SweepTakesEachOfItsOptions) {
    const CommandLine line{"sweep",     "--dry-run", "--as-of",  "2026-11-20T15:00:00Z",
                           "--policy",  "whatsapp",  "--policy", "everyone-else",
                           "--at-most", "1"};
    const auto options = line.options<SweepOptions>();
    EXPECT_EQ(options.mode, SweepMode::dry_run);
    EXPECT_EQ(options.as_of, three_o_clock);
    EXPECT_THAT(options.policies, ElementsAre("whatsapp", "everyone-else"));
    EXPECT_EQ(options.at_most, 1);
}

TEST(Subcommands, ReportTakesEachOfItsOptions) {
    const CommandLine line{"report", "--as-of=2026-11-20T17:00:00+02:00", "--limit", "0",
                           "--detailed-exitcode"};
    const auto options = line.options<ReportOptions>();
    EXPECT_EQ(options.as_of, three_o_clock);
    EXPECT_EQ(options.limit, 0);
    EXPECT_TRUE(options.detailed_exitcode);
}

TEST(Subcommands, ReportLeavesItsOptionsToTheirDefaults) {
    const auto options = CommandLine{"report"}.options<ReportOptions>();
    EXPECT_EQ(options.as_of, std::nullopt);
    EXPECT_EQ(options.limit, std::nullopt);
    EXPECT_FALSE(options.detailed_exitcode);
}

TEST(Subcommands, ExplainTakesAnyTextForASession) {
    EXPECT_EQ((CommandLine{"explain", "4711"}.options<ExplainOptions>().session_id), "4711");
    EXPECT_EQ((CommandLine{"explain", "tenant/id=1"}.options<ExplainOptions>().session_id),
              "tenant/id=1");
    EXPECT_EQ((CommandLine{"explain", "sweep"}.options<ExplainOptions>().session_id), "sweep");
    EXPECT_EQ((CommandLine{"explain", "[1,2]"}.options<ExplainOptions>().session_id), "[1,2]");
    EXPECT_EQ((CommandLine{"explain", "--", "-v"}.options<ExplainOptions>().session_id), "-v");
    EXPECT_EQ((CommandLine{"explain", "--", "--x="}.options<ExplainOptions>().session_id), "--x=");
}

TEST(Subcommands, RunIsRun) {
    EXPECT_FALSE((CommandLine{"run"}.options<RunOptions>().on_time));
    EXPECT_TRUE((CommandLine{"run", "--on-time"}.options<RunOptions>().on_time));
}

TEST(Subcommands, DeliverTakesEachOfItsOptions) {
    EXPECT_TRUE((CommandLine{"sweep", "--deliver"}.options<SweepOptions>().deliver));
    EXPECT_FALSE(CommandLine{"deliver"}.options<DeliverOptions>().again);
    const auto options = CommandLine{"deliver", "--receiver", "a",  "--receiver",         "b",
                                     "--again", "--wait",     "0s", "--detailed-exitcode"}
                             .options<DeliverOptions>();
    EXPECT_EQ(options.receivers, (std::vector<std::string>{"a", "b"}));
    EXPECT_TRUE(options.again);
    EXPECT_TRUE(options.detailed_exitcode);
    EXPECT_EQ(options.wait, Duration{0});
    EXPECT_TRUE((CommandLine{"deliver", "--dry-run"}.options<DeliverOptions>().dry_run));
    EXPECT_EQ((CommandLine{"deliver", "--forget", "a"}.options<DeliverOptions>().forget), "a");
}

TEST(Subcommands, HistoryTakesARunOrAStretchOfTime) {
    const auto all = CommandLine{"history"}.options<HistoryOptions>();
    EXPECT_EQ(all.run_id, std::nullopt);
    EXPECT_EQ(all.since, std::nullopt);
    EXPECT_EQ(all.limit, std::nullopt);
    const auto run = CommandLine{"history", "0192ABcd-", "--limit", "3"}.options<HistoryOptions>();
    EXPECT_EQ(run.run_id, "0192ABcd-");
    EXPECT_EQ(run.limit, 3);
    EXPECT_EQ((CommandLine{"history", "--since", "7d"}.options<HistoryOptions>().since), 168h);
}

TEST(Subcommands, HistoryPruneTakesAnAge) {
    const CommandLine line{"history", "prune", "--older-than", "P1DT6H"};
    EXPECT_EQ(line.options<HistoryPruneOptions>().older_than, 30h);
}

TEST(Subcommands, CheckMayStayOffline) {
    EXPECT_FALSE(CommandLine{"check"}.options<CheckOptions>().offline);
    EXPECT_TRUE((CommandLine{"check", "--offline"}.options<CheckOptions>().offline));
}

TEST(Subcommands, SchemaApplyTakesAnAdapterOrAFile) {
    const auto bare = CommandLine{"schema", "apply"}.options<SchemaApplyOptions>();
    EXPECT_EQ(bare.adapter, std::nullopt);
    EXPECT_EQ(bare.adapter_file, std::nullopt);
    EXPECT_FALSE(bare.with_chat);
    const auto named = CommandLine{"schema", "apply", "--adapter", "chat", "--with-chat"}
                           .options<SchemaApplyOptions>();
    EXPECT_EQ(named.adapter, "chat");
    EXPECT_TRUE(named.with_chat);
    const CommandLine file{"schema", "apply", "--adapter-file", "mine.sql"};
    EXPECT_EQ(file.options<SchemaApplyOptions>().adapter_file, "mine.sql");
}

TEST(Subcommands, SchemaPrintTakesWhatApplyTakes) {
    const auto named = CommandLine{"schema", "print", "--adapter", "chat", "--with-chat"}
                           .options<SchemaPrintOptions>();
    EXPECT_EQ(named.adapter, "chat");
    EXPECT_TRUE(named.with_chat);
    const CommandLine file{"schema", "print", "--adapter-file", "mine.sql"};
    EXPECT_EQ(file.options<SchemaPrintOptions>().adapter_file, "mine.sql");
}

TEST(Subcommands, SchemaCheckIsNotTheOtherCheck) {
    EXPECT_NO_THROW(
        static_cast<void>(CommandLine{"schema", "check"}.options<SchemaCheckOptions>()));
}

TEST(Subcommands, SchemaGrantGivesTheRightsToSweepUnlessToldOtherwise) {
    const auto sweeper = CommandLine{"schema", "grant", "bot"}.options<SchemaGrantOptions>();
    EXPECT_EQ(sweeper.role, "bot");
    EXPECT_EQ(sweeper.kind, GrantKind::sweep);
    const CommandLine reader{"schema", "grant", "--read-only", "Some Role"};
    EXPECT_EQ(reader.options<SchemaGrantOptions>().role, "Some Role");
    EXPECT_EQ(reader.options<SchemaGrantOptions>().kind, GrantKind::read_only);
}

TEST(Subcommands, ScheduleSystemdPrintsBothUnitsUnlessToldOtherwise) {
    const auto units = [](const CommandLine& line) {
        return line.options<ScheduleSystemdOptions>().units;
    };
    EXPECT_EQ(units({"schedule", "systemd"}), Units::both);
    EXPECT_EQ(units({"schedule", "systemd", "--only", "service"}), Units::service);
    EXPECT_EQ(units({"schedule", "systemd", "--only", "timer"}), Units::timer);
    EXPECT_NO_THROW(
        static_cast<void>(CommandLine{"schedule", "cron"}.options<ScheduleCronOptions>()));
}

} // namespace

} // namespace chatsweep

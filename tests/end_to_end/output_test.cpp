// SPDX-License-Identifier: Apache-2.0
#include "support/judging.hpp"
#include "support/terminal.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

namespace chatsweep::test {
namespace {

using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Le;
using ::testing::Not;
using ::testing::StartsWith;

/// What a shell makes of the program's arguments, given as one text with redirections.
Ended in_shell(const std::string& arguments, const Variables& variables = {}) {
    return Process{"/bin/sh", {"-c", chatsweep_binary() + " " + arguments}, variables}.wait();
}

class Output : public ::testing::Test {
protected:
    TestDatabase database;
    std::string silent = database.add_silent_session("3 hours");
    std::string dsn = "-d " + database.dsn() + " --timeout 2h";

    std::string status() { return database.value("select status from chat.session"); }
};

TEST_F(Output, GoesToAFileThatTakesThePlaceOfTheOldOneAsAWhole) {
    const std::string path = write_file("report.json", "old");
    const std::string link = path_in_folder("link.json");
    std::filesystem::create_hard_link(path, link);

    const Ended ended = chatsweep(
        {"report", "-d", database.dsn(), "--timeout", "2h", "--format", "json", "-o", path});

    EXPECT_EQ(ended.code, 0);
    EXPECT_EQ(ended.out, "");
    EXPECT_EQ(Json::parse(text_of_file(path))["counts"]["due"], 1);
    EXPECT_EQ(text_of_file(link), "old");
    std::filesystem::remove(link);
}

TEST_F(Output, GoesIntoAPipeThatHasANameAndLeavesItAPipe) {
    const std::string pipe = path_in_folder("pipe");
    const Ended ended =
        Process{"/bin/sh",
                {"-c", "mkfifo " + pipe + "; timeout 20 cat " + pipe + " & " + chatsweep_binary() +
                           " report " + dsn + " --format csv -o " + pipe + "; wait"}}
            .wait();

    EXPECT_EQ(ended.err, "");
    EXPECT_THAT(ended.out, StartsWith("session_id,"));
    EXPECT_TRUE(std::filesystem::is_fifo(pipe));
    std::filesystem::remove(pipe);
}

TEST_F(Output, GoesWhereALinkLeadsAndLeavesItALink) {
    const std::string path = write_file("report.csv", "old");
    const std::string link = path_in_folder("link.csv");
    std::filesystem::create_symlink(path, link);

    const Ended ended = in_shell("report " + dsn + " --format csv -o " + link);

    EXPECT_EQ(ended.err, "");
    EXPECT_TRUE(std::filesystem::is_symlink(link));
    EXPECT_THAT(text_of_file(path), StartsWith("session_id,"));
    std::filesystem::remove(link);
}

TEST_F(Output, LeavesNothingBesideAFileThatCannotBeReplaced) {
    const std::string folder = path_in_folder("a_folder");
    std::filesystem::create_directories(folder + "/with/something");

    const Ended ended =
        chatsweep({"report", "-d", database.dsn(), "--timeout", "2h", "-o", folder});

    EXPECT_EQ(ended.code, 74);
    EXPECT_EQ(ended.err, "chatsweep: cannot write to " + folder + ": Is a directory\n");
    for (const auto& entry :
         std::filesystem::directory_iterator{std::filesystem::path{folder}.parent_path()}) {
        EXPECT_THAT(entry.path().string(), Not(HasSubstr(".tmp")));
    }
}

TEST_F(Output, OfAReportThatCannotBeWrittenIs74) {
    const Ended file =
        chatsweep({"report", "-d", database.dsn(), "--timeout", "2h", "-o", "/nonexistent/report"});
    const Ended full = in_shell("report " + dsn + " > /dev/full");
    const Ended closed = in_shell("report " + dsn + " >&-");

    EXPECT_EQ(file.code, 74);
    EXPECT_EQ(file.err,
              "chatsweep: cannot write to /nonexistent/report: No such file or directory\n");
    EXPECT_EQ(full.code, 74);
    EXPECT_EQ(full.err, "chatsweep: cannot write to stdout: No space left on device\n");
    EXPECT_EQ(closed.code, 74);
    EXPECT_EQ(closed.err, "chatsweep: cannot write to stdout: Bad file descriptor\n");
}

TEST_F(Output, OfEveryReaderThatCannotBeWrittenIs74) {
    for (const std::string& command :
         {"explain " + silent + " " + dsn, "history -d " + database.dsn(), "check " + dsn,
          "schema check -d " + database.dsn(), std::string{"schema print"}, std::string{"--help"},
          "sweep --dry-run " + dsn}) {
        EXPECT_EQ(in_shell(command + " > /dev/full").code, 74) << command;
    }
}

TEST_F(Output, OfASweepThatCommittedLeavesItsCodeAndIsSaid) {
    const Ended ended =
        chatsweep({"sweep", "-d", database.dsn(), "--timeout", "2h", "-o", "/nonexistent/report"});

    EXPECT_EQ(ended.code, 0);
    EXPECT_THAT(ended.err, StartsWith("chatsweep: cannot write to /nonexistent/report: No such "
                                      "file or directory (run "));
    EXPECT_EQ(status(), "closed");
}

TEST_F(Output, OfASweepToAFullDiskLeavesItsCodeToo) {
    const Ended ended = in_shell("sweep " + dsn + " --format json > /dev/full");

    EXPECT_EQ(ended.code, 0);
    EXPECT_THAT(ended.err, StartsWith("chatsweep: cannot write to stdout: No space left on "
                                      "device (run "));
    EXPECT_EQ(status(), "closed");
}

TEST_F(Output, NeverGoesToTheDatabaseWhereTheStandardStreamsAreClosed) {
    database.add_session("channel, last_customer_message_at",
                         "'web', now() + interval '1 day'"); // a warning on stderr
    for (const char* closed : {"2>&-", ">&- 2>&-", "<&- 2>&-", "<&- >&- 2>&-"}) {
        EXPECT_EQ(in_shell("sweep " + dsn + " --format json " + closed).code, 0) << closed;
    }
    EXPECT_EQ(database.value("select string_agg(status, ' ' order by id) from chat.session"),
              "closed active");
    EXPECT_EQ(database.count("select count(*) from chatsweep.run where state = 'committed'"), 4);
}

TEST_F(Output, ToAPipeThatNobodyReadsDoesNotEndASweep) {
    in_shell("sweep " + dsn + " --format json | true");

    EXPECT_EQ(status(), "closed");
}

TEST_F(Output, FitsATerminalOf60Columns) {
    const std::string other = database.add_session(
        "channel, tenant, handler, started_at",
        "'a-channel-with-a-rather-long-name', 'a tenant with a name that does not end', "
        "'ai_agent', now() - interval '400 days'");
    const Arguments policies =
        policies_file("  - { name: a-policy-whose-name-is-longer-than-any-column-should-be, "
                      "match: { channel: whatsapp }, timeout: 2h }\n"
                      "  - { name: everyone-else-who-has-ever-written, match: {}, timeout: 90m, "
                      "hold_labels: [one-label, another-label, and-a-third] }\n");
    const Arguments common = {"-d", database.dsn(), policies[0], policies[1]};
    const auto show = [&](Arguments command) {
        command.insert(command.end(), common.begin(), common.end());
        const Ended ended = chatsweep_in_terminal(60, command);
        EXPECT_EQ(ended.code, 0) << ended.out;
        EXPECT_THAT(ended.out, Not(IsEmpty()));
        EXPECT_THAT(widths_of(ended.out), Each(Le(60U))) << ended.out;
    };

    show({"report"});
    show({"explain", other});
    show({"sweep", "--dry-run"});
    show({"sweep"});
    show({"explain", silent});
    show({"history"});
    show({"history", database.value("select run_id from chatsweep.run")});
    show({"check"});
    show({"report"});
}

TEST_F(Output, HasColoursInATerminalOnlyAndNotWhereNobodyWantsThem) {
    const Arguments report = {"report", "-d", database.dsn(), "--timeout", "2h"};
    const Arguments always = {"report", "-d",      database.dsn(), "--timeout",
                              "2h",     "--color", "always"};
    const std::string escape = "\x1b[";

    EXPECT_THAT(chatsweep(report).out, Not(HasSubstr(escape)));
    EXPECT_THAT(chatsweep(always).out, HasSubstr(escape));
    EXPECT_THAT(chatsweep_in_terminal(80, report).out, HasSubstr(escape));
    EXPECT_THAT(chatsweep_in_terminal(80, report, {{"NO_COLOR", "1"}}).out, Not(HasSubstr(escape)));
    EXPECT_THAT(chatsweep_in_terminal(80, report, {{"NO_COLOR", ""}}).out, HasSubstr(escape));
    EXPECT_THAT(chatsweep_in_terminal(80, always, {{"NO_COLOR", "1"}}).out, HasSubstr(escape));
    EXPECT_THAT(chatsweep_in_terminal(80, report, {{"TERM", "dumb"}}).out, Not(HasSubstr(escape)));
}

TEST_F(Output, AReportIsShortForPeopleAndWholeForMachines) {
    database.run("insert into chat.session (channel, started_at) "
                 "select 'web', now() - interval '1 day' from generate_series(1, 29)");
    const auto report = [&](const Arguments& more) {
        Arguments command = {"report", "-d", database.dsn(), "--timeout", "2h"};
        command.insert(command.end(), more.begin(), more.end());
        return chatsweep(command).out;
    };

    EXPECT_THAT(report({}), HasSubstr("\n… and 10 more; --format json lists all\n"));
    EXPECT_THAT(report({"--limit", "2"}), HasSubstr("\n… and 28 more; --format json lists all\n"));
    EXPECT_EQ(Json::parse(report({"--format", "json"}))["sessions"].size(), 30U);
}

} // namespace
} // namespace chatsweep::test

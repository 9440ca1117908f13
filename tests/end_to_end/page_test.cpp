// SPDX-License-Identifier: Apache-2.0
#include "support/judging.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace chatsweep::test {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

class PageOfTheReport : public ::testing::Test {
protected:
    TestDatabase database;
    std::string silent = database.add_silent_session("3 hours");

    Ended page(std::vector<std::string> more = {}) {
        std::vector<std::string> arguments{"report", "-d",       database.dsn(), "--timeout",
                                           "2h",     "--format", "html"};
        arguments.insert(arguments.end(), more.begin(), more.end());
        return chatsweep(arguments);
    }
};

TEST_F(PageOfTheReport, SaysWhatATableSaysAndMore) {
    const Ended ended = page();

    EXPECT_EQ(ended.code, 0);
    EXPECT_EQ(ended.err, "");
    EXPECT_THAT(ended.out, StartsWith("<!DOCTYPE html>\n"));
    EXPECT_THAT(ended.out, EndsWith("</html>\n"));
    for (const char* said :
         {"1 of 1 open session would be closed.", "No sweep of everything has succeeded yet.",
          "timeout after 2h", "What becomes due", "Who still waits for our answer"}) {
        EXPECT_THAT(ended.out, HasSubstr(said));
    }
}

TEST_F(PageOfTheReport, GoesToAFileAndStdoutStaysEmpty) {
    const std::string path = path_in_folder("report.html");
    const Ended ended = page({"-o", path});

    EXPECT_EQ(ended.out, "");
    EXPECT_THAT(text_of_file(path), EndsWith("</html>\n"));
}

TEST_F(PageOfTheReport, HasThePastRunsWithTheirLag) {
    ASSERT_EQ(chatsweep({"sweep", "-d", database.dsn(), "--timeout", "2h"}).code, 0);

    const Ended ended = page();

    EXPECT_THAT(ended.out, HasSubstr("1 run closed 1 session."));
    EXPECT_THAT(ended.out, HasSubstr("Of the last run that closed: median 1h"));
    EXPECT_THAT(ended.out, HasSubstr("No session is open."));
}

TEST_F(PageOfTheReport, ListsAsManyAsTheLimitSays) {
    database.add_silent_session("4 hours");

    EXPECT_THAT(page({"--limit", "1"}).out, HasSubstr("… and 1 more."));
    EXPECT_THAT(page().out, Not(HasSubstr("… and 1 more.")));
}

TEST_F(PageOfTheReport, IsJudgedAtAnotherInstant) {
    EXPECT_THAT(page({"--as-of", "2020-01-01T00:00:00Z"}).out,
                HasSubstr("report of 2020-01-01 00:00:00Z"));
}

TEST_F(PageOfTheReport, IsRefusedElsewhere) {
    const Ended ended =
        chatsweep({"sweep", "-d", database.dsn(), "--timeout", "2h", "--format", "html"});

    EXPECT_EQ(ended.code, 2);
    EXPECT_THAT(ended.err, HasSubstr("--format: only a report can be written as html"));
    EXPECT_EQ(database.value("select status from chat.session"), "active");
}

} // namespace
} // namespace chatsweep::test

// SPDX-License-Identifier: Apache-2.0
#include "support/judging.hpp"
#include "support/terminal.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace chatsweep::test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

/// What erases a line; the terminal's own return to its beginning is left out.
const std::string erased = "\x1b[K";

/// What is left of a terminal's line once everything before the last erasing is gone.
std::string left_of(const std::string& shown) {
    const std::size_t last = shown.rfind(erased);
    return last == std::string::npos ? shown : shown.substr(last + erased.size());
}

/// In a database in which reading the sessions takes more than a second.
class ProgressOnATerminal : public ::testing::Test {
protected:
    ProgressOnATerminal() {
        for (int session = 0; session < 15; ++session) {
            database.add_silent_session("3 hours");
        }
        edit_adapter(database, "where s.closed_at is null;",
                     "where s.closed_at is null and pg_sleep(0.1)::text is not null;");
    }

    [[nodiscard]] Arguments with_database(Arguments command) const {
        for (const std::string& more :
             {std::string{"-d"}, database.dsn(), std::string{"--timeout"}, std::string{"2h"}}) {
            command.push_back(more);
        }
        return command;
    }

    [[nodiscard]] std::string shown(unsigned short columns, const Arguments& command,
                                    const Variables& variables = {}) const {
        const Ended ended = chatsweep_in_terminal(columns, with_database(command), variables,
                                                  OnTerminal::out_and_err);
        EXPECT_EQ(ended.code, 0) << ended.out;
        return ended.out;
    }

    TestDatabase database;
};

TEST_F(ProgressOnATerminal, IsShownInOneLineThatIsErasedInTheEnd) {
    const std::string text = shown(80, {"sweep"});

    EXPECT_THAT(text, StartsWith(erased + "chatsweep: "));
    EXPECT_THAT(text, HasSubstr(erased + "chatsweep: loading"));
    EXPECT_EQ(left_of(text), "closed 15 of 15 open sessions\n");
}

TEST_F(ProgressOnATerminal, IsShownOfAReportAndOfADryRunToo) {
    EXPECT_THAT(shown(80, {"report"}), HasSubstr(erased + "chatsweep: loading"));
    EXPECT_THAT(shown(80, {"sweep", "--dry-run"}), HasSubstr(erased + "chatsweep: loading"));
}

TEST_F(ProgressOnATerminal, LeavesWhatIsSaidMeanwhileWhole) {
    const std::string text = shown(80, {"sweep", "-v"});

    EXPECT_THAT(text, HasSubstr("chatsweep: loading"));
    EXPECT_THAT(text, HasSubstr(erased + "chatsweep: 15 of 15 open sessions are due, and 0 more "
                                         "are held, under policy version "));
}

TEST_F(ProgressOnATerminal, IsSafeWithoutAWidthAndInANarrowOne) {
    EXPECT_THAT(shown(0, {"sweep", "--dry-run"}), HasSubstr(erased + "chatsweep: loading"));
    EXPECT_THAT(shown(8, {"sweep", "--dry-run"}), HasSubstr(erased + "chatswe" + erased));
    EXPECT_THAT(shown(1, {"sweep", "--dry-run"}), HasSubstr(erased + erased));
}

TEST_F(ProgressOnATerminal, IsNotShownWhereNobodyWantsIt) {
    EXPECT_THAT(shown(80, {"sweep", "--dry-run", "-q"}), Not(HasSubstr("loading")));
    EXPECT_THAT(shown(80, {"sweep", "--dry-run", "--log-format", "json"}),
                Not(HasSubstr("loading")));
    EXPECT_THAT(shown(80, {"sweep", "--dry-run"}, {{"TERM", "dumb"}}), Not(HasSubstr("\x1b")));
}

TEST_F(ProgressOnATerminal, IsNeverShownInAPipe) {
    const Ended ended = chatsweep(with_database({"sweep"}), {{"TERM", "xterm"}});

    EXPECT_EQ(ended.out, "closed 15 of 15 open sessions\n");
    EXPECT_EQ(ended.err, "");
}

} // namespace
} // namespace chatsweep::test

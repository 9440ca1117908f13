// SPDX-License-Identifier: Apache-2.0
#include "cli/command_line.hpp"

#include <gmock/gmock.h>

namespace chatsweep {

namespace {

using testing::HasSubstr;
using testing::Not;

TEST(UsageErrors, SayWhatASweepAtAnotherInstantNeeds) {
    EXPECT_EQ((CommandLine{"sweep", "--as-of", "2026-11-20T15:00:00Z"}.error()),
              "chatsweep: --as-of needs --dry-run\n"
              "hint: a sweep that acts goes by the database's clock: add --dry-run, or use "
              "chatsweep report.\n");
}

TEST(UsageErrors, SayHowToWriteAnInstant) {
    EXPECT_EQ((CommandLine{"report", "--as-of", "yesterday"}.error()),
              "chatsweep: --as-of: 'yesterday' is not an instant\n"
              "hint: write RFC 3339 with an offset, such as 2026-11-20T15:00:00Z.\n");
    EXPECT_THAT((CommandLine{"report", "--as-of", "2026-11-20T15:00:00"}.error()),
                HasSubstr("is not an instant"));
}

TEST(UsageErrors, SayHowToWriteADuration) {
    EXPECT_EQ((CommandLine{"history", "--since", "soon"}.error()),
              "chatsweep: --since: 'soon' is not a duration\n"
              "hint: write a number and a unit, such as 30m, 12h or PT12H.\n");
    EXPECT_EQ((CommandLine{"history", "prune", "--older-than", "0s"}.error()),
              "chatsweep: --older-than: '0s' is zero\n"
              "hint: write a duration of more than zero, such as 30m or 12h.\n");
}

TEST(UsageErrors, SayHowToWriteANumber) {
    EXPECT_EQ((CommandLine{"sweep", "--at-most", "0"}.error()),
              "chatsweep: --at-most: '0' is too small\n"
              "hint: write 1 or more.\n");
    EXPECT_EQ((CommandLine{"report", "--limit", "-1"}.error()),
              "chatsweep: --limit: '-1' is too small\n"
              "hint: write 0 or more.\n");
    EXPECT_EQ((CommandLine{"report", "--limit", "1e3"}.error()),
              "chatsweep: --limit: '1e3' is not a whole number\n"
              "hint: write it in digits, such as 50000.\n");
    EXPECT_THAT((CommandLine{"history", "--limit", ""}.error()), HasSubstr("'' is not a whole"));
}

TEST(UsageErrors, SayWhichValueIsMissing) {
    EXPECT_EQ((CommandLine{"sweep", "--timeout"}.error()),
              "chatsweep: option --timeout needs a value\n"
              "hint: write --timeout DURATION.\n");
    EXPECT_EQ((CommandLine{"sweep", "-c"}.error()), "chatsweep: option --config needs a value\n"
                                                    "hint: write --config FILE.\n");
    EXPECT_EQ((CommandLine{"history", "prune", "--older-than"}.error()),
              "chatsweep: option --older-than needs a value\n"
              "hint: write --older-than DURATION.\n");
}

TEST(UsageErrors, DoNotTakeTheNextOptionForAValue) {
    EXPECT_EQ((CommandLine{"sweep", "--output", "--dry-run"}.error()),
              "chatsweep: option --output needs a value\n"
              "hint: write --output FILE.\n");
    EXPECT_EQ((CommandLine{"sweep", "--policy", "--dry-run"}.error()),
              "chatsweep: option --policy needs a value\n"
              "hint: write --policy NAME.\n");
}

TEST(UsageErrors, RefuseAValueWhereThereIsNone) {
    EXPECT_EQ((CommandLine{"sweep", "--dry-run=false"}.error()),
              "chatsweep: option --dry-run takes no value\n"
              "hint: write --dry-run alone.\n");
}

TEST(UsageErrors, RefuseAnOptionThatStandsTwice) {
    EXPECT_EQ((CommandLine{"-c", "a", "sweep", "--config=b"}.error()),
              "chatsweep: option --config stands twice\n"
              "hint: write it once.\n");
    EXPECT_EQ((CommandLine{"sweep", "--max-close", "10", "--max-close", "0"}.error()),
              "chatsweep: option --max-close stands twice\n"
              "hint: write it once.\n");
}

TEST(UsageErrors, SayWhichArgumentIsMissing) {
    EXPECT_EQ(CommandLine{"explain"}.error(), "chatsweep: explain needs a session\n"
                                              "hint: write chatsweep explain SESSION_ID.\n");
    EXPECT_EQ((CommandLine{"schema", "grant"}.error()),
              "chatsweep: schema grant needs a role\n"
              "hint: write chatsweep schema grant ROLE.\n");
    EXPECT_EQ((CommandLine{"history", "prune"}.error()),
              "chatsweep: history prune needs --older-than\n"
              "hint: write how much to keep, such as --older-than 365d.\n");
}

TEST(UsageErrors, RefuseWhatExcludesEachOther) {
    EXPECT_EQ((CommandLine{"sweep", "--dry-run", "--deliver"}.error()),
              "chatsweep: --deliver does not go with --dry-run\n"
              "hint: chatsweep deliver --dry-run lists what would be sent.\n");
    EXPECT_EQ((CommandLine{"deliver", "--dry-run", "--again"}.error()),
              "chatsweep: --again does not go with --dry-run\n"
              "hint: leave out one of them.\n");
    EXPECT_EQ((CommandLine{"deliver", "--forget", "desk", "--again"}.error()),
              "chatsweep: --forget goes with no other option of deliver\n"
              "hint: write chatsweep deliver --forget NAME.\n");
    EXPECT_EQ(
        (CommandLine{"schema", "apply", "--adapter", "chat", "--adapter-file", "x.sql"}.error()),
        "chatsweep: --adapter and --adapter-file exclude each other\n"
        "hint: write one of them.\n");
    EXPECT_EQ((CommandLine{"history", "0192", "--since", "1d"}.error()),
              "chatsweep: --since does not go with a run\n"
              "hint: leave out one of them.\n");
}

TEST(UsageErrors, RefuseAnOptionOfHistoryInAPrune) {
    EXPECT_EQ((CommandLine{"history", "prune", "--since", "1d"}.error()),
              "chatsweep: history prune takes no --since\n"
              "hint: write chatsweep history prune --older-than DURATION.\n");
    EXPECT_EQ((CommandLine{"history", "prune", "--older-than", "1d", "0192"}.error()),
              "chatsweep: history prune takes no RUN_ID\n"
              "hint: write chatsweep history prune --older-than DURATION.\n");
}

TEST(UsageErrors, RefuseWhatIsNoRun) {
    EXPECT_EQ((CommandLine{"history", "prun"}.error()),
              "chatsweep: 'prun' is not the id of a run\n"
              "hint: did you mean chatsweep history prune?\n");
    EXPECT_EQ((CommandLine{"history", "last"}.error()),
              "chatsweep: 'last' is not the id of a run\n"
              "hint: write the beginning of one that chatsweep history shows.\n");
}

TEST(UsageErrors, RefuseAPasswordAndDoNotRepeatIt) {
    for (const CommandLine& line :
         {CommandLine{"sweep", "-d", "host=db password=hunter2"},
          CommandLine{"-dpassword=hunter2", "sweep"},
          CommandLine{"sweep", "--dbname=postgres://me:hunter2@db/chat"},
          CommandLine{"sweep", "-d", "postgresql://db/?password=hunter2"}}) {
        EXPECT_EQ(line.error(), "chatsweep: --dbname: a password does not belong here\n"
                                "hint: keep it in a passfile, a service file or PGPASSWORD.\n");
    }
}

TEST(UsageErrors, DoNotRepeatWhatMayBeAPasswordInAnotherPlace) {
    for (const CommandLine& line :
         {CommandLine{"sweep", "-phunter2"},
          CommandLine{"sweep", "-h", "postgres://me:hunter2@db/chat"},
          CommandLine{"sweep", "-h", "db password=hunter2"}, CommandLine{"sweep", "-W", "hunter2"},
          CommandLine{"sweep", "-Whunter2"},
          CommandLine{"sweep", "--dbnam=postgres://me:hunter2@db"},
          CommandLine{"sweep", "-d", "host=db", "password=hunter2"},
          CommandLine{"--password=hunter2", "sweep"}}) {
        EXPECT_THAT(line.error(), Not(HasSubstr("hunter2")));
    }
    EXPECT_EQ((CommandLine{"sweep", "-phunter2"}.error()),
              "chatsweep: --port is not a port\n"
              "hint: write a number, such as 5432; a password goes into a passfile.\n");
    EXPECT_EQ((CommandLine{"sweep", "-h", "postgres://db"}.error()),
              "chatsweep: --host is not a host\n"
              "hint: write a name, an address or a folder; a connection string goes with -d.\n");
}

} // namespace

} // namespace chatsweep

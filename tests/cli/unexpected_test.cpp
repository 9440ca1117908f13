// SPDX-License-Identifier: Apache-2.0
#include "cli/command_line.hpp"

namespace chatsweep {

namespace {

TEST(Unexpected, SubcommandGetsASuggestion) {
    EXPECT_EQ(CommandLine{"swep"}.error(), "chatsweep: unknown subcommand 'swep'\n"
                                           "hint: did you mean chatsweep sweep?\n");
    EXPECT_EQ((CommandLine{"schema", "aply"}.error()),
              "chatsweep: unknown subcommand 'aply'\n"
              "hint: did you mean chatsweep schema apply?\n");
    EXPECT_EQ(CommandLine{"hist"}.error(), "chatsweep: unknown subcommand 'hist'\n"
                                           "hint: did you mean chatsweep history?\n");
}

TEST(Unexpected, SubcommandThatResemblesNoneGetsTheList) {
    EXPECT_EQ(CommandLine{"frobnicate"}.error(),
              "chatsweep: unknown subcommand 'frobnicate'\n"
              "hint: write sweep, report, explain, run, deliver, history, check, schema or "
              "schedule.\n");
    EXPECT_EQ((CommandLine{"schema", "frobnicate"}.error()),
              "chatsweep: unknown subcommand 'frobnicate'\n"
              "hint: write apply, print, check or grant.\n");
}

TEST(Unexpected, OptionGetsASuggestion) {
    EXPECT_EQ((CommandLine{"sweep", "--dry-rum"}.error()), "chatsweep: unknown option '--dry-rum'\n"
                                                           "hint: did you mean --dry-run?\n");
    EXPECT_EQ((CommandLine{"sweep", "--dry"}.error()), "chatsweep: unknown option '--dry'\n"
                                                       "hint: did you mean --dry-run?\n");
    EXPECT_EQ((CommandLine{"sweep", "--max-close-percnt=5"}.error()),
              "chatsweep: unknown option '--max-close-percnt'\n"
              "hint: did you mean --max-close-percent?\n");
    EXPECT_EQ((CommandLine{"sweep", "--confg", "x"}.error()),
              "chatsweep: unknown option '--confg'\n"
              "hint: did you mean --config?\n");
}

TEST(Unexpected, OptionThatResemblesNoneGetsTheHelp) {
    EXPECT_EQ((CommandLine{"sweep", "--frobnicate"}.error()),
              "chatsweep: unknown option '--frobnicate'\n"
              "hint: see chatsweep sweep --help.\n");
    EXPECT_EQ((CommandLine{"sweep", "-x"}.error()), "chatsweep: unknown option '-x'\n"
                                                    "hint: see chatsweep sweep --help.\n");
}

TEST(Unexpected, OptionOfAnotherSubcommandIsToldWhereItBelongs) {
    EXPECT_EQ((CommandLine{"report", "--dry-run"}.error()),
              "chatsweep: unknown option '--dry-run'\n"
              "hint: it belongs to chatsweep sweep and chatsweep deliver.\n");
    EXPECT_EQ((CommandLine{"history", "--as-of", "x"}.error()),
              "chatsweep: unknown option '--as-of'\n"
              "hint: it belongs to chatsweep sweep and chatsweep report.\n");
}

TEST(Unexpected, OptionBeforeItsSubcommandIsToldWhereToStand) {
    EXPECT_EQ((CommandLine{"--dry-run", "sweep"}.error()),
              "chatsweep: unknown option '--dry-run'\n"
              "hint: write it after the subcommand: chatsweep sweep --dry-run.\n");
    EXPECT_EQ((CommandLine{"--at-most", "5", "sweep"}.error()),
              "chatsweep: unknown option '--at-most'\n"
              "hint: write it after the subcommand: chatsweep sweep --at-most.\n");
}

TEST(Unexpected, OptionWithOneDashTooFewIsNoDatabase) {
    EXPECT_EQ((CommandLine{"sweep", "-dry-run"}.error()), "chatsweep: unknown option '-dry-run'\n"
                                                          "hint: did you mean --dry-run?\n");
    EXPECT_EQ((CommandLine{"sweep", "-policy", "a"}.error()),
              "chatsweep: unknown option '-policy'\n"
              "hint: did you mean --policy?\n");
    EXPECT_EQ((CommandLine{"sweep", "-at-most", "5"}.error()),
              "chatsweep: unknown option '-at-most'\n"
              "hint: did you mean --at-most?\n");
}

TEST(Unexpected, OptionWithADotCallsNoSubcommand) {
    EXPECT_EQ(CommandLine{"--sweep.dry-run"}.error(),
              "chatsweep: unknown option '--sweep.dry-run'\n"
              "hint: see chatsweep --help.\n");
}

TEST(Unexpected, ArgumentIsRefused) {
    EXPECT_EQ((CommandLine{"sweep", "now"}.error()), "chatsweep: unexpected argument 'now'\n"
                                                     "hint: see chatsweep sweep --help.\n");
    EXPECT_EQ((CommandLine{"sweep", "report"}.error()), "chatsweep: unexpected argument 'report'\n"
                                                        "hint: see chatsweep sweep --help.\n");
    EXPECT_EQ((CommandLine{"explain", "1", "2"}.error()), "chatsweep: unexpected argument '2'\n"
                                                          "hint: see chatsweep explain --help.\n");
    EXPECT_EQ((CommandLine{"explain", "--", "1", "--x"}.error()),
              "chatsweep: unknown option '--x'\n"
              "hint: see chatsweep explain --help.\n");
}

TEST(Unexpected, ArgumentWithAnEqualsSignMayBeASecretAndIsNotRepeated) {
    EXPECT_EQ((CommandLine{"sweep", "-d", "host=db", "password=hunter2"}.error()),
              "chatsweep: an argument too many, not repeated here for it may be a secret\n"
              "hint: put quotes around a connection string: -d 'host=db dbname=chat'.\n");
}

TEST(Unexpected, AbsenceOfASubcommandShowsTheShortHelp) {
    EXPECT_EQ(CommandLine{"schema"}.error(),
              "chatsweep: no subcommand\n"
              "hint: see chatsweep schema --help.\n"
              "\n"
              "Usage: chatsweep schema SUBCOMMAND [OPTIONS]\n"
              "\n"
              "Subcommands\n"
              "  apply  Create the schema chatsweep, or bring it up to date.\n"
              "  print  Print the SQL that apply would run on an empty database.\n"
              "  check  Say what the database lacks: schema, adapter or fence.\n"
              "  grant  Give a role the rights to sweep, and no others.\n");
    EXPECT_TRUE(CommandLine{}.error().starts_with("chatsweep: no subcommand\n"
                                                  "hint: see chatsweep --help.\n"
                                                  "\n"
                                                  "Usage: chatsweep SUBCOMMAND [OPTIONS]\n"));
    EXPECT_TRUE((CommandLine{"-v", "-c", "x"}.error().starts_with("chatsweep: no subcommand\n")));
}

} // namespace

} // namespace chatsweep

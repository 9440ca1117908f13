// SPDX-License-Identifier: Apache-2.0
#include "support/judging.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace chatsweep::test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

struct Bad {
    const char* name;
    const char* text;
    const char* place; ///< Line and column, and what is wrong.
    const char* hint;
};

class EachBadFile : public ::testing::TestWithParam<Bad> {};

TEST_P(EachBadFile, IsRefusedWithItsPlaceBeforeAnythingIsTouched) {
    const std::string file = write_file("bad.yaml", GetParam().text);

    for (const Arguments& command : {Arguments{"sweep", "-c", file, "-h", "/nonexistent"},
                                     Arguments{"check", "--offline", "-c", file}}) {
        const Ended ended = chatsweep(command);

        EXPECT_EQ(ended.code, 3);
        EXPECT_EQ(ended.out, "");
        EXPECT_EQ(ended.err,
                  "chatsweep: " + file + GetParam().place + "\nhint: " + GetParam().hint + "\n");
    }
}

INSTANTIATE_TEST_SUITE_P(
    Configuration, EachBadFile,
    ::testing::Values(
        Bad{"duration", "version: 1\npolicies:\n  - name: all\n    match: {}\n    timeout: soon\n",
            ":5:14: timeout 'soon' is not a duration",
            "write a number and a unit, such as 30m, 12h or PT12H."},
        Bad{"unknown_key", "version: 1\npolicies:\n  - { name: all, match: {}, timout: 2h }\n",
            ":3:29: unknown key 'timout'", "did you mean 'timeout'?"},
        Bad{"name_twice",
            "version: 1\npolicies:\n  - { name: a, match: { channel: web }, timeout: 2h }\n"
            "  - { name: a, match: {}, timeout: 2h }\n",
            ":4:5: policy name 'a' is used twice: first in line 3",
            "give each policy a name of its own."},
        Bad{"shadowed",
            "version: 1\npolicies:\n  - { name: all, match: {}, timeout: 2h }\n"
            "  - { name: web, match: { channel: web }, timeout: 1h }\n",
            ":4:5: policy 'web' can never match: 'all' in line 3 takes all of its sessions",
            "move it up, or narrow what the earlier one matches."},
        Bad{"password", "version: 1\ndatabase:\n  dsn: host=db password=hunter2\n",
            ":3:8: dsn: a password does not belong here",
            "keep it in a passfile, a service file or PGPASSWORD."}),
    [](const auto& each) { return std::string{each.param.name}; });

TEST(Configuration, ABrokenFileIsRefusedWithItsPlace) {
    const std::string file = write_file("broken.yaml", "version: 1\npolicies: [\n");

    const Ended ended = chatsweep({"sweep", "-c", file});

    EXPECT_EQ(ended.code, 3);
    EXPECT_THAT(ended.err, StartsWith("chatsweep: " + file + ":"));
    EXPECT_THAT(ended.err, HasSubstr("\nhint: "));
}

TEST(Configuration, AFileThatIsNotThereIsNamed) {
    const Ended ended = chatsweep({"sweep", "-c", "/nonexistent/chatsweep.yaml"});

    EXPECT_EQ(ended.code, 3);
    EXPECT_EQ(ended.err, "chatsweep: /nonexistent/chatsweep.yaml: there is no such file\n"
                         "hint: name a file that exists with -c or CHATSWEEP_CONFIG.\n");
}

TEST(Configuration, WithoutAnyPolicyNothingIsClosed) {
    TestDatabase database;
    database.add_silent_session("300 days");
    const std::string without = write_file("without.yaml", "version: 1\ninterval: 1h\n");

    for (const char* command : {"sweep", "report", "run", "check"}) {
        const Ended ended = chatsweep({command, "-d", database.dsn()});
        EXPECT_EQ(ended.code, 3) << command;
        EXPECT_EQ(ended.err, "chatsweep: no policy is configured\n"
                             "hint: give --timeout, set CHATSWEEP_TIMEOUT, or name a file with "
                             "policies with -c.\n");
    }
    EXPECT_EQ(chatsweep({"sweep", "-d", database.dsn(), "-c", without}).code, 3);
    EXPECT_EQ(database.value("select status from chat.session"), "active");
}

TEST(Configuration, ATimeoutBesideAFileWithPoliciesIsAnError) {
    const Arguments file = policies_file("  - { name: all, match: {}, timeout: 2h }\n");

    const Ended flag = chatsweep({"sweep", file[0], file[1], "--timeout", "3h"});
    const Ended variable = chatsweep({"sweep", file[0], file[1]}, {{"CHATSWEEP_TIMEOUT", "3h"}});

    EXPECT_EQ(flag.code, 3);
    EXPECT_EQ(flag.err, "chatsweep: --timeout: the policies of " + file[1] +
                            " have timeouts of their own\n"
                            "hint: take it away, or name no file with policies.\n");
    EXPECT_EQ(variable.code, 3);
    EXPECT_THAT(variable.err, StartsWith("chatsweep: CHATSWEEP_TIMEOUT: "));
}

TEST(Configuration, AFlagWinsOverAVariableAndAVariableOverTheFile) {
    TestDatabase database;
    database.add_silent_session("3 hours");
    database.add_silent_session("3 hours");
    const std::string file =
        write_file("guarded.yaml", "version: 1\nguards: { max_close: 0 }\npolicies:\n"
                                   "  - { name: all, match: {}, timeout: 2h }\n");
    const Arguments dry_run = {"sweep", "--dry-run", "-d", database.dsn(), "-c", file};
    Arguments with_flag = dry_run;
    with_flag.insert(with_flag.end(), {"--max-close", "2"});
    const Variables one = {{"CHATSWEEP_MAX_CLOSE", "1"}};

    EXPECT_EQ(chatsweep(dry_run).code, 0);
    EXPECT_EQ(chatsweep(dry_run, one).code, 7);
    EXPECT_EQ(chatsweep(with_flag, one).code, 0);
}

TEST(Configuration, VariablesAreEnough) {
    TestDatabase database;
    database.add_silent_session("3 hours");

    const Ended ended = chatsweep({"sweep"}, {{"CHATSWEEP_DSN", database.dsn()},
                                              {"CHATSWEEP_TIMEOUT", "PT2H"},
                                              {"CHATSWEEP_FORMAT", "json"}});

    EXPECT_EQ(json_of(ended)["counts"]["closed"], 1);
}

TEST(Configuration, AFactThatTheAdapterDoesNotOfferIsAnErrorAndNothingIsChanged) {
    TestDatabase database;
    database.add_silent_session("3 hours");
    database.run("update chatsweep.adapter set offers = array_remove(offers, 'channel')");
    const Arguments file =
        policies_file("  - { name: whatsapp, match: { channel: whatsapp }, timeout: 2h }\n");

    for (const char* command : {"sweep", "report", "check"}) {
        const Ended ended = chatsweep({command, "-d", database.dsn(), file[0], file[1]});

        EXPECT_EQ(ended.code, 3) << command;
        const std::string what = "policy 'whatsapp' needs the fact channel";
        EXPECT_THAT(ended.out + ended.err, HasSubstr(what));
    }
    EXPECT_EQ(database.value("select status from chat.session"), "active");
    EXPECT_EQ(chatsweep({"sweep", "-d", database.dsn(), "--timeout", "2h"}).code, 0);
}

TEST(Configuration, NeverPrintsAPassword) {
    const std::string secret = "hunter2";
    const std::string service =
        write_file("pg_service.conf", "[s]\nhost=/nonexistent\npassword=" + secret + "\n");
    const Variables variables = {{"PGPASSWORD", secret}, {"PGSERVICEFILE", service}};

    for (const std::string& dsn :
         {"host=/nonexistent password=" + secret,
          "postgresql://me:" + secret + "@/db?host=/nowhere",
          "postgresql:///db?host=/nowhere&password=" + secret, std::string{"service=s"},
          std::string{"host=/nonexistent"}, "host=/nonexistent passfile" + secret}) {
        const Ended ended = chatsweep(
            {"sweep", "-vv", "--timeout", "2h", "-d", dsn, "--format", "json"}, variables);

        EXPECT_NE(ended.code, 0) << dsn;
        EXPECT_THAT(ended.out + ended.err, Not(HasSubstr(secret))) << dsn;
    }
}

} // namespace
} // namespace chatsweep::test

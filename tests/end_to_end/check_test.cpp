// SPDX-License-Identifier: Apache-2.0
#include "support/judging.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace chatsweep::test {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

/// The findings of a check, each as `status name: detail`.
std::vector<std::string> findings_of(const Json& check) {
    std::vector<std::string> findings;
    for (const Json& finding : check["findings"]) {
        findings.push_back(finding["status"].get<std::string>() + " " +
                           finding["name"].get<std::string>() + ": " +
                           finding["detail"].get<std::string>());
    }
    return findings;
}

class Check : public ::testing::Test {
protected:
    TestDatabase database;

    Json check(const Arguments& more = {"--timeout", "2h"}, int code = 0) {
        Arguments command = {"check", "-d", database.dsn(), "--format", "json"};
        command.insert(command.end(), more.begin(), more.end());
        const Ended ended = chatsweep(command);
        EXPECT_EQ(ended.code, code) << ended.out << ended.err;
        return json_of(ended);
    }
    /// Sweeps that succeeded, one after the other.
    void add_runs(int number, const std::string& interval, const std::string& limited_to = "null") {
        database.run("insert into chatsweep.run (run_id, attempt, state, outcome, started_at, "
                     "limited_to) select gen_random_uuid(), 1, 'committed', 'nothing_due', "
                     "now() - n * interval '" +
                     interval + "', " + limited_to + " from generate_series(1, " +
                     std::to_string(number) + ") as n");
    }
};

TEST_F(Check, FindsNothingWrongWithARoleThatHasWhatItNeedsAndNoMore) {
    const TestRole owner{database};
    const TestRole role{database};
    database.run("grant usage on schema chat, chatsweep to " + owner.name() +
                 "; grant create on schema chatsweep to " + owner.name() +
                 "; grant select, update on chat.session to " + owner.name() +
                 "; grant select, update on chatsweep.run to " + owner.name() + "; " +
                 database.value(
                     "select string_agg(format('alter function %s owner to " + owner.name() +
                     "', p.oid::regprocedure), ';') from pg_proc p "
                     "join pg_namespace n on n.oid = p.pronamespace and n.nspname = 'chatsweep'"));
    ASSERT_EQ(chatsweep({"schema", "grant", role.name(), "-d", database.dsn()}).code, 0);

    const Json document = check({"--timeout", "2h", "-U", role.name()});

    EXPECT_EQ(document["outcome"], "ok");
    EXPECT_THAT(
        findings_of(document),
        ElementsAre(
            "ok configuration: 1 policy, a sweep every 12h",
            AllOf(HasSubstr("ok connection: PostgreSQL "),
                  HasSubstr(", database '" + database.name() + "', role '" + role.name() + "'")),
            "ok schema: version 3", "ok adapter: 'chat' keeps version 1 of the contract",
            "ok fence: foreign_key from chat.message to chat.session",
            "ok rights: enough for a sweep",
            "ok policies: the adapter offers every fact they need"));
    database.run("reassign owned by " + owner.name() + " to current_user");
}

TEST_F(Check, WarnsOfSuperusersAndOfRightsThatNoSweepNeeds) {
    const Json document = check();

    EXPECT_EQ(document["outcome"], "warning");
    EXPECT_THAT(findings_of(document),
                testing::Contains(AllOf(testing::StartsWith("warning adapter: "),
                                        testing::EndsWith(" functions run with a superuser's "
                                                          "rights"))));
    EXPECT_THAT(findings_of(document),
                testing::Contains(testing::StartsWith("warning rights: more than needed: ")));
}

TEST_F(Check, WarnsOfARightToReadMessages) {
    const TestRole role{database};
    ASSERT_EQ(chatsweep({"schema", "grant", role.name(), "-d", database.dsn()}).code, 0);
    database.run("grant select (body) on chat.message to " + role.name());

    EXPECT_THAT(findings_of(check({"--timeout", "2h", "-U", role.name()})),
                testing::Contains("warning rights: more than needed: select on chat.message"));
}

TEST_F(Check, WarnsWhereTheRhythmIsNotTheInterval) {
    add_runs(8, "1 hour");

    EXPECT_THAT(findings_of(check()),
                testing::Contains("warning rhythm: sweeps run about every 1h, and the configured "
                                  "interval is 12h"));
    const std::string hourly =
        write_file("hourly.yaml", "version: 1\ninterval: 1h\npolicies:\n"
                                  "  - { name: all, match: {}, timeout: 2h }\n");
    EXPECT_THAT(findings_of(check({"-c", hourly})),
                testing::Contains("ok rhythm: sweeps run about every 1h"));
}

TEST_F(Check, ReadsTheRhythmOffSweepsOfEverythingOnly) {
    add_runs(8, "12 hours");
    add_runs(50, "1 minute", "array['web']");

    EXPECT_THAT(findings_of(check()), testing::Contains("ok rhythm: sweeps run about every 12h"));
}

TEST_F(Check, SaysNothingOfARhythmAfterTwoSweeps) {
    add_runs(2, "1 hour");

    EXPECT_THAT(findings_of(check()), testing::Not(testing::Contains(HasSubstr("rhythm"))));
}

TEST_F(Check, PassesOnTheWarningsOfTheConfiguration) {
    const Arguments file = policies_file("  - { name: web, match: { channel: web }, timers: [ "
                                         "close: { after: 2h, since: started } ] "
                                         "}\n");

    const std::vector<std::string> findings = findings_of(check(file));

    EXPECT_THAT(findings[1], testing::StartsWith("warning configuration: policy 'web': timer "));
    EXPECT_EQ(findings[2], "warning configuration: the last policy, 'web', does not match "
                           "everything: a session that no policy matches is kept for ever");
}

TEST_F(Check, OfflineLooksAtTheConfigurationAlone) {
    const Arguments file = policies_file("  - { name: all, match: {}, timeout: 2h }\n");

    const Ended ended = chatsweep({"check", "--offline", file[0], file[1], "-h", "/nonexistent"});

    EXPECT_EQ(ended.code, 0) << ended.err;
    EXPECT_EQ(ended.out, "ok       configuration  1 policy, a sweep every 12h\n");
    EXPECT_EQ(chatsweep({"check", file[0], file[1], "-h", "/nonexistent"}).code, 4);
}

TEST_F(Check, FindsWhatASweepWouldRefuse) {
    database.run("alter table chat.message disable trigger all");
    EXPECT_THAT(findings_of(check({"--timeout", "2h"}, 8)),
                testing::Contains(testing::StartsWith("failed fence: a trigger of foreign key ")));

    const TestRole stranger{database};
    EXPECT_THAT(findings_of(check({"--timeout", "2h", "-U", stranger.name()}, 4)),
                testing::Contains("failed rights: permission denied for schema chatsweep"));

    database.run("drop schema chatsweep cascade");
    EXPECT_THAT(findings_of(check({"--timeout", "2h"}, 8)),
                testing::Contains("failed schema: this database has no schema chatsweep"));
}

} // namespace
} // namespace chatsweep::test

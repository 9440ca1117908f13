// SPDX-License-Identifier: Apache-2.0
#include "store/facts.hpp"
#include "store/ledger.hpp"
#include "support/sessions.hpp"
#include "support/store.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace chatsweep::test {
namespace {

using testing::SizeIs;

void add_version(TestDatabase& database, const std::string& version,
                 const std::string& policies = "[]",
                 const std::string& recorded = "2026-11-01 12:00+00") {
    database.run("insert into chatsweep.policy_version values ('" + version + "', '" + policies +
                 "', '" + recorded + "')");
}

/// A run that went by this version, at an hour of the day.
void add_run(TestDatabase& database, const std::string& version, int hour,
             const std::string& state = "committed") {
    database.run("insert into chatsweep.run (run_id, attempt, state, started_at, policy_version, "
                 "error) values (gen_random_uuid(), 1, '" +
                 state + "', '2026-11-20 00:00+00'::timestamptz + interval '" +
                 std::to_string(hour) + " hours', '" + version + "', 'no luck')");
}

std::string joined_at(TestDatabase& database, const std::string& time) {
    return database.add_session("channel, agent_joined_at", "'sms', '2026-11-20 " + time + "+00'");
}

std::optional<std::string> joined_under(const TestDatabase& database, const std::string& id,
                                        JoinedUnder wanted = JoinedUnder::look_up) {
    Connected store{database};
    Transaction tx{store.database, Access::read_write};
    std::optional<std::string> version = facts_of(tx, {id}, wanted).at(0).joined_under;
    load_facts(tx, std::nullopt, wanted, [&](const SessionFacts& facts) {
        if (facts.session_id.value == id) {
            EXPECT_EQ(facts.joined_under, version);
        }
    });
    return version;
}

TEST(JoinedUnder, IsTheVersionOfTheLastRunBeforeTheAgentJoined) {
    TestDatabase database;
    add_version(database, "one");
    add_version(database, "two");
    add_run(database, "one", 8);
    add_run(database, "two", 10);
    add_run(database, "one", 12);

    EXPECT_EQ(joined_under(database, joined_at(database, "09:59:59.999999")), "one");
    EXPECT_EQ(joined_under(database, joined_at(database, "10:00")), "two") << "its start counts";
    EXPECT_EQ(joined_under(database, joined_at(database, "11:59")), "two");
    EXPECT_EQ(joined_under(database, joined_at(database, "13:00")), "one");
}

TEST(JoinedUnder, IsTheVersionOfTheFirstRunAfterwardsWhereThereWasNoneBefore) {
    TestDatabase database;
    add_version(database, "one");
    add_version(database, "two");
    add_run(database, "two", 10);
    add_run(database, "one", 8);

    EXPECT_EQ(joined_under(database, joined_at(database, "07:00")), "one");
}

TEST(JoinedUnder, CountsOnlyRunsThatCommitted) {
    TestDatabase database;
    add_version(database, "one");
    const std::string id = joined_at(database, "12:00");
    add_run(database, "one", 8, "failed");
    add_run(database, "one", 9, "abandoned");

    EXPECT_EQ(joined_under(database, id), std::nullopt);
}

TEST(JoinedUnder, IsThisVeryRunsWhereThereWasNoOther) {
    TestDatabase database;
    const std::string id = joined_at(database, "12:00");
    database.run("update chat.session set agent_joined_at = now() - interval '1 hour'");
    Connected store{database};
    Transaction tx{store.database, Access::read_write};
    const std::string version = policy_version(tx, "[]");
    begin_run(tx, a_run(), version, "[]");

    EXPECT_EQ(facts_of(tx, {id}, JoinedUnder::look_up).at(0).joined_under, version);
}

TEST(JoinedUnder, IsLookedUpOnlyForAnAgentAndOnlyWhenWanted) {
    TestDatabase database;
    add_version(database, "one");
    add_run(database, "one", 8);

    EXPECT_EQ(joined_under(database, database.add_session()), std::nullopt);
    EXPECT_EQ(joined_under(database, joined_at(database, "12:00"), JoinedUnder::skip),
              std::nullopt);
}

TEST(PinningVersions, AreThoseThatPinAPolicyToTheAgentNewestFirst) {
    TestDatabase database;
    (void)joined_at(database, "07:30");
    const std::string pins = R"([{"name": "a"}, {"pin": "agent_join", "name": "b"}])";
    add_version(database, "today", pins, "2026-11-20 12:00+00");
    add_version(database, "old", pins, "2026-11-01 12:00+00");
    add_version(database, "newer", R"({"policies": [{"pin": "agent_join"}]})",
                "2026-11-10 12:00+00");
    add_version(database, "never", R"([{"name": "agent_join", "pin": "evaluation"}])");
    add_version(database, "silent", R"([{"name": "pin"}])");
    int hour = 7;
    for (const char* version : {"old", "newer", "never", "silent", "today"}) {
        add_run(database, version, hour++);
    }
    Connected store{database};
    Transaction tx{store.database, Access::read_only};

    const std::vector<PolicyVersion> versions = pinning_versions(tx, "today");

    ASSERT_THAT(versions, SizeIs(2));
    EXPECT_EQ(versions[0].version, "newer");
    EXPECT_EQ(versions[1].version, "old");
    EXPECT_EQ(versions[1].policies, pins);
    EXPECT_THAT(pinning_versions(tx, "old"), SizeIs(2));
}

TEST(PinningVersions, AreNoneThatWereOutOfForceBeforeTheFirstOfTheAgentsJoined) {
    TestDatabase database;
    const std::string pins = R"([{"pin": "agent_join"}])";
    add_version(database, "gone", pins);
    add_version(database, "kept", pins);
    add_run(database, "gone", 6);
    add_run(database, "kept", 7);
    add_run(database, "kept", 9);
    Connected store{database};
    {
        Transaction tx{store.database, Access::read_only};
        EXPECT_THAT(pinning_versions(tx, "today"), SizeIs(0)) << "no agent is there";
    }
    (void)joined_at(database, "08:00");
    Transaction tx{store.database, Access::read_only};

    const std::vector<PolicyVersion> versions = pinning_versions(tx, "today");

    ASSERT_THAT(versions, SizeIs(1));
    EXPECT_EQ(versions[0].version, "kept");
}

} // namespace
} // namespace chatsweep::test

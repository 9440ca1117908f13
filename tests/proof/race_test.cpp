// SPDX-License-Identifier: Apache-2.0
#include "support/race.hpp"

#include "support/proof.hpp"
#include "support/race_database.hpp"

#include <gtest/gtest.h>

#include <iostream>

namespace chatsweep::test {
namespace {

struct Variant {
    const char* name;
    const char* promise;
    Race::LockKeys keys;
    /// Done to the database of the reference schema, whose adapter can close at once.
    void (*change)(TestDatabase&);
};

class NoWrongClose : public testing::TestWithParam<Variant> {
protected:
    /// What the judge has not read is not judged; and what is closed is closed with an event.
    void expect_that_the_judge_saw_everything(const CommitOrder& order) {
        EXPECT_EQ(order.closings(), database_.count("select count(*) from chatsweep.event"));
        EXPECT_EQ(order.messages(),
                  database_.count("select count(*) from chat.message where sender = 'customer'"));
        EXPECT_EQ(database_.count("select count(*) from chat.session s where s.closed_at is not "
                                  "null and s.closed_at is distinct from (select max(recorded_at) "
                                  "from chatsweep.event e where e.session_id = s.id::text)"),
                  0);
    }

    void print(const Race& race) {
        std::cout << race.order().closings() << " closings among " << race.order().messages()
                  << " messages; "
                  << database_.value(
                         "select sum(kept_on_second_look) || ' kept on the second look, ' || "
                         "sum(skipped_locked) || ' skipped, ' || sum(gone) || ' gone, in ' || "
                         "count(*) || ' runs' from chatsweep.run")
                  << "; " << race.killed_sweeps() << " killed\n";
        for (const std::string& example : race.order().examples()) {
            std::cout << example;
        }
    }

    TestDatabase database_;
};

TEST_P(NoWrongClose, HoweverManyWriteAndSweepAtOnce) {
    const long long enough = trials(17'000, 170'000);
    GetParam().change(database_);
    Race race{database_, {.keys = GetParam().keys, .seed = seed(), .more = {}}};

    race.run_until([&](const CommitOrder& order) {
        return (order.closings() >= enough && order.messages() >= enough) || order.wrong() > 0;
    });

    print(race);
    proved(GetParam().promise, race.order().closings(), race.order().wrong());
    EXPECT_EQ(race.failed_writes(), 0) << "a sweep got into a customer's way";
    EXPECT_EQ(race.failed_sweeps(), 0);
    EXPECT_GT(race.killed_sweeps(), 0);
    expect_that_the_judge_saw_everything(race.order());
}

void change_nothing(TestDatabase&) {}

void fence_by_key_alone(TestDatabase& database) {
    keep_no_facts_on_the_session(database);
}

void fence_by_trigger_alone(TestDatabase& database) {
    keep_no_facts_on_the_session(database);
    replace_key_by_trigger(database, Fence::armed);
}

INSTANTIATE_TEST_SUITE_P(
    Proof, NoWrongClose,
    testing::Values(
        Variant{"OneLockForAllAtOnce", "1 no wrong close: one lock key, at once",
                Race::LockKeys::shared, change_nothing},
        Variant{"OneLockForAllInThreeSteps", "1 no wrong close: one lock key, in three steps",
                Race::LockKeys::shared, close_in_three_steps},
        Variant{"LocksOfTheirOwnAtOnce", "1 no wrong close: own lock keys, at once",
                Race::LockKeys::own, change_nothing},
        Variant{"LocksOfTheirOwnInThreeSteps", "1 no wrong close: own lock keys, in three steps",
                Race::LockKeys::own, close_in_three_steps},
        Variant{"FenceByForeignKeyAlone",
                "1 no wrong close: own lock keys, fence by foreign key alone", Race::LockKeys::own,
                fence_by_key_alone},
        Variant{"FenceByTriggerAlone", "1 no wrong close: own lock keys, fence by trigger alone",
                Race::LockKeys::own, fence_by_trigger_alone}),
    [](const auto& each) { return std::string{each.param.name}; });

} // namespace
} // namespace chatsweep::test

// SPDX-License-Identifier: Apache-2.0
#include "store/closing.hpp"
#include "store/facts.hpp"
#include "support/store.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace chatsweep::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// None of them is the text of a bigint key, although a cast would take some.
const std::vector<std::string> impossible_ids = {"",     " ",   "0",
                                                 "01",   "+1",  "-1",
                                                 " 1",   "1 ",  "1\n",
                                                 "1.0",  "1e0", "0x1",
                                                 "1_0",  "one", "१",
                                                 "１",   "1;",  "NULL",
                                                 "{1}",  "'1'", "9223372036854775808",
                                                 "1\\n", "\t1", "99999999999999999999999999999999"};

TEST(SessionIds, ThatTheDatabaseCannotHoldReturnNoRow) {
    TestDatabase database;
    ASSERT_EQ(database.add_session(), "1");
    Connected store{database};
    Transaction tx{store.database, Access::read_write};

    EXPECT_THAT(facts_of(tx, impossible_ids, JoinedUnder::skip), IsEmpty());
    EXPECT_THAT(lock_sessions(tx, impossible_ids), IsEmpty());
    for (const std::string& id : impossible_ids) {
        EXPECT_FALSE(session_state(tx, id)) << id;
    }
}

TEST(SessionIds, ThatTheDatabaseCannotHoldDoNotHideTheOthers) {
    TestDatabase database;
    const std::string id = database.add_session();
    std::vector<std::string> ids = impossible_ids;
    ids.push_back(id);
    Connected store{database};
    Transaction tx{store.database, Access::read_write};

    EXPECT_THAT(lock_sessions(tx, ids), ElementsAre(id));
    EXPECT_EQ(facts_of(tx, ids, JoinedUnder::skip).at(0).session_id.value, id);
}

TEST(SessionIds, ReachTheGreatestKey) {
    TestDatabase database;
    const std::string greatest = "9223372036854775807";
    database.run("insert into chat.session (id, channel) overriding system value values (" +
                 greatest + ", 'sms')");
    Connected store{database};
    Transaction tx{store.database, Access::read_write};

    EXPECT_EQ(facts_of(tx, {greatest}, JoinedUnder::skip).at(0).session_id.value, greatest);
    EXPECT_THAT(lock_sessions(tx, {greatest}), ElementsAre(greatest));
    EXPECT_EQ(session_state(tx, greatest).value().status, "active");
}

TEST(SessionState, TellsOfAnOpenSessionItsStatusOnly) {
    TestDatabase database;
    const std::string id = database.add_session("channel, status", "'sms', 'waiting'");
    Connected store{database};
    Transaction tx{store.database, Access::read_only};

    const SessionState state = session_state(tx, id).value();

    EXPECT_EQ(state.status, "waiting");
    EXPECT_EQ(state.closed_at, std::nullopt);
    EXPECT_EQ(state.close_reason, std::nullopt);
}

TEST(SessionState, TellsWhenAndWhyASessionWasClosed) {
    TestDatabase database;
    const std::string id =
        database.add_session("channel, status, closed_at, close_reason",
                             "'sms', 'closed', '2026-11-20 14:00:00.000001+02', 'resolved'");
    Connected store{database};
    Transaction tx{store.database, Access::read_only};

    const SessionState state = session_state(tx, id).value();

    EXPECT_EQ(state.status, "closed");
    EXPECT_EQ(state.closed_at, at("2026-11-20T12:00:00.000001Z"));
    EXPECT_EQ(state.close_reason, "resolved");
}

TEST(SessionState, ClampsAnInstantBeyondTheRange) {
    TestDatabase database;
    const auto closed_at = [&](const std::string& instant) {
        const std::string id = database.add_session("channel, status, closed_at",
                                                    "'sms', 'closed', '" + instant + "'");
        Connected store{database};
        Transaction tx{store.database, Access::read_only};
        return session_state(tx, id).value().closed_at;
    };

    EXPECT_EQ(closed_at("infinity"), latest_instant);
    EXPECT_EQ(closed_at("-infinity"), earliest_instant);
    EXPECT_EQ(closed_at("0044-03-15 12:00+00 BC"), earliest_instant);
    EXPECT_EQ(closed_at("12000-01-01 00:00+00"), latest_instant);
    EXPECT_EQ(closed_at("0001-01-01 00:00+00"), earliest_instant);
    EXPECT_EQ(closed_at("0999-01-01 00:00+00"), at("0999-01-01T00:00:00Z"));
}

TEST(SessionState, OfAnUnknownSessionIsNone) {
    TestDatabase database;
    Connected store{database};
    Transaction tx{store.database, Access::read_only};

    EXPECT_FALSE(session_state(tx, "1"));
    EXPECT_FALSE(session_state(tx, "Robert'); drop table chat.session; --"));
}

} // namespace
} // namespace chatsweep::test

// SPDX-License-Identifier: Apache-2.0
#include "store/closing.hpp"
#include "store/facts.hpp"
#include "support/sessions.hpp"
#include "support/store.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace chatsweep::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::ThrowsMessage;

const PolicySet two_hours = a_policy("quiet").closes_after(2h);

/// As if nobody wrote anywhere in the cluster: the tests beside this one hold back the real
/// horizon.
Horizon undisturbed(Transaction& tx) {
    return {value_in(tx, "select pg_snapshot_xmax(pg_current_snapshot())::xid::text")};
}

/// A sweep up to its first look, and then the closing in one statement.
struct Sweep {
    explicit Sweep(const TestDatabase& test, Horizon (*read)(Transaction&) = undisturbed)
        : store(test), tx(store.database, Access::read_write), horizon(read(tx)) {
        load_facts(tx, std::nullopt, JoinedUnder::skip, [this](const SessionFacts& facts) {
            due.push_back(planned_first(facts, two_hours, tx.now()));
        });
    }

    /// Returns the ids that were left.
    std::vector<std::string> close_at_once() {
        std::vector<const PlannedSession*> chunk;
        for (const PlannedSession& session : due) {
            chunk.push_back(&session);
        }
        return close_unchanged(tx, horizon, a_run(), "abc", two_hours, chunk);
    }

    Connected store;
    Transaction tx;
    Horizon horizon;
    std::vector<PlannedSession> due;
};

TEST(CloseUnchanged, ClosesWhatNobodyHasTouchedAndWritesItsEvents) {
    TestDatabase database;
    const std::string one = database.add_silent_session("3 hours");
    const std::string two = database.add_silent_session("4 hours");
    Sweep sweep{database};

    EXPECT_THAT(sweep.close_at_once(), IsEmpty());
    sweep.tx.commit();

    EXPECT_EQ(database.count("select count(*) from chat.session s join chatsweep.event e on "
                             "e.session_id = s.id::text where s.status = 'closed' and s.closed_at "
                             "= e.recorded_at and s.close_reason = 'timeout' and e.status_before "
                             "= 'active' and e.clock_at = s.last_customer_message_at"),
              2);
}

TEST(CloseUnchanged, LeavesASessionWhoseCustomerWroteSinceTheFirstLook) {
    TestDatabase database;
    const std::string lively = database.add_silent_session("3 hours");
    const std::string silent = database.add_silent_session("3 hours");
    Sweep sweep{database};
    database.add_message(lively, "customer", "1 second");

    EXPECT_THAT(sweep.close_at_once(), ElementsAre(lively));
    sweep.tx.commit();

    EXPECT_EQ(database.value("select string_agg(session_id, ' ') from chatsweep.event"), silent);
    EXPECT_EQ(database.value("select status from chat.session where id = " + lively), "active");
}

TEST(CloseUnchanged, LeavesASessionWhoseWriterHadBegunBeforeTheFirstLook) {
    TestDatabase database;
    const std::string lively = database.add_silent_session("3 hours");
    pqxx::connection customer{database.dsn()};
    pqxx::work writing{customer};
    writing.exec("select pg_current_xact_id()");
    Sweep sweep{database, first_look_horizon};
    writing.exec("insert into chat.message (session_id, sender) values (" + lively +
                 ", 'customer')");
    writing.commit();

    EXPECT_THAT(sweep.close_at_once(), ElementsAre(lively));
}

TEST(CloseUnchanged, LeavesASessionThatSomebodyIsWritingTo) {
    TestDatabase database;
    const std::string busy = database.add_silent_session("3 hours");
    Sweep sweep{database};
    pqxx::connection customer{database.dsn()};
    pqxx::work writing{customer};
    writing.exec("insert into chat.message (session_id, sender) values (" + busy + ", 'customer')");

    EXPECT_THAT(sweep.close_at_once(), ElementsAre(busy));
}

TEST(CloseUnchanged, LeavesASessionThatSomebodyElseHasClosed) {
    TestDatabase database;
    const std::string gone = database.add_silent_session("3 hours");
    Sweep sweep{database};
    database.run("update chat.session set status = 'closed', closed_at = now()");

    EXPECT_THAT(sweep.close_at_once(), ElementsAre(gone));
}

TEST(CloseUnchanged, ThatReturnsASessionThatItWasNotGivenChangesNothing) {
    TestDatabase database;
    database.add_silent_session("3 hours");
    database.run("create or replace function chatsweep.close_unchanged(session_ids text[], "
                 "horizon xid, closed_at timestamptz, reasons text[]) returns table (session_id "
                 "text, status_before text) language sql volatile security definer set "
                 "search_path = pg_catalog, pg_temp as $$ update chat.session s set status = "
                 "'closed', closed_at = close_unchanged.closed_at; select 'other', 'active' $$");
    {
        Sweep sweep{database};
        EXPECT_THAT([&] { std::ignore = sweep.close_at_once(); },
                    ThrowsMessage<DatabaseError>("the adapter closed 1 and 0 events were written, "
                                                 "where 1 sessions were to be closed"));
    }
    EXPECT_EQ(database.count("select count(*) from chat.session where closed_at is null"), 1);
}

} // namespace
} // namespace chatsweep::test

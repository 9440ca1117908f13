// SPDX-License-Identifier: Apache-2.0
#include "store/acting.hpp"
#include "store/facts.hpp"
#include "support/sessions.hpp"
#include "support/store.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace chatsweep::test {
namespace {

using testing::ElementsAre;
using testing::ThrowsMessage;

SessionMark a_mark(const std::string& session, MarkKind kind, std::string name,
                   Instant recorded_at = noon, Instant clock_at = noon - 1h) {
    return {{session}, {kind, std::move(name), recorded_at, clock_at}};
}

/// What the first look finds of the only session, which the second look must find too.
std::vector<Mark> marks_of(Transaction& tx, const std::string& id) {
    std::vector<Mark> marks = facts_of(tx, {id}, JoinedUnder::skip).at(0).marks;
    load_facts(tx, CoarseBound{}, JoinedUnder::skip, [&](const SessionFacts& facts) {
        if (facts.session_id.value == id) {
            EXPECT_EQ(facts.marks, marks);
        }
    });
    return marks;
}

std::vector<std::string> marked(Transaction& tx) {
    std::vector<std::string> ids;
    for (const auto& row : tx.connection().run("select distinct session_id from chatsweep.mark "
                                               "order by session_id")) {
        ids.emplace_back(row[0].c_str());
    }
    return ids;
}

TEST(Marks, AreFactsOfTheirSession) {
    TestDatabase database;
    const std::string id = database.add_session();
    const std::string other = database.add_session();
    const std::vector<SessionMark> all{
        a_mark(id, MarkKind::recorded, "say, \"it\"", noon + tick, earliest_instant),
        a_mark(id, MarkKind::idle, "agent"),
        a_mark(id, MarkKind::inactive, ""),
        a_mark(id, MarkKind::warned, "früh", noon, latest_instant),
        a_mark(id, MarkKind::idle, "customer"),
        a_mark(other, MarkKind::warned, "w")};
    Connected store{database};
    Transaction tx{store.database, Access::read_write};

    remember(tx, all);

    EXPECT_THAT(marks_of(tx, id),
                ElementsAre(all[3].mark, all[2].mark, all[1].mark, all[4].mark, all[0].mark));
    EXPECT_THAT(marks_of(tx, other), ElementsAre(all[5].mark));
}

TEST(Marks, AreReplacedByWhatIsRememberedLater) {
    TestDatabase database;
    const std::string id = database.add_session();
    Connected store{database};
    Transaction tx{store.database, Access::read_write};
    remember(tx, {a_mark(id, MarkKind::warned, "w", noon, noon - 1h)});

    const SessionMark later = a_mark(id, MarkKind::warned, "w", noon + 1h, noon);
    remember(tx, {later, a_mark(id, MarkKind::warned, "w", noon + 1h, noon - 1h)});

    EXPECT_THAT(marks_of(tx, id), ElementsAre(later.mark)) << "of two at once the later clock";
    remember(tx, {});
    EXPECT_THAT(marks_of(tx, id), ElementsAre(later.mark));
}

TEST(Marks, AreForgottenOnlyWhileTheirClockStandsWhereItStood) {
    TestDatabase database;
    const std::string id = database.add_session();
    const SessionMark mark = a_mark(id, MarkKind::warned, "w");
    const SessionMark renewed = a_mark(id, MarkKind::warned, "renewed", noon, noon);
    const SessionMark namesake = a_mark(id, MarkKind::recorded, "w");
    Connected store{database};
    Transaction tx{store.database, Access::read_write};
    remember(tx, {mark, renewed, namesake});

    forget(tx, {mark, a_mark(id, MarkKind::warned, "renewed", noon, noon - tick),
                a_mark("4711", MarkKind::warned, "w")});

    EXPECT_THAT(marks_of(tx, id), ElementsAre(renewed.mark, namesake.mark));
}

TEST(Marks, AreAllForgottenOfSomeSessions) {
    TestDatabase database;
    Connected store{database};
    Transaction tx{store.database, Access::read_write};
    remember(tx, {a_mark("a", MarkKind::warned, "w"), a_mark("a", MarkKind::idle, "agent"),
                  a_mark("b", MarkKind::warned, "w"), a_mark("c", MarkKind::warned, "w")});

    forget_sessions(tx, {"a", "c", "no such session"});

    EXPECT_THAT(marked(tx), ElementsAre("b"));
    forget_sessions(tx, {});
    EXPECT_THAT(marked(tx), ElementsAre("b"));
}

TEST(Marks, OfSessionsThatAreGoneAreForgottenAndCounted) {
    TestDatabase database;
    const std::string open = database.add_session();
    const std::string closed =
        database.add_session("channel, status, closed_at", "'sms', 'closed', now()");
    Connected store{database};
    Transaction tx{store.database, Access::read_write};
    EXPECT_EQ(forget_gone(tx), 0);
    for (const std::string& id : {open, closed, std::string{"4711"}, std::string{"no key"}}) {
        remember(tx, {a_mark(id, MarkKind::warned, "w"), a_mark(id, MarkKind::inactive, "")});
    }

    EXPECT_EQ(forget_gone(tx), 3);
    EXPECT_THAT(marked(tx), ElementsAre(open));
    EXPECT_EQ(forget_gone(tx), 0);
}

TEST(Marks, CarryASessionThroughAnyBound) {
    TestDatabase database;
    const std::string marked_id = database.add_session();
    database.add_session();
    Connected store{database};
    Transaction tx{store.database, Access::read_write};
    remember(tx, {a_mark(marked_id, MarkKind::warned, "w")});

    std::vector<std::string> loaded;
    load_facts(tx, CoarseBound{}, JoinedUnder::skip,
               [&](const SessionFacts& facts) { loaded.push_back(facts.session_id.value); });

    EXPECT_THAT(loaded, ElementsAre(marked_id));
}

TEST(Marks, AreHeldToTheirKindsAndNames) {
    TestDatabase database;
    for (const char* values : {"'s', 'other', 'n'", "'', 'warned', 'n'", "'s', 'warned', ''"}) {
        EXPECT_THROW(database.run(std::string{"insert into chatsweep.mark values ("} + values +
                                  ", now(), now())"),
                     pqxx::check_violation)
            << values;
    }
}

TEST(Marks, OfAKindThatThereIsNotAreAnError) {
    TestDatabase database;
    const std::string id = database.add_session();
    database.run("alter table chatsweep.mark drop constraint mark_kind_check");
    database.run("insert into chatsweep.mark values ('" + id + "', 'other', 'n', now(), now())");
    Connected store{database};
    Transaction tx{store.database, Access::read_only};

    EXPECT_THAT([&] { (void)facts_of(tx, {id}, JoinedUnder::skip); },
                ThrowsMessage<DatabaseError>("table chatsweep.mark has an unknown kind 'other'"));
}

} // namespace
} // namespace chatsweep::test

// SPDX-License-Identifier: Apache-2.0
#include "support/side_by_side.hpp"

#include <gtest/gtest.h>

namespace chatsweep::test {
namespace {

/// What PostgreSQL is relied upon for where rows are hidden: with `row_security = off`, that is an
/// error.
class RowSecurityFacts : public ::testing::Test {
protected:
    TestDatabase database{TestDatabase::With::nothing};
    TestRole owner{database};
    TestRole reader{database};

    void SetUp() override {
        database.run("create table session (id int); insert into session values (1), (2);"
                     "alter table session owner to " +
                     owner.name() +
                     "; alter table session enable row level security;"
                     "create policy half on session using (id = 1);"
                     "grant select on session to " +
                     reader.name());
    }

    /// What a role counts, or the SQLSTATE that keeps it from that.
    std::string counted(const TestRole& role, const std::string& row_security,
                        const std::string& from = "session") {
        Side side{database, "begin; set local role " + role.name() +
                                "; set local row_security = " + row_security};
        const std::string sqlstate = side.fails("select count(*) from " + from);
        return sqlstate.empty() ? side.value("select count(*) from " + from) : sqlstate;
    }

    const std::string refused = "42501";
};

TEST_F(RowSecurityFacts, RowsThatAPolicyHidesAreMissingInSilenceUnlessRowSecurityIsOff) {
    EXPECT_EQ(counted(reader, "on"), "1");
    EXPECT_EQ(counted(reader, "off"), refused);
}

TEST_F(RowSecurityFacts, APolicyThatShowsEveryRowIsRefusedToo) {
    database.run("create policy all_of_them on session using (true)");

    EXPECT_EQ(counted(reader, "off"), refused);
}

TEST_F(RowSecurityFacts, TheOwnerSeesEveryRowUnlessItIsForced) {
    EXPECT_EQ(counted(owner, "off"), "2");
    database.run("alter table session force row level security");
    EXPECT_EQ(counted(owner, "on"), "1");
    EXPECT_EQ(counted(owner, "off"), refused);
}

TEST_F(RowSecurityFacts, WhoeverBypassesItSeesEveryRow) {
    database.run("alter role " + reader.name() + " bypassrls");

    EXPECT_EQ(counted(reader, "on"), "2");
    EXPECT_EQ(counted(reader, "off"), "2");
}

TEST_F(RowSecurityFacts, AViewIsJudgedByItsOwnersRights) {
    database.run("create view shown as select * from session; grant select on shown to " +
                 reader.name());
    EXPECT_EQ(counted(reader, "off", "shown"), "2") << "the superuser who owns the view";
    database.run("alter view shown owner to " + reader.name());
    EXPECT_EQ(counted(reader, "off", "shown"), refused);
}

TEST_F(RowSecurityFacts, AFunctionIsJudgedByTheRoleThatItRunsAs) {
    database.run("create function counted() returns bigint language sql security definer as"
                 " 'select count(*) from session'; alter function counted() owner to " +
                 reader.name());
    EXPECT_EQ(counted(owner, "off", "counted()"), refused);
    database.run("alter function counted() owner to " + owner.name());
    EXPECT_EQ(counted(reader, "off", "counted()"), "1") << "a call that returns one row";
}

TEST_F(RowSecurityFacts, LocksAndUpdatesAreRefusedLikeReading) {
    database.run("grant update on session to " + reader.name());
    Side side{database,
              "begin; set local role " + reader.name() + "; set local row_security = off"};

    EXPECT_EQ(side.fails("select from session for update skip locked"), refused);
    EXPECT_EQ(side.fails("update session set id = 3"), refused);
}

} // namespace
} // namespace chatsweep::test

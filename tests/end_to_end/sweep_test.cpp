// SPDX-License-Identifier: Apache-2.0
#include "support/postgres.hpp"
#include "support/process.hpp"

#include <gtest/gtest.h>

namespace chatsweep::test {
namespace {

TEST(Sweep, ClosesTheSilentSessionAndLeavesTheOther) {
    TestDatabase database;
    const std::string silent = database.add_silent_session("3 hours");
    const std::string lively = database.add_silent_session("1 hour");

    const Ended ended = chatsweep({"sweep", "-d", database.dsn(), "--timeout", "2h"});

    EXPECT_EQ(ended.code, 0) << ended.err;
    EXPECT_EQ(ended.out, "closed 1 of 2 open sessions\n");
    EXPECT_EQ(database.value("select status from chat.session where id = " + silent), "closed");
    EXPECT_EQ(database.value("select status from chat.session where id = " + lively), "active");
}

TEST(Sweep, ReadsEverySessionWhereTheAdapterDeclinesTheBound) {
    TestDatabase database;
    database.add_silent_session("3 hours");
    database.add_silent_session("1 hour");
    database.run("update chatsweep.adapter set offers = offers || 'whole_load'::text");

    ASSERT_EQ(chatsweep({"sweep", "-d", database.dsn(), "--timeout", "2h"}).code, 0);

    EXPECT_EQ(database.value("select judged || ' ' || closed from chatsweep.run"), "2 1");
}

} // namespace
} // namespace chatsweep::test

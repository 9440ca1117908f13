// SPDX-License-Identifier: Apache-2.0
#include "store/errors.hpp"

#include "store/sqlstate.hpp"
#include "support/store.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace chatsweep::test {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::ThrowsMessage;

/// Lets the server raise an error with this code, and returns what the program sees.
template <typename Error>
Error raised(Connected& store, const std::string& sqlstate) {
    Transaction tx{store.database, Access::read_write};
    try {
        tx.connection().run("do $$ begin raise 'it said no' using errcode = '" + sqlstate +
                            "', detail = 'secret detail', hint = 'secret hint'; end $$");
    } catch (const Error& error) {
        EXPECT_STREQ(std::string{error.what()}.substr(0, 10).c_str(), "it said no");
        EXPECT_THAT(error.what(), Not(HasSubstr("secret"))) << sqlstate;
        EXPECT_THAT(error.hint(), Not(HasSubstr("secret"))) << sqlstate;
        return error;
    }
    throw std::logic_error{sqlstate + " raised nothing"};
}

TEST(StoreErrors, ThatMayPassAreTransient) {
    TestDatabase database;
    Connected store{database};
    for (const char* code : {"40001", "40P01", "55P03"}) {
        const auto error = raised<TransientError>(store, code);
        EXPECT_STREQ(error.what(), "it said no");
        EXPECT_EQ(error.sqlstate(), code);
        EXPECT_EQ(error.hint(), "everything was rolled back; try again later.");
    }
    for (const char* code : {"08000", "08006", "08P01", "57P01", "57P02", "57P03"}) {
        EXPECT_THROW(throw_for(code, "it said no"), TransientError) << code;
        EXPECT_TRUE(is_lost_connection(code)) << code;
        EXPECT_TRUE(is_transient(code)) << code;
    }
    EXPECT_THROW(throw_for("53300", "it said no"), TransientError);
    for (const char* code : {"40001", "40P01", "55P03", "53300"}) {
        EXPECT_FALSE(is_lost_connection(code)) << code;
    }
}

TEST(StoreErrors, OfRightsNameTheGrant) {
    TestDatabase database;
    Connected store{database};

    EXPECT_EQ(raised<InsufficientRights>(store, "42501").hint(),
              "run chatsweep schema grant ROLE as the owner of the schema.");
}

TEST(StoreErrors, OfWhatIsMissingAreNotReady) {
    TestDatabase database;
    Connected store{database};
    for (const char* code : {"42P01", "42703", "42883", "3F000", "42804"}) {
        EXPECT_EQ(raised<NotReady>(store, code).hint(),
                  "run chatsweep check to see what is missing or broken.");
    }
    EXPECT_EQ(raised<NotReady>(store, "25006").hint(),
              "a sweep needs a database that can be written to.");
}

TEST(StoreErrors, OfAnyOtherKindCarryTheirCode) {
    TestDatabase database;
    Connected store{database};
    for (const std::string code : {"22012", "23505", "57014", "53100", "XX000", "40002"}) {
        const auto error = raised<DatabaseError>(store, code);
        EXPECT_EQ(error.what(), "it said no (SQLSTATE " + code + ")");
        EXPECT_EQ(error.sqlstate(), code);
        EXPECT_EQ(error.hint(), "everything was rolled back.");
        EXPECT_FALSE(is_transient(code)) << code;
    }
}

TEST(StoreErrors, WithoutACodeAreOfTheConnectionOnlyWhereItIsGone) {
    const pqxx::failure error{"ERROR:  it said no at character 7\nLINE 1: select body"};
    EXPECT_THAT([&] { throw_translated(error, true); }, ThrowsMessage<DatabaseError>("it said no"));
    EXPECT_THAT([&] { throw_translated(error, false); },
                ThrowsMessage<TransientError>("the connection to the database was lost"));
    EXPECT_THROW(throw_translated(pqxx::broken_connection{"it said no"}, true), TransientError);
}

TEST(StoreErrors, NeverShowTheValuesOfARow) {
    TestDatabase database;
    database.run("create table public.kept (body text primary key check (body <> 'no'))");
    database.run("insert into public.kept values ('secret body')");
    Connected store{database};
    const auto error_of = [&](const std::string& sql) -> std::string {
        Transaction tx{store.database, Access::read_write};
        try {
            tx.connection().run(sql);
        } catch (const DatabaseError& error) {
            return error.what() + error.hint();
        }
        return "no error";
    };

    EXPECT_EQ(error_of("insert into public.kept values ('secret body')"),
              "duplicate key value violates unique constraint \"kept_pkey\" (SQLSTATE 23505)"
              "everything was rolled back.");
    EXPECT_EQ(error_of("insert into public.kept values ('no')"),
              "new row for relation \"kept\" violates check constraint \"kept_body_check\" "
              "(SQLSTATE 23514)everything was rolled back.");
}

TEST(StoreErrors, SayThatHiddenRowsMayBeDue) {
    TestDatabase database;
    const TestRole role{database};
    database.run("grant usage on schema chat to " + role.name());
    database.run("grant select on chat.session to " + role.name());
    database.run("alter table chat.session enable row level security");
    Connected store{database, role.name()};
    Transaction tx{store.database, Access::read_only};
    try {
        tx.connection().run("select * from chat.session");
        FAIL() << "hidden rows were hidden";
    } catch (const InsufficientRights& error) {
        EXPECT_STREQ(error.what(), "query would be affected by row-level security policy for table "
                                   "\"session\"");
        EXPECT_EQ(error.hint(), "rows hidden by row-level security could be sessions that are "
                                "due; let the owner of the adapter's view and functions see every "
                                "row.");
    }
}

TEST(StoreErrors, OfALockThatIsNotGrantedInTimeAreTransient) {
    TestDatabase database;
    database.add_session();
    pqxx::connection other{database.dsn()};
    pqxx::work writing{other};
    writing.exec("update chat.session set tenant = 'busy'");
    ConnectionSettings settings = settings_for(database);
    settings.lock_timeout = std::chrono::milliseconds{50};
    Connected store{settings};
    Transaction tx{store.database, Access::read_write};
    try {
        tx.connection().run("update chat.session set tenant = 'mine'");
        FAIL() << "the lock was granted";
    } catch (const TransientError& error) {
        EXPECT_EQ(error.sqlstate(), "55P03");
        EXPECT_STREQ(error.what(), "canceling statement due to lock timeout");
    }
}

TEST(Connecting, TellsWhyItCannot) {
    ConnectionSettings settings;
    settings.dsn = "host=/nonexistent password=hunter2";
    Watchdog watchdog;
    try {
        const Database database{settings, watchdog};
        FAIL() << "connected to nothing";
    } catch (const CannotConnect& error) {
        EXPECT_THAT(error.what(), HasSubstr("cannot connect to the database: "));
        EXPECT_THAT(error.what(), HasSubstr("/nonexistent"));
        EXPECT_THAT(error.what(), Not(HasSubstr("hunter2")));
        EXPECT_THAT(error.what(), Not(HasSubstr("\n")));
        EXPECT_EQ(error.hint(), "look whether the server is up, and at -d, -h, -p, -U, the PG* "
                                "variables and the passfile.");
    }
}

TEST(Connecting, ShowsNoPasswordOfABrokenConninfo) {
    ConnectionSettings settings;
    settings.dsn = "host=/nonexistent password='hunter2";
    Watchdog watchdog;
    try {
        const Database database{settings, watchdog};
        FAIL() << "connected to nothing";
    } catch (const CannotConnect& error) {
        EXPECT_THAT(error.what(), Not(HasSubstr("hunter2")));
    }
}

TEST(Connecting, LetsTheFlagsWinOverTheConninfo) {
    TestDatabase database;
    const TestRole role{database};
    ConnectionSettings settings = settings_for(database, role.name());
    settings.dsn += " user=nobody-at-all port=1";
    settings.port = std::getenv("PGPORT");
    Connected store{settings};

    EXPECT_EQ(store.database.server().role_name, role.name());
}

} // namespace
} // namespace chatsweep::test

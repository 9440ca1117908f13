// SPDX-License-Identifier: Apache-2.0
#include "store/database.hpp"
#include "store/facts.hpp"
#include "support/sessions.hpp"
#include "support/store.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

namespace chatsweep::test {
namespace {

using testing::ThrowsMessage;

/// A variable of the environment, as long as the test lasts.
class Variable {
public:
    Variable(const char* name, const char* value) : name_(name) { setenv(name, value, 1); }
    ~Variable() { unsetenv(name_); }
    Variable(const Variable&) = delete;
    Variable& operator=(const Variable&) = delete;

private:
    const char* name_;
};

std::string show(Transaction& tx, const std::string& setting) {
    return value_in(tx, "show " + setting);
}

TEST(Transaction, ThatWritesIsReadCommittedWhateverTheRoleDefaultsTo) {
    TestDatabase database;
    const TestRole role{database};
    for (const char* setting :
         {"default_transaction_isolation = 'serializable'", "default_transaction_deferrable = on",
          "default_transaction_read_only = on"}) {
        database.run("alter role " + role.name() + " set " + setting);
    }
    Connected store{database, role.name()};
    Transaction tx{store.database, Access::read_write};

    EXPECT_EQ(show(tx, "transaction_isolation"), "read committed");
    EXPECT_EQ(show(tx, "transaction_read_only"), "off");
}

TEST(Transaction, ThatOnlyReadsSeesOneSnapshot) {
    TestDatabase database;
    Connected store{database};
    Transaction tx{store.database, Access::read_only};
    const OpenTotals before = open_totals(tx, noon);

    database.add_session();

    EXPECT_EQ(show(tx, "transaction_isolation"), "repeatable read");
    EXPECT_EQ(open_totals(tx, noon).open, before.open);
}

TEST(Transaction, ThatOnlyReadsIsHeldToThatByTheServer) {
    TestDatabase database;
    database.add_session();
    Connected store{database};

    const auto run = [&](const char* sql) {
        Transaction tx{store.database, Access::read_only};
        tx.connection().run(sql);
    };

    EXPECT_THAT([&] { run("update chat.session set tenant = 'x'"); },
                ThrowsMessage<NotReady>("cannot execute UPDATE in a read-only transaction"));
    EXPECT_THAT([&] { run("insert into chat.session (channel) values ('sms')"); },
                ThrowsMessage<NotReady>("cannot execute INSERT in a read-only transaction"));
    EXPECT_THAT(
        [&] { run("select chatsweep.lock_sessions('{1}')"); },
        ThrowsMessage<NotReady>("cannot execute SELECT FOR UPDATE in a read-only transaction"));
    EXPECT_THAT(
        [&] { run("set transaction read write"); },
        ThrowsMessage<DatabaseError>("transaction read-write mode must be set before any query "
                                     "(SQLSTATE 25001)"));
}

TEST(Transaction, PutsItsTimeoutsInForce) {
    TestDatabase database;
    ConnectionSettings settings = settings_for(database);
    settings.statement_timeout = 61s;
    settings.lock_timeout = 1500ms;
    settings.idle_timeout = 2min;
    settings.check_interval = 3s;
    Connected store{settings};
    for (const Access access : {Access::read_only, Access::read_write}) {
        Transaction tx{store.database, access};

        EXPECT_EQ(show(tx, "statement_timeout"), "61s");
        EXPECT_EQ(show(tx, "lock_timeout"), "1500ms");
        EXPECT_EQ(show(tx, "idle_in_transaction_session_timeout"), "2min");
        EXPECT_EQ(show(tx, "client_connection_check_interval"), "3s");
    }
}

TEST(Transaction, RoundsATimeoutUpSoThatItNeverMeansNone) {
    TestDatabase database;
    ConnectionSettings settings = settings_for(database);
    settings.lock_timeout = 1us;
    Connected store{settings};
    Transaction tx{store.database, Access::read_write};

    EXPECT_EQ(show(tx, "lock_timeout"), "1ms");
}

TEST(Transaction, SettlesWhatARoleMayHaveSetOtherwise) {
    TestDatabase database;
    const TestRole role{database};
    for (const char* setting :
         {"search_path = chat", "timezone = 'Asia/Kathmandu'", "datestyle = 'German, DMY'",
          "row_security = on", "synchronous_commit = off", "cursor_tuple_fraction = 0.01"}) {
        database.run("alter role " + role.name() + " set " + setting);
    }
    Connected store{database, role.name()};
    Transaction tx{store.database, Access::read_write};

    EXPECT_EQ(show(tx, "search_path"), "pg_catalog, pg_temp");
    EXPECT_EQ(show(tx, "timezone"), "UTC");
    EXPECT_EQ(show(tx, "datestyle"), "ISO, DMY");
    EXPECT_EQ(show(tx, "row_security"), "off");
    EXPECT_EQ(show(tx, "synchronous_commit"), "on");
    EXPECT_EQ(show(tx, "cursor_tuple_fraction"), "1");
    EXPECT_EQ(show(tx, "client_encoding"), "UTF8");
}

TEST(Transaction, LeavesASafeSynchronousCommitAsItIs) {
    TestDatabase database;
    const TestRole role{database};
    database.run("alter role " + role.name() + " set synchronous_commit = 'remote_apply'");
    Connected store{database, role.name()};
    Transaction tx{store.database, Access::read_only};

    EXPECT_EQ(show(tx, "synchronous_commit"), "remote_apply");
}

TEST(Transaction, LeavesNoSettingBehind) {
    TestDatabase database;
    Connected store{database};
    {
        Transaction tx{store.database, Access::read_write};
        tx.commit();
    }
    const pqxx::result result = store.database.connection().run("show search_path");

    EXPECT_EQ(result.one_row()[0].as<std::string>(), "\"$user\", public");
}

TEST(Transaction, IsRolledBackUnlessItIsCommitted) {
    TestDatabase database;
    Connected store{database};
    {
        Transaction tx{store.database, Access::read_write};
        tx.connection().run("insert into chat.session (channel) values ('sms')");
    }
    EXPECT_EQ(database.count("select count(*) from chat.session"), 0);
    {
        Transaction tx{store.database, Access::read_write};
        tx.connection().run("insert into chat.session (channel) values ('sms')");
        tx.commit();
    }
    EXPECT_EQ(database.count("select count(*) from chat.session"), 1);
}

TEST(Transaction, ThatCannotBeginLeavesNoneOpen) {
    TestDatabase database;
    ConnectionSettings settings = settings_for(database);
    settings.lock_timeout = 365 * 24h; // more milliseconds than the server can count
    Connected store{settings};

    EXPECT_THROW(Transaction(store.database, Access::read_write), DatabaseError);
    EXPECT_EQ(store.database.connection().run("show transaction_isolation").size(), 1);
    EXPECT_EQ(database.count("select count(*) from pg_stat_activity where application_name = "
                             "'chatsweep' and datname = current_database() and state <> 'idle'"),
              0);
}

TEST(Transaction, ThatFailedDoesNotCommitWithoutAWord) {
    TestDatabase database;
    Connected store{database};
    Transaction tx{store.database, Access::read_write};
    tx.connection().run("insert into chat.session (channel) values ('sms')");
    EXPECT_THROW(tx.connection().run("select 1 / 0"), DatabaseError);

    EXPECT_THAT([&] { tx.commit(); },
                ThrowsMessage<DatabaseError>(
                    "the server rolled the transaction back instead of committing it"));
    EXPECT_EQ(database.count("select count(*) from chat.session"), 0);
}

TEST(Transaction, TellsAnErrorThatOnlyTheCommitFinds) {
    TestDatabase database;
    database.run("create table public.late (id int unique deferrable initially deferred)");
    Connected store{database};
    Transaction tx{store.database, Access::read_write};
    tx.connection().run("insert into public.late values (1), (1)");

    EXPECT_THAT([&] { tx.commit(); },
                ThrowsMessage<DatabaseError>("duplicate key value violates unique constraint "
                                             "\"late_id_key\" (SQLSTATE 23505)"));
    EXPECT_EQ(database.count("select count(*) from public.late"), 0);
}

TEST(Transaction, WhoseBackendWasTerminatedCannotTellWhetherItCommitted) {
    TestDatabase database;
    Connected store{database};
    Transaction tx{store.database, Access::read_write};
    const std::string pid = value_in(tx, "select pg_backend_pid()");
    database.run("select pg_terminate_backend(" + pid + ", 60000)");

    EXPECT_THAT(
        [&] { tx.commit(); },
        ThrowsMessage<CommitLost>("the connection was lost while the commit was under way"));
}

TEST(Transaction, WhoseBackendWasTerminatedFailsAsTransientInAStatement) {
    TestDatabase database;
    Connected store{database};
    Transaction tx{store.database, Access::read_write};
    database.run("select pg_terminate_backend(" + value_in(tx, "select pg_backend_pid()") +
                 ", 60000)");

    EXPECT_THROW(tx.connection().run("select 1"), TransientError);
}

TEST(Cursor, TellsAnErrorThatOnlyALaterRowRaises) {
    TestDatabase database;
    Connected store{database};
    Transaction tx{store.database, Access::read_only};
    tx.connection().run("declare chatsweep_facts no scroll cursor for "
                        "select 1 / (5500 - n) from generate_series(1, 6000) n");

    tx.connection().send_file("fetch_facts");
    EXPECT_EQ(tx.connection().receive().size(), 5000);
    tx.connection().send_file("fetch_facts");
    EXPECT_THAT([&] { tx.connection().receive(); },
                ThrowsMessage<DatabaseError>("division by zero (SQLSTATE 22012)"));
}

TEST(Cursor, IsLostWithItsConnection) {
    TestDatabase database;
    Connected store{database};
    Transaction tx{store.database, Access::read_only};
    database.run("select pg_terminate_backend(" + value_in(tx, "select pg_backend_pid()") +
                 ", 60000)");

    tx.connection().send_file("fetch_facts");
    EXPECT_THROW(tx.connection().receive(), TransientError);
    EXPECT_THAT([&] { tx.connection().send_file("fetch_facts"); },
                ThrowsMessage<TransientError>("the connection to the database was lost"));
}

/// Reads the same session with whatever settings the role and the host have.
void expect_the_same_facts(TestDatabase& database, const std::string& role) {
    Connected store{database, role};
    Transaction tx{store.database, Access::read_only};
    load_facts(tx, std::nullopt, JoinedUnder::skip, [](const SessionFacts& facts) {
        EXPECT_EQ(facts.last_customer_message_at, at("2026-10-25T00:30:00.123456Z"));
        EXPECT_EQ(facts.started_at, at("2026-03-29T01:30:00Z"));
    });
    EXPECT_EQ(open_totals(tx, noon).newest_customer_message, at("2026-10-25T00:30:00.123456Z"));
    const Instant by_the_server =
        clamped_instant(std::stoll(value_in(tx, "select (extract(epoch from now()) * 1000000)"
                                                "::bigint")));
    EXPECT_EQ(tx.now(), by_the_server);
}

TEST(Results, DependOnNeitherTheRolesNorTheHostsZoneAndStyle) {
    TestDatabase database;
    database.add_session("channel, started_at, last_customer_message_at",
                         "'sms', '2026-03-29 01:30+00', '2026-10-25 00:30:00.123456+00'");
    const TestRole role{database, "superuser"};
    for (const char* zone : {"UTC", "Europe/Berlin", "Asia/Kathmandu", "America/St_Johns"}) {
        for (const char* style : {"German, DMY", "SQL, MDY", "Postgres, YMD"}) {
            database.run("alter role " + role.name() + " set timezone = '" + zone + "'");
            database.run("alter role " + role.name() + " set datestyle = '" + style + "'");
            expect_the_same_facts(database, role.name());
        }
    }
    const Variable host_zone{"TZ", "Pacific/Chatham"};
    const Variable client_zone{"PGTZ", "Pacific/Chatham"};
    const Variable client_style{"PGDATESTYLE", "SQL, DMY"};
    const Variable client_encoding{"PGCLIENTENCODING", "LATIN1"};
    expect_the_same_facts(database, "postgres");
}

TEST(Server, OnStandbyIsNotWritableAndReportsWork) {
    const char* port = std::getenv("CHATSWEEP_STANDBY_PORT");
    ASSERT_NE(port, nullptr) << "no standby to test with\n"
                                "hint: run scripts/test, or scripts/with-postgres --standby.";
    ConnectionSettings settings;
    settings.dsn = "dbname=postgres";
    settings.port = port;
    Connected store{settings};

    EXPECT_TRUE(store.database.server().standby.has_value());
    {
        Transaction tx{store.database, Access::read_only};
        EXPECT_EQ(show(tx, "timezone"), "UTC");
    }
    EXPECT_THAT([&] { store.database.require_writable(); },
                ThrowsMessage<NotReady>("the server is a standby, and a sweep needs the primary"));
}

TEST(Server, ThatIsTooOldIsRefused) {
    ServerState server;
    server.version_number = 130022;
    EXPECT_THAT([&] { require_known_version(server); },
                ThrowsMessage<NotReady>("the server is PostgreSQL 13, and chatsweep needs 14 or "
                                        "later"));
    server.version_number = 140000;
    EXPECT_NO_THROW(require_known_version(server));
}

TEST(Server, ThatIsReadOnlyByDefaultIsNotWritable) {
    TestDatabase database;
    database.run("alter database " + database.name() + " set default_transaction_read_only = on");
    Connected store{database};

    EXPECT_THAT([&] { store.database.require_writable(); },
                ThrowsMessage<NotReady>("the database is read-only "
                                        "(default_transaction_read_only is on)"));
}

TEST(Server, IsDescribedToARoleWithoutAnyRights) {
    TestDatabase database;
    const TestRole role{database};
    Connected store{database, role.name()};
    const ServerState& server = store.database.server();

    EXPECT_FALSE(server.standby.has_value());
    EXPECT_FALSE(server.read_only);
    EXPECT_GE(server.version_number, oldest_server);
    EXPECT_TRUE(server.has_schema);
    EXPECT_FALSE(server.may_use_schema);
    EXPECT_EQ(server.database_name, database.name());
    EXPECT_EQ(server.role_name, role.name());
}

} // namespace
} // namespace chatsweep::test

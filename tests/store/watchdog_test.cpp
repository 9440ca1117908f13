// SPDX-License-Identifier: Apache-2.0
#include "store/watchdog.hpp"

#include "support/sessions.hpp"
#include "support/store.hpp"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstddef>
#include <stdexcept>
#include <system_error>
#include <thread>

namespace chatsweep::test {
namespace {

using testing::ThrowsMessage;

/// A server that accepts and never says a word, until it goes.
class MutePeer {
public:
    MutePeer() : socket_(socket(AF_INET, SOCK_STREAM, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof(address);
        auto* any = reinterpret_cast<sockaddr*>(&address);
        if (bind(socket_, any, size) != 0 || listen(socket_, 8) != 0 ||
            getsockname(socket_, any, &size) != 0) {
            throw std::runtime_error{"cannot listen"};
        }
        port_ = ntohs(address.sin_port);
    }
    /// Whoever was left behind in a connection attempt is let go, and waited for.
    ~MutePeer() {
        close(socket_);
        while (threads_left_behind()) {
            std::this_thread::sleep_for(5ms);
        }
    }
    MutePeer(const MutePeer&) = delete;
    MutePeer& operator=(const MutePeer&) = delete;

    [[nodiscard]] ConnectionSettings settings() const {
        ConnectionSettings settings;
        settings.dsn = "host=127.0.0.1 dbname=none port=" + std::to_string(port_);
        settings.connect_timeout = 10ms;
        return settings;
    }

private:
    int socket_;
    int port_ = 0;
};

/// Stops a backend in its tracks, as long as the test lasts: a server that does not answer.
class Stopped {
public:
    explicit Stopped(Connection& connection)
        : backend_(connection.run("select pg_backend_pid()").one_row()[0].as<pid_t>()) {
        if (kill(backend_, SIGSTOP) != 0) {
            throw std::runtime_error{"cannot stop a backend of the tests' own cluster"};
        }
    }
    ~Stopped() { kill(backend_, SIGCONT); }
    Stopped(const Stopped&) = delete;
    Stopped& operator=(const Stopped&) = delete;

private:
    pid_t backend_;
};

/// Lets the system grant no further thread, as long as the test lasts: none has room for its stack.
class NoMoreThreads {
public:
    NoMoreThreads() {
        pthread_getattr_default_np(&usual_);
        pthread_attr_t boundless;
        pthread_attr_init(&boundless);
        pthread_attr_setstacksize(&boundless, std::size_t{1} << 50);
        pthread_setattr_default_np(&boundless);
        pthread_attr_destroy(&boundless);
    }
    ~NoMoreThreads() {
        pthread_setattr_default_np(&usual_);
        pthread_attr_destroy(&usual_);
    }
    NoMoreThreads(const NoMoreThreads&) = delete;
    NoMoreThreads& operator=(const NoMoreThreads&) = delete;

private:
    pthread_attr_t usual_{};
};

/// The client's own deadline is the server's and a margin; this leaves so much of it.
ConnectionSettings giving_up_after(const TestDatabase& database, Duration deadline) {
    ConnectionSettings settings = settings_for(database);
    settings.statement_timeout = deadline - answer_margin;
    return settings;
}

void wait_in(TestDatabase& database, const std::string& condition) {
    while (database.count("select count(*) from pg_stat_activity where datname = "
                          "current_database() and pid <> pg_backend_pid() and " +
                          condition) == 0) {
        std::this_thread::sleep_for(5ms);
    }
}

constexpr const char* sleeps_for_ever = "state = 'active' and query ~ 'pg_sleep'";

TEST(Watchdog, CancelsAStatementThatTakesLongerThanItsDeadline) {
    TestDatabase database;
    Watchdog watchdog;
    Connection connection{giving_up_after(database, 1s), watchdog};

    EXPECT_THAT([&] { connection.run("select pg_sleep(3600)"); },
                ThrowsMessage<DeadlineExceeded>("the database did not answer within 1s"));
    EXPECT_TRUE(connection.is_open()) << "cancelling was enough";
    EXPECT_EQ(connection.run("select 42").one_row()[0].as<int>(), 42);
}

TEST(Watchdog, LeavesTheServersOwnTimeoutTheFirstWord) {
    TestDatabase database;
    ConnectionSettings settings = settings_for(database);
    settings.statement_timeout = 500ms;
    Connected store{settings};
    Transaction tx{store.database, Access::read_write};

    EXPECT_THAT([&] { tx.connection().run("select pg_sleep(3600)"); },
                ThrowsMessage<DatabaseError>(
                    "canceling statement due to statement timeout (SQLSTATE 57014)"));
}

TEST(Watchdog, ShutsTheSocketOfAServerThatDoesNotAnswerEvenACancelRequest) {
    TestDatabase database;
    Watchdog watchdog;
    Connection connection{giving_up_after(database, 1s), watchdog};
    const Stopped stopped{connection};

    EXPECT_THAT([&] { connection.run("select 1"); },
                ThrowsMessage<DeadlineExceeded>("the database did not answer within 1s"));
    EXPECT_FALSE(connection.is_open());
}

TEST(Watchdog, ShutsTheSocketAtOnceWhereNoThreadIsLeftToCancelWith) {
    TestDatabase database;
    Watchdog watchdog;
    Connection connection{giving_up_after(database, 1s), watchdog};
    const NoMoreThreads none;

    EXPECT_THAT([&] { connection.run("select pg_sleep(3600)"); },
                ThrowsMessage<DeadlineExceeded>("the database did not answer within 1s"));
    EXPECT_FALSE(connection.is_open());
    EXPECT_FALSE(threads_left_behind());
}

TEST(Watchdog, LeavesNoThreadBehindThatDidNotBegin) {
    TestDatabase database;
    Watchdog watchdog;
    const NoMoreThreads none;

    EXPECT_THROW(Connection(settings_for(database), watchdog), std::system_error);
    EXPECT_FALSE(threads_left_behind());
}

TEST(Watchdog, EndsTheWaitForACommitThatGetsNoAnswer) {
    TestDatabase database;
    ConnectionSettings settings = settings_for(database);
    settings.commit_timeout = 100ms;
    Connected store{settings};
    Transaction tx{store.database, Access::read_write};
    const Stopped stopped{tx.connection()};

    EXPECT_THAT(
        [&] { tx.commit(); },
        ThrowsMessage<CommitLost>("the connection was lost while the commit was under way"));
}

TEST(Watchdog, EndsTheWaitForARollbackThatGetsNoAnswer) {
    TestDatabase database;
    Connected store{database};
    {
        Transaction tx{store.database, Access::read_write};
        const Stopped stopped{tx.connection()};
        tx.connection().roll_back();
        EXPECT_FALSE(tx.connection().is_open());
    }
    SUCCEED() << "it ends";
}

TEST(Watchdog, GivesUpAPeerThatAcceptsAndNeverAnswers) {
    const MutePeer peer;
    Watchdog watchdog;

    EXPECT_THROW(Database(peer.settings(), watchdog), CannotConnect);
}

TEST(Watchdog, GivesUpAPeerThatIgnoresTheClientsOwnTimeout) {
    const MutePeer peer;
    Watchdog watchdog;
    ConnectionSettings settings = peer.settings();
    settings.dsn += " connect_timeout=0";

    EXPECT_THAT([&] { const Database database(settings, watchdog); },
                ThrowsMessage<CannotConnect>("cannot connect to the database: no answer within "
                                             "20ms"));
    EXPECT_TRUE(threads_left_behind());
}

TEST(Watchdog, LetsNoStatementBeginOnceASignalHasAskedForTheEnd) {
    TestDatabase database;
    Connected store{database};
    auto tx = std::make_unique<Transaction>(store.database, Access::read_write);
    tx->connection().run("insert into chat.session (channel) values ('sms')");
    store.watchdog.interrupt(SIGTERM);
    store.watchdog.interrupt(SIGINT);

    EXPECT_THAT([&] { tx->connection().run("select 1"); },
                ThrowsMessage<Interrupted>("ended by signal 15"));
    EXPECT_THAT([&] { tx->commit(); }, ThrowsMessage<Interrupted>("ended by signal 15"));
    EXPECT_EQ(store.watchdog.interrupted(), SIGTERM) << "the first signal counts";
    tx.reset();
    wait_in(database, "state = 'idle'");
    EXPECT_EQ(database.count("select count(*) from chat.session"), 0);
}

TEST(Watchdog, CancelsAStatementWhenASignalArrives) {
    TestDatabase database;
    Connected store{database};
    Transaction tx{store.database, Access::read_write};
    std::thread signal{[&] {
        wait_in(database, sleeps_for_ever);
        store.watchdog.interrupt(SIGINT);
    }};

    EXPECT_THAT([&] { tx.connection().run("select pg_sleep(3600)"); },
                ThrowsMessage<Interrupted>("ended by signal 2"));
    signal.join();
}

TEST(Watchdog, LetsACommitFinishWhenASignalArrives) {
    TestDatabase database;
    database.run("create function public.wait() returns trigger language plpgsql as "
                 "$$ begin perform pg_advisory_xact_lock(42); return null; end $$");
    database.run("create constraint trigger wait after insert on chat.session deferrable "
                 "initially deferred for each row execute function public.wait()");
    pqxx::connection other{database.dsn()};
    pqxx::nontransaction holder{other};
    holder.exec("select pg_advisory_lock(42)");
    ConnectionSettings settings = settings_for(database);
    settings.lock_timeout = 1h;
    Connected store{settings};
    Transaction tx{store.database, Access::read_write};
    tx.connection().run("insert into chat.session (channel) values ('sms')");
    std::thread signal{[&] {
        wait_in(database, "wait_event_type = 'Lock' and query = 'commit'");
        store.watchdog.interrupt(SIGTERM);
        holder.exec("select pg_advisory_unlock(42)");
    }};

    EXPECT_NO_THROW(tx.commit());
    signal.join();
    EXPECT_EQ(database.count("select count(*) from chat.session"), 1);
}

TEST(Watchdog, EndsAConnectionAttemptWhenASignalArrives) {
    const MutePeer peer;
    Watchdog watchdog;
    ConnectionSettings settings = peer.settings();
    settings.connect_timeout = 1h;
    std::thread signal{[&] {
        while (!threads_left_behind()) {
            std::this_thread::sleep_for(1ms);
        }
        watchdog.interrupt(SIGTERM);
    }};

    EXPECT_THROW(Database(settings, watchdog), Interrupted);
    signal.join();
}

TEST(Watchdog, EndsASleepWhenASignalArrives) {
    Watchdog watchdog;
    std::thread signal{[&] { watchdog.interrupt(SIGTERM); }};

    EXPECT_THROW(watchdog.sleep(1h), Interrupted);
    signal.join();
    EXPECT_THROW(watchdog.sleep(1h), Interrupted) << "and every later one";
}

TEST(Watchdog, SleepsNoLongerThanToldWithoutASignal) {
    Watchdog watchdog;

    EXPECT_NO_THROW(watchdog.sleep(1ms));
    EXPECT_EQ(watchdog.interrupted(), std::nullopt);
}

} // namespace
} // namespace chatsweep::test

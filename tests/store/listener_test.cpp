// SPDX-License-Identifier: Apache-2.0
#include "store/listener.hpp"

#include "store/errors.hpp"
#include "support/pooler.hpp"
#include "support/store.hpp"
#include "support/waiting.hpp"

#include <gtest/gtest.h>

namespace chatsweep::test {
namespace {

class Listening : public testing::Test {
protected:
    TestDatabase database_;
    Watchdog watchdog_;
    Listener listener_{settings_for(database_), watchdog_};
};

TEST_F(Listening, HearsWhoNotifies) {
    EXPECT_TRUE(listener_.listens());
    EXPECT_FALSE(listener_.was_told());
    database_.run("notify chatsweep_due");
    watchdog_.sleep(std::chrono::minutes{2}, listener_.socket());
    EXPECT_TRUE(listener_.was_told());
    EXPECT_FALSE(listener_.was_told());
}

TEST_F(Listening, HearsWhatCameWithTheAnswerToSomethingElse) {
    database_.run("notify chatsweep_due");
    (void)listener_.state();
    EXPECT_TRUE(listener_.was_told());
}

TEST_F(Listening, SeesTheSameStateUntilSomethingIsCommitted) {
    // Whatever else goes on in this server comes to an end.
    std::string before;
    wait_until("nothing else happens",
               [&] { return std::exchange(before, listener_.state()) == before; });
    EXPECT_EQ(listener_.state(), before);
    database_.add_session();
    EXPECT_NE(listener_.state(), before);
}

TEST_F(Listening, SeesThatATransactionHasEndedThatRanBefore) {
    Holder other{database_, "insert into chat.session (channel) values ('web')"};
    const std::string during = listener_.state();
    other.let_go();
    EXPECT_NE(listener_.state(), during);
}

TEST_F(Listening, SaysThatItsConnectionIsLost) {
    database_.run("select pg_terminate_backend(pid) from pg_stat_activity where "
                  "application_name = 'chatsweep' and datname = current_database()");
    // The server's last words may come before the end of the connection.
    const auto listen_on = [&] {
        for (;;) {
            watchdog_.sleep(std::chrono::minutes{2}, listener_.socket());
            (void)listener_.was_told();
        }
    };
    EXPECT_THROW(listen_on(), TransientError);
}

TEST_F(Listening, LeavesASessionOfAPoolerAlone) {
    const Pooler pooler{2};
    ConnectionSettings settings = settings_for(database_);
    settings.dsn = pooler.conninfo() + settings.dsn;
    Listener pooled{settings, watchdog_};
    EXPECT_FALSE(pooled.listens());
    EXPECT_FALSE(pooled.state().empty());
    database_.run("notify chatsweep_due");
    EXPECT_FALSE(pooled.was_told());
}

} // namespace
} // namespace chatsweep::test

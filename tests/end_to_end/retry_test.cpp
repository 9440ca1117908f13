// SPDX-License-Identifier: Apache-2.0
#include "support/postgres.hpp"
#include "support/process.hpp"
#include "support/waiting.hpp"

#include <gmock/gmock.h>

#include <memory>

namespace chatsweep::test {
namespace {

using testing::HasSubstr;

/// Errors in the middle of the closing, raised by the attempts up to and including `last`.
class Retry : public testing::TestWithParam<const char*> {
protected:
    Retry() {
        database_.add_silent_session("3 hours");
        database_.add_silent_session("4 hours");
    }

    void fail_until_attempt(int last, const std::string& sqlstate) {
        database_.run("create function chatsweep.fail() returns trigger language plpgsql as $$ "
                      "begin if new.attempt <= " +
                      std::to_string(last) + " then raise exception using errcode = '" + sqlstate +
                      "', message = 'injected', detail = 'secret detail'; end if; return new; end "
                      "$$; create trigger fail before insert on chatsweep.event for each row "
                      "execute function chatsweep.fail()");
    }

    Ended sweep() { return chatsweep({"sweep", "-d", database_.dsn(), "--timeout", "2h"}); }

    std::string ledger() {
        return database_.value(
            "select string_agg(attempt || ' ' || state || ' ' || outcome || ' ' || "
            "coalesce(error, '-'), ', ' order by attempt) from chatsweep.run");
    }

    TestDatabase database_;
};

TEST_P(Retry, SucceedsAsTheSecondAttempt) {
    fail_until_attempt(1, GetParam());

    const Ended ended = sweep();

    EXPECT_EQ(ended.code, 0) << ended.err;
    EXPECT_EQ(ended.out, "closed 2 of 2 open sessions\n");
    EXPECT_EQ(ledger(), "2 committed closed -");
    EXPECT_EQ(database_.count("select count(*) from chatsweep.event where attempt = 2"), 2);
}

INSTANTIATE_TEST_SUITE_P(PassingErrors, Retry,
                         testing::Values("40001", "40P01", "55P03", "57P01", "08006", "53300"),
                         [](const auto& each) { return std::string{each.param}; });

using RetryLimit = Retry;

TEST_F(RetryLimit, GivesUpAfterTheFifthAttempt) {
    fail_until_attempt(99, "40001");

    const Ended ended = sweep();

    EXPECT_EQ(ended.code, 5);
    EXPECT_EQ(ended.out, "");
    EXPECT_THAT(ended.err, HasSubstr("chatsweep: injected (run "));
    EXPECT_THAT(ended.err, HasSubstr("hint: everything was rolled back; try again later."));
    EXPECT_THAT(ended.err, Not(HasSubstr("secret detail")));
    EXPECT_EQ(ledger(), "5 failed failed injected");
    EXPECT_EQ(database_.count("select count(*) from chat.session where closed_at is not null"), 0);
    EXPECT_EQ(database_.count("select count(*) from chatsweep.event"), 0);
}

TEST_F(RetryLimit, CountsACommitThatDidNotHappen) {
    database_.run("create function chatsweep.leave() returns trigger language plpgsql as $$ begin "
                  "perform pg_terminate_backend(pg_backend_pid()); return null; end $$; "
                  "create constraint trigger leave after insert on chatsweep.event deferrable "
                  "initially deferred for each row execute function chatsweep.leave()");

    const Ended ended = sweep();

    EXPECT_EQ(ended.code, 5);
    EXPECT_EQ(ended.out, "");
    EXPECT_THAT(ended.err,
                HasSubstr("the connection was lost during the commit, which did not happen (run "));
    EXPECT_EQ(database_.value("select string_agg(attempt || ' ' || state, ', ' order by attempt) "
                              "from chatsweep.run"),
              "1 abandoned, 2 abandoned, 3 abandoned, 4 abandoned, 5 abandoned");
    EXPECT_EQ(database_.count("select count(*) from chat.session where closed_at is not null"), 0);
}

TEST_F(RetryLimit, IsNotWhatStopsARunWhoseFailureCannotBeWrittenDown) {
    fail_until_attempt(99, "22012");
    database_.run("alter table chatsweep.run add check (state <> 'failed')");

    const Ended ended = chatsweep({"sweep", "-vv", "-d", database_.dsn(), "--timeout", "2h"});

    EXPECT_EQ(ended.code, 5);
    EXPECT_THAT(ended.err, HasSubstr("injected (SQLSTATE 22012)"));
    EXPECT_THAT(ended.err, HasSubstr("the failure could not be written to the ledger: new row for "
                                     "relation \"run\" violates check constraint"));
    EXPECT_EQ(database_.count("select count(*) from chatsweep.run"), 0);
}

TEST_F(RetryLimit, DoesNotRepeatAnErrorThatWillNotPass) {
    fail_until_attempt(1, "22012");

    const Ended ended = sweep();

    EXPECT_EQ(ended.code, 5);
    EXPECT_EQ(ledger(), "1 failed failed injected (SQLSTATE 22012)");
}

TEST_F(RetryLimit, ComesBackToAServerThatTurnsItAwayForTheMoment) {
    const TestRole role{database_, "connection limit 1"};
    ASSERT_EQ(chatsweep({"schema", "grant", role.name(), "-d", database_.dsn()}).code, 0);
    auto other = std::make_unique<pqxx::connection>(database_.dsn() + " user=" + role.name());
    Process process{chatsweep_binary(),
                    {"sweep", "-v", "-d", database_.dsn(), "-U", role.name(), "--timeout", "2h"}};
    wait_until("it was turned away",
               [&] { return process.err_so_far().find("trying again") != std::string::npos; });
    other.reset();
    const Ended ended = process.wait();

    EXPECT_EQ(ended.code, 0) << ended.err;
    EXPECT_THAT(ended.err, HasSubstr("too many connections for role"));
    EXPECT_EQ(ended.out, "closed 2 of 2 open sessions\n");
}

} // namespace
} // namespace chatsweep::test

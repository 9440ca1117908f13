// SPDX-License-Identifier: Apache-2.0
#include "support/line.hpp"
#include "support/proof.hpp"
#include "support/waiting.hpp"

#include <gmock/gmock.h>

#include <future>

namespace chatsweep::test {
namespace {

using testing::HasSubstr;

/// What others do to a sweep with their locks.
class Locks : public testing::Test {
protected:
    Arguments with(const std::string& settings) {
        return {"-c", write_file("locks.yaml", "version: 1\ndatabase:\n" + settings +
                                                   "policies:\n"
                                                   "  - { name: all, match: {}, timeout: 2h }\n")};
    }

    /// Events are written only once nobody has these advisory locks.
    void let_events_wait() {
        line_.database().run(
            "create function chatsweep.wait_for_test() returns trigger language plpgsql as $$ "
            "begin perform pg_catalog.pg_advisory_xact_lock_shared(1); "
            "perform pg_catalog.pg_advisory_xact_lock_shared(2); return new; end $$;"
            "create trigger wait_for_test before insert on chatsweep.event for each row execute "
            "function chatsweep.wait_for_test()");
    }

    void expect_rolled_back(const Ended& ended, const std::string& what) {
        EXPECT_EQ(ended.code, 5);
        EXPECT_THAT(ended.err, HasSubstr(what));
        EXPECT_THAT(ended.err, HasSubstr("hint: everything was rolled back"));
        tally_.count(line_, ended, !line_.nothing_is_due(), what);
        expect_clean_next(what);
    }

    void expect_clean_next(const std::string& what) {
        const Ended next = line_.sweep();
        tally_.count(line_, next, has_recovered(line_, next), "after " + what);
    }

    Cluster cluster_;
    Line line_{cluster_};
    Tally tally_;
};

TEST_F(Locks, InADeadlockTheSweepThatCompletedItTriesAgain) {
    line_.make_some_due();
    let_events_wait();
    line_.database().run("alter database " + line_.database().name() +
                         " set deadlock_timeout = '50ms'");
    Holder gate{line_.database(), "select pg_advisory_xact_lock(1)"};
    Holder other{line_.database(),
                 "set local deadlock_timeout = '1h'; select pg_advisory_xact_lock(2)"};
    Arguments patient = with("  lock_timeout: 1m\n");
    patient.push_back("-v");
    Process sweep{chatsweep_binary(), line_.arguments(patient)};
    blocked_backend(line_.database(), &sweep);
    // Whoever waits last sees the circle.
    std::future<void> row = std::async(std::launch::async, [&] {
        other.run("select from chat.session order by id desc limit 1 for update");
    });
    wait_until("the other waits, too", [&] {
        return line_.database().count("select count(*) from pg_stat_activity where wait_event_type "
                                      "= 'Lock' and datname = current_database()") == 2;
    });
    gate.let_go();
    row.get();
    other.let_go();
    const Ended ended = sweep.wait();

    EXPECT_THAT(ended.err, HasSubstr("deadlock detected; trying again"));
    EXPECT_EQ(line_.ledger_of(ended), "2 committed");
    tally_.count(line_, ended, ended.code == 0, "a deadlock");
    expect_clean_next("a deadlock");
    tally_.prove("a deadlock");
}

TEST_F(Locks, ALockThatIsNotToBeHadEndsTheSweepAfterFiveAttempts) {
    line_.make_some_due();
    Holder holder{line_.database(), "lock table chatsweep.event"};

    const Ended ended = line_.sweep(with("  lock_timeout: 20ms\n"));
    holder.let_go();

    EXPECT_EQ(line_.ledger_of(ended), "5 failed");
    expect_rolled_back(ended, "canceling statement due to lock timeout");
    tally_.prove("a lock that is not to be had");
}

TEST_F(Locks, AStatementThatTakesTooLongEndsTheSweep) {
    line_.make_some_due();
    let_events_wait();
    Holder holder{line_.database(), "select pg_advisory_xact_lock(2)"};

    const Ended ended = line_.sweep(with("  statement_timeout: 500ms\n"));
    holder.let_go();

    EXPECT_EQ(line_.ledger_of(ended), "1 failed");
    expect_rolled_back(ended, "canceling statement due to statement timeout (SQLSTATE 57014)");
    tally_.prove("a statement that takes too long");
}

} // namespace
} // namespace chatsweep::test

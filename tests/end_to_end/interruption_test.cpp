// SPDX-License-Identifier: Apache-2.0
#include "support/postgres.hpp"
#include "support/process.hpp"
#include "support/waiting.hpp"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include <csignal>

namespace chatsweep::test {
namespace {

using testing::HasSubstr;

/// Where a sweep is held up, by the SQL of the transaction that does it.
struct Point {
    const char* name;
    const char* hold;
};

void PrintTo(const Point& point, std::ostream* out) {
    *out << point.name;
}

const Point in_the_load{"InTheLoad", "lock table chat.session in access exclusive mode"};
const Point at_the_lock{"AtTheLock", "select pg_advisory_xact_lock(1)"};
const Point between_closing_and_commit{"BetweenClosingAndCommit",
                                       "select pg_advisory_xact_lock(2)"};

class Interruption : public testing::TestWithParam<Point> {
protected:
    Interruption() {
        for (const char* ago : {"3 hours", "4 hours", "5 hours"}) {
            database_.add_silent_session(ago);
        }
        // Both wait, as an owner's own code may, until the test lets go of the advisory lock.
        database_.run(R"(
            create schema really;
            alter function chatsweep.close_unchanged(text[], xid, timestamptz, text[])
                set schema really;
            create function chatsweep.close_unchanged(
                session_ids text[], horizon xid, closed_at timestamptz, reasons text[])
            returns table (session_id text, status_before text)
            language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
            begin
                perform pg_advisory_xact_lock_shared(1);
                return query select * from really.close_unchanged($1, $2, $3, $4);
            end $$;
            create function chatsweep.wait_for_test() returns trigger language plpgsql as $$
            begin
                perform pg_catalog.pg_advisory_xact_lock_shared(2);
                return new;
            end $$;
            create trigger wait_for_test before insert on chatsweep.event
                for each row execute function chatsweep.wait_for_test();)");
    }

    [[nodiscard]] Arguments sweep() const {
        return {"sweep",       "-d", database_.dsn(), "--timeout", "2h",
                "--lock-wait", "1m", "--format",      "json"};
    }

    /// Sessions closed, events, rows of the ledger.
    std::string traces() {
        return database_.value(
            "select (select count(*) from chat.session where closed_at is not null) || '/' ||"
            " (select count(*) from chatsweep.event) || '/' ||"
            " (select count(*) from chatsweep.run)");
    }

    TestDatabase database_;
};

TEST_P(Interruption, EndsByTheSignalWithEverythingRolledBack) {
    for (const int signal : {SIGTERM, SIGINT}) {
        database_.run("truncate chatsweep.run");
        Holder holder{database_, GetParam().hold};
        Process process{chatsweep_binary(), sweep()};
        blocked_backend(database_, &process);

        process.send(signal);
        const Ended ended = process.wait();

        EXPECT_EQ(ended.signal, signal) << ended.err;
        EXPECT_EQ(nlohmann::json::parse(ended.out)["outcome"], "interrupted");
        EXPECT_EQ(nlohmann::json::parse(ended.out)["counts"]["closed"], 0);
        holder.let_go();
        EXPECT_EQ(traces(), "0/0/1");
        EXPECT_EQ(database_.value("select state || ' ' || outcome || ' ' || error || ' ' ||"
                                  " (finished_at is not null) from chatsweep.run"),
                  "failed interrupted ended by signal " + std::to_string(signal) + " true");
    }
}

TEST_P(Interruption, LeavesNothingHalfDoneWhenItIsKilled) {
    {
        Holder holder{database_, GetParam().hold};
        Process process{chatsweep_binary(), sweep()};
        blocked_backend(database_, &process);
        process.send(SIGKILL);
        EXPECT_EQ(process.wait().signal, SIGKILL);
        holder.let_go();
    }
    wait_for_backends_to_end(database_);
    EXPECT_EQ(traces(), "0/0/0");

    const Ended next = chatsweep(sweep());
    EXPECT_EQ(next.code, 0) << next.err;
    EXPECT_EQ(traces(), "3/3/1");
}

TEST_P(Interruption, TriesAgainWhenItsBackendIsTerminated) {
    Holder holder{database_, GetParam().hold};
    Process process{chatsweep_binary(), sweep()};
    const std::string first = blocked_backend(database_, &process);
    database_.run("select pg_terminate_backend(" + first + ")");
    wait_until("there is another attempt",
               [&] { return blocked_backend(database_, &process) != first; });
    holder.let_go();
    const Ended ended = process.wait();

    EXPECT_EQ(ended.code, 0) << ended.err;
    EXPECT_EQ(nlohmann::json::parse(ended.out)["counts"]["closed"], 3);
    EXPECT_EQ(traces(), "3/3/1");
    EXPECT_EQ(database_.value("select attempt || ' ' || state from chatsweep.run"), "2 committed");
    EXPECT_EQ(database_.value("select min(attempt) || ' ' || max(attempt) from chatsweep.event"),
              "2 2");
}

using InterruptionOfACommit = Interruption;

TEST_F(InterruptionOfACommit, LetsItFinishWhateverSignalsArrive) {
    database_.run("drop trigger wait_for_test on chatsweep.event;"
                  "create constraint trigger wait_for_test after insert on chatsweep.event "
                  "deferrable initially deferred for each row "
                  "execute function chatsweep.wait_for_test()");
    Holder holder{database_, between_closing_and_commit.hold};
    Process process{chatsweep_binary(), sweep()};
    const std::string pid = blocked_backend(database_, &process);
    EXPECT_EQ(database_.value("select query from pg_stat_activity where pid = " + pid), "commit");

    process.send(SIGTERM);
    process.send(SIGINT);
    // A cancel request would arrive in this time; where there is none, nothing happens in it.
    std::this_thread::sleep_for(std::chrono::milliseconds{500});
    holder.let_go();
    const Ended ended = process.wait();

    EXPECT_EQ(ended.code, 0) << ended.err;
    EXPECT_EQ(nlohmann::json::parse(ended.out)["outcome"], "closed");
    EXPECT_EQ(traces(), "3/3/1");
}

INSTANTIATE_TEST_SUITE_P(Points, Interruption,
                         testing::Values(in_the_load, at_the_lock, between_closing_and_commit),
                         [](const auto& each) { return std::string{each.param.name}; });

} // namespace
} // namespace chatsweep::test

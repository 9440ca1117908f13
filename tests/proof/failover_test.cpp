// SPDX-License-Identifier: Apache-2.0
#include "support/cluster.hpp"
#include "support/judging.hpp"
#include "support/proof.hpp"
#include "support/silent_peers.hpp"
#include "support/waiting.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <csignal>

namespace chatsweep::test {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::StartsWith;
using Steady = std::chrono::steady_clock;

/// A primary and its hot standby, both of the test's own.
class Failover : public testing::Test {
protected:
    [[nodiscard]] std::string in_database() const {
        return " user=postgres dbname=" + database.name();
    }
    [[nodiscard]] std::string to(const std::string& hosts) const {
        return "host=" + hosts + " port=5432" + in_database();
    }
    std::string on_standby(const std::string& sql) const {
        pqxx::connection connection{to(standby.host())};
        return pqxx::nontransaction{connection}.exec(sql).one_row()[0].as<std::string>("");
    }
    void catch_up() {
        const std::string written = database.value("select pg_current_wal_lsn()");
        wait_until("the standby has caught up", [&] {
            return on_standby("select pg_last_wal_replay_lsn() >= '" + written + "'") == "t";
        });
    }

    Cluster primary;
    TestDatabase database{primary};
    Cluster standby{Cluster::StandbyOf{primary}};
    std::string standby_first = standby.host() + ',' + primary.host();
    std::string primary_first = primary.host() + ',' + standby.host();
};

struct Target {
    std::string dsn;
    int code;
    Variables variables{};
};

TEST_F(Failover, ASweepFindsThePrimaryWhereverItStandsAndRefusesTheStandbyAlone) {
    const BlackHole hole;
    const Variables service = {
        {"PGSERVICEFILE", write_file("services", "[both]\nhost=" + standby_first + "\n")}};
    const std::vector<Target> ways{
        {to(primary_first), 0},
        {to(standby_first), 0},
        {to("/nowhere," + standby_first), 0},
        {"host=" + hole.host() + ',' + standby_first + " port=" + hole.port() +
             ",5432,5432 connect_timeout=2" + in_database(),
         0},
        {"service=both port=5432" + in_database(), 0, service},
        {"port=5432" + in_database(), 0, {{"PGHOST", standby_first}}},
        {to(standby_first), 0, {{"PGTARGETSESSIONATTRS", "primary"}}},
        {to(standby.host()), 8},
        {to(standby.host() + ',' + standby.host()), 8},
        {to(standby.host() + ",/nowhere"), 8},
        {to(standby_first) + " target_session_attrs=standby", 8},
        {to(primary_first) + " target_session_attrs=prefer-standby", 8},
        {to(standby_first), 8, {{"PGTARGETSESSIONATTRS", "prefer-standby"}}},
    };
    long long violations = 0;
    for (const Target& way : ways) {
        const std::string id = database.add_silent_session("3 hours");
        catch_up();
        const Ended ended = chatsweep({"sweep", "--timeout", "2h", "-d", way.dsn}, way.variables);
        const bool closed =
            database.count(
                "select count(*) from chat.session where closed_at is not null and id = " + id) ==
            1;
        EXPECT_EQ(ended.code, way.code) << way.dsn << '\n' << ended.err;
        EXPECT_EQ(closed, way.code == 0) << way.dsn;
        if (way.code == 8) {
            EXPECT_THAT(ended.err, StartsWith("chatsweep: the server is a standby, and a sweep "
                                              "needs the primary (run "));
        }
        violations += ended.code == way.code && closed == (way.code == 0) ? 0 : 1;
    }
    proved("5 failover: a sweep finds the primary and refuses the standby",
           static_cast<long long>(ways.size()), violations);
}

TEST_F(Failover, ARoleThatMayConnectOnceGetsPastTheStandby) {
    database.run("create role single login connection limit 1");
    ASSERT_EQ(chatsweep({"schema", "grant", "single", "-d", database.dsn()}).code, 0);
    database.add_silent_session("3 hours");
    catch_up();

    const Ended ended =
        chatsweep({"sweep", "--timeout", "2h", "-d", to(standby_first), "-U", "single"});

    EXPECT_EQ(ended.code, 0) << ended.err;
    EXPECT_EQ(ended.out, "closed 1 of 1 open session\n");
}

TEST_F(Failover, WhateverWritesFindsThePrimaryAndWhatOnlyReadsStaysWhereItIs) {
    database.add_silent_session("3 hours");
    catch_up();
    const std::string both = to(standby_first);
    const auto ask = [&](Arguments command) {
        command.insert(command.end(), {"-d", both, "--format", "json"});
        return chatsweep(command);
    };

    EXPECT_EQ(ask({"schema", "apply"}).code, 0);
    EXPECT_EQ(ask({"schema", "grant", "pg_monitor"}).code, 0);
    EXPECT_EQ(ask({"history", "prune", "--older-than", "1d"}).code, 0);
    EXPECT_NE(json_of(ask({"report", "--timeout", "2h"})).at("standby"), nullptr);
    EXPECT_NE(json_of(ask({"sweep", "--dry-run", "--timeout", "2h"})).at("standby"), nullptr);
    EXPECT_EQ(ask({"sweep", "--timeout", "2h", "--max-close", "0", "--lock-wait", "0s"}).code, 0);
    database.add_silent_session("3 hours");
    database.add_silent_session("4 hours");
    EXPECT_EQ(ask({"sweep", "--timeout", "2h", "--max-close", "1"}).code, 7);
    EXPECT_EQ(database.value("select string_agg(outcome, ', ' order by started_at) from "
                             "chatsweep.run"),
              "closed, guard")
        << "what did not commit is written down on the primary, too";
}

TEST_F(Failover, TheReportAndTheDryRunSayHowOldTheDataOfTheStandbyAre) {
    database.add_silent_session("3 hours");
    catch_up();
    on_standby("select pg_wal_replay_pause()");
    wait_until("it replays nothing more",
               [&] { return on_standby("select pg_get_wal_replay_pause_state()") == "paused"; });
    EXPECT_EQ(chatsweep({"sweep", "--timeout", "2h", "-d", to(primary.host())}).code, 0);
    std::this_thread::sleep_for(2s);
    const std::string replayed =
        on_standby("select to_char(pg_last_xact_replay_timestamp() at time zone 'UTC', "
                   "'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')");

    long long violations = 0;
    for (const Arguments& command : {Arguments{"report"}, Arguments{"sweep", "--dry-run"}}) {
        const auto ask = [&](const std::string& where, const std::string& format) {
            Arguments words = command;
            words.insert(words.end(), {"--timeout", "2h", "-d", to(where), "--format", format});
            return chatsweep(words);
        };
        const Json there = json_of(ask(standby.host(), "json"));
        EXPECT_EQ(there["counts"]["due"], 1) << "as it was before the sweep";
        EXPECT_EQ(there.at("standby").at("replayed_at"), replayed);
        EXPECT_GE(there.at("standby").at("age_seconds"), 2);
        EXPECT_EQ(json_of(ask(primary.host(), "json")).at("standby"), nullptr);
        EXPECT_THAT(ask(standby.host(), "table").out,
                    HasSubstr("\nThe server is a standby, whose last transaction is of " +
                              replayed.substr(0, 10) + ' ' + replayed.substr(11, 8) + 'Z'));
        violations += there.at("standby").at("replayed_at") == replayed ? 0 : 1;
    }
    proved("5 failover: what a standby shows bears its age", 2, violations);
}

/// The loop, which names both, through the loss of its primary.
class FailoverOfTheLoop : public Failover {
protected:
    Process loop(const std::string& hosts) {
        return Process{chatsweep_binary(),
                       {"run", "--interval", "1s", "--timeout", "2h", "-d", to(hosts)}};
    }
    void add_sessions(int count) {
        for (int i = 0; i < count; ++i) {
            database.add_silent_session("3 hours");
        }
    }
    /// What is left undone, or done twice.
    [[nodiscard]] static std::string not_closed_once() {
        return "select count(*) from chat.session as s where closed_at is null or 1 <> (select "
               "count(*) from chatsweep.event as e where e.session_id = s.id::text)";
    }
};

TEST_F(FailoverOfTheLoop, FollowsThePrimaryWithinTenSecondsAndLosesNothing) {
    add_sessions(20);
    Process run = loop(standby_first);
    wait_until("it has swept", [&] { return database.count(not_closed_once()) == 0; });
    add_sessions(20);
    catch_up();
    {
        // Sweeping while the primary ends, with sessions locked and nothing committed.
        const Holder holder{database, "lock table chatsweep.event in access exclusive mode"};
        add_sessions(10);
        catch_up();
        blocked_backend(database, &run);
        primary.crash();
    }
    // Long enough for its patience to have grown.
    std::this_thread::sleep_for(std::chrono::seconds{trials(8, 100)});
    standby.promote();
    const Steady::time_point promoted = Steady::now();
    wait_until("it has followed", [&] { return on_standby(not_closed_once()) == "0"; });
    const auto took = Steady::now() - promoted;
    run.send(SIGTERM);
    const Ended ended = run.wait();

    EXPECT_EQ(ended.code, 0) << ended.err;
    EXPECT_LE(took, 10s) << ended.err;
    const std::string lost = on_standby(not_closed_once());
    const std::string sums = on_standby(
        "select (select count(*) from chat.session where closed_at is not null) || ' ' || (select "
        "count(*) from chatsweep.event) || ' ' || (select sum(closed) from chatsweep.run where "
        "state = 'committed') || ' ' || (select count(*) from chatsweep.event as e where not "
        "exists (select from chatsweep.run as r where r.run_id = e.run_id and r.attempt = "
        "e.attempt and r.state = 'committed'))");
    EXPECT_EQ(lost, "0");
    EXPECT_EQ(sums, "50 50 50 0");
    proved("5 failover: run follows the primary within 10 s and loses nothing", 50,
           std::stoll(lost) + (took > 10s || sums != "50 50 50 0" ? 1 : 0));
}

} // namespace
} // namespace chatsweep::test

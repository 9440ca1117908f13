// SPDX-License-Identifier: Apache-2.0
#include "support/pooler.hpp"

#include "support/database_player.hpp"
#include "support/judging.hpp"
#include "support/proof.hpp"
#include "support/receivers.hpp"
#include "support/scenario.hpp"
#include "support/waiting.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <deque>
#include <random>

namespace chatsweep::test {
namespace {

using testing::HasSubstr;

/// Everything that one client could leave to the next in a connection to the server, in lines. A
/// library of the server's that is loaded brings settings with a dot, which nobody sets here.
const char* const state_of_a_connection = R"(
select concat_ws(E'\n', 'backend ' || pg_backend_pid(), 'role ' || current_user,
    (select string_agg(name || ' ' || setting, E'\n' order by name) from pg_settings
      where name not in ('application_name', 'search_path') and name not like '%.%'),
    (select 'advisory locks ' || count(*) from pg_locks
      where pid = pg_backend_pid() and locktype = 'advisory'),
    (select 'statements ' || count(*) from pg_prepared_statements),
    (select 'cursors ' || count(*) from pg_cursors where is_holdable),
    (select 'channels ' || count(*) from pg_listening_channels()),
    (select 'temporary ' || count(*) from pg_class where relnamespace = pg_my_temp_schema()))
)";

/// What a careless client, or a hostile one, leaves behind. Whoever looks for a function or an
/// operator in the schema `spoilt` ends with an error.
const std::vector<std::string> spoiling{
    "create temporary table session_facts (session_id text)",
    "create temporary table run (run_id uuid)",
    "listen chatsweep",
    "prepare chatsweep_facts as select 1",
    "set search_path = spoilt, pg_catalog, public",
    "set default_transaction_isolation = 'serializable'",
    "set default_transaction_read_only = on",
    "set default_transaction_deferrable = on",
    "set session_replication_role = replica",
    "set synchronous_commit = off",
    "set row_security = on",
    "set lock_timeout = '1ms'",
    "set timezone = 'Asia/Kathmandu'",
    "set datestyle = 'SQL, DMY'",
    "set intervalstyle = 'iso_8601'",
    "set bytea_output = 'escape'",
    "set extra_float_digits = -15",
    "set array_nulls = off",
    "set transform_null_equals = on",
    "set standard_conforming_strings = off",
    "set enable_indexscan = off",
    "set tcp_user_timeout = '1h'",
    "select set_config('client_connection_check_interval', '0', false)",
};

const char* const traps = R"(
create schema spoilt;
create function spoilt.trap(text, text) returns boolean language plpgsql as
    $$ begin raise exception 'a function of schema spoilt was called'; end $$;
create function spoilt.now() returns timestamptz language plpgsql as
    $$ begin raise exception 'a function of schema spoilt was called'; end $$;
create operator spoilt.= (leftarg = text, rightarg = text, function = spoilt.trap);
create operator spoilt.<> (leftarg = text, rightarg = text, function = spoilt.trap);
create domain spoilt.text as pg_catalog.text check (false);
)";

/// A client of a pooler that is none of chatsweep's, in one database.
class Neighbour {
public:
    Neighbour(const Pooler& pooler, const std::string& database)
        : connection_(pooler.conninfo() + "user=postgres dbname=" + database) {}

    void spoil() {
        for (const std::string& statement : spoiling) {
            pqxx::nontransaction{connection_}.exec(statement);
        }
    }
    std::string state() {
        pqxx::nontransaction work{connection_};
        work.exec("begin");
        std::string state = work.exec("show search_path").one_row()[0].as<std::string>();
        work.exec("set local search_path = pg_catalog");
        state += '\n' + work.exec(state_of_a_connection).one_row()[0].as<std::string>();
        work.exec("commit");
        return state;
    }

private:
    pqxx::connection connection_;
};

/// Leads the programs that are started while it lives through a pooler.
class Through {
public:
    explicit Through(const Pooler& pooler) {
        for (const auto& [name, value] : pooler.variables()) {
            before_[name] = std::getenv(name.c_str());
            setenv(name.c_str(), value.c_str(), 1);
        }
    }
    ~Through() {
        for (const auto& [name, value] : before_) {
            setenv(name.c_str(), value.c_str(), 1);
        }
    }
    Through(const Through&) = delete;
    Through& operator=(const Through&) = delete;

private:
    Variables before_;
};

/// Plays the sweeps and reports of a scenario through a pooler whose only connection a neighbour
/// has spoilt, and compares what they leave to the next client with what they found.
class PooledPlayer : public DatabasePlayer {
public:
    PooledPlayer(const Scenario& scenario, const Pooler& pooler)
        : DatabasePlayer(scenario), pooler_(pooler), neighbour_(pooler, database().name()) {
        database().run(traps);
        neighbour_.spoil();
        state_ = neighbour_.state();
    }
    std::vector<Deed> sweep(Instant at) override {
        const Through through{pooler_};
        std::vector<Deed> deeds = DatabasePlayer::sweep(at);
        compare();
        return deeds;
    }
    std::vector<Deed> report(Instant at) override {
        const Through through{pooler_};
        std::vector<Deed> deeds = DatabasePlayer::report(at);
        compare();
        return deeds;
    }
    [[nodiscard]] long long commands() const { return commands_; }

private:
    void compare() {
        EXPECT_EQ(neighbour_.state(), state_);
        ++commands_;
    }

    const Pooler& pooler_;
    Neighbour neighbour_;
    std::string state_;
    long long commands_ = 0;
};

TEST(Poolers, ScenariosEndAsTheyShouldInAConnectionThatOthersHaveSpoilt) {
    const Pooler pooler{1};
    std::vector<std::string> names = scenario_names();
    std::erase_if(names, [](const std::string& name) {
        const Scenario scenario = read_scenario(name);
        return scenario.core_only || scenario.refusal;
    });
    std::shuffle(names.begin(), names.end(), std::mt19937{seed()});
    names.resize(std::min(names.size(), static_cast<std::size_t>(trials(12, 1000))));

    long long commands = 0;
    for (const std::string& name : names) {
        SCOPED_TRACE(name);
        const Scenario scenario = read_scenario(name);
        PooledPlayer player{scenario, pooler};
        for (const Step& step : scenario.steps) {
            play(scenario, step, player);
        }
        commands += player.commands();
    }
    proved("6 poolers: scenarios in a spoilt connection", commands, HasFailure() ? 1 : 0);
}

class Pooled : public testing::Test {
protected:
    Arguments in_database(const Arguments& command) {
        Arguments arguments = command;
        arguments.insert(arguments.end(), {"-d", database.dsn()});
        return arguments;
    }
    std::string closings() {
        return database.value(
            "select (select count(*) from chat.session where closed_at is not null) || '/' || "
            "(select count(*) from chatsweep.event) || '/' || (select coalesce(sum(closed), 0) "
            "from chatsweep.run where state = 'committed')");
    }

    TestDatabase database;
};

/// Without what differs from one moment to the next.
Json lasting(Json json) {
    if (json.is_object()) {
        for (const char* key : {"run_id", "durations_ms", "as_of", "overdue_seconds",
                                "oldest_idle_seconds", "median_idle_seconds"}) {
            json.erase(key);
        }
    }
    if (json.is_structured()) {
        for (Json& inner : json) {
            inner = lasting(inner);
        }
    }
    return json;
}

TEST_F(Pooled, EveryCommandDoesWhatItDoesWithoutAPoolerAndLeavesNothingBehind) {
    const Pooler pooler{1};
    Neighbour neighbour{pooler, database.name()};
    const std::string id = database.add_silent_session("3 hours");
    HttpServer server;
    const Arguments config = telling(database, {{"desk", server.url("/")}});
    const std::string before = neighbour.state();
    long long commands = 0;
    long long violations = 0;
    const auto ask = [&](const Arguments& command, const Arguments& more = {}) {
        const Ended ended = chatsweep(with(config, command[0], more), pooler.variables());
        EXPECT_EQ(ended.code, 0) << command[0] << '\n' << ended.err;
        const std::string after = neighbour.state();
        EXPECT_EQ(after, before) << command[0];
        violations += ended.code == 0 && after == before ? 0 : 1;
        ++commands;
        return ended;
    };
    ask({"schema"}, {"apply"});
    ask({"schema"}, {"grant", "pg_monitor"});
    ask({"schema"}, {"check"});
    for (const Arguments& reading : {Arguments{"check"}, Arguments{"report"},
                                     Arguments{"explain", id}, Arguments{"sweep", "--dry-run"}}) {
        const Arguments rest{reading.begin() + 1, reading.end()};
        Arguments more{"--format", "json"};
        more.insert(more.end(), rest.begin(), rest.end());
        const Ended pooled = ask({reading[0]}, more);
        EXPECT_EQ(lasting(json_of(pooled)),
                  lasting(json_of(chatsweep(with(config, reading[0], more)))))
            << reading[0];
    }
    ask({"deliver"});
    EXPECT_EQ(ask({"sweep"}).out, "closed 1 of 1 open session\n");
    ask({"deliver"});
    EXPECT_EQ(arrived(server), all_webhook_ids(database));
    EXPECT_EQ(closings(), "1/1/1");
    ask({"history"});
    ask({"history"}, {"prune", "--older-than", "1d"});
    proved("6 poolers: every command leaves nothing behind", commands, violations);
}

TEST_F(Pooled, ManySweepsAndTheLoopShareTwoConnections) {
    const Pooler pooler{2};
    for (int i = 0; i < 40; ++i) {
        database.add_silent_session("3 hours");
    }
    Process loop{chatsweep_binary(),
                 in_database({"run", "--interval", "1s", "--timeout", "2h", "--lock-wait", "1m"}),
                 pooler.variables()};
    std::deque<Process> sweeps;
    for (int i = 0; i < 6; ++i) {
        sweeps.emplace_back(
            chatsweep_binary(),
            in_database({"sweep", "--timeout", "2h", "--lock-wait", "2m", "--at-most", "10"}),
            pooler.variables());
    }
    long long violations = 0;
    for (Process& sweep : sweeps) {
        const Ended ended = sweep.wait();
        EXPECT_EQ(ended.code, 0) << ended.err;
        violations += ended.code == 0 ? 0 : 1;
    }
    wait_until("all are closed", [&] {
        return database.count("select count(*) from chat.session where closed_at is null") == 0;
    });
    loop.send(SIGTERM);
    const Ended ended = loop.wait();
    EXPECT_TRUE(ended.code == 0 || ended.signal == SIGTERM) << "a sweep may be under way";
    EXPECT_EQ(closings(), "40/40/40");
    proved("6 poolers: many sweeps share connections", 7,
           violations + (closings() == "40/40/40" ? 0 : 1));
}

TEST_F(Pooled, ABackendThatEndsDuringTheCommitIsLookedUp) {
    const Pooler pooler{1};
    database.add_silent_session("3 hours");
    database.run("create function chatsweep.wait_for_test() returns trigger language plpgsql as $$ "
                 "begin perform pg_catalog.pg_advisory_xact_lock_shared(2); return null; end $$;"
                 "create constraint trigger wait_for_test after insert on chatsweep.event "
                 "deferrable initially deferred for each row "
                 "execute function chatsweep.wait_for_test()");
    Holder holder{database, "select pg_advisory_xact_lock(2)"};
    Process sweep{chatsweep_binary(), in_database({"sweep", "--timeout", "2h"}),
                  pooler.variables()};
    database.run("select pg_terminate_backend(" + blocked_backend(database, &sweep) + ")");
    wait_until("it asks the ledger",
               [&] { return sweep.err_so_far().find("asking the ledger") != std::string::npos; });
    holder.let_go();
    const Ended ended = sweep.wait();

    EXPECT_EQ(ended.code, 0) << ended.err;
    EXPECT_EQ(closings(), "1/1/1");
    proved("6 poolers: a commit whose backend ends", 1, closings() == "1/1/1" ? 0 : 1);
}

TEST_F(Pooled, ASignalReachesTheServerThroughThePooler) {
    const Pooler pooler{1};
    database.add_silent_session("3 hours");
    const Holder holder{database, "lock table chat.session in access exclusive mode"};
    Process sweep{chatsweep_binary(), in_database({"sweep", "--timeout", "2h"}),
                  pooler.variables()};
    blocked_backend(database, &sweep);
    sweep.send(SIGTERM);

    EXPECT_EQ(sweep.wait().signal, SIGTERM);
    wait_until("its locks are gone", [&] {
        return database.count("select count(*) from pg_locks where locktype = 'advisory' and "
                              "database = (select oid from pg_database where datname = "
                              "current_database())") == 0;
    });
}

} // namespace
} // namespace chatsweep::test

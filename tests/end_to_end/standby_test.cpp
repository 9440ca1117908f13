// SPDX-License-Identifier: Apache-2.0
#include "support/judging.hpp"
#include "support/waiting.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>

namespace chatsweep::test {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

std::string standby_port() {
    const char* port = std::getenv("CHATSWEEP_STANDBY_PORT");
    if (port == nullptr) {
        throw std::runtime_error{
            "no standby to test with: CHATSWEEP_STANDBY_PORT is not set\n"
            "hint: run scripts/test, or scripts/with-postgres --fast --standby COMMAND."};
    }
    return port;
}

std::string end_of_its_log() {
    std::ifstream file{std::filesystem::path{std::getenv("PGHOST")} / "standby.log"};
    const std::string log{std::istreambuf_iterator<char>{file}, {}};
    return log.substr(log.size() - std::min<std::size_t>(log.size(), 2000));
}

/// A database whose hot standby has everything that the test wrote into it.
class Standby : public ::testing::Test {
protected:
    TestDatabase database;
    std::string silent = database.add_silent_session("3 hours");
    std::string port = standby_port();

    void catch_up() {
        const std::string written = database.value("select pg_current_wal_lsn()");
        pqxx::connection standby{"dbname=postgres port=" + port};
        const auto caught_up = [&] {
            pqxx::nontransaction work{standby};
            return work.query_value<bool>("select pg_last_wal_replay_lsn() >= '" + written +
                                          "'::pg_lsn");
        };
        try {
            wait_until("the standby has caught up", caught_up);
        } catch (const std::runtime_error& error) {
            throw std::runtime_error{error.what() + ("; the end of its log:\n" + end_of_its_log())};
        }
    }
    Ended there(Arguments command) {
        command.insert(command.end(), {"-d", database.dsn(), "-p", port});
        return chatsweep(command);
    }
};

TEST_F(Standby, ServesTheReportTheDryRunTheExplanationAndTheHistory) {
    ASSERT_EQ(chatsweep({"sweep", "-d", database.dsn(), "--timeout", "9h"}).code, 0);
    catch_up();

    const Ended report = there({"report", "--timeout", "2h"});
    const Ended dry_run = there({"sweep", "--dry-run", "--timeout", "2h"});
    const Ended explain = there({"explain", silent, "--timeout", "2h"});
    const Ended history = there({"history", "--format", "json"});

    EXPECT_EQ(report.code, 0) << report.err;
    EXPECT_THAT(report.out, StartsWith("1 of 1 open session would be closed"));
    EXPECT_EQ(dry_run.code, 0) << dry_run.err;
    EXPECT_THAT(dry_run.out, HasSubstr("would close 1 of 1 open session."));
    EXPECT_EQ(explain.code, 0) << explain.err;
    EXPECT_THAT(explain.out, StartsWith("The next sweep closes this session"));
    EXPECT_EQ(history.code, 0) << history.err;
    EXPECT_EQ(json_of(history)["runs"].size(), 1U);
}

TEST_F(Standby, ServesTheReadOnlyRole) {
    const TestRole reader{database};
    ASSERT_EQ(
        chatsweep({"schema", "grant", reader.name(), "--read-only", "-d", database.dsn()}).code, 0);
    catch_up();

    EXPECT_EQ(there({"report", "--timeout", "2h", "-U", reader.name()}).code, 0);
}

TEST_F(Standby, IsNoPlaceForASweep) {
    catch_up();

    const Ended ended = there({"sweep", "--timeout", "2h"});

    EXPECT_EQ(ended.code, 8);
    EXPECT_THAT(ended.err, StartsWith("chatsweep: the server is a standby, and a sweep needs the "
                                      "primary (run "));
    EXPECT_THAT(ended.err, HasSubstr("\nhint: connect to the primary, for instance with "
                                     "target_session_attrs=primary; the report and the dry run "
                                     "work on a standby.\n"));
    EXPECT_EQ(there({"schema", "apply"}).code, 8);
    EXPECT_EQ(there({"schema", "grant", "anybody"}).code, 8);
    EXPECT_EQ(there({"history", "prune", "--older-than", "1d"}).code, 8);
}

TEST_F(Standby, IsLeftByTheLoopOnceThePrimaryHasRoom) {
    const TestRole role{database, "connection limit 2"};
    ASSERT_EQ(chatsweep({"schema", "grant", role.name(), "-d", database.dsn()}).code, 0);
    catch_up();
    const std::string as_role = database.dsn() + " user=" + role.name();
    const pqxx::connection one{as_role};
    auto other = std::make_unique<pqxx::connection>(as_role);
    const std::string host = std::getenv("PGHOST");
    const std::string both = as_role + " host=" + host + ',' + host + " port=" + port + ',' +
                             database.value("show port");

    Process loop{chatsweep_binary(), {"run", "--interval", "1s", "--timeout", "2h", "-d", both}};
    wait_until("the primary turns it away", [&] {
        return loop.err_so_far().find("too many connections for role") != std::string::npos;
    });
    other.reset();
    wait_until("it sweeps", [&] {
        return database.value("select status from chat.session where id = " + silent) == "closed";
    });
    loop.send(SIGTERM);
    EXPECT_EQ(loop.wait().code, 0);
}

TEST_F(Standby, IsSaidByCheck) {
    catch_up();

    const Ended ended = there({"check", "--timeout", "2h"});

    EXPECT_EQ(ended.code, 0) << ended.err;
    EXPECT_THAT(ended.out, HasSubstr("warning  connection     the server is a standby\n"));
}

} // namespace
} // namespace chatsweep::test

// SPDX-License-Identifier: Apache-2.0
#include "support/cluster.hpp"
#include "support/judging.hpp"
#include "support/proof.hpp"
#include "support/receivers.hpp"
#include "support/waiting.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

namespace chatsweep::test {
namespace {

using ::testing::HasSubstr;

const std::string password_in_use = "hunter2secret";

std::string file_with(const std::string& name, const std::string& text) {
    std::string path = write_file(name, text);
    std::filesystem::permissions(path, std::filesystem::perms::owner_read |
                                           std::filesystem::perms::owner_write);
    return path;
}

/// A way to give a password, or to mean to.
struct WayIn {
    Arguments arguments;
    Variables variables;
    std::string yaml_dsn;
};

std::vector<WayIn> ways(const std::string& host, const std::string& database,
                        const std::string& password) {
    const std::string service =
        file_with("service.conf", "[s]\nhost=" + host + "\nuser=me\ndbname=" + database +
                                      "\npassword=" + password + "\n");
    const std::string passfile = file_with("passfile", "*:*:*:*:" + password + "\n");
    const std::string credential = file_with("pgpassword", password + "\n");
    const std::string folder = std::filesystem::path{credential}.parent_path();
    const std::string to = "host=" + host + " user=me dbname=" + database;
    return {{{"-d", to}, {{"PGPASSWORD", password}}, ""},
            {{"-d", to}, {{"PGPASSFILE", passfile}}, ""},
            {{"-d", to}, {{"CREDENTIALS_DIRECTORY", folder}}, ""},
            {{"-d", to + " passfile=" + passfile}, {}, ""},
            {{"-d", "service=s"}, {{"PGSERVICEFILE", service}}, ""},
            {{}, {{"PGSERVICEFILE", service}, {"PGSERVICE", "s"}}, ""},
            {{}, {{"PGPASSWORD", password}}, to},
            {{}, {{"PGPASSWORD", password}, {"PGHOST", host}, {"PGUSER", "me"}}, ""}};
}

/// Ways that are refused, or fail, whatever the database is.
std::vector<WayIn> mistaken_ways(const std::string& password) {
    const std::string uri = "postgresql://me:" + password + "@db.invalid/chat";
    std::vector<WayIn> all{
        {{}, {{"PGDATABASE", uri}}, ""},
        {{"-d", "dbname='" + uri + "'"}, {}, ""},
        {{"-d", "me:" + password + "@db.invalid/chat"}, {}, ""},
        {{"-d", "mysql://me:" + password + "@db.invalid/chat"}, {}, ""},
        {{"-d", " " + uri + "?sslmode=require"}, {}, ""},
        {{"-d", "mysql://me:" + password + "@db.invalid/chat?ssl=on"}, {}, ""},
        {{}, {{"PGUSER", "me:" + password}}, ""},
        {{}, {{"PGHOST", uri}}, ""},
        {{}, {{"PGHOST", uri + "\n"}}, ""},
        {{}, {{"PGHOST", uri + ",other.invalid"}}, ""},
        {{}, {{"PGPORT", "me:" + password}}, ""},
        {{}, {{"PGSERVICE", "me:" + password}}, ""},
        {{"-d", "service=me:" + password}, {}, ""},
        {{}, {{"PGDATABASE", std::string(40, 'x') + ":" + password + "\u00e9"}}, ""},
        {{"-U", "me:" + password}, {}, ""},
        {{"-h", uri}, {}, ""},
        {{"-p", password}, {}, ""},
        {{"--password", password}, {}, ""},
        {{"--password=" + password}, {}, ""},
        {{"-W", password}, {}, ""},
        {{"-p" + password}, {}, ""}};
    for (const std::string& dsn :
         {uri, "postgres://me:" + password + "@db.invalid/chat", "postgresql://:" + password + "@/",
          "postgresql://me:a/" + password + "@db.invalid/chat",
          "postgresql://me:1/" + password + "@db.invalid/chat",
          "postgresql://me:" + password + "/chat", "postgresql://me:1?" + password + "/@db.invalid",
          "postgresql://me:%zz" + password + "@db.invalid/chat",
          "postgresql://db.invalid/chat?password=" + password,
          "postgresql://db.invalid/chat?pass%77ord=" + password, "password=" + password,
          "host=db.invalid password='" + password + "'", "host=db.invalid password " + password,
          "sslpassword=" + password}) {
        all.push_back({{"-d", dsn}, {}, ""});
    }
    for (const std::string& dsn : {uri, "host=db.invalid password=" + password}) {
        all.push_back({{}, {}, dsn});
        all.push_back({{}, {{"CHATSWEEP_DSN", dsn}}, ""});
    }
    return all;
}

/// What the program is called with for this way.
Arguments sweep_by(const WayIn& way, const std::string& log_format) {
    Arguments command{"sweep", "-vv", "--format", "json", "--log-format", log_format};
    command.insert(command.end(), way.arguments.begin(), way.arguments.end());
    std::string yaml = "version: 1\npolicies: [{ name: all, match: {}, timeout: 2h }]\n";
    if (!way.yaml_dsn.empty()) {
        yaml += "database: { dsn: " + Json(way.yaml_dsn).dump() + " }\n";
    }
    command.insert(command.end(), {"-c", write_file("passwords.yaml", yaml)});
    return command;
}

class Passwords : public ::testing::Test {
protected:
    long long tried_ = 0;
    long long shown_ = 0;

    void expect_hidden(const std::string& text, const std::string& of) {
        const bool shows = text.find(password_in_use) != std::string::npos;
        EXPECT_FALSE(shows) << of << ": " << text;
        ++tried_;
        shown_ += shows ? 1 : 0;
    }
};

TEST_F(Passwords, AreNotRepeatedWhereTheyDoNotBelong) {
    TestDatabase database;
    for (const WayIn& way : mistaken_ways(password_in_use)) {
        const Ended ended = chatsweep(sweep_by(way, "text"), way.variables);
        std::string all;
        for (const std::string& argument : way.arguments) {
            all += argument + ' ';
        }
        EXPECT_TRUE(ended.code == 2 || ended.code == 3 || ended.code == 4)
            << all << way.yaml_dsn << ended.code;
        expect_hidden(ended.out + ended.err, all + way.yaml_dsn);
    }
    proved("7 no way in: passwords where they do not belong", tried_, shown_);
}

TEST_F(Passwords, AreNeitherShownNorKeptWhicheverWayTheyAreGiven) {
    Cluster cluster;
    TestDatabase database{cluster};
    database.run("create role me login superuser password '" + password_in_use + "'");
    std::ofstream{cluster.data() + "/pg_hba.conf"}
        << "local all postgres trust\nlocal all all scram-sha-256\n";
    cluster.set({"log_statement = all", "log_connections = on"});
    const Variables elsewhere{{"PGHOST", cluster.host()},
                              {"PGUSER", "me"},
                              {"PGDATABASE", database.name()},
                              {"PGPORT", Cluster::port()}};
    for (const std::string& password : {password_in_use, password_in_use + "wrong"}) {
        std::vector<std::string> formats{"text", "json", "journal"};
        for (const WayIn& way : ways(cluster.host(), database.name(), password)) {
            Variables variables = elsewhere;
            for (const auto& [name, value] : way.variables) {
                variables[name] = value;
            }
            for (const std::string& log_format : formats) {
                const Ended ended = chatsweep(sweep_by(way, log_format), variables);
                EXPECT_EQ(ended.code, password == password_in_use ? 0 : 4) << ended.err;
                expect_hidden(ended.out + ended.err, log_format);
            }
            formats = {"text"};
        }
    }
    expect_hidden(database.value("select string_agg(r::text, ' ') from chatsweep.run r"),
                  "the ledger");
    proved("7 no way in: passwords of connections", tried_, shown_);
}

TEST_F(Passwords, StandInNoProcessListAndInNoActivityOfTheServer) {
    TestDatabase database;
    database.add_silent_session("3 hours");
    Holder holder{database, "lock table chat.session"};
    const std::string passfile = file_with("passfile", "*:*:*:*:" + password_in_use + "\n");
    Process sweep{chatsweep_binary(),
                  {"sweep", "-d", database.dsn() + " passfile=" + passfile, "--timeout", "2h"},
                  {{"PGPASSWORD", password_in_use}}};
    (void)blocked_backend(database, &sweep);

    std::ostringstream line;
    line << std::ifstream{"/proc/" + std::to_string(sweep.pid()) + "/cmdline"}.rdbuf();
    EXPECT_THAT(line.str(), HasSubstr("passfile"));
    expect_hidden(line.str(), "the command line");
    expect_hidden(
        database.value("select string_agg(a::text, ' ') from pg_stat_activity a where"
                       " application_name = 'chatsweep' and datname = current_database()"),
        "pg_stat_activity");
    holder.let_go();
    EXPECT_EQ(sweep.wait().code, 0);
    proved("7 no way in: passwords in process lists", tried_, shown_);
}

TEST_F(Passwords, OfReceiversAreNeitherShownNorKept) {
    TestDatabase database;
    HttpServer server{[](const Received& request) {
        return Reply{.status = 500, .body = request.headers.at("webhook-signature")};
    }};
    const Arguments receivers = telling(database, {{"desk", server.url("/hook"), {"retries: 0"}}});
    EXPECT_EQ(chatsweep(with(receivers, "deliver")).code, 0);
    add_committed_run(database, {"1"});
    const auto look = [&](const std::string& text, const std::string& of) {
        const bool shows = text.find(a_secret) != std::string::npos ||
                           text.find(a_secret.substr(6)) != std::string::npos;
        EXPECT_FALSE(shows) << of << ": " << text;
        ++tried_;
        shown_ += shows ? 1 : 0;
    };
    for (const std::string format : {"table", "json", "ndjson", "csv"}) {
        for (const Arguments& more :
             std::vector<Arguments>{{"--dry-run"}, {"--wait", "0s"}, {"--again", "--wait", "0s"}}) {
            Arguments arguments = with(receivers, "deliver", more);
            arguments.insert(arguments.end(), {"-vv", "--format", format});
            const Ended ended = chatsweep(arguments);
            look(ended.out + ended.err, "deliver");
        }
        look(chatsweep(with(receivers, "check", {"-vv", "--format", format})).out, "check");
    }
    look(database.value("select string_agg(r::text, ' ') from chatsweep.receiver r") +
             database.value("select string_agg(d::text, ' ') from chatsweep.delivery d"),
         "the database");
    EXPECT_GT(server.received().size(), 0U);
    proved("7 no way in: secrets of receivers", tried_, shown_);
}

} // namespace
} // namespace chatsweep::test

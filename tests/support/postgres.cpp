// SPDX-License-Identifier: Apache-2.0
#include "support/postgres.hpp"

#include "sql/embedded.hpp"
#include "store/schema.hpp"

#include <unistd.h>

#include <cstdlib>
#include <functional>
#include <stdexcept>

namespace chatsweep::test {

namespace {

std::string unique_name(const std::string& prefix) {
    static int number = 0;
    return prefix + "_" + std::to_string(getpid()) + "_" + std::to_string(++number);
}

void require_cluster() {
    if (std::getenv("PGHOST") == nullptr) {
        throw std::runtime_error{
            "no PostgreSQL to test with: PGHOST is not set\n"
            "hint: run scripts/test, or scripts/with-postgres --fast COMMAND."};
    }
}

/// Another version of the SQL has a template of its own, so that a cluster may outlive a build.
std::string template_name() {
    std::size_t hash = 0;
    for (const sql::File& file : sql::files()) {
        hash = hash * 31 + std::hash<std::string_view>{}(file.text);
    }
    return "chatsweep_template_" + std::to_string(hash);
}

void install(const std::string& dsn) {
    Watchdog watchdog;
    ConnectionSettings settings;
    settings.dsn = dsn;
    Database connection{settings, watchdog};
    Transaction tx{connection, Access::read_write};
    apply_schema(
        tx, {.with_chat = true, .adapter = adapter_text("chat"), .adapter_name = "adapter chat"});
    tx.commit();
}

/// A copy of the files costs the server and its standby less than a copy by way of the log.
std::string copying(const pqxx::connection& server) {
    constexpr int first_with_a_choice = 150000;
    return server.server_version() < first_with_a_choice ? "" : " strategy file_copy";
}

/// Tests run side by side, each in a process of its own: the first makes the template, under a
/// lock that the others wait for.
void require_template(pqxx::nontransaction& work, const std::string& name) {
    work.exec("select pg_advisory_lock(7101)");
    const bool ready =
        work.exec("select 1 from pg_database where datname = '" + name + "' and datistemplate")
            .size() == 1;
    if (!ready) {
        work.exec("drop database if exists " + name);
        work.exec("create database " + name);
        install("dbname=" + name);
        work.exec("alter database " + name + " is_template true");
    }
    work.exec("select pg_advisory_unlock(7101)");
}

} // namespace

TestDatabase::TestDatabase(With with) : name_(unique_name("chatsweep_test")) {
    require_cluster();
    pqxx::connection maintenance{"dbname=postgres"};
    pqxx::nontransaction work{maintenance};
    std::string from = "template0";
    if (with == With::chat) {
        from = template_name();
        require_template(work, from);
    }
    work.exec("create database " + name_ + " template " + from + copying(maintenance));
    connection_ = std::make_unique<pqxx::connection>(dsn());
}

TestDatabase::TestDatabase(const Cluster& cluster)
    : server_(cluster.conninfo() + ' '), name_(unique_name("chatsweep_test")) {
    pqxx::connection maintenance{server_ + "dbname=postgres"};
    pqxx::nontransaction{maintenance}.exec("create database " + name_);
    install(dsn());
    connection_ = std::make_unique<pqxx::connection>(dsn());
}

TestDatabase::~TestDatabase() {
    connection_.reset();
    try {
        pqxx::connection maintenance{server_ + "dbname=postgres"};
        pqxx::nontransaction{maintenance}.exec("drop database " + name_ + " with (force)");
    } catch (const std::exception&) {
        // A test that took the cluster down takes the database with it.
        return;
    }
}

void TestDatabase::follow(const Cluster& cluster) {
    server_ = cluster.conninfo() + ' ';
    connection_ = std::make_unique<pqxx::connection>(dsn());
}

pqxx::result TestDatabase::run(const std::string& sql) {
    pqxx::work work{*connection_};
    pqxx::result result = work.exec(sql);
    work.commit();
    return result;
}

std::string TestDatabase::value(const std::string& sql) {
    return run(sql).one_row()[0].as<std::string>("");
}

long long TestDatabase::count(const std::string& sql) {
    return std::stoll(value(sql));
}

long long TestDatabase::closed_sessions() {
    return count("select count(*) from chat.session where status = 'closed'");
}

std::string TestDatabase::add_session(const std::string& columns, const std::string& values) {
    return value("insert into chat.session (" + columns + ") values (" + values + ") returning id");
}

void TestDatabase::add_message(const std::string& session_id, const std::string& sender,
                               const std::string& ago) {
    run("insert into chat.message (session_id, sender, sent_at, body) values (" + session_id +
        ", '" + sender + "', now() - interval '" + ago + "', 'secret body')");
}

std::string TestDatabase::add_silent_session(const std::string& ago, const std::string& channel) {
    std::string id = add_session("channel, started_at", "'" + channel + "', now() - interval '" +
                                                            ago + "' - interval '1m'");
    add_message(id, "customer", ago);
    run("insert into chat.message (session_id, sender, sent_at, body) values (" + id +
        ", 'agent', now() - interval '" + ago + "' + interval '1 millisecond', 'secret body')");
    return id;
}

TestRole::TestRole(TestDatabase& database, const std::string& attributes)
    : database_(database), name_(unique_name("chatsweep_role")) {
    database_.run("create role " + name_ + " login " + attributes);
}

TestRole::~TestRole() {
    try {
        database_.run("drop owned by " + name_ + "; drop role " + name_);
    } catch (const std::exception&) {
        // Whatever it still owns goes with the cluster.
        return;
    }
}

} // namespace chatsweep::test

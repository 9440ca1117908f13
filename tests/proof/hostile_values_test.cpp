// SPDX-License-Identifier: Apache-2.0
#include "store/schema.hpp"
#include "support/harm.hpp"
#include "support/judging.hpp"
#include "support/proof.hpp"
#include "support/receivers.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace chatsweep::test {
namespace {

using ::testing::HasSubstr;

/// Values that try to break out of a statement, a line, a cell, a quoted text or the terminal.
const std::vector<std::string> hostile{
    "'; drop table chat.session; --",
    R"(")}],"x":{\)",
    "$1 %s %I {0} ${x} `id` $(id)",
    "two\nlines\r\nand\ta tab",
    "\x1b[2J\x1b]0;title\x07\x7f",
    "\xc2\x9b"
    "31m \xe2\x80\xae"
    "txt \xe2\x81\xa6",
    "=cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd",
    "+1-2",
    "<script>alert(1)</script><!--",
    "{a,b}\",\\{}",
    std::string(900, 'x'),
};

const std::vector<std::string> formats{"table", "json", "ndjson", "csv"};

/// All of them at once.
std::string joined() {
    std::string all;
    for (const std::string& value : hostile) {
        all += value.substr(0, 60);
    }
    return all;
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
    std::size_t found = 0;
    for (std::size_t at = text.find(from); at != std::string::npos;
         at = text.find(from, at + to.size())) {
        text.replace(at, from.size(), to);
        ++found;
    }
    EXPECT_GT(found, 0U) << from;
    return text;
}

class HostileValues : public ::testing::Test {
protected:
    TestDatabase database;
    long long printed_ = 0;
    long long flaws_ = 0;

    /// Sessions whose ids and attributes are these values, as an adapter may show them.
    void fill() {
        add_sessions();
        show_ids_of_text();
    }

    void add_sessions() {
        pqxx::connection connection{database.dsn()};
        pqxx::work work{connection};
        for (const std::string& value : hostile) {
            work.exec("insert into chat.session (tenant, channel, labels, started_at) values"
                      " ($1, $1, array[$1], now() - interval '1 day')",
                      pqxx::params{value});
        }
        work.commit();
        database.run("insert into chat.message (session_id, sender, sent_at, body) select id,"
                     " 'customer', now() - interval '3 hours', 'a secret body' from chat.session"
                     " where closed_at is null");
    }

    void show_ids_of_text() {
        std::string adapter =
            replaced(adapter_text("chat").value(), "s.id::text", "(s.tenant || '#' || s.id)");
        const std::size_t begin = adapter.find("    select case\n");
        const std::size_t end = adapter.find("$$", begin);
        adapter.replace(begin, end - begin,
                        "select substring(session_id from '#([0-9]+)$')::bigint\n");
        for (const std::string column : {"environment", "handler", "started_by", "status"}) {
            adapter = replaced(adapter, "s." + column + "::text ", "s.channel ");
        }
        database.run("drop view chatsweep.session_facts cascade; " + adapter);
    }

    std::string fingerprint(const std::string& tables) {
        std::string all;
        for (const pqxx::row& row :
             database.run("select format('%I.%I', schemaname, tablename) from pg_tables where "
                          "schemaname in ('chat', 'chatsweep') and tablename ~ '" +
                          tables + "' order by 1")) {
            const auto table = row[0].as<std::string>();
            all += table + ' ' +
                   database.value("select md5(coalesce(string_agg(t::text, '|' order by t::text),"
                                  " '')) from " +
                                  table + " t") +
                   '\n';
        }
        return all;
    }

    /// Runs the command; what it prints must be harmless and well-formed.
    void expect_harmless_as(const std::string& format, const Arguments& command) {
        Arguments arguments = command;
        arguments.insert(arguments.end(), {"-d", database.dsn(), "-v", "--format", format});
        const Ended ended = chatsweep(arguments);
        EXPECT_EQ(ended.code, 0) << command[0] << ended.err;
        for (const std::string& flaw : {flaw_of(ended.out, format), harm_in(ended.err)}) {
            EXPECT_EQ(flaw, "") << command[0] << " --format " << format;
            flaws_ += flaw.empty() ? 0 : 1;
            ++printed_;
        }
    }

    void expect_harmless(const Arguments& command) {
        for (const std::string& format : formats) {
            expect_harmless_as(format, command);
        }
    }
};

Arguments with_policies(Arguments command) {
    static const Arguments policies = policies_file(
        "  - { name: \"=1+1,'\\\"<b>\", match: { channel: nobody }, timeout: 2h }\n"
        "  - name: \"'; drop schema chat; --\"\n    match: {}\n    hold_labels: [\"{a,b}\"]\n"
        "    timers:\n      - warn: { after: 1h, since: last_customer_message, message: "
        "\"@x\\\"\", "
        "late_warning: skip }\n"
        "      - close: { after: 2h, since: last_customer_message }\n");
    command.insert(command.end(), policies.begin(), policies.end());
    return command;
}

TEST_F(HostileValues, ChangeNothingButWhatIsPrintedAndAreEscapedThere) {
    fill();
    std::vector<Arguments> commands{{"check"}, {"report"}, {"sweep", "--dry-run"}};
    for (const pqxx::row& row :
         database.run("select session_id from chatsweep.session_facts order by native_id")) {
        commands.push_back({"explain", row[0].as<std::string>()});
    }
    const std::string before = fingerprint("");
    for (const Arguments& command : commands) {
        expect_harmless(with_policies(command));
    }
    EXPECT_EQ(fingerprint(""), before);

    for (const std::string& format : formats) {
        const std::string chat_but_sessions = fingerprint("message|participant");
        expect_harmless_as(format, with_policies({"sweep"}));
        EXPECT_EQ(fingerprint("message|participant"), chat_but_sessions);
        add_sessions();
    }
    EXPECT_EQ(
        database.count("select count(*) from chat.session where status = 'closed' and tenant ="
                       " channel and labels = array[channel]"),
        static_cast<long long>(formats.size() * hostile.size()));
    EXPECT_EQ(database.count("select count(*) from chatsweep.event e join chat.session s on"
                             " e.session_id = s.tenant || '#' || s.id and e.tenant = s.tenant"
                             " and e.channel = s.channel where action = 'close'"),
              static_cast<long long>(formats.size() * hostile.size()));
    const std::string after = fingerprint("");
    expect_harmless({"history"});
    expect_harmless({"history", database.value("select run_id from chatsweep.run order by "
                                               "started_at limit 1")});
    expect_harmless(with_policies(commands.back()));
    EXPECT_EQ(fingerprint(""), after);
    proved("7 no way in: hostile values of sessions and policies", printed_, flaws_);
}

TEST_F(HostileValues, OfAMegabyteAreAnErrorAsAnIdAndNoneElsewhere) {
    fill();
    database.run("update chat.session set tenant = repeat('x', 1000000) where id = 1");
    const Ended ended = chatsweep(with_policies({"sweep", "-d", database.dsn()}));
    EXPECT_EQ(ended.code, 8);
    EXPECT_THAT(ended.err, HasSubstr("view chatsweep.session_facts has a session id of 1000002 "
                                     "bytes, and 1000 are the most"));
    EXPECT_LT(ended.err.size(), 1000U);
    EXPECT_EQ(database.count("select count(*) from chat.session where closed_at is not null"), 0);

    database.run("update chat.session set tenant = 'x', channel = repeat(E'\\x1bxxxxxxxxx', "
                 "100000), labels ="
                 " array[repeat(E'\\n', 10000)] where id = 1");
    expect_harmless(with_policies({"report"}));
    expect_harmless(with_policies({"explain", "x#1"}));
    EXPECT_EQ(chatsweep(with_policies({"sweep", "-d", database.dsn()})).code, 0);
    EXPECT_EQ(database.count("select count(*) from chat.session where closed_at is null"), 0);
    proved("7 no way in: values of a megabyte", printed_, flaws_);
}

TEST_F(HostileValues, OfTheLedgerAndOfReceiversAreEscapedToo) {
    const Arguments receivers =
        telling(database, {{R"("=\"desk\",<b>'")", "http://127.0.0.1:9/hook", {"retries: 0"}}});
    pqxx::connection connection{database.dsn()};
    pqxx::work work{connection};
    std::vector<std::string> values = hostile;
    values.push_back(joined());
    for (const std::string& value : values) {
        work.exec(
            "with run as (insert into chatsweep.run (run_id, attempt, state, outcome, error,"
            " host, tool_version, limited_to) values (gen_random_uuid(), 1, 'committed',"
            " 'acted', $1, $1, $1, array[$1]) returning *), receiver as (insert into"
            " chatsweep.receiver (name, problem) values ($1, $1)) insert into chatsweep.event"
            " (run_id, attempt, session_id, action, kind, role, message, route, policy, timer,"
            " reason, clock, clock_at, due_at, unanswered, status_before, tenant, environment,"
            " channel) select run_id, 1, $1, $1, $1, $1, $1, $1, $1, $1, $1, $1, now(), now(),"
            " true, $1, $1, $1, $1 from run",
            pqxx::params{value});
    }
    work.commit();
    database.run("insert into chatsweep.delivery (receiver, event_id, session_id, state, problem)"
                 " select r.name, e.event_id, e.session_id, 'parked', e.reason from"
                 " chatsweep.receiver r, chatsweep.event e");

    expect_harmless({"history"});
    expect_harmless({"history", database.value("select run_id from chatsweep.run order by"
                                               " length(host) desc limit 1")});
    Arguments deliver{"deliver", "--dry-run"};
    deliver.insert(deliver.end(), receivers.begin(), receivers.begin() + 2);
    expect_harmless(deliver);
    deliver.erase(deliver.begin() + 1);
    deliver.insert(deliver.end(), {"--wait", "0s"});
    expect_harmless(deliver);
    proved("7 no way in: hostile values of the ledger", printed_, flaws_);
}

TEST_F(HostileValues, OfInvalidUtf8InADatabaseThatDoesNotCareChangeNothing) {
    const std::string name = database.name() + "_ascii";
    pqxx::connection admin{database.dsn()};
    pqxx::nontransaction work{admin};
    work.exec("create database " + name +
              " template template0 encoding 'SQL_ASCII' lc_collate 'C'"
              " lc_ctype 'C'");
    const Arguments there{"-d", "dbname=" + name, "--timeout", "2h"};
    const auto run = [&](Arguments command) {
        command.insert(command.end(), there.begin(), there.end());
        return chatsweep(command);
    };
    EXPECT_EQ(
        chatsweep({"schema", "apply", "--with-chat", "--adapter", "chat", there[0], there[1]}).code,
        0);
    {
        pqxx::connection connection{"dbname=" + name + " client_encoding=SQL_ASCII"};
        pqxx::work writer{connection};
        writer.exec("insert into chat.session (channel, started_at) values (E'\\xff\\xc0\\xaf',"
                    " now() - interval '1 day')");
        writer.commit();
    }
    for (const std::string& format : formats) {
        for (const Arguments& command :
             std::vector<Arguments>{{"report"}, {"explain", "1"}, {"sweep"}}) {
            Arguments arguments = command;
            arguments.insert(arguments.end(), {"--format", format});
            const Ended ended = run(arguments);
            EXPECT_EQ(ended.code, 5) << command[0];
            EXPECT_THAT(ended.err, HasSubstr("invalid byte sequence for encoding"));
            EXPECT_EQ(flaw_of(ended.out, format) + harm_in(ended.err), "") << command[0];
            ++printed_;
        }
    }
    pqxx::connection connection{"dbname=" + name};
    EXPECT_EQ(pqxx::nontransaction{connection}
                  .exec("select count(*) from chatsweep.event e join chat.session s on"
                        " s.id::text = e.session_id where s.closed_at is null")
                  .one_row()[0]
                  .as<int>(),
              0);
    connection.close();
    work.exec("drop database " + name + " with (force)");
    proved("7 no way in: invalid UTF-8 of a database", printed_, flaws_);
}

TEST_F(HostileValues, OnTheCommandLineAreEscapedAndDoNothing) {
    database.add_silent_session("3 hours");
    const std::string before = fingerprint("");
    for (const std::string& value : {hostile[0], hostile[5], joined() + "\xff"}) {
        for (const Arguments& command :
             std::vector<Arguments>{{"explain", value, "--timeout", "2h"},
                                    {"history", value},
                                    {"history", "--since", value},
                                    {"sweep", "--timeout", value},
                                    {"sweep", "--policy", value, "--timeout", "2h"},
                                    {"sweep", "--" + value},
                                    {"sweep", "-c", value},
                                    {"report", "-U", value, "--timeout", "2h"},
                                    {"schema", "grant", value},
                                    {"schema", "apply", "--adapter", value},
                                    {value}}) {
            Arguments arguments = command;
            arguments.insert(arguments.end(), {"-d", database.dsn()});
            const Ended ended = chatsweep(arguments);
            const std::string harm = harm_in(ended.out + ended.err);
            EXPECT_TRUE(std::set({2, 3, 4, 5, 8, 9}).contains(ended.code))
                << command[0] << ' ' << ended.code << ended.err;
            EXPECT_EQ(harm, "") << command[0] << ' ' << ended.code;
            flaws_ += harm.empty() ? 0 : 1;
            ++printed_;
        }
    }
    EXPECT_EQ(fingerprint(""), before);
    proved("7 no way in: hostile arguments", printed_, flaws_);
}

} // namespace
} // namespace chatsweep::test

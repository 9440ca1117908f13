// SPDX-License-Identifier: Apache-2.0
#include "support/judging.hpp"
#include "support/receivers.hpp"
#include "support/waiting.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <filesystem>

namespace chatsweep::test {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

class MetricsOfASweep : public ::testing::Test {
protected:
    MetricsOfASweep() { fs::create_directory(folder); }
    ~MetricsOfASweep() override { fs::remove_all(folder); }

    [[nodiscard]] Arguments arguments(const Arguments& more = {}) const {
        Arguments all{"sweep", "-d", database.dsn(), "--metrics-file", path, "--timeout", "2h"};
        all.insert(all.end(), more.begin(), more.end());
        return all;
    }
    Ended sweep(const Arguments& more = {}) { return chatsweep(arguments(more)); }

    /// The value of one metric of the last run; `name` with its labels, but for that of the sweep.
    [[nodiscard]] std::string value_of(const std::string& name,
                                       const std::string& labels = "") const {
        const std::string line =
            "\n" + name + "{sweep=\"chatsweep\"" + (labels.empty() ? "" : "," + labels) + "} ";
        const std::string text = text_of_file(path) + text_of_file(last_success);
        const std::size_t begin = text.find(line);
        if (begin == std::string::npos) {
            return "";
        }
        const std::size_t value = begin + line.size();
        return text.substr(value, text.find('\n', value) - value);
    }
    [[nodiscard]] std::string exit_code() const { return value_of("chatsweep_last_run_exit_code"); }
    [[nodiscard]] std::string outcome(const std::string& name) const {
        return value_of("chatsweep_last_run_outcome", "outcome=\"" + name + "\"");
    }

    TestDatabase database;
    fs::path folder = path_in_folder("metrics");
    std::string path = folder / "chatsweep.prom";
    std::string last_success = folder / "chatsweep_last_success.prom";
};

TEST_F(MetricsOfASweep, TellWhatItDid) {
    database.add_silent_session("3 hours");
    database.add_silent_session("4 hours");
    database.add_silent_session("1 hour");
    const std::string before = database.value("select extract(epoch from now())");
    const Ended ended = sweep({"--at-most", "1"});
    const std::string after = database.value("select extract(epoch from now())");

    EXPECT_EQ(ended.code, 0);
    EXPECT_EQ(ended.err, "");
    EXPECT_EQ(exit_code(), "0");
    EXPECT_EQ(outcome("closed"), "1");
    EXPECT_EQ(value_of("chatsweep_open_sessions"), "3");
    const std::string closing = "policy=\"everyone\",action=\"close\",outcome=";
    EXPECT_EQ(value_of("chatsweep_last_run_sessions", closing + "\"closed\""), "1");
    EXPECT_EQ(value_of("chatsweep_last_run_sessions", closing + "\"left_for_next\""), "1");
    // Due for 2 h when they were inserted, and for no longer than this test has run.
    const double lag =
        std::stod(value_of("chatsweep_last_run_closing_lag_seconds", "quantile=\"1\""));
    EXPECT_GE(lag, 7200);
    EXPECT_LE(lag, 7200 + std::stod(after) - std::stod(before) + 60);
    EXPECT_GE(std::stod(value_of("chatsweep_oldest_overdue_seconds")), 3600);
    EXPECT_GE(std::stod(value_of("chatsweep_last_success_timestamp_seconds")), std::stod(before));
    EXPECT_EQ(value_of("chatsweep_interval_seconds"), "43200");
    for (const char* phase : {"connect", "prepare", "load", "close", "commit"}) {
        EXPECT_NE(
            value_of("chatsweep_last_run_duration_seconds", "phase=\"" + std::string{phase} + "\""),
            "")
            << phase;
    }
}

TEST_F(MetricsOfASweep, TakeThePathFromTheVariableAndPleasePromtool) {
    database.add_silent_session("3 hours");
    const Ended ended = chatsweep({"sweep", "-d", database.dsn(), "--timeout", "2h"},
                                  {{"CHATSWEEP_METRICS_FILE", path}});
    const Ended checked =
        Process{"/bin/sh", {"-c", "cat " + path + " " + last_success + " | promtool check metrics"}}
            .wait();

    EXPECT_EQ(ended.code, 0);
    EXPECT_EQ(checked.code, 0) << checked.out << checked.err;
    EXPECT_EQ(checked.out + checked.err, "");
}

TEST_F(MetricsOfASweep, OfFailuresTellTheirExitCodeAndKeepTheLastSuccess) {
    ASSERT_EQ(sweep().code, 0);
    const std::string success = text_of_file(last_success);
    ASSERT_THAT(success, Not(IsEmpty()));
    database.add_silent_session("3 hours");

    EXPECT_EQ(sweep({"-h", "/nonexistent"}).code, 4);
    EXPECT_EQ(exit_code() + outcome("failed"), "41");
    EXPECT_EQ(value_of("chatsweep_open_sessions"), "");
    database.add_silent_session("3 hours");
    const std::string guarded =
        write_file("guarded.yaml", "version: 1\nguards: { max_close: 1 }\n");
    EXPECT_EQ(sweep({"-c", guarded}).code, 7);
    EXPECT_EQ(exit_code() + outcome("guard"), "71");
    EXPECT_EQ(value_of("chatsweep_open_sessions"), "2");
    EXPECT_GE(std::stod(value_of("chatsweep_oldest_overdue_seconds")), 3600);
    EXPECT_EQ(sweep({"-c", write_file("broken.yaml", "version: 7\n")}).code, 3);
    EXPECT_EQ(exit_code() + outcome("failed"), "31");
    EXPECT_EQ(sweep({"--policy", "nobody"}).code, 3);
    EXPECT_EQ(exit_code(), "3");
    EXPECT_EQ(text_of_file(last_success), success);
}

TEST_F(MetricsOfASweep, TellOfAnotherOneAndOfASignal) {
    database.add_silent_session("3 hours");
    close_in_steps(database);
    database.run("create function wait_for_it() returns trigger language plpgsql as "
                 "'begin perform pg_advisory_xact_lock(7); return new; end'; "
                 "create trigger wait before update on chat.session "
                 "for each row execute function wait_for_it()");
    Holder holder{database, "select pg_advisory_xact_lock(7)"};
    Process process{chatsweep_binary(), arguments()};
    blocked_backend(database, &process);

    EXPECT_EQ(sweep().code, 75);
    EXPECT_EQ(exit_code() + outcome("busy"), "751");
    process.send(SIGTERM);
    EXPECT_EQ(process.wait().signal, SIGTERM);
    EXPECT_EQ(exit_code() + outcome("interrupted"), "1431");
    EXPECT_FALSE(fs::exists(last_success));
}

TEST_F(MetricsOfASweep, OfSomePoliciesAreNoSuccessOfAll) {
    EXPECT_EQ(sweep({"--policy", "everyone"}).code, 0);
    EXPECT_EQ(exit_code(), "0");
    EXPECT_FALSE(fs::exists(last_success));
}

TEST_F(MetricsOfASweep, OfADryRunDoNotExist) {
    const Ended ended = chatsweep({"sweep", "--dry-run", "-d", database.dsn(), "--timeout", "2h"},
                                  {{"CHATSWEEP_METRICS_FILE", path}});
    EXPECT_EQ(ended.code, 0);
    EXPECT_FALSE(fs::exists(path));
}

TEST_F(MetricsOfASweep, ThatCannotBeWrittenChangeNothingForIt) {
    const std::string silent = database.add_silent_session("3 hours");
    const Ended ended = chatsweep({"sweep", "-d", database.dsn(), "--timeout", "2h",
                                   "--metrics-file", "/nonexistent/x.prom"});

    EXPECT_EQ(ended.code, 0);
    EXPECT_EQ(ended.out, "closed 1 of 1 open session\n");
    EXPECT_THAT(ended.err, StartsWith("chatsweep: warning: cannot write to /nonexistent/x.prom: No "
                                      "such file or directory (run "));
    EXPECT_THAT(ended.err, HasSubstr(")\nhint: the sweep does not depend on it; let the folder "
                                     "exist, and the user that runs chatsweep write there.\n"));
    EXPECT_EQ(database.value("select status from chat.session where id = " + silent), "closed");
}

TEST_F(MetricsOfASweep, OnAFullDiskChangeNothingForIt) {
    database.add_silent_session("3 hours");
    ASSERT_EQ(sweep().code, 0);
    const std::string success = text_of_file(last_success);
    database.add_silent_session("3 hours");
    std::string command;
    for (const std::string& argument : arguments()) {
        command += " '" + argument + "'";
    }
    // No file may grow, so what is said goes through pipes.
    const Ended ended = Process{"/bin/bash",
                                {"-c", "(ulimit -f 0; " + chatsweep_binary() + command +
                                           "; echo code $?) 2>&1 | cat"}}
                            .wait();

    EXPECT_THAT(ended.out, StartsWith("closed 1 of 1 open session\nchatsweep: warning: cannot "
                                      "write to " +
                                      path + ": File too large"));
    EXPECT_THAT(ended.out, HasSubstr("\ncode 0\n"));
    EXPECT_EQ(text_of_file(last_success), success);
    EXPECT_EQ(std::distance(fs::directory_iterator{folder}, fs::directory_iterator{}), 2);
}

TEST_F(MetricsOfASweep, TellWhatReceiversHaveNotBeenTold) {
    HttpServer desk;
    database.add_silent_session("3 hours");
    const Arguments telling_desk = telling(database, {{"desk", desk.url()}});
    const std::string waiting = "receiver=\"desk\",state=\"waiting\"";

    ASSERT_EQ(chatsweep(with(telling_desk, "sweep", {"--metrics-file", path})).code, 0);
    EXPECT_EQ(value_of("chatsweep_undelivered_events", waiting), "1");
    EXPECT_NE(value_of("chatsweep_undelivered_since_timestamp_seconds", "receiver=\"desk\""), "");
    ASSERT_EQ(chatsweep(with(telling_desk, "sweep", {"--metrics-file", path, "--deliver"})).code,
              0);
    EXPECT_EQ(value_of("chatsweep_undelivered_events", waiting), "0");
    EXPECT_EQ(desk.count(), 1U);
}

TEST_F(MetricsOfASweep, OfALoopAreWrittenAfterEachSweep) {
    Process process{chatsweep_binary(),
                    {"run", "-d", database.dsn(), "--timeout", "2h", "--interval", "1s",
                     "--metrics-file", path}};
    wait_until("it has swept", [&] { return exit_code() == "0"; });
    database.add_silent_session("3 hours");
    wait_until("it has closed it", [&] { return outcome("closed") == "1"; });
    process.send(SIGTERM);
    EXPECT_EQ(process.wait().code, 0);
    EXPECT_EQ(value_of("chatsweep_interval_seconds"), "1");
}

} // namespace
} // namespace chatsweep::test

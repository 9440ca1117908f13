// SPDX-License-Identifier: Apache-2.0
#include "support/judging.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

namespace chatsweep::test {
namespace {

using ::testing::ElementsAre;
using ::testing::MatchesRegex;

const char* const instant = "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{6}Z";
const char* const uuid = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";

/// The keys of an object and the JSON type of each, which a contract fixes.
std::string shape_of(const Json& object) {
    std::string shape;
    for (const auto& [key, value] : object.items()) {
        shape += (shape.empty() ? "" : " ") + key + ":" + value.type_name();
    }
    return shape;
}

const char* const counts_shape =
    "open:number judged:number due:number closed:number held:number kept_on_second_look:number "
    "skipped_locked:number gone:number left_for_next:number unanswered:number "
    "future_dated:number actions:object";

const char* const session_shape =
    "session_id:string action:string kind:string outcome:string policy:string timer:string "
    "reason:string "
    "last_customer_message_at:string clock:string clock_at:string due_at:string "
    "overdue_seconds:number unanswered:boolean";

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream stream{text};
    for (std::string line; std::getline(stream, line);) {
        lines.push_back(line);
    }
    return lines;
}

class Contract : public ::testing::Test {
protected:
    Json ask(Arguments arguments, int code = 0) {
        arguments.insert(arguments.end(), {"-d", database.dsn(), "--format", "json"});
        const Ended ended = chatsweep(arguments);
        EXPECT_EQ(ended.code, code) << ended.err;
        return json_of(ended);
    }

    TestDatabase database;
    std::string due = database.add_silent_session("3 hours");
    std::string lively = database.add_silent_session("1 hour", "web");
};

TEST_F(Contract, OfASweep) {
    const Json sweep = ask({"sweep", "--timeout", "2h"});

    EXPECT_EQ(shape_of(sweep),
              "schema_version:number command:string run_id:string dry_run:boolean as_of:string "
              "outcome:string policy_version:string limited_to:array counts:object guard:null "
              "error:null standby:null durations_ms:object sessions:array");
    EXPECT_EQ(sweep["schema_version"], 1);
    EXPECT_EQ(sweep["command"], "sweep");
    EXPECT_EQ(sweep["dry_run"], false);
    EXPECT_EQ(sweep["outcome"], "closed");
    EXPECT_THAT(sweep["run_id"].get<std::string>(), MatchesRegex(uuid));
    EXPECT_EQ(shape_of(sweep["counts"]), counts_shape);
    EXPECT_EQ(sweep["counts"]["open"], 2);
    EXPECT_EQ(sweep["counts"]["closed"], 1);
    EXPECT_THAT(keys_of(sweep["durations_ms"]),
                ElementsAre("connect", "prepare", "load", "close", "commit"));
    ASSERT_EQ(sweep["sessions"].size(), 1);
    const Json& session = sweep["sessions"][0];
    EXPECT_EQ(shape_of(session), session_shape);
    EXPECT_EQ(session["session_id"], due);
    EXPECT_EQ(session["outcome"], "closed");
    for (const char* key : {"last_customer_message_at", "clock_at", "due_at"}) {
        EXPECT_THAT(session[key].get<std::string>(), MatchesRegex(instant)) << key;
    }
}

TEST_F(Contract, OfASweepWithNothingDue) {
    const Json sweep = ask({"sweep", "--timeout", "9h"});

    EXPECT_EQ(sweep["outcome"], "nothing_due");
    EXPECT_EQ(sweep["counts"]["open"], 2);
    EXPECT_EQ(sweep["sessions"], Json::array());
}

TEST_F(Contract, OfADryRun) {
    const Json sweep = ask({"sweep", "--dry-run", "--timeout", "2h", "--policy", "everyone"});

    EXPECT_EQ(sweep["dry_run"], true);
    EXPECT_EQ(sweep["outcome"], "dry_run");
    EXPECT_EQ(sweep["limited_to"], Json::array({"everyone"}));
    EXPECT_EQ(sweep["counts"]["due"], 1);
    EXPECT_EQ(sweep["counts"]["closed"], 0);
    EXPECT_EQ(sweep["sessions"][0]["outcome"], "would_close");
}

TEST_F(Contract, OfASweepThatFailed) {
    database.run("update chatsweep.adapter set fence = null");

    const Json sweep = ask({"sweep", "--timeout", "2h"}, 8);

    EXPECT_EQ(sweep["outcome"], "failed");
    EXPECT_EQ(sweep["error"],
              "the fence of adapter 'chat' does not hold: the adapter names no fence");
    EXPECT_EQ(sweep["counts"]["closed"], 0);
}

TEST_F(Contract, OfAReport) {
    ask({"sweep", "--timeout", "9h"});
    database.run("update chat.session set labels = '{vip}' where id = " + lively);
    const Arguments policies =
        policies_file("  - { name: all, match: {}, timeout: 30m, hold_labels: vip }\n");

    const Json report = ask({"report", policies[0], policies[1]});

    EXPECT_EQ(shape_of(report),
              "schema_version:number command:string run_id:null dry_run:boolean as_of:string "
              "outcome:string policy_version:string last_sweep_at:string next_sweep_at:string "
              "counts:object guard:null error:null standby:null durations_ms:object groups:array "
              "undelivered:array sessions:array");
    EXPECT_EQ(shape_of(report["counts"]), counts_shape);
    EXPECT_EQ(report["groups"].size(), 2);
    EXPECT_EQ(shape_of(report["groups"][0]),
              "policy:string tenant:string channel:string open:number due:number held:number "
              "unanswered:number due_actions:object oldest_idle_seconds:number "
              "median_idle_seconds:number");
    ASSERT_EQ(report["sessions"].size(), 2);
    EXPECT_EQ(shape_of(report["sessions"][0]), session_shape);
    EXPECT_EQ(report["sessions"][0]["outcome"], "would_close");
    EXPECT_EQ(report["sessions"][1]["outcome"], "held");
    EXPECT_EQ(report["sessions"][1]["reason"], "label");
}

TEST_F(Contract, OfAnExplanation) {
    const Json open = ask({"explain", due, "--timeout", "2h"});

    EXPECT_THAT(keys_of(open),
                ElementsAre("schema_version", "command", "session_id", "as_of", "status",
                            "closed_at", "close_reason", "conclusion", "decision", "reason",
                            "unanswered", "policy", "policy_version", "due_at", "goes_at",
                            "last_sweep_at", "facts", "policies", "timers", "holds", "events",
                            "closed_by"));
    EXPECT_EQ(open["decision"], "close");
    EXPECT_EQ(open["closed_by"], nullptr);
    EXPECT_EQ(open["facts"]["channel"], "whatsapp");
    EXPECT_EQ(shape_of(open["timers"][0]),
              "timer:string action:string role:null after_seconds:number "
              "before_close_seconds:null since:string standing:string clock:string "
              "clock_at:string due_at:string done_at:null overdue_seconds:number "
              "decides:boolean");

    ask({"sweep", "--timeout", "2h"});
    const Json closed = ask({"explain", due, "--timeout", "2h"});
    EXPECT_EQ(closed["decision"], nullptr);
    EXPECT_EQ(closed["status"], "closed");
    EXPECT_EQ(closed["close_reason"], "timeout");
    EXPECT_EQ(closed["facts"], nullptr);
    EXPECT_EQ(closed["events"].size(), 1);
    EXPECT_EQ(closed["closed_by"]["run_id"], closed["events"][0]["run_id"]);
}

TEST_F(Contract, OfHistory) {
    const Json sweep = ask({"sweep", "--timeout", "2h"});

    const Json history = ask({"history"});

    EXPECT_EQ(shape_of(history),
              "schema_version:number command:string undelivered:array runs:array");
    ASSERT_EQ(history["runs"].size(), 1);
    const Json& run = history["runs"][0];
    EXPECT_EQ(shape_of(run),
              "run_id:string attempt:number state:string outcome:string started_at:string "
              "finished_at:string duration_seconds:number host:string tool_version:string "
              "policy_version:string limited_to:array counts:object wrote_after_close:number "
              "error:null");
    EXPECT_EQ(run["run_id"], sweep["run_id"]);
    EXPECT_EQ(run["counts"], sweep["counts"]);
    EXPECT_EQ(run["policy_version"], sweep["policy_version"]);
}

TEST_F(Contract, OfOneRun) {
    const Json sweep = ask({"sweep", "--timeout", "2h"});

    const Json run = ask({"history", sweep["run_id"].get<std::string>()});

    EXPECT_EQ(shape_of(run),
              "schema_version:number command:string run_id:string attempts:array events:array");
    ASSERT_EQ(run["events"].size(), 1);
    EXPECT_EQ(shape_of(run["events"][0]),
              "event_id:number run_id:string attempt:number session_id:string action:string "
              "kind:string role:null message:null route:null policy:string policy_version:string "
              "timer:string reason:string "
              "last_customer_message_at:string clock:string clock_at:string due_at:string "
              "unanswered:boolean status_before:string recorded_at:string");
    for (const char* key : {"due_at", "clock_at", "last_customer_message_at"}) {
        EXPECT_EQ(run["events"][0][key], sweep["sessions"][0][key]) << key;
    }
}

TEST_F(Contract, OfACheck) {
    const Json check = ask({"check", "--timeout", "2h"});

    EXPECT_EQ(shape_of(check),
              "schema_version:number command:string outcome:string findings:array");
    EXPECT_EQ(check["findings"][0], (Json{{"name", "configuration"},
                                          {"status", "ok"},
                                          {"detail", "1 policy, a sweep every 12h"},
                                          {"hint", nullptr}}));
}

TEST_F(Contract, NdjsonIsALineForEachSessionAndThenOneWithTheRest) {
    const Ended ended =
        chatsweep({"sweep", "-d", database.dsn(), "--timeout", "30m", "--format", "ndjson"});

    const std::vector<std::string> lines = lines_of(ended.out);
    ASSERT_EQ(lines.size(), 3U) << ended.out;
    EXPECT_EQ(shape_of(Json::parse(lines[0])), session_shape);
    EXPECT_EQ(Json::parse(lines[0])["session_id"], due);
    EXPECT_EQ(Json::parse(lines[1])["session_id"], lively);
    const Json rest = Json::parse(lines[2]);
    EXPECT_EQ(rest["outcome"], "closed");
    EXPECT_EQ(rest["counts"]["closed"], 2);
    EXPECT_FALSE(rest.contains("sessions"));
}

TEST_F(Contract, CsvHasAHeaderAndALineForEachSession) {
    const Ended ended =
        chatsweep({"report", "-d", database.dsn(), "--timeout", "2h", "--format", "csv"});

    const std::vector<std::string> lines = lines_of(ended.out);
    ASSERT_EQ(lines.size(), 2U) << ended.out;
    EXPECT_EQ(lines[0],
              "session_id,action,kind,outcome,policy,timer,reason,last_customer_message_at,"
              "clock,clock_at,due_at,overdue_seconds,unanswered\r");
    EXPECT_THAT(lines[1], MatchesRegex(due + ",close,closed,would_close,everyone,timeout,timeout," +
                                       instant + ",last_customer_message," + instant + "," +
                                       instant + ",[0-9]+,false\r"));
}

} // namespace
} // namespace chatsweep::test

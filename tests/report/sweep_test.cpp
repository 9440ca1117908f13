// SPDX-License-Identifier: Apache-2.0
#include "report/golden.hpp"
#include "report/samples.hpp"

#include <nlohmann/json.hpp>

namespace chatsweep::test {
namespace {

struct ASweep {
    Plan plan = small_plan();
    PolicySet policies = two_policies();

    [[nodiscard]] SweepDocument document() const {
        SweepDocument document{plan, policies};
        document.run_id = {"0193e4c2-7b1f-4c3a-9d54-1f6f4a1c2b3d"};
        document.dry_run = true;
        document.outcome = Outcome::dry_run;
        document.policy_version = "3f2a9c1b8d04";
        document.durations = {{"connect", 3.5}, {"close", 1.25}, {"close", 2.0004}};
        return document;
    }

    [[nodiscard]] SweepDocument done() {
        plan.counts.closed = 2;
        SweepDocument document = this->document();
        document.dry_run = false;
        document.outcome = Outcome::closed;
        return document;
    }
};

TEST(SweepDocument, LooksAsItDidInEveryFormat) {
    const ASweep sweep;
    expect_golden_in_every_format(sweep.document(), "sweep_dry_run");
}

TEST(SweepDocument, ThatAGuardStoppedLooksAsItDidInEveryFormat) {
    const ASweep sweep;
    SweepDocument document = sweep.document();
    document.outcome = Outcome::guard;
    document.limited_to = {"whatsapp"};
    document.guard =
        GuardTrip{"max_close", "max_close: 2 sessions would be closed, more than the limit of 1",
                  "Look at chatsweep report; then raise the guard."};
    expect_golden_in_every_format(document, "sweep_guard");
}

TEST(SweepDocument, ShowsEveryActionInEveryFormat) {
    ASweep sweep;
    sweep.plan = busy_plan();
    sweep.policies = many_timers();
    expect_golden_in_every_format(sweep.document(), "sweep_timers");
}

TEST(SweepDocument, SaysInOneLineWhatWasDoneApartFromClosing) {
    ASweep sweep;
    sweep.plan = busy_plan();
    sweep.policies = many_timers();
    SweepDocument document = sweep.done();
    document.outcome = Outcome::acted;
    sweep.plan.counts.closed = 0;
    EXPECT_EQ(rendered(document, Format::table),
              "closed 0 of 5678 open sessions; 1 warned, 2 made inactive, 3 gone idle, "
              "4 disconnected, 5 with an event recorded\n");
}

TEST(SweepDocument, WithNothingDueLooksAsItDidInEveryFormat) {
    ASweep sweep;
    sweep.plan.sessions.clear();
    sweep.plan.counts = {};
    sweep.plan.counts.open = 1;
    expect_golden_in_every_format(sweep.document(), "sweep_nothing_due");
}

TEST(SweepDocument, SaysInOneLineWhatWasClosedHoweverNarrowTheTerminal) {
    ASweep sweep;
    SweepDocument document = sweep.done();
    document.limited_to = {"whatsapp", "everyone-else"};
    EXPECT_EQ(rendered(document, Format::table, 40),
              "closed 2 of 5678 open sessions (1 held, 1 left for the next run), "
              "acting on policies whatsapp, everyone-else only\n");
}

TEST(SweepDocument, NamesOnlyTheExtrasThatAreNotZero) {
    ASweep sweep;
    sweep.plan.counts = {};
    sweep.plan.counts.open = 2;
    SweepDocument document = sweep.done();
    EXPECT_EQ(rendered(document, Format::table), "closed 2 of 2 open sessions\n");
    sweep.plan.counts.kept_on_second_look = 3;
    sweep.plan.counts.skipped_locked = 4;
    sweep.plan.counts.gone = 5;
    sweep.plan.counts.future_dated = 6;
    EXPECT_EQ(rendered(document, Format::table),
              "closed 2 of 2 open sessions (3 kept on second look, 4 skipped while being written "
              "to, 5 gone, 6 dated in the future)\n");
}

TEST(SweepDocument, IsSilentInATableWhenNothingWasDone) {
    ASweep sweep;
    SweepDocument document = sweep.done();
    for (const Outcome outcome : {Outcome::nothing_due, Outcome::busy, Outcome::failed,
                                  Outcome::interrupted, Outcome::unknown, Outcome::guard}) {
        document.outcome = outcome;
        EXPECT_EQ(rendered(document, Format::table), "");
    }
}

TEST(SweepDocument, ListsTwentySessionsInATableAndAllInJson) {
    ASweep sweep;
    for (int number = 0; number < 30; ++number) {
        sweep.plan.sessions.push_back(overdue_for(0s, "more-" + std::to_string(number)));
    }
    const std::string table = rendered(sweep.document(), Format::table);
    EXPECT_NE(table.find("more-15"), std::string::npos);
    EXPECT_EQ(table.find("more-16"), std::string::npos);
    EXPECT_NE(table.find("\n… and 14 more; --format json lists all\n"), std::string::npos);
    const auto json = nlohmann::json::parse(rendered(sweep.document(), Format::json));
    EXPECT_EQ(json.at("sessions").size(), 34U);
}

TEST(SweepDocument, HasEveryKeyOfTheContractInJson) {
    const ASweep sweep;
    const auto json = nlohmann::json::parse(rendered(sweep.document(), Format::json));
    EXPECT_EQ(json.at("schema_version"), 1);
    EXPECT_EQ(json.at("command"), "sweep");
    EXPECT_EQ(json.at("run_id"), "0193e4c2-7b1f-4c3a-9d54-1f6f4a1c2b3d");
    EXPECT_EQ(json.at("dry_run"), true);
    EXPECT_EQ(json.at("as_of"), "2026-11-20T12:00:00.000000Z");
    EXPECT_EQ(json.at("outcome"), "dry_run");
    EXPECT_EQ(json.at("policy_version"), "3f2a9c1b8d04");
    EXPECT_EQ(json.at("limited_to"), nlohmann::json::array());
    EXPECT_EQ(json.at("durations_ms"), nlohmann::json::parse(R"({"connect":3.5,"close":3.25})"));
    EXPECT_TRUE(json.at("guard").is_null());
    EXPECT_TRUE(json.at("error").is_null());
    for (const char* name :
         {"open", "judged", "due", "closed", "held", "kept_on_second_look", "skipped_locked",
          "gone", "left_for_next", "unanswered", "future_dated"}) {
        EXPECT_TRUE(json.at("counts").at(name).is_number_integer()) << name;
    }
    EXPECT_EQ(json.at("sessions").at(0), nlohmann::json::parse(R"({
        "session_id": "0193e4c2-7b1f-7c3a-9d54-1f6f4a1c2b3d", "action": "close", "kind": "closed",
        "outcome": "would_close", "policy": "whatsapp", "timer": "timeout", "reason": "timeout",
        "last_customer_message_at": "2026-11-16T22:00:00.000000Z",
        "clock": "last_customer_message", "clock_at": "2026-11-16T22:00:00.000000Z",
        "due_at": "2026-11-17T22:00:00.000000Z", "overdue_seconds": 223200,
        "unanswered": false})"));
    EXPECT_TRUE(json.at("sessions").at(1).at("last_customer_message_at").is_null());
}

TEST(SweepDocument, IsAsOfNoInstantInJsonWhenTheClockWasNeverRead) {
    const Plan empty;
    const ASweep sweep;
    SweepDocument document{empty, sweep.policies};
    document.outcome = Outcome::failed;
    document.error = "cannot connect";
    const auto json = nlohmann::json::parse(rendered(document, Format::json));
    EXPECT_TRUE(json.at("as_of").is_null());
    EXPECT_TRUE(json.at("run_id").is_null());
    EXPECT_EQ(json.at("error"), "cannot connect");
}

TEST(SweepDocument, SaysTheSameInNdjsonAsInJson) {
    const ASweep sweep;
    auto json = nlohmann::json::parse(rendered(sweep.document(), Format::json));
    std::istringstream lines{rendered(sweep.document(), Format::ndjson)};
    std::string line;
    for (const auto& session : json.at("sessions")) {
        ASSERT_TRUE(std::getline(lines, line));
        EXPECT_EQ(nlohmann::json::parse(line), session);
    }
    ASSERT_TRUE(std::getline(lines, line));
    json.erase("sessions");
    EXPECT_EQ(nlohmann::json::parse(line), json);
    EXPECT_FALSE(std::getline(lines, line));
}

} // namespace
} // namespace chatsweep::test

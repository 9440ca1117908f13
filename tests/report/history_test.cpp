// SPDX-License-Identifier: Apache-2.0
#include "report/golden.hpp"
#include "report/samples.hpp"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

namespace chatsweep::test {
namespace {

RunRecord an_abandoned_run() {
    RunRecord run = a_run();
    run.run_id = {"0193e231-64c0-7f60-8a3e-5d0c2f7e9912"};
    run.state = "abandoned";
    run.finished_at.reset();
    run.outcome.reset();
    run.policy_version.reset();
    run.counts.reset();
    run.wrote_after_close.reset();
    return run;
}

RunRecord a_run_with_nothing_due() {
    RunRecord run = a_run();
    run.run_id = {"0193e38a-1b07-7f60-8a3e-5d0c2f7e9913"};
    run.outcome = "nothing_due";
    run.counts = Counts{};
    run.counts->open = 12;
    run.wrote_after_close = 0;
    return run;
}

TEST(HistoryDocument, LooksAsItDidInEveryFormat) {
    expect_golden_in_every_format(
        HistoryDocument{{a_run(), a_run_with_nothing_due(), an_abandoned_run(), a_failed_run()}},
        "history");
}

TEST(HistoryDocument, WithoutARunLooksAsItDidInEveryFormat) {
    expect_golden_in_every_format(HistoryDocument{}, "history_empty");
}

TEST(HistoryDocument, ShowsAsMuchOfTheIdsAsTellsTheRunsApart) {
    RunRecord earlier = a_run();
    earlier.run_id = {"0193e4c2-7b10-7f60-8a3e-5d0c2f7e9914"};
    const std::string text = rendered(HistoryDocument{{a_run(), earlier}}, Format::table);
    EXPECT_THAT(text, testing::HasSubstr(" 0193e4c2-7b1f\n"));
    EXPECT_THAT(text, testing::HasSubstr(" 0193e4c2-7b10\n"));
}

TEST(HistoryDocument, HasEveryKeyInJson) {
    const HistoryDocument document{{a_run(), a_failed_run()}};
    const auto json = nlohmann::json::parse(rendered(document, Format::json));
    EXPECT_EQ(json.at("schema_version"), 1);
    EXPECT_EQ(json.at("command"), "history");
    const auto& run = json.at("runs").at(0);
    EXPECT_EQ(run.at("run_id"), "0193e4c2-7b1f-4c3a-9d54-1f6f4a1c2b3d");
    EXPECT_EQ(run.at("attempt"), 1);
    EXPECT_EQ(run.at("state"), "committed");
    EXPECT_EQ(run.at("outcome"), "closed");
    EXPECT_EQ(run.at("started_at"), "2026-11-20T00:00:00.000000Z");
    EXPECT_EQ(run.at("finished_at"), "2026-11-20T00:00:01.250000Z");
    EXPECT_EQ(run.at("duration_seconds"), 1.25);
    EXPECT_EQ(run.at("host"), "sweeper-1");
    EXPECT_EQ(run.at("tool_version"), "0.1.0");
    EXPECT_EQ(run.at("policy_version"), "3f2a9c1b8d04");
    EXPECT_EQ(run.at("counts").at("closed"), 1234);
    EXPECT_EQ(run.at("wrote_after_close"), 2);
    EXPECT_TRUE(run.at("error").is_null());
    const auto& failed = json.at("runs").at(1);
    EXPECT_EQ(failed.at("duration_seconds"), 90);
    EXPECT_EQ(failed.at("limited_to").at(1), "everyone-else");
    EXPECT_TRUE(failed.at("counts").is_null());
}

RunDocument a_run_of_two_attempts() {
    RunRecord failed = a_failed_run();
    failed.run_id = a_run().run_id;
    failed.attempt = 1;
    RunRecord committed = a_run();
    committed.attempt = 2;
    EventRecord unanswered = an_event();
    unanswered.event_id = 2;
    unanswered.session_id = "0193e4c2-7b1f-7c3a-9d54-1f6f4a1c2b3d";
    unanswered.unanswered = true;
    unanswered.last_customer_message_at.reset();
    unanswered.status_before.reset();
    return {{failed, committed}, {an_event(), unanswered}};
}

TEST(RunDocument, LooksAsItDidInEveryFormat) {
    expect_golden_in_every_format(a_run_of_two_attempts(), "run");
}

TEST(RunDocument, HasEveryKeyInJson) {
    const auto json = nlohmann::json::parse(rendered(a_run_of_two_attempts(), Format::json));
    EXPECT_EQ(json.at("schema_version"), 1);
    EXPECT_EQ(json.at("command"), "history");
    EXPECT_EQ(json.at("run_id"), "0193e4c2-7b1f-4c3a-9d54-1f6f4a1c2b3d");
    EXPECT_EQ(json.at("attempts").at(0).at("state"), "failed");
    EXPECT_EQ(json.at("events").at(0), nlohmann::json::parse(R"({
        "event_id": 1, "run_id": "0193e4c2-7b1f-4c3a-9d54-1f6f4a1c2b3d", "attempt": 1,
        "session_id": "4711", "action": "close", "kind": null, "role": null,
        "message": null, "route": null, "policy": "whatsapp",
        "policy_version": "3f2a9c1b8d04", "timer": "timeout", "reason": "timeout",
        "last_customer_message_at": "2026-11-18T20:00:00.000000Z",
        "clock": "last_customer_message", "clock_at": "2026-11-18T20:00:00.000000Z",
        "due_at": "2026-11-19T20:00:00.000000Z", "unanswered": false, "status_before": "active",
        "recorded_at": "2026-11-20T00:00:00.000000Z"})"));
}

} // namespace
} // namespace chatsweep::test

// SPDX-License-Identifier: Apache-2.0
#include "report/golden.hpp"
#include "report/samples.hpp"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

namespace chatsweep::test {
namespace {

using testing::Eq;
using testing::HasSubstr;
using testing::Not;

const Instant now = parse_instant("2026-11-20T12:00:00Z").value();

std::vector<Backlog> three_backlogs() {
    return {{.receiver = "desk",
             .waiting = 12,
             .parked = 3,
             .since = now - std::chrono::hours{5},
             .problem = "answered 503",
             .paused_until = now + std::chrono::minutes{4},
             .next_attempt_at = now + std::chrono::minutes{1}},
            {.receiver = "channel-of-a-long-name",
             .waiting = 1,
             .since = now - std::chrono::minutes{1}},
            {.receiver = "old", .waiting = 2, .since = now, .disabled_at = now}};
}

DeliveryDocument a_delivery() {
    DeliveryDocument document;
    for (const Backlog& backlog : three_backlogs()) {
        document.receivers.push_back({.receiver = backlog.receiver,
                                      .delivered = backlog.parked,
                                      .attempts = backlog.waiting,
                                      .left = backlog});
    }
    document.receivers.at(1).delivered = 1;
    return document;
}

PendingDocument what_is_pending() {
    PendingEvent first{.receiver = "desk",
                       .url = "https://desk.example",
                       .event_id = 7,
                       .session_id = "4711",
                       .action = "warn",
                       .kind = "warned",
                       .policy = "whatsapp",
                       .timer = "courtesy",
                       .recorded_at = now - std::chrono::hours{1}};
    PendingEvent second = first;
    second.event_id = 8;
    second.action = "close";
    second.kind.reset();
    second.attempts = 4;
    second.next_attempt_at = now + std::chrono::minutes{10};
    second.problem = "cannot connect: connection refused";
    return {.now = now, .events = {first, second}, .total = 2};
}

TEST(DeliveryDocument, LooksAsItDidInEveryFormat) {
    expect_golden_in_every_format(a_delivery(), "deliver");
}

TEST(DeliveryDocument, IsSilentWhenNothingWasDone) {
    EXPECT_THAT(rendered(DeliveryDocument{{{.receiver = "desk"}}}, Format::table), Eq(""));
}

TEST(DeliveryDocument, SaysInAWordWhatItCameTo) {
    const auto outcome_of = [](const DeliveryDocument& document) {
        return nlohmann::json::parse(rendered(document, Format::json)).at("outcome");
    };
    EXPECT_EQ(outcome_of(a_delivery()), "undelivered");
    EXPECT_EQ(outcome_of({{{.receiver = "desk", .delivered = 1}}}), "delivered");
    EXPECT_EQ(outcome_of({{{.receiver = "desk"}}}), "nothing_to_deliver");
}

TEST(PendingDocument, LooksAsItDidInEveryFormat) {
    expect_golden_in_every_format(what_is_pending(), "pending");
}

TEST(PendingDocument, SaysWhenThereIsNothing) {
    EXPECT_THAT(rendered(PendingDocument{}, Format::table), Eq("Nothing would be sent.\n"));
}

TEST(PendingDocument, SaysHowManyMoreThereAre) {
    PendingDocument document = what_is_pending();
    document.limit = 1;

    const std::string text = rendered(document, Format::table);

    EXPECT_THAT(text, HasSubstr("2 events would be sent to 1 receiver.\n"));
    EXPECT_THAT(text, HasSubstr("… and 1 more; --format json lists all\n"));
    EXPECT_THAT(text, Not(HasSubstr("connection refused")));
}

TEST(Undelivered, StandsBelowTheRunsOfAHistory) {
    expect_golden_in_every_format(
        HistoryDocument{.runs = {a_run()}, .undelivered = three_backlogs()}, "history_undelivered");
}

TEST(Undelivered, StandsInAReport) {
    const Plan plan = small_plan();
    const PolicySet policies = two_policies();
    const ReportDocument document{
        .plan = plan, .policies = policies, .undelivered = three_backlogs()};

    EXPECT_THAT(rendered(document, Format::table), HasSubstr("\nUndelivered\n"));
    const auto json = nlohmann::json::parse(rendered(document, Format::json));
    EXPECT_EQ(json.at("undelivered").at(0).at("waiting"), 12);
    EXPECT_EQ(json.at("undelivered").at(2).at("disabled_at"), "2026-11-20T12:00:00.000000Z");
}

} // namespace
} // namespace chatsweep::test

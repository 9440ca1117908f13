// SPDX-License-Identifier: Apache-2.0
#include "delivery/message.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <fstream>
#include <string>
#include <vector>

namespace chatsweep::test {
namespace {

Instant at(const char* text) {
    return parse_instant(text).value();
}

EventRecord a_close() {
    EventRecord event;
    event.event_id = 43;
    event.run_id.value = "0198a1b2-c3d4-4e5f-8a9b-0c1d2e3f4a5b";
    event.session_id = "18";
    event.action = "close";
    event.policy = "everyone";
    event.timer = "timeout";
    event.reason = "timeout";
    event.clock = "started";
    event.clock_at = at("2026-11-19T12:00:00Z");
    event.due_at = at("2026-11-20T00:00:00Z");
    event.recorded_at = at("2026-11-20T12:00:00Z");
    return event;
}

EventRecord a_warning_with_everything() {
    EventRecord event = a_close();
    event.event_id = 42;
    event.session_id = "acme/17";
    event.action = "warn";
    event.kind = "warned";
    event.role = "customer";
    event.message = "goodbye";
    event.route = "survey";
    event.policy = "whatsapp";
    event.policy_version = "5f2a";
    event.timer = "courtesy";
    event.clock = "last_customer_message";
    event.clock_at = at("2026-11-20T11:51:10.5Z");
    event.due_at = at("2026-11-20T11:59:59.000001Z");
    event.last_customer_message_at = event.clock_at;
    event.unanswered = true;
    event.status_before = "active";
    event.tenant = "acme";
    event.environment = "production";
    event.channel = "whatsapp";
    return event;
}

/// The lines that event_schema_test.py holds against config/event.schema.json.
std::vector<std::string> bodies() {
    std::ifstream file{CHATSWEEP_SOURCE_DIR "/tests/delivery/bodies.ndjson"};
    std::vector<std::string> lines;
    for (std::string line; std::getline(file, line);) {
        lines.push_back(line);
    }
    return lines;
}

TEST(Body, TellsEverythingOfAnEvent) {
    ASSERT_EQ(bodies().size(), 2U);
    EXPECT_EQ(body_of(a_warning_with_everything()), bodies()[0]);
}

TEST(Body, HasNullsForWhatThereIsNot) {
    ASSERT_EQ(bodies().size(), 2U);
    EXPECT_EQ(body_of(a_close()), bodies()[1]);
}

TEST(Body, IsWrittenWhateverBytesATextHolds) {
    EventRecord event = a_close();
    event.session_id = "a\xff\"\n\x01";
    event.policy = "\xed\xa0\x80";
    event.tenant = std::string{"\xe2\x82", 2};
    event.kind = std::string{"\0", 1};
    const auto body = nlohmann::json::parse(body_of(event));
    EXPECT_EQ(body["session_id"], "a\uFFFD\"\n\x01");
    EXPECT_EQ(body["tenant"], "\uFFFD");
    EXPECT_EQ(body["type"], "chatsweep." + std::string(1, '\0'));
}

TEST(WebhookId, IsMadeOfTheRunAndTheNumberOfTheEvent) {
    EXPECT_EQ(webhook_id(a_close()), "evt_0198a1b2c3d44e5f8a9b0c1d2e3f4a5b_43");
}

TEST(WebhookId, StaysTheSameWhateverTheRestOfTheEvent) {
    EventRecord event = a_warning_with_everything();
    event.event_id = 43;
    event.attempt = 2;
    EXPECT_EQ(webhook_id(event), webhook_id(a_close()));
}

} // namespace
} // namespace chatsweep::test

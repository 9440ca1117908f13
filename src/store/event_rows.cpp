// SPDX-License-Identifier: Apache-2.0
#include "store/event_rows.hpp"

#include "store/instants.hpp"

namespace chatsweep {

namespace {

using OptionalText = std::optional<std::string>;

} // namespace

EventRecord read_event(const pqxx::row& row) {
    return {.event_id = row["event_id"].as<std::int64_t>(),
            .run_id = {row["run_id"].as<std::string>()},
            .attempt = row["attempt"].as<int>(),
            .session_id = row["session_id"].as<std::string>(),
            .action = row["action"].as<std::string>(),
            .kind = row["kind"].as<OptionalText>(),
            .role = row["role"].as<OptionalText>(),
            .message = row["message"].as<OptionalText>(),
            .route = row["route"].as<OptionalText>(),
            .policy = row["policy"].as<std::string>(),
            .timer = row["timer"].as<std::string>(),
            .reason = row["reason"].as<std::string>(),
            .clock = row["clock"].as<std::string>(),
            .clock_at = read_microseconds(row["clock_us"]).value(),
            .due_at = read_microseconds(row["due_us"]).value(),
            .unanswered = row["unanswered"].as<bool>(),
            .status_before = row["status_before"].as<OptionalText>(),
            .policy_version = row["policy_version"].as<OptionalText>(),
            .last_customer_message_at = read_microseconds(row["last_customer_message_us"]),
            .recorded_at = read_microseconds(row["recorded_us"]).value(),
            .tenant = row["tenant"].as<OptionalText>(),
            .environment = row["environment"].as<OptionalText>(),
            .channel = row["channel"].as<OptionalText>()};
}

} // namespace chatsweep

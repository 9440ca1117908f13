// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/run.hpp"
#include "core/time.hpp"
#include "delivery/secret.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace chatsweep {

/// What receivers know an event by, the `webhook-id`: `evt_RUN_NUMBER`, the same whenever and to
/// whomever it is told.
[[nodiscard]] std::string webhook_id(const EventRecord& event);

/// What they are told of it, one JSON object; its schema is config/event.schema.json. Never a
/// message's body, and of the customer nothing but the session's id.
[[nodiscard]] std::string body_of(const EventRecord& event);

/// The value of `webhook-signature` by Standard Webhooks: for each secret `v1,` and the base64 of
/// HMAC-SHA256 over `id.timestamp.body`, with a space between them. `seconds` is the value of
/// `webhook-timestamp`: since 1970.
[[nodiscard]] std::string signature(const std::vector<Secret>& secrets, const std::string& id,
                                    std::int64_t seconds, const std::string& body);

} // namespace chatsweep

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/run.hpp"
#include "core/time.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace chatsweep {

/// What a receiver has not been told yet, and why.
struct Backlog {
    std::string receiver;
    std::int64_t waiting = 0;                 ///< Events to be sent now or later.
    std::int64_t parked = 0;                  ///< Events whose last try has failed.
    std::optional<Instant> since{};           ///< When the oldest of them was recorded.
    std::optional<std::string> problem{};     ///< Of the last attempt; empty: it succeeded.
    std::optional<Instant> disabled_at{};     ///< It answered 410 then.
    std::optional<Instant> paused_until{};    ///< It is left in peace until then.
    std::optional<Instant> next_attempt_at{}; ///< Of the event that is due first.

    [[nodiscard]] std::int64_t undelivered() const noexcept { return waiting + parked; }
};

/// An event that a receiver is to be told.
struct PendingEvent {
    std::string receiver;
    std::string url;
    std::int64_t event_id = 0;
    std::string session_id;
    std::string action;
    std::optional<std::string> kind{};
    std::string policy;
    std::string timer;
    Instant recorded_at{};
    int attempts = 0;                         ///< Made so far.
    std::optional<Instant> next_attempt_at{}; ///< Empty: now.
    std::optional<std::string> problem{};     ///< Of the last attempt.
};

/// What became of the events that one receiver was to be told.
struct DeliveryTotals {
    std::string receiver;
    std::int64_t delivered = 0; ///< In this call.
    std::int64_t attempts = 0;  ///< Made in this call, the successful ones with them.
    Backlog left{};
};

/// Whether everything has arrived.
[[nodiscard]] inline bool is_complete(const std::vector<DeliveryTotals>& receivers) {
    return std::ranges::all_of(
        receivers, [](const DeliveryTotals& totals) { return totals.left.undelivered() == 0; });
}

} // namespace chatsweep

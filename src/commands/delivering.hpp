// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "commands/context.hpp"
#include "core/outbox.hpp"
#include "delivery/sender.hpp"

#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

namespace chatsweep {

/// How long one shot goes on for the sake of what is to be tried again meanwhile.
inline constexpr Duration usual_patience = std::chrono::seconds{30};

/// How far a delivery goes.
struct Effort {
    Duration patience{};               ///< It waits so long for what is to be tried again.
    std::optional<Duration> longest{}; ///< Then it takes up nothing more, whatever is due.
};

/// The receivers of the configuration; all, or those with these names. Throws ConfigurationMismatch
/// for a name that is none, and when there are no receivers.
[[nodiscard]] std::vector<Receiver> chosen_receivers(const Config& config,
                                                     const std::vector<std::string>& names);

/// The same with their secrets. Throws SecretError, too.
[[nodiscard]] std::vector<Destination> destinations(const Config& config,
                                                    const std::vector<std::string>& names);

/// What a delivery came to.
struct DeliveryResult {
    std::vector<DeliveryTotals> receivers; ///< In the order of the destinations.
    std::optional<Duration> next_attempt;  ///< So long until there is something to try again.
    Instant ended_at{};                    ///< By the database's clock.
};

/// Sends what is undelivered, at least once and in order per session and receiver, and writes down
/// what became of it. Throws StoreError, once the receivers that it does not concern are done: what
/// could not be written down is sent again the next time, under the same id. Throws Interrupted
/// once what has been answered is written down.
[[nodiscard]] DeliveryResult deliver_events(Context& context,
                                            const std::vector<Destination>& destinations,
                                            const Effort& effort);

/// Says on stderr what is undelivered, to whom and why: one line for each receiver. What goes on in
/// the same way is said again after an hour.
class UndeliveredTalk {
public:
    void say(const DeliveryResult& result);

private:
    struct Said {
        std::optional<std::string> problem;
        bool disabled = false;
        bool parked = false;
        Instant at{};
        [[nodiscard]] bool is_as(const Said& other) const {
            return std::tie(problem, disabled, parked) ==
                   std::tie(other.problem, other.disabled, other.parked);
        }
    };
    std::map<std::string, Said> said_; ///< By receiver.
};

} // namespace chatsweep

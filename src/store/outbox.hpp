// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/outbox.hpp"
#include "core/receiver.hpp"
#include "store/database.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace chatsweep {

/// Makes the receivers of the configuration known: the events of every run that begins in this
/// transaction or later are for them. Returns the names of those that were not known before. Those
/// that are new or changed stay locked until the transaction ends: keep it short.
std::vector<std::string> register_receivers(Transaction& tx,
                                            const std::vector<Receiver>& receivers);

/// Queues what a receiver wants of the runs that have committed; returns how many events.
std::int64_t queue_events(Transaction& tx, const std::string& receiver);

/// How a receiver is doing.
struct ReceiverState {
    int failures = 0;                     ///< Attempts since the last success.
    std::optional<std::string> problem{}; ///< Of the last attempt; empty: it succeeded.
    bool disabled = false;
    std::optional<Duration> paused_for{};   ///< It is to be left in peace so long.
    bool is_due = false;                    ///< Something is to be sent now, by somebody.
    std::optional<Duration> next_attempt{}; ///< So long until the next attempt that is not due yet.
};

/// Empty: the receiver is not known. It cannot be forgotten until the transaction ends.
[[nodiscard]] std::optional<ReceiverState> receiver_state(Transaction& tx,
                                                          const std::string& receiver);

/// An event to tell, locked until the transaction ends.
struct Delivery {
    EventRecord event;
    int attempts = 0; ///< Before this one.
};

/// Locks the first event that is waiting of as many sessions, as far as they are due, and that no
/// other deliverer has locked.
[[nodiscard]] std::vector<Delivery> take_deliveries(Transaction& tx, const std::string& receiver,
                                                    int at_most);

/// How one attempt ended.
struct Settled {
    std::int64_t event_id = 0;
    Ruling ruling = Ruling::delivered;
    Duration pause{};    ///< Until the next attempt, of one that is made again.
    std::string problem; ///< Empty: none.
};

/// Writes them down. What a receiver answered while it disabled itself stays as it was. Throws
/// DatabaseError when a row is not there any more.
void settle_deliveries(Transaction& tx, const std::string& receiver,
                       const std::vector<Settled>& settled);

/// Writes down how a receiver is doing; `is_due` and `next_attempt` are unused.
void settle_receiver(Transaction& tx, const std::string& receiver, const ReceiverState& state);

/// What is undelivered of each receiver that is known, by name. Those that have everything are
/// there, too.
[[nodiscard]] std::vector<Backlog> delivery_backlog(Transaction& tx);

/// The same, without those that have everything and are not disabled.
[[nodiscard]] std::vector<Backlog> undelivered(Transaction& tx);

/// What a deliverer would send to a receiver, now or later, and how much that is.
struct Pending {
    std::vector<PendingEvent> events; ///< The first of them.
    std::int64_t total = 0;
};
/// Nothing for a receiver that is disabled.
[[nodiscard]] Pending pending_deliveries(Transaction& tx, const Receiver& receiver,
                                         std::optional<std::int64_t> limit);

/// Lets a receiver have another try at everything, paused, disabled or parked as it may be.
/// Returns how many events were parked.
std::int64_t deliver_again(Transaction& tx, const std::string& receiver);

/// Gives a receiver up, with what it has not been told: so many events. Empty: it was not known.
std::optional<std::int64_t> forget_receiver(Transaction& tx, const std::string& receiver);

/// Tells those who listen in the database that there is news, once the transaction commits.
void notify_listeners(Transaction& tx, const RunId& run_id);

} // namespace chatsweep

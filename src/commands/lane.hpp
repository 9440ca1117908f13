// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "commands/context.hpp"
#include "core/outbox.hpp"
#include "delivery/sender.hpp"
#include "store/outbox.hpp"

#include <chrono>
#include <cstddef>
#include <optional>
#include <random>
#include <string>
#include <vector>

namespace chatsweep {

/// The way of events to one receiver. It takes a batch, the first event that is waiting of each of
/// many sessions, under row locks; hands the requests to a sender, as many at a time as the
/// receiver allows; and writes down in the same transaction what became of them. Another deliverer
/// passes over what is locked, and a crash unlocks it. An event is sent only when those before it
/// in its session are settled, so that they arrive in order whoever sends them.
class Lane {
public:
    using Clock = std::chrono::steady_clock;

    /// `index` is the receiver's place among the sender's destinations.
    Lane(const Context& context, const Receiver& receiver, std::size_t index, Sender& sender);

    /// Takes a batch, begins requests or writes a batch down, whatever can be done now without
    /// waiting for the receiver. Throws StoreError, Interrupted.
    void turn();
    /// One of its requests has ended.
    void end(std::size_t tag, const Answer& answer);
    /// Writes down what is known, and lets go of the rest of its batch. Throws StoreError.
    void give_up();
    /// The database has failed it: it lets go of its batch and does nothing more. What has been
    /// sent is sent again by the next deliverer.
    void close() noexcept;

    [[nodiscard]] bool has_batch() const noexcept { return tx_.has_value(); }
    /// When there is something to do again, unless it has a batch; empty: nothing for now.
    [[nodiscard]] std::optional<Clock::time_point> wakes_at() const noexcept { return wakes_at_; }
    /// Whether it waits for that, with nothing to do before.
    [[nodiscard]] bool rests() const noexcept { return rests_; }
    [[nodiscard]] const DeliveryTotals& totals() const noexcept { return totals_; }

private:
    void queue();
    void take();
    void launch();
    void settle();
    void rest();
    void judge_receiver(const Answer& answer, Ruling ruling);
    [[nodiscard]] bool may_launch() const;
    [[nodiscard]] double chance();
    [[nodiscard]] int tolerated_failures() const;

    const Receiver& receiver_;
    std::size_t index_;
    Sender& sender_;
    Database database_;
    DeliveryTotals totals_;
    std::mt19937_64 random_{std::random_device{}()};
    std::optional<Clock::time_point> wakes_at_ = Clock::now();
    bool rests_ = false;
    bool queued_ = false;
    int batch_size_;

    // Of the batch that is under way.
    std::optional<Transaction> tx_;
    ReceiverState before_;
    ReceiverState state_;
    std::vector<Delivery> batch_;
    std::vector<Settled> settled_;
    std::size_t next_ = 0;
    std::size_t under_way_ = 0;
    bool stopped_ = false;
    Clock::time_point begun_{};
};

} // namespace chatsweep

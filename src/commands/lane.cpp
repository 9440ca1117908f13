// SPDX-License-Identifier: Apache-2.0
#include "commands/lane.hpp"

#include "commands/log.hpp"
#include "config/wording.hpp"
#include "delivery/message.hpp"

#include <algorithm>
#include <utility>

namespace chatsweep {

namespace {

/// Requests of a batch begin within this time: its locks are held no longer than this and one
/// timeout, and a process that was stopped for a while sends nothing that it has lost hold of.
constexpr Duration launch_window = std::chrono::milliseconds{500};
constexpr int largest_batch = 500;
/// So many failures in a row may be the events' own; more are the receiver's, which is then left in
/// peace as a whole.
constexpr int fewest_tolerated_failures = 5;
constexpr Duration longest_receiver_pause = std::chrono::minutes{5};

/// The locks of a batch outlast every answer that it waits for.
ConnectionSettings settings_for(const Context& context, const Receiver& receiver) {
    ConnectionSettings settings = context.connection;
    settings.idle_timeout = std::max(settings.idle_timeout,
                                     receiver.timeout + launch_window + std::chrono::seconds{30});
    return settings;
}

} // namespace

Lane::Lane(const Context& context, const Receiver& receiver, std::size_t index, Sender& sender)
    : receiver_(receiver), index_(index), sender_(sender),
      database_(settings_for(context, receiver), context.watchdog), totals_{.receiver =
                                                                                receiver.name},
      batch_size_(std::min(receiver.concurrency * 4, largest_batch)) {
    database_.require_writable();
}

void Lane::turn() {
    if (!has_batch()) {
        if (!wakes_at_ || Clock::now() < *wakes_at_) {
            return;
        }
        if (!queued_) {
            queue();
        }
        take();
    }
    if (has_batch()) {
        launch();
        if (under_way_ == 0) {
            settle();
        }
    }
}

void Lane::queue() {
    try {
        Transaction tx{database_, Access::read_write};
        const std::int64_t queued = queue_events(tx, receiver_.name);
        tx.commit();
        talk::debug(std::to_string(queued) + " events queued for receiver " +
                    in_quotes(receiver_.name));
    } catch (const TransientError& error) {
        // Another deliverer is queueing the same, and takes its time.
        talk::debug(error.what());
    }
    queued_ = true;
}

void Lane::take() {
    // First of all, for a signal may end what follows anywhere.
    batch_.clear();
    settled_.clear();
    next_ = 0;
    tx_.emplace(database_, Access::read_write);
    const std::optional<ReceiverState> state = receiver_state(*tx_, receiver_.name);
    before_ = state_ = state.value_or(ReceiverState{.disabled = true});
    const bool is_left_alone = state_.disabled || state_.paused_for.has_value();
    if (!is_left_alone) {
        batch_ = take_deliveries(*tx_, receiver_.name, batch_size_);
    }
    if (batch_.empty()) {
        tx_.reset();
        rest();
        return;
    }
    stopped_ = rests_ = false;
    begun_ = Clock::now();
}

/// Until there is something to try again, or for good.
void Lane::rest() {
    std::optional<Duration> pause = state_.next_attempt;
    if (state_.paused_for && (state_.is_due || pause)) {
        pause = state_.is_due ? *state_.paused_for : std::max(*state_.paused_for, *pause);
    }
    wakes_at_ = pause && !state_.disabled ? std::optional{Clock::now() + *pause} : std::nullopt;
    rests_ = true;
}

bool Lane::may_launch() const {
    return !stopped_ && next_ < batch_.size() &&
           under_way_ < static_cast<std::size_t>(receiver_.concurrency) &&
           Clock::now() - begun_ < launch_window;
}

void Lane::launch() {
    while (may_launch()) {
        const EventRecord& event = batch_[next_].event;
        sender_.send(
            {.destination = index_, .tag = next_, .id = webhook_id(event), .body = body_of(event)});
        ++next_;
        ++under_way_;
    }
}

void Lane::end(std::size_t tag, const Answer& answer) {
    if (!has_batch()) {
        return;
    }
    --under_way_;
    ++totals_.attempts;
    const Delivery& delivery = batch_.at(tag);
    const int attempts = delivery.attempts + 1;
    const Ruling ruling = rule(answer, attempts, receiver_);
    settled_.push_back(
        {.event_id = delivery.event.event_id,
         .ruling = ruling,
         .pause = ruling == Ruling::again ? pause_after(answer, attempts, chance()) : Duration{},
         .problem = answer.problem});
    if (ruling != Ruling::delivered) {
        talk::debug("event " + webhook_id(delivery.event) + " for receiver " +
                    in_quotes(receiver_.name) + ": " + answer.problem);
    }
    judge_receiver(answer, ruling);
}

void Lane::judge_receiver(const Answer& answer, Ruling ruling) {
    if (ruling == Ruling::delivered) {
        state_.failures = 0;
        state_.problem.reset();
        return;
    }
    state_.failures += is_the_receivers(answer) ? 1 : 0;
    state_.problem = answer.problem;
    state_.disabled = state_.disabled || ruling == Ruling::disabled;
    if (answer.retry_after) {
        state_.paused_for =
            std::max(state_.paused_for.value_or(Duration{}), pause_after(answer, 1, 0));
    }
    stopped_ = stopped_ || state_.disabled || answer.retry_after ||
               state_.failures >= tolerated_failures();
}

void Lane::give_up() {
    if (has_batch()) {
        settle();
    }
    close();
}

void Lane::close() noexcept {
    tx_.reset();
    wakes_at_.reset();
}

void Lane::settle() {
    settle_deliveries(*tx_, receiver_.name, settled_);
    if (const int beyond = state_.failures - tolerated_failures(); beyond >= 0) {
        const Duration pause = std::min(longest_pause(beyond + 1), longest_receiver_pause);
        const Duration jittered{
            static_cast<Duration::rep>(static_cast<double>(pause.count()) * chance())};
        state_.paused_for = std::max(state_.paused_for.value_or(Duration{}), jittered);
    }
    const bool changed = state_.failures != before_.failures || state_.problem != before_.problem ||
                         state_.disabled != before_.disabled || state_.paused_for;
    if (changed) {
        settle_receiver(*tx_, receiver_.name, state_);
    }
    tx_->commit();
    tx_.reset();
    totals_.delivered += std::ranges::count(settled_, Ruling::delivered, &Settled::ruling);
    const bool was_all = next_ == batch_.size();
    const int launched = static_cast<int>(next_);
    batch_size_ = was_all ? std::min(batch_size_ * 2, largest_batch)
                          : std::clamp(launched, receiver_.concurrency, largest_batch);
    wakes_at_ = Clock::now();
}

double Lane::chance() {
    return std::uniform_real_distribution<double>{0, 1}(random_);
}

int Lane::tolerated_failures() const {
    return std::max(receiver_.concurrency, fewest_tolerated_failures);
}

} // namespace chatsweep

// SPDX-License-Identifier: Apache-2.0
#include "commands/on_time.hpp"

#include "commands/log.hpp"
#include "report/phrases.hpp"

#include <algorithm>
#include <utility>

namespace chatsweep {

namespace {

/// How far ahead a look looks, and so how long it can be believed at most.
constexpr Duration look_ahead = std::chrono::hours{1};
constexpr Duration longest_between_looks = std::chrono::minutes{2};
constexpr Duration shortest_between_looks = std::chrono::seconds{1};
/// What comes due within this time is closed by one sweep.
constexpr Duration gathered_within = std::chrono::seconds{1};
/// The shares of the time that sweeps and looks may take: a half and a tenth.
constexpr int sweep_share = 2;
constexpr int look_share = 10;
/// Our clock and the database's run side by side, and no two clocks do so exactly.
constexpr Duration clock_margin = std::chrono::milliseconds{2};
/// Somebody writes to a session that is due: soon again, then more and more rarely.
constexpr Duration first_again_after = std::chrono::seconds{1};
constexpr Duration longest_again_after = std::chrono::minutes{1};
/// Where connections are few, the one that listens must not be in the way of a sweep.
constexpr Duration given_up_for = std::chrono::minutes{10};

} // namespace

int OnTime::own_socket() const noexcept {
    return listener_ ? listener_->socket() : -1;
}

Duration OnTime::take_turn() {
    if (SteadyClock::now() >= ask_ledger_at_) {
        sweep_at_the_interval();
    }
    hear();
    const Time now = SteadyClock::now();
    if (!agenda_ || now >= std::max(look_at_, earliest_look_)) {
        look();
    } else if (const std::optional<Time> due = due_at();
               due && now >= std::max(*due, earliest_sweep_)) {
        sweep_what_is_due();
    }
    return until_next_turn();
}

void OnTime::forget_everything() {
    listener_.reset();
    state_.reset();
    agenda_.reset();
    ask_ledger_at_ = {};
    listen_again_at_ = {};
}

void OnTime::sweep_at_the_interval() {
    const Duration wait = until_next_sweep(context());
    if (wait > Duration{0}) {
        ask_ledger_at_ = SteadyClock::now() + wait;
        return;
    }
    sweep(Recording::always, std::nullopt);
    // The look that follows sees what this one wrote, and need not be repeated for that.
    agenda_.reset();
}

void OnTime::look() {
    open_listener();
    const std::optional<std::string> state = visible_state();
    if (is_unchanged(state)) {
        look_at_ = SteadyClock::now() + look_every_;
        return;
    }
    talk::debug("looking what comes due within " + to_text(look_ahead));
    sweep(Recording::when_something_was_done, look_ahead);
    state_ = state;
}

void OnTime::sweep_what_is_due() {
    sweep(Recording::when_something_was_done, std::nullopt);
}

void OnTime::sweep(Recording recording, std::optional<Duration> ahead) {
    const Time began = SteadyClock::now();
    SweepOptions options;
    options.recording = recording;
    options.look_ahead = ahead;
    SweepResult result;
    try {
        result = sweep_now(options);
    } catch (const CannotConnect&) {
        if (listener_) {
            listener_.reset();
            listen_again_at_ = SteadyClock::now() + given_up_for;
        }
        throw;
    }
    const auto took = std::chrono::ceil<Duration>(SteadyClock::now() - began);
    database_clock_ = result.plan.as_of;
    read_at_ = result.after_as_of;
    earliest_sweep_ = began + std::max(gathered_within, took * sweep_share);
    if (result.agenda) {
        learn(result, took);
    }
    if (agenda_) {
        agenda_->pass(database_clock_);
        try_the_locked_again(result);
    }
    if (result.recorded) {
        ask_ledger_at_ = SteadyClock::now() + context().config.interval;
    }
}

void OnTime::learn(SweepResult& result, Duration took) {
    agenda_ = std::move(result.agenda);
    look_every_ =
        std::clamp(shortest_notice(result.policies), shortest_between_looks, longest_between_looks);
    look_at_ = read_at_ + look_every_;
    earliest_look_ = read_at_ + std::max(shortest_between_looks, took * look_share);
}

void OnTime::try_the_locked_again(const SweepResult& result) {
    if (result.plan.counts.skipped_locked == 0) {
        locked_again_after_ = first_again_after;
        return;
    }
    agenda_->note(database_clock_ + locked_again_after_);
    locked_again_after_ = std::min(locked_again_after_ * 2, longest_again_after);
}

void OnTime::open_listener() {
    if (listener_ || SteadyClock::now() < listen_again_at_) {
        return;
    }
    try {
        listener_ = std::make_unique<Listener>(context().connection, context().watchdog);
        state_.reset();
        if (!listener_->listens()) {
            talk::debug("there is a pooler between, and nobody is listened to");
        }
    } catch (const Interrupted&) {
        throw;
    } catch (const StoreError& error) {
        talk::debug(std::string{"nobody is listened to: "} + error.what());
    }
}

void OnTime::hear() {
    if (!listener_) {
        return;
    }
    try {
        if (listener_->was_told()) {
            talk::debug("somebody has notified");
            state_.reset();
            look_at_ = {};
        }
    } catch (const StoreError& error) {
        // Whatever was said meanwhile is lost.
        talk::debug(std::string{"nobody is listened to any more: "} + error.what());
        listener_.reset();
        look_at_ = {};
    }
}

std::optional<std::string> OnTime::visible_state() {
    if (!listener_) {
        return std::nullopt;
    }
    try {
        return listener_->state();
    } catch (const Interrupted&) {
        throw;
    } catch (const StoreError& error) {
        talk::debug(std::string{"the state cannot be asked for: "} + error.what());
        listener_.reset();
        return std::nullopt;
    }
}

bool OnTime::is_unchanged(const std::optional<std::string>& state) const {
    return agenda_ && state && state == state_ &&
           SteadyClock::now() + look_every_ < time_of(agenda_->known_until());
}

OnTime::Time OnTime::time_of(Instant instant) const {
    return read_at_ + (instant - database_clock_);
}

std::optional<OnTime::Time> OnTime::due_at() const {
    const std::optional<Instant> first = agenda_->first();
    return first ? std::optional{time_of(*first) + clock_margin} : std::nullopt;
}

Duration OnTime::until_next_turn() {
    Time next = std::min(ask_ledger_at_, std::max(look_at_, earliest_look_));
    const std::optional<Instant> first = agenda_->first();
    if (const std::optional<Time> due = due_at()) {
        next = std::min(next, std::max(*due, earliest_sweep_));
    }
    set_next(first ? "next session due at " + to_second(*first)
                   : "no session due before " + to_second(agenda_->known_until()));
    const Duration rest =
        std::max(std::chrono::ceil<Duration>(next - SteadyClock::now()), Duration{0});
    talk::debug("resting for " + to_rough_text(rest));
    return rest;
}

} // namespace chatsweep

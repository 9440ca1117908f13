// SPDX-License-Identifier: Apache-2.0
#include "commands/context.hpp"
#include "commands/delivering.hpp"
#include "commands/log.hpp"
#include "commands/on_time.hpp"
#include "commands/reload.hpp"
#include "commands/signals.hpp"
#include "commands/supervision.hpp"
#include "commands/trouble.hpp"

#include <algorithm>
#include <memory>

namespace chatsweep {

namespace {

/// The ledger is asked again now and then, for another machine may have swept meanwhile.
constexpr Duration longest_nap = std::chrono::hours{1};
/// The same, where there are receivers to be told of it.
constexpr Duration longest_delivery_nap = std::chrono::minutes{1};
constexpr Duration shortest_delivery_nap = std::chrono::seconds{1};

std::unique_ptr<Sweeper> sweeper_for(Context& context, const RunOptions& options) {
    if (options.on_time) {
        return std::make_unique<OnTime>(context);
    }
    return std::make_unique<IntervalSweeper>(context);
}

class Loop {
public:
    Loop(Context& context, const RunOptions& options)
        : context_(context), sweeper_(sweeper_for(context, options)),
          // Sweeps that follow one another without a pause leave a delivery this much.
          shortest_delivery_(options.on_time ? std::chrono::seconds{1} : std::chrono::seconds{10}) {
        if (tells()) {
            // A secret that cannot be had is to be known at once, and not after the first sweep.
            (void)destinations(context.config, {});
        }
    }

    /// Sweeps, if that is due, and tells; returns what to wait for.
    Duration turn() {
        Duration until_sweep{};
        const auto pause =
            sweep_trouble_.pause_after_failure([&] { until_sweep = sweeper_->turn(); });
        Duration nap = std::min(pause.value_or(until_sweep), longest_nap);
        if (!tells()) {
            return nap;
        }
        if (sweeper_->has_swept() || SteadyClock::now() >= tell_at_) {
            tell_at_ = SteadyClock::now() + tell(nap);
        }
        return std::clamp(std::chrono::ceil<Duration>(tell_at_ - SteadyClock::now()), Duration{0},
                          nap);
    }

    void rest(Duration nap) { context_.watchdog.sleep(nap, sweeper_->socket()); }

    void reload_configuration() {
        if (reload(context_) == Reloaded::taken) {
            sweeper_->begin_anew();
            tell_at_ = {};
        }
    }

    [[nodiscard]] bool is_sweeping() const noexcept { return sweeper_->is_sweeping(); }
    [[nodiscard]] std::string status() const {
        return sweep_trouble_.what().empty() ? sweeper_->status()
                                             : "trying again: " + sweep_trouble_.what();
    }

private:
    [[nodiscard]] bool tells() const { return !context_.config.receivers.empty(); }

    /// Returns how long until there is something to try again. No failure of it ends the loop,
    /// whose task is to sweep.
    Duration tell(Duration until_sweep) {
        Duration nap = longest_delivery_nap;
        const auto pause = tell_trouble_.pause_after_failure([&] {
            try {
                const DeliveryResult result =
                    deliver_events(context_, destinations(context_.config, {}),
                                   {.longest = std::max(until_sweep, shortest_delivery_)});
                said_.say(result);
                nap = std::clamp(result.next_attempt.value_or(nap), shortest_delivery_nap, nap);
            } catch (const StoreError&) {
                throw;
            } catch (const SecretError& error) {
                talk::error(error.what(), error.hint());
            } catch (const std::exception& error) {
                talk::error(std::string{"the delivery failed: "} + error.what());
            }
        });
        return pause.value_or(nap);
    }

    Context& context_;
    std::unique_ptr<Sweeper> sweeper_;
    Duration shortest_delivery_;
    Trouble sweep_trouble_;
    Trouble tell_trouble_;
    SteadyClock::time_point tell_at_{};
    UndeliveredTalk said_;
};

void say_how_it_sweeps(const Context& context, const RunOptions& options) {
    talk::info("sweeping every " + to_text(context.config.interval) +
               (options.on_time ? ", and whenever a session comes due" : ""));
}

} // namespace

ExitCode run(Context& context, const RunOptions& options) {
    Loop loop{context, options};
    Supervision supervision{context.watchdog};
    say_how_it_sweeps(context, options);
    try {
        for (supervision.ready();;) {
            const Duration nap = loop.turn();
            supervision.status(loop.status());
            if (!asked_to_reload()) {
                loop.rest(nap);
                continue;
            }
            supervision.reloading();
            loop.reload_configuration();
            supervision.ready();
        }
    } catch (const Interrupted& interrupted) {
        supervision.stopping();
        if (loop.is_sweeping()) {
            throw;
        }
        talk::info(interrupted.what());
        return ExitCode::done;
    }
}

} // namespace chatsweep

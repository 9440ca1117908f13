// SPDX-License-Identifier: Apache-2.0
#include "commands/context.hpp"
#include "commands/delivering.hpp"
#include "commands/failures.hpp"
#include "commands/log.hpp"
#include "commands/rhythm.hpp"
#include "store/ledger.hpp"
#include "store/schema.hpp"

#include <algorithm>
#include <chrono>
#include <random>

namespace chatsweep {

namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr Duration first_backoff = std::chrono::milliseconds{500};
constexpr Duration longest_backoff = std::chrono::minutes{1};
/// Where there is nobody to talk to, or no primary: once there is, the loop is to be back in time.
constexpr Duration longest_absence_backoff = std::chrono::seconds{5};
/// The same failure is said again so often.
constexpr Duration said_again_after = std::chrono::minutes{1};
/// The ledger is asked again now and then, for another machine may have swept meanwhile.
constexpr Duration longest_nap = std::chrono::hours{1};
/// The same, where there are receivers to be told of it.
constexpr Duration longest_delivery_nap = std::chrono::minutes{1};
constexpr Duration shortest_delivery_nap = std::chrono::seconds{1};
/// Sweeps that follow one another without a pause leave a delivery this much.
constexpr Duration shortest_delivery = std::chrono::seconds{10};

/// Exponential with full jitter, so that many loops do not come back all at once.
class Backoff {
public:
    Duration next(Duration longest) {
        bound_ = std::min(bound_ * 2, longest);
        return Duration{std::uniform_int_distribution<Duration::rep>{0, bound_.count()}(random_)};
    }

private:
    Duration bound_ = first_backoff;
    std::mt19937_64 random_{std::random_device{}()};
};

/// How long until the next sweep, by the ledger and the database's clock; zero: now.
Duration until_next_sweep(Context& context) {
    Database database{context.connection, context.watchdog};
    database.require_writable();
    Transaction tx{database, Access::read_only};
    require_schema(tx);
    const std::optional<LastSuccess> last = last_success(tx);
    if (!last) {
        return Duration{0};
    }
    const Instant next =
        next_sweep(last->started_at, context.config.interval, tx.now(), earliest_instant);
    return next - tx.now();
}

/// A failure of every few seconds is worth a line of every minute.
class Complaint {
public:
    void say(const std::string& what, const std::string& hint) {
        const SteadyClock::time_point now = SteadyClock::now();
        if (what == what_ && now < said_at_ + said_again_after) {
            talk::info("still: " + what);
            return;
        }
        talk::error(what, hint);
        what_ = what;
        said_at_ = now;
    }

private:
    std::string what_;
    SteadyClock::time_point said_at_{};
};

/// What goes wrong again and again, and what is to be said and done about it.
struct Trouble {
    Backoff backoff;
    Complaint complaint;
};

/// Errors that may pass are said and waited out; the others end the loop. Empty: it went well.
template <typename Work>
std::optional<Duration> pause_after_failure(Trouble& trouble, Work&& work) {
    Duration longest = longest_backoff;
    try {
        work();
        trouble = {};
        return std::nullopt;
    } catch (const Interrupted&) {
        throw;
    } catch (const CannotConnect& error) {
        longest = longest_absence_backoff;
        trouble.complaint.say(error.what(), error.hint());
    } catch (const NotWritable& error) {
        longest = longest_absence_backoff;
        trouble.complaint.say(error.what(), error.hint());
    } catch (const StoreError& error) {
        trouble.complaint.say(error.what(), error.hint());
    } catch (const OutcomeUnknown& error) {
        trouble.complaint.say(error.what(), error.hint());
    } catch (const Busy& error) {
        talk::info(error.what());
    }
    talk::set_run({});
    const Duration pause = trouble.backoff.next(longest);
    talk::info("trying again in " + to_rough_text(pause));
    return pause;
}

class Loop {
public:
    explicit Loop(Context& context) : context_(context) {
        if (tells()) {
            // A secret that cannot be had is to be known at once, and not after the first sweep.
            (void)destinations(context.config, {});
        }
    }

    /// Sweeps, if that is due, and tells; returns what to wait for.
    Duration turn() {
        Duration until_sweep{};
        if (const auto pause =
                pause_after_failure(sweep_trouble_, [&] { until_sweep = sweep_if_due(); })) {
            until_sweep = *pause;
        }
        sweeping_ = false;
        Duration nap = std::min(until_sweep, longest_nap);
        if (tells()) {
            nap = std::min(nap, tell(until_sweep));
        }
        return nap;
    }

    /// A signal ends a sweep by rolling it back; otherwise there is nothing to roll back.
    [[nodiscard]] bool is_sweeping() const noexcept { return sweeping_; }

private:
    [[nodiscard]] bool tells() const { return !context_.config.receivers.empty(); }

    Duration sweep_if_due() {
        const Duration guarded = std::chrono::ceil<Duration>(not_before_ - SteadyClock::now());
        const Duration wait = std::max(until_next_sweep(context_), guarded);
        if (wait > Duration{0}) {
            talk::debug("the next sweep is due in " + to_rough_text(wait));
            return wait;
        }
        sweeping_ = true;
        const ExitCode code = sweep(context_, SweepOptions{});
        sweeping_ = false;
        talk::set_run({});
        if (code == ExitCode::guard) {
            // A guard is not moved by trying again at once: somebody has to look.
            not_before_ = SteadyClock::now() + context_.config.interval;
        }
        return Duration{0};
    }

    /// Returns how long until there is something to try again. No failure of it ends the loop,
    /// whose task is to sweep.
    Duration tell(Duration until_sweep) {
        Duration nap = longest_delivery_nap;
        const auto pause = pause_after_failure(tell_trouble_, [&] {
            try {
                const DeliveryResult result =
                    deliver_events(context_, destinations(context_.config, {}),
                                   {.longest = std::max(until_sweep, shortest_delivery)});
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
    Trouble sweep_trouble_;
    Trouble tell_trouble_;
    SteadyClock::time_point not_before_ = SteadyClock::now();
    UndeliveredTalk said_;
    bool sweeping_ = false;
};

} // namespace

ExitCode run(Context& context, const RunOptions&) {
    Loop loop{context};
    talk::info("sweeping every " + to_text(context.config.interval));
    try {
        for (;;) {
            context.watchdog.sleep(loop.turn());
        }
    } catch (const Interrupted& interrupted) {
        if (loop.is_sweeping()) {
            throw;
        }
        talk::info(interrupted.what());
        return ExitCode::done;
    }
}

} // namespace chatsweep

// SPDX-License-Identifier: Apache-2.0
#include "commands/sweeper.hpp"

#include "commands/log.hpp"
#include "commands/rhythm.hpp"
#include "report/phrases.hpp"
#include "store/ledger.hpp"
#include "store/schema.hpp"

#include <utility>

namespace chatsweep {

namespace {

std::string what_was_done(const SweepResult& result) {
    return std::to_string(result.plan.counts.closed) + " closed in the last sweep" +
           (acts_due(result.plan.counts) > 0
                ? ", " + acts_of(result.plan.counts, &ActionCount::done)
                : "");
}

} // namespace

Duration Sweeper::turn() {
    const auto guarded = std::chrono::ceil<Duration>(not_before_ - SteadyClock::now());
    hears_ = false;
    if (guarded > Duration{0}) {
        return guarded;
    }
    const Duration wait = take_turn();
    hears_ = true;
    return wait;
}

void Sweeper::begin_anew() {
    not_before_ = SteadyClock::now();
    forget_everything();
}

std::string Sweeper::status() const {
    return not_before_ > SteadyClock::now() ? last_ : next_ + (last_.empty() ? "" : "; " + last_);
}

SweepResult Sweeper::sweep_now(const SweepOptions& options) {
    sweeping_ = true;
    SweepResult result;
    try {
        result = sweep_and_say(context_, options);
    } catch (const Interrupted&) {
        throw;
    } catch (const std::exception&) {
        sweeping_ = false;
        throw;
    }
    sweeping_ = false;
    talk::set_run({});
    if (result.guard) {
        not_before_ = SteadyClock::now() + context_.config.interval;
        last_ = "stopped by a guard: " + result.guard->message;
    } else if (result.recorded) {
        has_swept_ = true;
        last_ = what_was_done(result);
    }
    return result;
}

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

Duration IntervalSweeper::take_turn() {
    const Duration wait = until_next_sweep(context());
    if (wait > Duration{0}) {
        talk::debug("the next sweep is due in " + to_rough_text(wait));
        const auto now = std::chrono::system_clock::now();
        set_next("next sweep at " + to_second(std::chrono::floor<Duration>(now) + wait));
        return wait;
    }
    sweep_now(SweepOptions{});
    return Duration{0};
}

} // namespace chatsweep

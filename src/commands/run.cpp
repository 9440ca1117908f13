// SPDX-License-Identifier: Apache-2.0
#include "commands/context.hpp"
#include "commands/failures.hpp"
#include "commands/log.hpp"
#include "commands/rhythm.hpp"
#include "store/ledger.hpp"
#include "store/schema.hpp"

#include <algorithm>
#include <random>

namespace chatsweep {

namespace {

constexpr Duration first_backoff = std::chrono::milliseconds{500};
constexpr Duration longest_backoff = std::chrono::minutes{1};
/// The ledger is asked again now and then, for another machine may have swept meanwhile.
constexpr Duration longest_nap = std::chrono::hours{1};

/// Exponential with full jitter, so that many loops do not come back all at once.
class Backoff {
public:
    Duration next() {
        bound_ = std::min(bound_ * 2, longest_backoff);
        return Duration{std::uniform_int_distribution<Duration::rep>{0, bound_.count()}(random_)};
    }
    void reset() { bound_ = first_backoff; }

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

/// A signal ends a sweep by rolling it back; between two sweeps there is nothing to roll back.
enum class Doing { waiting, sweeping };

/// What to wait for before looking at the ledger again.
Duration turn(Context& context, Doing& doing) {
    const Duration wait = until_next_sweep(context);
    if (wait > Duration{0}) {
        talk::debug("the next sweep is due in " + to_rough_text(wait));
        return std::min(wait, longest_nap);
    }
    doing = Doing::sweeping;
    const ExitCode code = sweep(context, SweepOptions{});
    talk::set_run({});
    // A guard is not moved by trying again at once: somebody has to look.
    return code == ExitCode::guard ? context.config.interval : Duration{0};
}

/// Errors that may pass are said and waited out; the others end the loop.
Duration turn_or_back_off(Context& context, Backoff& backoff, Doing& doing) {
    doing = Doing::waiting;
    try {
        const Duration wait = turn(context, doing);
        backoff.reset();
        return wait;
    } catch (const Interrupted&) {
        throw;
    } catch (const StoreError& error) {
        talk::error(error.what(), error.hint());
    } catch (const OutcomeUnknown& error) {
        talk::error(error.what(), error.hint());
    } catch (const Busy& error) {
        talk::info(error.what());
    }
    talk::set_run({});
    const Duration pause = backoff.next();
    talk::info("trying again in " + to_rough_text(pause));
    return pause;
}

} // namespace

ExitCode run(Context& context, const RunOptions&) {
    Backoff backoff;
    auto doing = Doing::waiting;
    talk::info("sweeping every " + to_text(context.config.interval));
    try {
        for (;;) {
            const Duration pause = turn_or_back_off(context, backoff, doing);
            doing = Doing::waiting;
            context.watchdog.sleep(pause);
        }
    } catch (const Interrupted& interrupted) {
        if (doing == Doing::sweeping) {
            throw;
        }
        talk::info(interrupted.what());
        return ExitCode::done;
    }
}

} // namespace chatsweep

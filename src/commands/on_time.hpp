// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "commands/sweeper.hpp"
#include "core/agenda.hpp"
#include "store/listener.hpp"

#include <memory>
#include <optional>
#include <string>

namespace chatsweep {

/// Sweeps at the interval, and in between whenever a session comes due.
///
/// A *look* is a sweep that also learns, from the judge, what comes due within the hour, and writes
/// no row in the ledger when it finds nothing to do. At the instants that it learnt, a sweep
/// follows that reads as little as any other. There is a look after each sweep of the interval,
/// when somebody notifies (store/listener.hpp), and otherwise as often as something that nobody has
/// seen may have come due: by the shortest way through the policies, or every two minutes. Before
/// it goes to that expense it asks in one statement whether anything was committed at all since the
/// last one. So an idle database sees one statement in two minutes, and some twenty more in an
/// hour.
///
/// Sweeps are gathered: one at most in a second, and none sooner than twice as long as the last one
/// took after it began, so that however many sessions come due, half of the time is the database's.
class OnTime : public Sweeper {
public:
    explicit OnTime(Context& context) : Sweeper(context) {}

private:
    using Time = SteadyClock::time_point;

    Duration take_turn() override;
    void forget_everything() override;
    [[nodiscard]] int own_socket() const noexcept override;

    void sweep_at_the_interval();
    void look();
    void sweep_what_is_due();
    /// Either of them.
    void sweep(Recording recording, std::optional<Duration> look_ahead);
    void learn(SweepResult& result, Duration took);
    void try_the_locked_again(const SweepResult& result);

    void open_listener();
    void hear();
    /// Whether nothing was committed since the last look; remembers what the next one compares
    /// with.
    [[nodiscard]] bool is_unchanged(const std::optional<std::string>& state) const;
    [[nodiscard]] std::optional<std::string> visible_state();

    /// By the database's clock, as it was read at the last sweep and has gone on by ours.
    [[nodiscard]] Time time_of(Instant instant) const;
    [[nodiscard]] std::optional<Time> due_at() const;
    [[nodiscard]] Duration until_next_turn();

    std::unique_ptr<Listener> listener_;
    std::optional<std::string> state_; ///< Of the database, before the last look.
    std::optional<Agenda> agenda_;
    Instant database_clock_{};
    Time read_at_{};
    Duration look_every_{};
    Duration locked_again_after_{};
    Time ask_ledger_at_{}; ///< When the interval is over, for all that is known here.
    Time listen_again_at_{};
    Time look_at_{};
    Time earliest_look_{};
    Time earliest_sweep_{};
};

} // namespace chatsweep

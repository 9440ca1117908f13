// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/policy.hpp"
#include "core/time.hpp"

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace chatsweep {

/// One execution of a sweep: a UUID made by the client, in its 36-character form.
struct RunId {
    std::string value;
    friend auto operator<=>(const RunId&, const RunId&) = default;
};

/// What became of a run. `acted`: something was done, and nothing closed.
enum class Outcome {
    closed,
    acted,
    nothing_due,
    dry_run,
    guard,
    busy,
    failed,
    interrupted,
    unknown
};

[[nodiscard]] std::string_view to_text(Outcome outcome) noexcept;

/// What became of one due session in a run.
enum class SessionOutcome {
    would_close,         ///< in a dry run, and in a run that a guard stopped
    would_act,           ///< the same, where it stays open
    closed,              ///<
    acted,               ///< what was due was done, and it stays open
    held,                ///< due, but a hold keeps it (reports only)
    kept_on_second_look, ///< it changed between the first look and the lock
    skipped_locked,      ///< somebody was writing to it
    gone,                ///< it was closed or removed by somebody else
    left_for_next,       ///< beyond `--at-most`
    rolled_back,         ///< the run failed or was interrupted
    unknown,             ///< the commit's outcome is unknown
};

[[nodiscard]] std::string_view to_text(SessionOutcome outcome) noexcept;

/// A server that follows another one, and how far it has come.
struct Standby {
    /// When the last transaction that it has replayed was committed; empty: none since it started.
    std::optional<Instant> replayed_at;
    Instant asked_at{}; ///< By its own clock.
};

/// A number for each action.
using ActionCounts = std::array<std::int64_t, std::size(all_actions)>;

/// Of one action: the sessions that it was due for, and those that it was done to.
struct ActionCount {
    std::int64_t due = 0;
    std::int64_t done = 0;
    friend bool operator==(const ActionCount&, const ActionCount&) = default;
};

/// The totals of a run, in sessions.
struct Counts {
    std::int64_t open = 0;
    std::int64_t judged = 0; ///< Read and judged; the coarse bound spares the others.
    std::int64_t due = 0;    ///< Due to end and not held, by whatever action.
    std::int64_t closed = 0;
    std::int64_t held = 0; ///< Due, and kept by a hold.
    /// From here to `left_for_next`, of everything that was due; the other actions' own counts
    /// stand in `actions`.
    std::int64_t kept_on_second_look = 0;
    std::int64_t skipped_locked = 0;
    std::int64_t gone = 0;
    std::int64_t left_for_next = 0;
    std::int64_t unanswered = 0;   ///< Of the due and the held: those that wait for an answer.
    std::int64_t future_dated = 0; ///< Of the open: an instant that timers count from lies ahead.
    std::array<ActionCount, std::size(all_actions)> actions{};

    [[nodiscard]] ActionCount& of(Action action) {
        return actions[static_cast<std::size_t>(action)];
    }
    [[nodiscard]] const ActionCount& of(Action action) const {
        return actions[static_cast<std::size_t>(action)];
    }
    friend bool operator==(const Counts&, const Counts&) = default;
};

/// What a run that has committed came to.
[[nodiscard]] Outcome outcome_of(const Counts& counts) noexcept;

/// What was done apart from closing, or would be done.
[[nodiscard]] std::int64_t acts_done(const Counts& counts) noexcept;
[[nodiscard]] std::int64_t acts_due(const Counts& counts) noexcept;

/// A count and its name in JSON and in the ledger, in the order in which they are shown.
struct NamedCount {
    std::string_view name;
    std::int64_t Counts::*member;
};
[[nodiscard]] const std::vector<NamedCount>& named_counts();

/// How long one phase of a run took, in milliseconds.
struct PhaseDuration {
    std::string phase;
    double milliseconds = 0;
};

/// One row of the ledger.
struct RunRecord {
    RunId run_id;
    int attempt = 1;
    std::string state; ///< `committed`, `failed` or `abandoned`
    Instant started_at{};
    std::optional<Instant> finished_at;
    std::string host;
    std::string tool_version;
    std::optional<std::string> policy_version;
    std::vector<std::string> limited_to; ///< The policies named with `--policy`.
    std::optional<std::string> outcome;
    std::optional<Counts> counts;
    std::optional<std::int64_t> wrote_after_close; ///< Customers; empty where it cannot be told.
    std::optional<std::string> error;
};

/// One event: what a run did to one session.
struct EventRecord {
    std::int64_t event_id = 0;
    RunId run_id;
    int attempt = 1;
    std::string session_id;
    std::string action;
    std::optional<std::string> kind{};    ///< What receivers know it by; empty before version 2.
    std::optional<std::string> role{};    ///< Of participants.
    std::optional<std::string> message{}; ///< The template that a warning names.
    std::optional<std::string> route{};   ///< The flow that a disconnect leads to.
    std::string policy;
    std::string timer;
    std::string reason;
    std::string clock;
    Instant clock_at{};
    Instant due_at{};
    bool unanswered = false;
    std::optional<std::string> status_before;
    std::optional<std::string> policy_version;
    std::optional<Instant> last_customer_message_at;
    Instant recorded_at{};
    std::optional<std::string> tenant{}; ///< Of the session; empty before version 3.
    std::optional<std::string> environment{};
    std::optional<std::string> channel{};
};

} // namespace chatsweep

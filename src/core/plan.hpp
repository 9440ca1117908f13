// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/judge.hpp"
#include "core/run.hpp"

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace chatsweep {

/// A session that is due, with what says so. Small, for there may be hundreds of thousands.
struct PlannedSession {
    SessionId session_id;
    std::optional<Instant> last_customer_message_at;
    Instant clock_at{};
    Instant due_at{};
    std::uint32_t policy = 0; ///< Index into the policies.
    std::uint32_t timer = 0;  ///< Index into the policy's timers.
    Clock clock = Clock::last_customer_message;
    Reason reason = Reason::timeout;
    SessionOutcome outcome = SessionOutcome::would_close;
    bool unanswered = false;
    std::uint32_t place = 0; ///< Its place in the order of loading.
};

/// The verdicts that ask for an action, longest overdue first, then by id, with totals.
struct Plan {
    std::vector<PlannedSession> sessions;
    Counts counts;
    Instant as_of{};
};

/// Whether the planner keeps the held sessions too, which a report lists and a sweep only counts.
enum class HeldSessions { count, list };

/// Takes the facts one session at a time and makes the plan; memory grows with the due only.
class Planner {
public:
    /// `only` names the policies that are acted on; empty means all. Every policy takes part in
    /// matching all the same. The policies must outlive the planner.
    Planner(const PolicySet& policies, Instant now, const std::set<std::string>& only,
            HeldSessions held);

    /// Judges one session and returns the verdict.
    Verdict look_at(const SessionFacts& session);

    /// The ordered plan. `at_most` sessions stay in it as they are; the others are marked
    /// `left_for_next` and counted.
    [[nodiscard]] Plan take_plan(std::optional<std::int64_t> at_most);

private:
    const PolicySet& policies_;
    std::vector<bool> acts_;
    HeldSessions held_;
    Plan plan_;
};

/// What the second look says of a session that the plan wants closed. It closes only when the
/// verdict on today's facts still says so **and** the customer has not written in between,
/// whatever clock the timer counts from. Any change of `last_customer_message_at` counts as that.
[[nodiscard]] bool still_closes(const PlannedSession& planned, const SessionFacts& facts,
                                const Verdict& verdict);

/// The plan's view of a verdict that asks for an action (or of a held one).
[[nodiscard]] PlannedSession planned(const SessionFacts& session, const Verdict& verdict,
                                     const PolicySet& policies);

} // namespace chatsweep

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/judge.hpp"
#include "core/run.hpp"

#include <compare>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace chatsweep {

/// Where a session belongs, as its event will say to those who are told of it.
struct Origin {
    std::optional<std::string> tenant;
    std::optional<std::string> environment;
    std::optional<std::string> channel;
    friend auto operator<=>(const Origin&, const Origin&) = default;
};

/// One action that is due for a session, with what says so. A session for which several are due at
/// once stands in the plan once for each. Small, for there may be hundreds of thousands.
struct PlannedSession {
    SessionId session_id;
    std::optional<Instant> last_customer_message_at;
    Instant clock_at{};
    Instant due_at{};
    std::uint32_t policy = 0; ///< Index into the policies.
    std::uint32_t timer = 0;  ///< Index into the policy's timers.
    Action action = Action::close;
    Clock clock = Clock::last_customer_message;
    Reason reason = Reason::timeout;
    SessionOutcome outcome = SessionOutcome::would_close;
    bool unanswered = false;
    bool is_marked = false;   ///< chatsweep remembers something of it, which ends with it.
    bool ends_session = true; ///< It is closed by this action.
    std::uint32_t place = 0;  ///< Its place in the order of loading.
    std::shared_ptr<const Origin> origin{}; ///< Shared, for there are few; a planner sets it.
};

/// A mark, and whose it is.
struct SessionMark {
    SessionId session_id;
    Mark mark;
};

/// The verdicts that ask for an action, longest overdue first, then by id, with totals.
struct Plan {
    std::vector<PlannedSession> sessions;
    Counts counts;
    Instant as_of{};
    std::vector<SessionMark> stale_marks{}; ///< What does not apply any more.
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
    void plan_due(const SessionFacts& session, const Verdict& verdict);
    PlannedSession& add(const SessionFacts& session, const Verdict& verdict, const Firing& firing);
    [[nodiscard]] std::shared_ptr<const Origin> origin_of(const SessionFacts& session);

    const PolicySet& policies_;
    std::vector<bool> acts_;
    HeldSessions held_;
    Plan plan_;
    std::map<Origin, std::shared_ptr<const Origin>> origins_;
};

/// What the second look leaves of one action of the plan: the firing on today's facts; null when it
/// must not be done any more. What ends a session is still done only when the customer has not
/// written in between, whatever clock the timer counts from (any change of
/// `last_customer_message_at` counts as that), but for S8 and S9. Anything else is done only for
/// the very start of its clock that it was planned for.
[[nodiscard]] const Firing* still_asked_for(const PlannedSession& planned,
                                            const SessionFacts& facts, const Verdict& verdict);

/// The plan's view of one firing of a verdict.
[[nodiscard]] PlannedSession planned(const SessionFacts& session, const Verdict& verdict,
                                     const Firing& firing, const PolicySet& policies);

/// Who keeps the status of an inactive session (S5).
enum class StatusKeeper { chatsweep, database };

/// What chatsweep remembers of a session once the action is done; empty: nothing. Where the
/// database keeps the status, the mark still tells of which silence it is.
[[nodiscard]] std::optional<Mark> mark_of(const PlannedSession& planned, const Timer& timer,
                                          Instant recorded_at, const SessionFacts& facts,
                                          StatusKeeper keeper);

} // namespace chatsweep

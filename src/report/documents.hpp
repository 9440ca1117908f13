// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/forecast.hpp"
#include "core/groups.hpp"
#include "core/guard.hpp"
#include "core/outbox.hpp"
#include "core/past_run.hpp"
#include "core/plan.hpp"
#include "core/policy.hpp"
#include "core/run.hpp"
#include "core/silences.hpp"
#include "core/waiting.hpp"

#include <optional>
#include <string>
#include <vector>

namespace chatsweep {

/// What a sweep or its dry run has to say. References must outlive the rendering.
struct SweepDocument {
    const Plan& plan;
    const PolicySet& policies;
    RunId run_id{};
    bool dry_run = false;
    Outcome outcome = Outcome::nothing_due;
    std::string policy_version{};
    std::vector<std::string> limited_to{}; ///< The policies named with `--policy`.
    std::vector<PhaseDuration> durations{};
    std::optional<GuardTrip> guard{};
    std::optional<std::string> error{}; ///< When it failed, or the outcome is unknown.
    std::optional<Standby> standby{};   ///< The server that was asked, where it is one.
};

/// What a report says on a page and nowhere else.
struct Outlook {
    std::vector<Silence> silences{};
    Forecast forecast{};
    std::int64_t waiting_total = 0;        ///< Open sessions that wait for an answer.
    std::vector<WaitingSession> waiting{}; ///< Those of them that have waited longest.
    std::vector<PastRun> past{};           ///< Newest first.
};

/// The dry run as a report.
struct ReportDocument {
    const Plan& plan; ///< Lists the held sessions too, with outcome `held`.
    const PolicySet& policies;
    std::vector<Group> groups{};
    std::string policy_version{};
    std::optional<GuardTrip> guard{};       ///< The guard that a sweep would trip over.
    std::optional<Instant> last_sweep_at{}; ///< The last successful run of everything.
    std::optional<Instant> next_sweep_at{}; ///< That plus the interval; empty: it has never run.
    std::vector<PhaseDuration> durations{};
    std::optional<std::int64_t> limit{}; ///< Sessions listed for people; empty: all.
    std::vector<Backlog> undelivered{};  ///< Of the receivers that have not been told everything.
    std::optional<Standby> standby{};    ///< The server that was asked, where it is one.
    Outlook outlook{};                   ///< For a page.
};

/// Why one policy does or does not apply to a session.
struct PolicyFinding {
    std::string policy;
    bool matches = false;
    /// For one that does not: `channel is 'sms', not 'whatsapp'`; for one that would match but
    /// comes too late: `an earlier policy matched first`.
    std::string why;
};

/// Where one timer stands.
struct TimerFinding {
    std::string timer;
    Action action = Action::close;
    Duration after{};
    Clock since = Clock::last_customer_message;
    std::optional<TimerState> state;
    bool decides = false; ///< The verdict rests on this one.
    std::optional<Role> role{};
    std::optional<Duration> before_close{};
    bool enabled = true;
};

/// A hold of the matching policy, and whether it keeps the session now.
struct HoldFinding {
    std::string hold; ///< `unanswered`, `label`, `snoozed`
    bool keeps = false;
    std::string why; ///< A phrase: `the session bears the label 'vip'`
};

/// Why, why not, and when: one session, open or closed.
struct ExplainDocument {
    std::string session_id;
    Instant as_of{};
    std::optional<std::string> status;
    std::optional<Instant> closed_at;
    std::optional<std::string> close_reason;
    std::optional<SessionFacts> facts; ///< Empty for a closed one.
    std::optional<Decision> decision;  ///< Empty for a closed one, like all until `events`.
    Reason reason = Reason::no_policy;
    bool unanswered = false;
    std::optional<std::string> policy;
    std::vector<PolicyFinding> policies;
    std::vector<TimerFinding> timers;
    std::vector<HoldFinding> holds;
    std::optional<Instant> due_at;
    std::optional<Instant> goes_at; ///< The first sweep at which it would go; empty: no telling.
    std::optional<Instant> last_sweep_at{};
    std::string policy_version{};
    std::vector<EventRecord> events;    ///< Newest first.
    std::optional<RunRecord> closed_by; ///< The run that closed it.
    std::string conclusion;             ///< One sentence, which a person reads first.
};

/// Past runs, newest first.
struct HistoryDocument {
    std::vector<RunRecord> runs;
    std::vector<Backlog> undelivered{}; ///< Of the receivers that have not been told everything.
};

/// What a delivery came to.
struct DeliveryDocument {
    std::vector<DeliveryTotals> receivers;
};

/// What a delivery would send, in order per receiver.
struct PendingDocument {
    Instant now{};
    std::vector<PendingEvent> events{};  ///< At most `limit` of each receiver.
    std::int64_t total = 0;              ///< Of all events, listed or not.
    std::optional<std::int64_t> limit{}; ///< Events listed in a table; empty: all.
};

/// One run (each of its attempts) and its events.
struct RunDocument {
    std::vector<RunRecord> attempts;
    std::vector<EventRecord> events;
};

enum class CheckStatus { ok, warning, failed, skipped };

/// One thing that `check` looked at.
struct CheckFinding {
    std::string
        name; ///< `configuration`, `connection`, `rights`, `schema`, `adapter`, `fence`, ...
    CheckStatus status = CheckStatus::ok;
    std::string detail;
    std::string hint{}; ///< A sentence, or empty.
};

struct CheckDocument {
    std::vector<CheckFinding> findings;
};

} // namespace chatsweep

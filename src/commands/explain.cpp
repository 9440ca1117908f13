// SPDX-License-Identifier: Apache-2.0
#include "commands/conclusion.hpp"
#include "commands/context.hpp"
#include "commands/effective.hpp"
#include "commands/explaining.hpp"
#include "commands/failures.hpp"
#include "commands/output.hpp"
#include "commands/readiness.hpp"
#include "store/facts.hpp"
#include "store/history.hpp"
#include "store/ledger.hpp"

#include <algorithm>

namespace chatsweep {

namespace {

/// A disconnect that leads to a flow does not end the session.
bool ended_by(const EventRecord& event) {
    return event.action == to_text(Action::close) ||
           (event.action == to_text(Action::disconnect) && !event.route);
}

/// The newest event that ended the session; null when it was open again since then, and somebody
/// else closed it.
const EventRecord* closing_event(const std::vector<EventRecord>& events,
                                 const std::optional<Instant>& closed_at) {
    const auto found = std::ranges::find_if(events, [&](const EventRecord& event) {
        const bool closed_later = closed_at && event.recorded_at < *closed_at;
        return ended_by(event) && !closed_later;
    });
    return found == events.end() ? nullptr : &*found;
}

std::optional<RunRecord> run_behind(Transaction& tx, const EventRecord& event) {
    for (RunRecord& attempt : run_attempts(tx, event.run_id)) {
        if (attempt.attempt == event.attempt) {
            return std::move(attempt);
        }
    }
    return std::nullopt;
}

} // namespace

ExitCode explain(Context& context, const ExplainOptions& options) {
    Database database{context.connection, context.watchdog};
    Transaction tx{database, Access::read_only};
    const Adapter adapter = require_ready(tx, context.config.policies);
    const std::optional<SessionState> state = session_state(tx, options.session_id);
    Effective effective = todays_policies(tx, context.config.policies);
    add_pinned_policies(tx, adapter, effective);
    const std::vector<SessionFacts> facts =
        facts_of(tx, {options.session_id}, effective.joined_under);
    if (!state && facts.empty()) {
        throw NotFound{"there is no session '" + options.session_id + "'",
                       "ids are case-sensitive and as the adapter gives them; chatsweep report "
                       "lists those that are due."};
    }
    ExplainDocument document;
    document.session_id = options.session_id;
    document.as_of = tx.now();
    document.policy_version = effective.version;
    document.events = session_events(tx, options.session_id);
    if (state) {
        document.status = state->status;
        document.closed_at = state->closed_at;
        document.close_reason = state->close_reason;
    }
    if (const std::optional<LastSuccess> last = last_success(tx)) {
        document.last_sweep_at = last->started_at;
    }
    if (facts.empty()) {
        const EventRecord* event = closing_event(document.events, document.closed_at);
        document.conclusion = conclusion_of_closed(document.closed_at, event);
        if (event != nullptr) {
            document.closed_by = run_behind(tx, *event);
        }
    } else {
        document.facts = facts.front();
        explain_open(document, effective.policies, context.config.interval);
    }
    print(context.global, document);
    return ExitCode::done;
}

} // namespace chatsweep

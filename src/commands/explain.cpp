// SPDX-License-Identifier: Apache-2.0
#include "commands/context.hpp"
#include "commands/explaining.hpp"
#include "commands/failures.hpp"
#include "commands/output.hpp"
#include "commands/readiness.hpp"
#include "store/facts.hpp"
#include "store/history.hpp"
#include "store/ledger.hpp"

namespace chatsweep {

namespace {

/// The run behind the newest event that closed the session; none when it was open again since
/// then, and somebody else closed it.
std::optional<RunRecord> closing_run(Transaction& tx, const std::vector<EventRecord>& events,
                                     const std::optional<Instant>& closed_at) {
    for (const EventRecord& event : events) {
        const bool closed_later = closed_at && event.recorded_at < *closed_at;
        if (event.action == to_text(Action::close) && !closed_later) {
            for (RunRecord& attempt : run_attempts(tx, event.run_id)) {
                if (attempt.attempt == event.attempt) {
                    return std::move(attempt);
                }
            }
        }
    }
    return std::nullopt;
}

} // namespace

ExitCode explain(Context& context, const ExplainOptions& options) {
    Database database{context.connection, context.watchdog};
    Transaction tx{database, Access::read_only};
    require_ready(tx, context.config.policies);
    const std::optional<SessionState> state = session_state(tx, options.session_id);
    const std::vector<SessionFacts> facts = facts_of(tx, {options.session_id});
    if (!state && facts.empty()) {
        throw NotFound{"there is no session '" + options.session_id + "'",
                       "ids are case-sensitive and as the adapter gives them; chatsweep report "
                       "lists those that are due."};
    }
    ExplainDocument document;
    document.session_id = options.session_id;
    document.as_of = tx.now();
    document.policy_version = policy_version(tx, canonical_policies(context.config.policies));
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
        document.closed_by = closing_run(tx, document.events, document.closed_at);
        conclude_closed(document);
    } else {
        document.facts = facts.front();
        explain_open(document, context.config.policies, context.config.interval);
    }
    print(context.global, document);
    return ExitCode::done;
}

} // namespace chatsweep

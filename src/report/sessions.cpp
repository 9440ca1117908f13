// SPDX-License-Identifier: Apache-2.0
#include "report/sessions.hpp"

#include "report/phrases.hpp"

namespace chatsweep {
namespace {

Json record_of(const PlannedSession& session, const PolicySet& policies, Instant as_of) {
    const Policy& policy = policies.at(session.policy);
    const Timer& timer = policy.timers.at(session.timer);
    Record record{13};
    record.add("session_id", session.session_id.value);
    record.add("action", to_text(session.action));
    record.add("kind", kind_of_event(session.action, &timer));
    record.add("outcome", to_text(session.outcome));
    record.add("policy", policy.name);
    record.add("timer", timer.name);
    record.add("reason", to_text(session.reason));
    record.add("last_customer_message_at", to_json(session.last_customer_message_at));
    record.add("clock", to_text(session.clock));
    record.add("clock_at", to_json(session.clock_at));
    record.add("due_at", to_json(session.due_at));
    record.add("overdue_seconds", whole_seconds(as_of - session.due_at));
    record.add("unanswered", session.unanswered);
    return record.take();
}

TableRow row_of(const PlannedSession& session, const PolicySet& policies, Instant as_of) {
    const Policy& policy = policies.at(session.policy);
    const Timer& timer = policy.timers.at(session.timer);
    const auto& wrote_at = session.last_customer_message_at;
    return {{{session.session_id.value},
             {policy.name},
             {policy.timers.size() > 1 ? timer.name : ""},
             verdict_of(session, timer),
             {wrote_at ? to_minute(*wrote_at) : "never"},
             {to_minute(session.due_at)},
             {to_rough_text(as_of - session.due_at)},
             {session.unanswered ? "yes" : "", Tone::caution}},
            {}};
}

} // namespace

Cell verdict_of(const PlannedSession& session, const Timer& timer) {
    switch (session.outcome) {
    case SessionOutcome::would_close:
        return {"close"};
    case SessionOutcome::would_act:
    case SessionOutcome::acted:
        return {action_words(session.action, timer.role)};
    case SessionOutcome::held:
        return {"held: " + in_words(to_text(session.reason)), Tone::caution};
    case SessionOutcome::left_for_next:
        return {"left for next", Tone::faint};
    case SessionOutcome::closed:
    case SessionOutcome::kept_on_second_look:
    case SessionOutcome::skipped_locked:
    case SessionOutcome::gone:
    case SessionOutcome::rolled_back:
    case SessionOutcome::unknown:
        return {in_words(to_text(session.outcome))};
    }
    return {};
}

Listing sessions_of(const Plan& plan, const PolicySet& policies) {
    return {
        "sessions",
        plan.sessions.size(),
        [&](std::size_t index) { return record_of(plan.sessions[index], policies, plan.as_of); },
        {"session_id", "action", "kind", "outcome", "policy", "timer", "reason",
         "last_customer_message_at", "clock", "clock_at", "due_at", "overdue_seconds",
         "unanswered"}};
}

Table sessions_table(const Plan& plan, const PolicySet& policies, std::size_t size) {
    return {{{"session", Align::left, 0, 12, 36},
             {"policy", Align::left, 2, 8, 16},
             {"timer", Align::left, 6, 6, 12},
             {"verdict"},
             {"customer wrote", Align::left, 5},
             {"due", Align::left, 4},
             {"overdue", Align::right},
             {"unanswered", Align::left, 3}},
            size,
            [&](std::size_t index) { return row_of(plan.sessions[index], policies, plan.as_of); }};
}

} // namespace chatsweep

// SPDX-License-Identifier: Apache-2.0
#include "report/explain_page.hpp"
#include "report/listing.hpp"
#include "report/records.hpp"
#include "report/render.hpp"

#include <ostream>

namespace chatsweep {
namespace {

Json record_of(const Mark& mark) {
    return {{"kind", to_text(mark.kind)},
            {"name", text_or_null(mark.name)},
            {"recorded_at", to_json(mark.recorded_at)},
            {"clock_at", to_json(mark.clock_at)}};
}

Json facts_of(const SessionFacts& facts) {
    return {{"tenant", to_json(facts.tenant)},
            {"environment", to_json(facts.environment)},
            {"channel", to_json(facts.channel)},
            {"handler", to_json(facts.handler)},
            {"started_by", to_json(facts.started_by)},
            {"status", to_json(facts.status)},
            {"labels", facts.labels},
            {"started_at", to_json(facts.started_at)},
            {"clock_floor_at", to_json(facts.clock_floor_at)},
            {"last_customer_message_at", to_json(facts.last_customer_message_at)},
            {"first_reply_at", to_json(facts.first_reply_at)},
            {"first_agent_reply_at", to_json(facts.first_agent_reply_at)},
            {"last_agent_message_at", to_json(facts.last_agent_message_at)},
            {"last_bot_message_at", to_json(facts.last_bot_message_at)},
            {"last_message_at", to_json(facts.last_message_at)},
            {"snoozed_until", to_json(facts.snoozed_until)},
            {"opted_out_at", to_json(facts.opted_out_at)},
            {"authenticated", facts.authenticated ? Json(*facts.authenticated) : Json{}},
            {"token_issued_at", to_json(facts.token_issued_at)},
            {"token_expires_at", to_json(facts.token_expires_at)},
            {"inactive_since", to_json(facts.inactive_since)},
            {"agent_joined_at", to_json(facts.agent_joined_at)},
            {"customer_joined_at", to_json(facts.customer_joined_at)},
            {"last_agent_message_since_join_at", to_json(facts.last_agent_message_since_join_at)},
            {"marks", array_of(facts.marks, [](const Mark& mark) { return record_of(mark); })}};
}

Json record_of(const PolicyFinding& finding) {
    return {{"policy", finding.policy},
            {"matches", finding.matches},
            {"why", text_or_null(finding.why)}};
}

Json record_of(const HoldFinding& finding) {
    return {{"hold", finding.hold}, {"keeps", finding.keeps}, {"why", text_or_null(finding.why)}};
}

Json record_of(const TimerFinding& finding, Instant as_of) {
    const auto& state = finding.state;
    return {{"timer", finding.timer},
            {"action", to_text(finding.action)},
            {"role", finding.role ? Json(to_text(*finding.role)) : Json{}},
            {"after_seconds", finding.before_close ? Json{} : exact_seconds(finding.after)},
            {"before_close_seconds",
             finding.before_close ? exact_seconds(*finding.before_close) : Json{}},
            {"since", to_text(finding.since)},
            {"standing", standing_of(finding, as_of)},
            {"clock", state ? Json(to_text(state->clock)) : Json{}},
            {"clock_at", state ? to_json(state->clock_at) : Json{}},
            {"due_at", state ? to_json(state->due_at) : Json{}},
            {"done_at", state ? to_json(state->done_at) : Json{}},
            {"overdue_seconds", state ? whole_seconds(as_of - state->due_at) : Json{}},
            {"decides", finding.decides}};
}

/// What a line of CSV holds too. A closed session has a past and no verdict.
Json summary_of(const ExplainDocument& document) {
    const bool judged = document.decision.has_value();
    return {{"schema_version", document_version},
            {"command", "explain"},
            {"session_id", document.session_id},
            {"as_of", to_json(document.as_of)},
            {"status", to_json(document.status)},
            {"closed_at", to_json(document.closed_at)},
            {"close_reason", to_json(document.close_reason)},
            {"conclusion", document.conclusion},
            {"decision", judged ? Json(to_text(*document.decision)) : Json{}},
            {"reason", judged ? Json(to_text(document.reason)) : Json{}},
            {"unanswered", judged ? Json(document.unanswered) : Json{}},
            {"policy", to_json(document.policy)},
            {"policy_version", text_or_null(document.policy_version)},
            {"due_at", to_json(document.due_at)},
            {"goes_at", to_json(document.goes_at)},
            {"last_sweep_at", to_json(document.last_sweep_at)}};
}

Json json_of(const ExplainDocument& document) {
    Json json = summary_of(document);
    json["facts"] = document.facts ? facts_of(*document.facts) : Json{};
    json["policies"] = array_of(document.policies,
                                [](const PolicyFinding& finding) { return record_of(finding); });
    json["timers"] = array_of(document.timers, [&](const TimerFinding& finding) {
        return record_of(finding, document.as_of);
    });
    json["holds"] =
        array_of(document.holds, [](const HoldFinding& finding) { return record_of(finding); });
    json["events"] =
        array_of(document.events, [](const EventRecord& event) { return to_json(event); });
    json["closed_by"] = document.closed_by ? to_json(*document.closed_by) : Json{};
    return json;
}

/// One session, one line.
Listing line_of(const ExplainDocument& document) {
    return {"sessions",
            1,
            [&](std::size_t) { return summary_of(document); },
            {"session_id", "as_of", "status", "closed_at", "close_reason", "conclusion", "decision",
             "reason", "unanswered", "policy", "policy_version", "due_at", "goes_at",
             "last_sweep_at"}};
}

} // namespace

void render(const ExplainDocument& document, Format format, const Style& style, std::ostream& out) {
    switch (format) {
    case Format::table:
        return write_explain_page(document, style, out);
    case Format::json:
    case Format::ndjson:
        out << dump(json_of(document)) << '\n';
        return;
    case Format::csv:
        return write_csv(line_of(document), out);
    case Format::html:
        refuse_html();
    }
}

} // namespace chatsweep

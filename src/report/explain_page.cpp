// SPDX-License-Identifier: Apache-2.0
#include "report/explain_page.hpp"

#include "report/page.hpp"
#include "report/phrases.hpp"
#include "report/records.hpp"

namespace chatsweep {
namespace {

void add_text(std::vector<Field>& fields, std::string_view label,
              const std::optional<std::string>& text) {
    if (text && !text->empty()) {
        fields.push_back({std::string{label}, *text});
    }
}

void add_instant(std::vector<Field>& fields, std::string_view label,
                 const std::optional<Instant>& instant, Instant now) {
    if (instant) {
        fields.push_back({std::string{label}, with_distance(*instant, now)});
    }
}

std::vector<Field> head_of(const ExplainDocument& document) {
    std::vector<Field> fields{{"session", document.session_id},
                              {"as of", to_second(document.as_of)}};
    add_text(fields, "status", document.status);
    add_instant(fields, "closed", document.closed_at, document.as_of);
    add_text(fields, "close reason", document.close_reason);
    if (document.decision) {
        fields.push_back({"verdict", in_words(to_text(*document.decision)) + ": " +
                                         in_words(to_text(document.reason))});
    }
    add_text(fields, "policy", document.policy);
    add_text(fields, "policy version", document.policy_version);
    add_instant(fields, "due", document.due_at, document.as_of);
    add_instant(fields, "goes", document.goes_at, document.as_of);
    add_instant(fields, "last sweep", document.last_sweep_at, document.as_of);
    return fields;
}

std::vector<Field> facts_of(const ExplainDocument& document) {
    const SessionFacts& facts = *document.facts;
    std::vector<Field> fields;
    add_text(fields, "tenant", facts.tenant);
    add_text(fields, "environment", facts.environment);
    add_text(fields, "channel", facts.channel);
    add_text(fields, "handler", facts.handler);
    add_text(fields, "started by", facts.started_by);
    add_text(fields, "labels", join(facts.labels, ", "));
    fields.push_back({"unanswered", document.unanswered ? "yes" : "no"});
    add_instant(fields, "started", facts.started_at, document.as_of);
    add_instant(fields, "clock floor", facts.clock_floor_at, document.as_of);
    add_instant(fields, "last customer message", facts.last_customer_message_at, document.as_of);
    if (!facts.last_customer_message_at) {
        fields.push_back({"last customer message", "never"});
    }
    add_instant(fields, "first reply", facts.first_reply_at, document.as_of);
    add_instant(fields, "first agent reply", facts.first_agent_reply_at, document.as_of);
    add_instant(fields, "last agent message", facts.last_agent_message_at, document.as_of);
    add_instant(fields, "last bot message", facts.last_bot_message_at, document.as_of);
    add_instant(fields, "last message", facts.last_message_at, document.as_of);
    add_instant(fields, "snoozed until", facts.snoozed_until, document.as_of);
    add_instant(fields, "opted out", facts.opted_out_at, document.as_of);
    add_instant(fields, "token issued", facts.token_issued_at, document.as_of);
    add_instant(fields, "token expires", facts.token_expires_at, document.as_of);
    add_instant(fields, "inactive since", facts.inactive_since, document.as_of);
    add_instant(fields, "agent joined", facts.agent_joined_at, document.as_of);
    add_instant(fields, "customer joined", facts.customer_joined_at, document.as_of);
    add_instant(fields, "agent wrote since", facts.last_agent_message_since_join_at,
                document.as_of);
    for (const Mark& mark : facts.marks) {
        add_instant(fields, join({in_words(to_text(mark.kind)), mark.name}, " "), mark.recorded_at,
                    document.as_of);
    }
    return fields;
}

Field field_of(const PolicyFinding& finding) {
    if (!finding.matches) {
        return {finding.policy, "does not match: " + finding.why};
    }
    return finding.why.empty() ? Field{finding.policy, "matches", Tone::strong}
                               : Field{finding.policy, "matches, but " + finding.why};
}

Field field_of(const HoldFinding& finding) {
    return finding.keeps ? Field{finding.hold, "keeps it: " + finding.why, Tone::caution}
                         : Field{finding.hold, "does not keep it: " + finding.why};
}

/// When it is due, or why it is not to be.
std::string due_of(const TimerFinding& finding, Instant as_of) {
    const auto& state = finding.state;
    const bool has_instant = state && !state->done_at && !state->awaits_contact;
    return has_instant ? to_second(state->due_at) : std::string{standing_of(finding, as_of)};
}

std::string distance_of(const TimerFinding& finding, Instant as_of) {
    const auto& state = finding.state;
    if (!state || state->awaits_contact) {
        return {};
    }
    return relative_to(as_of, state->done_at.value_or(state->due_at));
}

TableRow row_of(const TimerFinding& finding, Instant as_of) {
    const auto& state = finding.state;
    const bool due = state && is_due(*state, as_of);
    const bool waits = state && state->awaits_warning;
    TableRow row{
        {{finding.timer, finding.decides ? Tone::strong : Tone::plain},
         {action_words(finding.action, finding.role)},
         {finding.before_close ? '-' + to_text(*finding.before_close) : to_text(finding.after)},
         {in_words(to_text(state ? state->clock : finding.since))},
         {state ? to_second(state->clock_at) : "never"},
         {due_of(finding, as_of)},
         {distance_of(finding, as_of), due ? Tone::caution : Tone::plain},
         {finding.decides ? "yes" : ""}},
        {}};
    if (waits) {
        row.notes.push_back({finding.timer + " waits for its warning, which goes out first"});
    }
    return row;
}

Table timers_table(const ExplainDocument& document) {
    return {{{"timer", Align::left, 0, 6, 12},
             {"action", Align::left, 5},
             {"after", Align::right, 2},
             {"clock", Align::left, 3, 8, 21},
             {"counts from", Align::left, 4},
             {"due"},
             {"that is", Align::right},
             {"decides", Align::left, 1}},
            document.timers.size(),
            [&](std::size_t index) { return row_of(document.timers[index], document.as_of); }};
}

Table events_table(const ExplainDocument& document) {
    return {{{"recorded"},
             {"action"},
             {"policy", Align::left, 2, 8, 16},
             {"timer", Align::left, 3, 6, 12},
             {"reason", Align::left, 1},
             {"due", Align::left, 4},
             {"run"}},
            document.events.size(),
            [&](std::size_t index) -> TableRow {
                const EventRecord& event = document.events[index];
                return {{{to_second(event.recorded_at)},
                         {words_of(event)},
                         {event.policy},
                         {event.timer},
                         {in_words(event.reason)},
                         {to_second(event.due_at)},
                         {short_id(event.run_id)}},
                        {}};
            }};
}

template <typename Finding>
void write_findings(std::string_view title, const std::vector<Finding>& findings, Page& page) {
    if (findings.empty()) {
        return;
    }
    std::vector<Field> fields;
    fields.reserve(findings.size());
    for (const Finding& finding : findings) {
        fields.push_back(field_of(finding));
    }
    page.heading(title);
    page.fields(fields);
}

} // namespace

std::string_view standing_of(const TimerFinding& finding, Instant as_of) {
    if (!finding.enabled) {
        return "off";
    }
    if (!finding.state) {
        return "clock not started";
    }
    if (finding.state->done_at) {
        return "done";
    }
    if (finding.state->awaits_contact) {
        return "waits for contact";
    }
    if (finding.state->awaits_warning) {
        return "waits for its warning";
    }
    return is_due(*finding.state, as_of) ? "due" : "pending";
}

void write_explain_page(const ExplainDocument& document, const Style& style, std::ostream& out) {
    Page page{style, out};
    page.sentence(document.conclusion, Tone::strong);
    page.blank();
    page.fields(head_of(document));
    if (document.facts) {
        page.heading("facts");
        page.fields(facts_of(document));
    }
    write_findings("policies", document.policies, page);
    if (!document.timers.empty()) {
        page.heading("timers");
        page.table(timers_table(document));
    }
    write_findings("holds", document.holds, page);
    if (!document.events.empty()) {
        page.heading("events");
        page.table(events_table(document));
    }
    if (document.closed_by) {
        page.heading("closed by");
        page.fields(fields_of(*document.closed_by));
    }
}

} // namespace chatsweep

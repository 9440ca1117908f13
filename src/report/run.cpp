// SPDX-License-Identifier: Apache-2.0
#include "report/listing.hpp"
#include "report/page.hpp"
#include "report/phrases.hpp"
#include "report/records.hpp"
#include "report/render.hpp"

namespace chatsweep {
namespace {

Json head_of(const RunDocument& document) {
    const auto& attempts = document.attempts;
    return {{"schema_version", document_version},
            {"command", "history"},
            {"run_id", attempts.empty() ? Json{} : Json(attempts.front().run_id.value)},
            {"attempts", array_of(attempts, [](const RunRecord& run) { return to_json(run); })}};
}

Listing events_of(const RunDocument& document) {
    return {"events",
            document.events.size(),
            [&](std::size_t index) { return to_json(document.events[index]); },
            {"event_id",       "run_id",
             "attempt",        "session_id",
             "action",         "kind",
             "role",           "message",
             "route",          "policy",
             "policy_version", "timer",
             "reason",         "last_customer_message_at",
             "clock",          "clock_at",
             "due_at",         "unanswered",
             "status_before",  "recorded_at"}};
}

TableRow row_of(const EventRecord& event) {
    const auto& wrote_at = event.last_customer_message_at;
    return {{{event.session_id},
             {words_of(event)},
             {event.policy},
             {event.timer},
             {wrote_at ? to_minute(*wrote_at) : "never"},
             {to_minute(event.due_at)},
             {to_rough_text(event.recorded_at - event.due_at)},
             {event.status_before.value_or("")},
             {event.unanswered ? "yes" : "", Tone::caution}},
            {}};
}

Table events_table(const RunDocument& document) {
    return {{{"session", Align::left, 0, 12, 36},
             {"action"},
             {"policy", Align::left, 2, 8, 16},
             {"timer", Align::left, 6, 6, 12},
             {"customer wrote", Align::left, 5},
             {"due", Align::left, 4},
             {"overdue", Align::right, 1},
             {"was", Align::left, 7, 6, 10},
             {"unanswered", Align::left, 3}},
            document.events.size(),
            [&](std::size_t index) { return row_of(document.events[index]); }};
}

void write_page(const RunDocument& document, const Style& style, std::ostream& out) {
    Page page{style, out};
    bool first = true;
    for (const RunRecord& attempt : document.attempts) {
        if (!first) {
            page.blank();
        }
        first = false;
        page.fields(fields_of(attempt));
    }
    if (document.events.empty()) {
        return;
    }
    page.heading(count_of(static_cast<std::int64_t>(document.events.size()), "event"));
    page.table(events_table(document));
}

} // namespace

void render(const RunDocument& document, Format format, const Style& style, std::ostream& out) {
    switch (format) {
    case Format::table:
        return write_page(document, style, out);
    case Format::json:
        return write_json(head_of(document), events_of(document), out);
    case Format::ndjson:
        return write_ndjson(head_of(document), events_of(document), out);
    case Format::csv:
        return write_csv(events_of(document), out);
    case Format::html:
        refuse_html();
    }
}

} // namespace chatsweep

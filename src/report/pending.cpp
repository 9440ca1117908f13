// SPDX-License-Identifier: Apache-2.0
#include "report/listing.hpp"
#include "report/page.hpp"
#include "report/phrases.hpp"
#include "report/render.hpp"

#include <algorithm>
#include <set>

namespace chatsweep {
namespace {

Json head_of(const PendingDocument& document) {
    return {{"schema_version", document_version},
            {"command", "deliver"},
            {"dry_run", true},
            {"as_of", to_json(document.now)},
            {"outcome", to_text(Outcome::dry_run)}};
}

Json record_of(const PendingEvent& event) {
    return {{"receiver", event.receiver},
            {"url", event.url},
            {"event_id", event.event_id},
            {"session_id", event.session_id},
            {"action", event.action},
            {"kind", to_json(event.kind)},
            {"policy", event.policy},
            {"timer", event.timer},
            {"recorded_at", to_json(event.recorded_at)},
            {"attempts", event.attempts},
            {"next_attempt_at", to_json(event.next_attempt_at)},
            {"problem", to_json(event.problem)}};
}

Listing events_of(const PendingDocument& document) {
    return {"events",
            document.events.size(),
            [&](std::size_t index) { return record_of(document.events[index]); },
            {"receiver", "url", "event_id", "session_id", "action", "kind", "policy", "timer",
             "recorded_at", "attempts", "next_attempt_at", "problem"}};
}

std::string headline_of(const PendingDocument& document) {
    std::set<std::string_view> receivers;
    for (const PendingEvent& event : document.events) {
        receivers.insert(event.receiver);
    }
    return count_of(document.total, "event") + " would be sent to " +
           count_of(std::ssize(receivers), "receiver") + '.';
}

TableRow row_of(const PendingEvent& event, Instant now) {
    TableRow row{{{event.receiver},
                  {event.session_id},
                  {event.kind.value_or(event.action)},
                  {event.policy},
                  {to_minute(event.recorded_at)},
                  {event.attempts > 0 ? std::to_string(event.attempts) : ""},
                  {event.next_attempt_at ? relative_to(now, *event.next_attempt_at) : "now"}},
                 {}};
    if (event.problem) {
        row.notes.push_back({"problem: " + *event.problem, Tone::bad});
    }
    return row;
}

void write_page(const PendingDocument& document, const Style& style, std::ostream& out) {
    Page page{style, out};
    if (document.events.empty()) {
        page.sentence("Nothing would be sent.");
        return;
    }
    page.sentence(headline_of(document), Tone::strong);
    page.blank();
    const std::size_t size = document.events.size();
    const std::size_t listed =
        document.limit ? std::min(size, static_cast<std::size_t>(*document.limit)) : size;
    page.table({{{"receiver", Align::left, 0, 8, 16},
                 {"session", Align::left, 0, 8, 20},
                 {"event"},
                 {"policy", Align::left, 3, 8, 16},
                 {"recorded", Align::left, 2},
                 {"tries", Align::right, 4},
                 {"next try", Align::left, 1}},
                listed,
                [&](std::size_t index) { return row_of(document.events[index], document.now); }});
    if (const auto more = document.total - static_cast<std::int64_t>(listed); more > 0) {
        page.sentence("… and " + std::to_string(more) + " more; --format json lists all");
    }
}

} // namespace

void render(const PendingDocument& document, Format format, const Style& style, std::ostream& out) {
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

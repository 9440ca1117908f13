// SPDX-License-Identifier: Apache-2.0
#include "report/listing.hpp"
#include "report/page.hpp"
#include "report/phrases.hpp"
#include "report/render.hpp"
#include "report/undelivered.hpp"

namespace chatsweep {
namespace {

std::int64_t delivered_in(const DeliveryDocument& document) {
    std::int64_t delivered = 0;
    for (const DeliveryTotals& totals : document.receivers) {
        delivered += totals.delivered;
    }
    return delivered;
}

std::string_view outcome_of(const DeliveryDocument& document) {
    if (!is_complete(document.receivers)) {
        return "undelivered";
    }
    return delivered_in(document) > 0 ? "delivered" : "nothing_to_deliver";
}

Json head_of(const DeliveryDocument& document) {
    return {{"schema_version", document_version},
            {"command", "deliver"},
            {"dry_run", false},
            {"outcome", outcome_of(document)}};
}

Json record_of(const DeliveryTotals& totals) {
    Json record{{"receiver", totals.receiver},
                {"delivered", totals.delivered},
                {"attempts", totals.attempts}};
    const Json left = to_json(totals.left);
    for (const auto& [key, value] : left.items()) {
        if (key != "receiver") {
            record[key] = value;
        }
    }
    return record;
}

Listing receivers_of(const DeliveryDocument& document) {
    return {"receivers",
            document.receivers.size(),
            [&](std::size_t index) { return record_of(document.receivers[index]); },
            {"receiver", "delivered", "attempts", "waiting", "parked", "since", "problem",
             "disabled_at", "paused_until", "next_attempt_at"}};
}

/// Silent when nothing was done, one line when something was.
void write_page(const DeliveryDocument& document, const Style& style, std::ostream& out) {
    std::vector<std::string> parts;
    for (const DeliveryTotals& totals : document.receivers) {
        if (totals.delivered > 0) {
            parts.push_back(count_of(totals.delivered, "event") + " to " + totals.receiver);
        }
    }
    if (!parts.empty()) {
        Page{style, out}.line("delivered " + join(parts, ", "));
    }
}

} // namespace

void render(const DeliveryDocument& document, Format format, const Style& style,
            std::ostream& out) {
    switch (format) {
    case Format::table:
        return write_page(document, style, out);
    case Format::json:
        return write_json(head_of(document), receivers_of(document), out);
    case Format::ndjson:
        return write_ndjson(head_of(document), receivers_of(document), out);
    case Format::csv:
        return write_csv(receivers_of(document), out);
    case Format::html:
        refuse_html();
    }
}

} // namespace chatsweep

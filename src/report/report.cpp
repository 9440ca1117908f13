// SPDX-License-Identifier: Apache-2.0
#include "report/groups_table.hpp"
#include "report/html/page.hpp"
#include "report/page.hpp"
#include "report/phrases.hpp"
#include "report/render.hpp"
#include "report/report_phrases.hpp"
#include "report/sessions.hpp"
#include "report/undelivered.hpp"

#include <algorithm>

namespace chatsweep {
namespace {

Json record_of(const Group& group) {
    return {{"policy", text_or_null(group.policy)},
            {"tenant", to_json(group.tenant)},
            {"channel", to_json(group.channel)},
            {"open", group.open},
            {"due", group.due},
            {"held", group.held},
            {"unanswered", group.unanswered},
            {"due_actions", to_json(group.due_actions)},
            {"oldest_idle_seconds", whole_seconds(group.oldest_idle)},
            {"median_idle_seconds", whole_seconds(group.median_idle)}};
}

Json head_of(const ReportDocument& document) {
    return {
        {"schema_version", document_version},
        {"command", "report"},
        {"run_id", nullptr},
        {"dry_run", true},
        {"as_of", to_json(document.plan.as_of)},
        {"outcome", to_text(Outcome::dry_run)},
        {"policy_version", text_or_null(document.policy_version)},
        {"last_sweep_at", to_json(document.last_sweep_at)},
        {"next_sweep_at", to_json(document.next_sweep_at)},
        {"counts", to_json(document.plan.counts)},
        {"guard", to_json(document.guard)},
        {"error", nullptr},
        {"standby", to_json(document.standby)},
        {"durations_ms", to_json(document.durations)},
        {"groups", array_of(document.groups, [](const Group& group) { return record_of(group); })},
        {"undelivered",
         array_of(document.undelivered, [](const Backlog& left) { return to_json(left); })}};
}

void write_sessions(const ReportDocument& document, Page& page) {
    const std::size_t size = document.plan.sessions.size();
    const std::size_t listed =
        document.limit ? std::min(size, static_cast<std::size_t>(*document.limit)) : size;
    if (listed == 0) {
        return;
    }
    page.blank();
    page.table(sessions_table(document.plan, document.policies, listed));
    if (listed < size) {
        page.sentence("… and " + std::to_string(size - listed) + " more; --format json lists all");
    }
}

void write_page(const ReportDocument& document, const Style& style, std::ostream& out) {
    Page page{style, out};
    page.sentence(headline_of(document), Tone::strong);
    if (const std::string remarks = remarks_of(document.plan.counts); !remarks.empty()) {
        page.sentence(remarks);
    }
    page.sentence(rhythm_of(document));
    if (document.standby) {
        page.sentence(age_of(*document.standby), Tone::caution);
    }
    if (!document.groups.empty()) {
        page.blank();
        page.table(groups_table(document.groups));
    }
    write_sessions(document, page);
    write_undelivered(document.undelivered, page);
    if (document.guard) {
        page.blank();
        page.sentence(warning_of(*document.guard), Tone::caution);
    }
}

} // namespace

void render(const ReportDocument& document, Format format, const Style& style, std::ostream& out) {
    switch (format) {
    case Format::table:
        return write_page(document, style, out);
    case Format::json:
        return write_json(head_of(document), sessions_of(document.plan, document.policies), out);
    case Format::ndjson:
        return write_ndjson(head_of(document), sessions_of(document.plan, document.policies), out);
    case Format::csv:
        return write_csv(sessions_of(document.plan, document.policies), out);
    case Format::html:
        return write_html(document, out);
    }
}

} // namespace chatsweep

// SPDX-License-Identifier: Apache-2.0
#include "report/listing.hpp"
#include "report/page.hpp"
#include "report/phrases.hpp"
#include "report/records.hpp"
#include "report/render.hpp"
#include "report/undelivered.hpp"

#include <algorithm>

namespace chatsweep {
namespace {

Json head_of(const HistoryDocument& document) {
    return {{"schema_version", document_version},
            {"command", "history"},
            {"undelivered",
             array_of(document.undelivered, [](const Backlog& left) { return to_json(left); })}};
}

Listing runs_of(const HistoryDocument& document) {
    return {"runs",
            document.runs.size(),
            [&](std::size_t index) { return to_json(document.runs[index]); },
            {"run_id",
             "attempt",
             "state",
             "outcome",
             "started_at",
             "finished_at",
             "duration_seconds",
             "host",
             "tool_version",
             "policy_version",
             "limited_to",
             "counts.open",
             "counts.judged",
             "counts.due",
             "counts.closed",
             "counts.held",
             "counts.kept_on_second_look",
             "counts.skipped_locked",
             "counts.gone",
             "counts.left_for_next",
             "counts.unanswered",
             "counts.future_dated",
             "wrote_after_close",
             "error"}};
}

Cell number_of(const RunRecord& run, std::int64_t Counts::*count) {
    return {run.counts ? std::to_string((*run.counts).*count) : ""};
}

/// How much of the ids tells these runs apart, and at least what is usual.
std::size_t telling_length(const std::vector<RunRecord>& runs) {
    std::vector<std::string_view> ids;
    ids.reserve(runs.size());
    for (const RunRecord& run : runs) {
        ids.push_back(run.run_id.value);
    }
    std::ranges::sort(ids);
    std::size_t length = 8;
    for (std::size_t i = 1; i < ids.size(); ++i) {
        if (ids[i] != ids[i - 1]) {
            const auto differs = std::ranges::mismatch(ids[i], ids[i - 1]).in1;
            length = std::max(length, static_cast<std::size_t>(differs - ids[i].begin()) + 1);
        }
    }
    return length;
}

TableRow row_of(const RunRecord& run, std::size_t id_length) {
    const auto& wrote = run.wrote_after_close;
    TableRow row{
        {{to_minute(run.started_at)},
         {took(run)},
         outcome_of(run),
         number_of(run, &Counts::open),
         number_of(run, &Counts::due),
         number_of(run, &Counts::closed),
         {run.counts && acts_done(*run.counts) > 0 ? std::to_string(acts_done(*run.counts)) : ""},
         {wrote ? std::to_string(*wrote) : ""},
         {run.host},
         {run.tool_version},
         {run.policy_version.value_or("")},
         {short_id(run.run_id, id_length)},
         {run.attempt == 1 ? "" : std::to_string(run.attempt)}},
        {}};
    if (!run.limited_to.empty()) {
        row.notes.push_back({"policies: only " + join(run.limited_to, ", "), Tone::faint});
    }
    if (run.error) {
        row.notes.push_back({"error: " + *run.error, Tone::bad});
    }
    return row;
}

void write_page(const HistoryDocument& document, const Style& style, std::ostream& out) {
    Page page{style, out};
    if (document.runs.empty()) {
        page.sentence("No run is recorded.");
        return write_undelivered(document.undelivered, page);
    }
    const std::size_t id_length = telling_length(document.runs);
    page.table({{{"started"},
                 {"took", Align::right, 2},
                 {"outcome"},
                 {"open", Align::right, 3},
                 {"due", Align::right, 1},
                 {"closed", Align::right},
                 {"other", Align::right, 4},
                 {"wrote after", Align::right, 5},
                 {"host", Align::left, 7, 6, 12},
                 {"version", Align::left, 8, 5, 9},
                 {"policies", Align::left, 6, 6, 12},
                 {"run"},
                 {"attempt", Align::right, 9}},
                document.runs.size(),
                [&](std::size_t index) { return row_of(document.runs[index], id_length); }});
    write_undelivered(document.undelivered, page);
}

} // namespace

void render(const HistoryDocument& document, Format format, const Style& style, std::ostream& out) {
    switch (format) {
    case Format::table:
        return write_page(document, style, out);
    case Format::json:
        return write_json(head_of(document), runs_of(document), out);
    case Format::ndjson:
        return write_ndjson(head_of(document), runs_of(document), out);
    case Format::csv:
        return write_csv(runs_of(document), out);
    case Format::html:
        refuse_html();
    }
}

} // namespace chatsweep

// SPDX-License-Identifier: Apache-2.0
#include "report/page.hpp"
#include "report/phrases.hpp"
#include "report/render.hpp"
#include "report/sessions.hpp"

#include <algorithm>

namespace chatsweep {
namespace {

constexpr std::size_t listed_in_a_table = 20;

Json head_of(const SweepDocument& document) {
    // A run that ended before it read the database's clock is as of no instant.
    const Instant as_of = document.plan.as_of;
    return {{"schema_version", document_version},
            {"command", "sweep"},
            {"run_id", text_or_null(document.run_id.value)},
            {"dry_run", document.dry_run},
            {"as_of", as_of == Instant{} ? Json{} : to_json(as_of)},
            {"outcome", to_text(document.outcome)},
            {"policy_version", text_or_null(document.policy_version)},
            {"limited_to", document.limited_to},
            {"counts", to_json(document.plan.counts)},
            {"guard", to_json(document.guard)},
            {"error", to_json(document.error)},
            {"standby", to_json(document.standby)},
            {"durations_ms", to_json(document.durations)}};
}

std::string totals_of(const SweepDocument& document, std::int64_t closing,
                      std::int64_t ActionCount::*acts_counted) {
    const Counts& counts = document.plan.counts;
    const std::string extras = extras_of(counts);
    const std::string acts = acts_of(counts, acts_counted);
    return std::to_string(closing) + " of " + count_of(counts.open, "open session") +
           (acts.empty() ? "" : "; " + acts) + (extras.empty() ? "" : " (" + extras + ")") +
           limit_phrase(document.limited_to);
}

/// Of those that are due to end: within `--at-most`.
std::int64_t closings_of(const Plan& plan) {
    return std::count_if(plan.sessions.begin(), plan.sessions.end(),
                         [](const PlannedSession& session) {
                             return session.outcome == SessionOutcome::would_close;
                         });
}

void write_dry_run(const SweepDocument& document, Page& page) {
    const Plan& plan = document.plan;
    page.sentence("Dry run as of " + to_second(plan.as_of) + ": would close " +
                  totals_of(document, closings_of(plan), &ActionCount::due) + '.');
    if (document.standby) {
        page.sentence(age_of(*document.standby), Tone::caution);
    }
    if (!plan.sessions.empty()) {
        const std::size_t listed = std::min(plan.sessions.size(), listed_in_a_table);
        page.blank();
        page.table(sessions_table(plan, document.policies, listed));
        if (listed < plan.sessions.size()) {
            page.sentence("… and " + std::to_string(plan.sessions.size() - listed) +
                          " more; --format json lists all");
        }
    }
    if (document.guard) {
        page.blank();
        page.sentence("Guard " + document.guard->guard +
                          " would stop this sweep, and nothing would be closed.",
                      Tone::caution);
    }
}

/// What went wrong, and how to go on, is talk, and stderr's: here stands only what was done.
void write_page(const SweepDocument& document, const Style& style, std::ostream& out) {
    Page page{style, out};
    if (document.error) {
        return;
    }
    if (document.dry_run) {
        write_dry_run(document, page);
    } else if (document.outcome == Outcome::closed || document.outcome == Outcome::acted) {
        page.line("closed " + totals_of(document, document.plan.counts.closed, &ActionCount::done));
    }
}

} // namespace

void render(const SweepDocument& document, Format format, const Style& style, std::ostream& out) {
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
        refuse_html();
    }
}

} // namespace chatsweep

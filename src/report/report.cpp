// SPDX-License-Identifier: Apache-2.0
#include "report/groups_table.hpp"
#include "report/page.hpp"
#include "report/phrases.hpp"
#include "report/render.hpp"
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
    return {{"schema_version", schema_version},
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
            {"groups", array_of(document.groups, record_of)},
            {"undelivered",
             array_of(document.undelivered, [](const Backlog& left) { return to_json(left); })}};
}

std::string headline_of(const ReportDocument& document) {
    const Counts& counts = document.plan.counts;
    if (counts.open == 0) {
        return "No session is open at " + to_second(document.plan.as_of) + '.';
    }
    const std::int64_t closing = counts.due - counts.left_for_next;
    const std::string version =
        document.policy_version.empty() ? "" : ", under policy version " + document.policy_version;
    return (closing == 0 ? "None" : std::to_string(closing)) + " of " +
           count_of(counts.open, "open session") + " would be closed at " +
           to_second(document.plan.as_of) + version + '.';
}

std::string remarks_of(const Counts& counts) {
    std::string remarks;
    if (const std::string acts = acts_of(counts, &ActionCount::due); !acts.empty()) {
        remarks += "Besides: " + acts + ". ";
    }
    if (counts.held > 0) {
        remarks += std::to_string(counts.held) + " more " + (counts.held == 1 ? "is" : "are") +
                   " due but held. ";
    }
    if (counts.unanswered > 0) {
        remarks += "Of the due and the held, " + std::to_string(counts.unanswered) + " still " +
                   (counts.unanswered == 1 ? "waits" : "wait") + " for an answer. ";
    }
    if (counts.future_dated > 0) {
        remarks += count_of(counts.future_dated, "open session") +
                   (counts.future_dated == 1 ? " has" : " have") +
                   " an instant dated in the future, and what counts from it waits until then. ";
    }
    return remarks;
}

/// A hint begins in lower case; here it stands among sentences.
std::string as_sentence(std::string hint) {
    if (!hint.empty() && hint.front() >= 'a' && hint.front() <= 'z') {
        hint.front() = static_cast<char>(hint.front() - 'a' + 'A');
    }
    return hint;
}

std::string rhythm_of(const ReportDocument& document) {
    if (!document.last_sweep_at) {
        return "No sweep of everything has succeeded yet.";
    }
    const Instant now = document.plan.as_of;
    std::string rhythm = "Last sweep " + with_distance(*document.last_sweep_at, now);
    if (document.next_sweep_at) {
        rhythm += ", next " + with_distance(*document.next_sweep_at, now);
    }
    return rhythm + '.';
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
        page.sentence("A guard would stop a sweep: " + document.guard->message + ". " +
                          as_sentence(document.guard->hint),
                      Tone::caution);
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
    }
}

} // namespace chatsweep

// SPDX-License-Identifier: Apache-2.0
#include "report/report_phrases.hpp"

#include "report/phrases.hpp"

namespace chatsweep {
namespace {

/// A hint begins in lower case; here it stands among sentences.
std::string as_sentence(std::string hint) {
    if (!hint.empty() && hint.front() >= 'a' && hint.front() <= 'z') {
        hint.front() = static_cast<char>(hint.front() - 'a' + 'A');
    }
    return hint;
}

} // namespace

std::string gist_of(const Counts& counts) {
    if (counts.open == 0) {
        return "No session is open";
    }
    const std::int64_t closing = counts.due - counts.left_for_next;
    return (closing == 0 ? "None" : std::to_string(closing)) + " of " +
           count_of(counts.open, "open session") + " would be closed";
}

std::string headline_of(const ReportDocument& document) {
    const bool any = document.plan.counts.open > 0 && !document.policy_version.empty();
    return gist_of(document.plan.counts) + " at " + to_second(document.plan.as_of) +
           (any ? ", under policy version " + document.policy_version : "") + '.';
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

std::string warning_of(const GuardTrip& guard) {
    return "A guard would stop a sweep: " + guard.message + ". " + as_sentence(guard.hint);
}

} // namespace chatsweep

// SPDX-License-Identifier: Apache-2.0
#include "core/run.hpp"

namespace chatsweep {

std::string_view to_text(Outcome outcome) noexcept {
    switch (outcome) {
    case Outcome::closed:
        return "closed";
    case Outcome::acted:
        return "acted";
    case Outcome::nothing_due:
        return "nothing_due";
    case Outcome::dry_run:
        return "dry_run";
    case Outcome::guard:
        return "guard";
    case Outcome::busy:
        return "busy";
    case Outcome::failed:
        return "failed";
    case Outcome::interrupted:
        return "interrupted";
    case Outcome::unknown:
        return "unknown";
    }
    return {}; // GCOVR_EXCL_LINE: no enumerator is left
}

std::string_view to_text(SessionOutcome outcome) noexcept {
    switch (outcome) {
    case SessionOutcome::would_close:
        return "would_close";
    case SessionOutcome::would_act:
        return "would_act";
    case SessionOutcome::closed:
        return "closed";
    case SessionOutcome::acted:
        return "acted";
    case SessionOutcome::held:
        return "held";
    case SessionOutcome::kept_on_second_look:
        return "kept_on_second_look";
    case SessionOutcome::skipped_locked:
        return "skipped_locked";
    case SessionOutcome::gone:
        return "gone";
    case SessionOutcome::left_for_next:
        return "left_for_next";
    case SessionOutcome::rolled_back:
        return "rolled_back";
    case SessionOutcome::unknown:
        return "unknown";
    }
    return {}; // GCOVR_EXCL_LINE: no enumerator is left
}

Outcome outcome_of(const Counts& counts) noexcept {
    if (counts.closed > 0) {
        return Outcome::closed;
    }
    return acts_done(counts) > 0 ? Outcome::acted : Outcome::nothing_due;
}

std::int64_t acts_done(const Counts& counts) noexcept {
    std::int64_t done = 0;
    for (const ActionCount& count : counts.actions) {
        done += count.done;
    }
    return done - counts.closed;
}

std::int64_t acts_due(const Counts& counts) noexcept {
    std::int64_t due = 0;
    for (const ActionCount& count : counts.actions) {
        due += count.due;
    }
    return due - counts.due;
}

const std::vector<NamedCount>& named_counts() {
    static const std::vector<NamedCount> names{
        {"open", &Counts::open},
        {"judged", &Counts::judged},
        {"due", &Counts::due},
        {"closed", &Counts::closed},
        {"held", &Counts::held},
        {"kept_on_second_look", &Counts::kept_on_second_look},
        {"skipped_locked", &Counts::skipped_locked},
        {"gone", &Counts::gone},
        {"left_for_next", &Counts::left_for_next},
        {"unanswered", &Counts::unanswered},
        {"future_dated", &Counts::future_dated},
    };
    return names;
}

} // namespace chatsweep

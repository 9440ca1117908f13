// SPDX-License-Identifier: Apache-2.0
#include "commands/work_list.hpp"

#include "store/errors.hpp"

#include <algorithm>
#include <utility>

namespace chatsweep {

namespace {

[[noreturn]] void throw_duplicate_id() {
    throw NotReady{"view chatsweep.session_facts has more than one row for a session id",
                   "mend the adapter: session_id must be unique."};
}

} // namespace

bool is_to_be_done(const PlannedSession& entry) noexcept {
    return entry.outcome == SessionOutcome::would_close ||
           entry.outcome == SessionOutcome::would_act;
}

WorkList::WorkList(Plan& plan) {
    std::vector<std::pair<std::uint32_t, PlannedSession*>> by_place;
    by_place.reserve(plan.sessions.size());
    for (PlannedSession& entry : plan.sessions) {
        if (is_to_be_done(entry)) {
            by_place.emplace_back(entry.place, &entry);
        }
    }
    std::sort(by_place.begin(), by_place.end());
    entries_.reserve(by_place.size());
    for (const auto& [place, entry] : by_place) {
        entries_.push_back(entry);
    }
    by_id_.reserve(entries_.size());
    for (auto begin = entries_.begin(); begin != entries_.end();) {
        const auto end = std::find_if(begin, entries_.end(), [&](const PlannedSession* entry) {
            return entry->place != (*begin)->place;
        });
        sessions_.emplace_back(begin, end);
        if (!by_id_.emplace((*begin)->session_id.value, sessions_.back()).second) {
            throw_duplicate_id();
        }
        begin = end;
    }
}

std::span<const Entries> WorkList::chunk(std::size_t begin, std::size_t count) const {
    return std::span{sessions_}.subspan(begin, std::min(count, sessions_.size() - begin));
}

Entries WorkList::entries_of(std::string_view session_id) const {
    const auto found = by_id_.find(session_id);
    if (found == by_id_.end()) {
        throw DatabaseError{"the adapter answered with a session that it was not asked for", ""};
    }
    return found->second;
}

void require_unique_ids(const Plan& plan) {
    std::unordered_map<std::string_view, std::uint32_t> places;
    places.reserve(plan.sessions.size());
    for (const PlannedSession& entry : plan.sessions) {
        const auto [found, is_new] = places.emplace(entry.session_id.value, entry.place);
        if (!is_new && found->second != entry.place) {
            throw_duplicate_id();
        }
    }
}

} // namespace chatsweep

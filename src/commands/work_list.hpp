// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/plan.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace chatsweep {

/// Everything that is planned for one session; never empty.
using Entries = std::span<PlannedSession* const>;

/// Whether a planned action waits to be done: it is neither held, nor left, nor settled yet.
[[nodiscard]] bool is_to_be_done(const PlannedSession& entry) noexcept;

/// What a plan asks for, session by session. Points into the plan, whose list must not change; the
/// text of an entry's id may be moved away and back.
class WorkList {
public:
    /// Throws NotReady when two sessions bear one id: one of them could be closed by the other's
    /// facts.
    explicit WorkList(Plan& plan);
    WorkList(const WorkList&) = delete;
    WorkList& operator=(const WorkList&) = delete;

    [[nodiscard]] std::size_t size() const noexcept { return sessions_.size(); }
    /// At most `count` sessions from `begin`, in the order of loading, which is mostly that of the
    /// rows on disk: neighbours are cheap.
    [[nodiscard]] std::span<const Entries> chunk(std::size_t begin, std::size_t count) const;
    /// Throws DatabaseError for an id that is not in the list: the adapter made it up.
    [[nodiscard]] Entries entries_of(std::string_view session_id) const;

private:
    std::vector<PlannedSession*> entries_;
    std::vector<Entries> sessions_;
    std::unordered_map<std::string_view, Entries> by_id_;
};

/// Throws NotReady when two planned sessions bear one id, as a work list does: for those who only
/// show the plan.
void require_unique_ids(const Plan& plan);

} // namespace chatsweep

// SPDX-License-Identifier: Apache-2.0
#include "commands/apply.hpp"

#include "store/closing.hpp"
#include "store/facts.hpp"

#include <algorithm>
#include <functional>
#include <span>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace chatsweep {

namespace {

/// Large enough for few round trips, small enough that a signal is heard within one statement and
/// that a chunk's facts need little memory.
constexpr std::size_t chunk_size = 10'000;

std::string_view id_of(std::string_view session_id) {
    return session_id;
}

std::string_view id_of(const PlannedSession* session) {
    return session->session_id.value;
}

/// The id is read where it stands: the second look replaces a planned session, and its text moves.
struct HashById {
    using is_transparent = void;
    std::size_t operator()(const auto& key) const {
        return std::hash<std::string_view>{}(id_of(key));
    }
};

struct SameId {
    using is_transparent = void;
    bool operator()(const auto& a, const auto& b) const { return id_of(a) == id_of(b); }
};

using Chunk = std::span<PlannedSession* const>;
using ById = std::unordered_set<PlannedSession*, HashById, SameId>;

/// In the order of loading, which is mostly that of the rows on disk: neighbours are cheap.
std::vector<PlannedSession*> to_be_closed(Plan& plan) {
    std::vector<PlannedSession*> sessions;
    for (PlannedSession& session : plan.sessions) {
        if (session.outcome == SessionOutcome::would_close) {
            sessions.push_back(&session);
        }
    }
    std::sort(sessions.begin(), sessions.end(),
              [](const PlannedSession* a, const PlannedSession* b) { return a->place < b->place; });
    return sessions;
}

[[noreturn]] void throw_duplicate_id() {
    throw NotReady{"view chatsweep.session_facts has more than one row for a session id",
                   "mend the adapter: session_id must be unique."};
}

/// A view with duplicate ids could close a session by a row that is not its own.
ById index_by_id(const std::vector<PlannedSession*>& sessions) {
    ById by_id;
    by_id.reserve(sessions.size());
    for (PlannedSession* session : sessions) {
        if (!by_id.insert(session).second) {
            throw_duplicate_id();
        }
    }
    return by_id;
}

PlannedSession& planned_for(const ById& by_id, const std::string& session_id) {
    const auto found = by_id.find(std::string_view{session_id});
    if (found == by_id.end()) {
        throw DatabaseError{"the adapter answered with a session that it was not asked for", ""};
    }
    return **found;
}

void settle(PlannedSession& session, SessionOutcome outcome, std::int64_t& count) {
    session.outcome = outcome;
    ++count;
}

/// The sessions that were not locked: alive, for somebody is writing to them, or gone.
void settle_unlocked(Transaction& tx, const ById& by_id, const std::vector<std::string>& ids,
                     Counts& counts) {
    std::vector<std::string> unlocked;
    for (const std::string& id : ids) {
        if (planned_for(by_id, id).outcome == SessionOutcome::would_close) {
            unlocked.push_back(id);
        }
    }
    if (unlocked.empty()) {
        return;
    }
    for (const SessionFacts& facts : facts_of(tx, unlocked)) {
        settle(planned_for(by_id, facts.session_id.value), SessionOutcome::skipped_locked,
               counts.skipped_locked);
    }
    for (const std::string& id : unlocked) {
        PlannedSession& session = planned_for(by_id, id);
        if (session.outcome == SessionOutcome::would_close) {
            settle(session, SessionOutcome::gone, counts.gone);
        }
    }
}

/// The second look, at sessions that are locked, in a snapshot taken after the lock.
std::vector<Closing> look_again(Transaction& tx, const ById& by_id,
                                const std::vector<std::string>& locked, Plan& plan,
                                const Application& application) {
    std::vector<Closing> closings;
    for (const SessionFacts& facts : facts_of(tx, locked)) {
        PlannedSession& session = planned_for(by_id, facts.session_id.value);
        const Verdict verdict = judge(facts, application.policies, plan.as_of);
        const bool acts =
            verdict.policy != nullptr &&
            (application.only.empty() || application.only.contains(verdict.policy->name));
        if (acts && still_closes(session, facts, verdict)) {
            session = planned(facts, verdict, application.policies);
            settle(session, SessionOutcome::closed, plan.counts.closed);
            closings.push_back({.planned = &session, .status_before = facts.status});
        } else {
            settle(session, SessionOutcome::kept_on_second_look, plan.counts.kept_on_second_look);
        }
    }
    for (const std::string& id : locked) {
        PlannedSession& session = planned_for(by_id, id);
        if (session.outcome == SessionOutcome::would_close) {
            settle(session, SessionOutcome::gone, plan.counts.gone);
        }
    }
    return closings;
}

/// Lock, second look and closing in one. Returns the ids that it left to the three steps.
std::vector<std::string> close_at_once(Transaction& tx, Chunk chunk, Counts& counts,
                                       const Application& application) {
    std::vector<std::string> left =
        close_unchanged(tx, *application.horizon, application.run, application.policy_version,
                        application.policies, chunk);
    const std::unordered_set<std::string_view> open{left.begin(), left.end()};
    for (PlannedSession* session : chunk) {
        if (!open.contains(session->session_id.value)) {
            settle(*session, SessionOutcome::closed, counts.closed);
        }
    }
    return left;
}

std::vector<std::string> ids_of(Chunk chunk) {
    std::vector<std::string> ids;
    for (const PlannedSession* session : chunk) {
        ids.push_back(session->session_id.value);
    }
    return ids;
}

void close_in_three_steps(Transaction& tx, const ById& by_id, const std::vector<std::string>& ids,
                          Plan& plan, const Application& application) {
    const std::vector<std::string> locked = lock_sessions(tx, ids);
    const std::vector<Closing> closings = look_again(tx, by_id, locked, plan, application);
    if (!closings.empty()) {
        close_sessions(tx, application.run, application.policy_version, application.policies,
                       closings);
    }
    settle_unlocked(tx, by_id, ids, plan.counts);
}

} // namespace

void apply(Transaction& tx, Plan& plan, const Application& application) {
    const std::vector<PlannedSession*> sessions = to_be_closed(plan);
    const ById by_id = index_by_id(sessions);
    for (std::size_t begin = 0; begin < sessions.size(); begin += chunk_size) {
        const Chunk chunk =
            Chunk{sessions}.subspan(begin, std::min(chunk_size, sessions.size() - begin));
        const std::vector<std::string> ids =
            application.horizon ? close_at_once(tx, chunk, plan.counts, application)
                                : ids_of(chunk);
        if (!ids.empty()) {
            close_in_three_steps(tx, by_id, ids, plan, application);
        }
    }
}

void require_unique_ids(const Plan& plan) {
    std::unordered_set<std::string_view> seen;
    seen.reserve(plan.sessions.size());
    for (const PlannedSession& session : plan.sessions) {
        if (!seen.insert(session.session_id.value).second) {
            throw_duplicate_id();
        }
    }
}

} // namespace chatsweep

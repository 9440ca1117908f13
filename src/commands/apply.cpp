// SPDX-License-Identifier: Apache-2.0
#include "commands/apply.hpp"

#include "commands/progress.hpp"
#include "commands/work_list.hpp"
#include "store/acting.hpp"
#include "store/closing.hpp"
#include "store/facts.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <map>
#include <unordered_set>

namespace chatsweep {

namespace {

/// Large enough for few round trips, small enough that a signal is heard within one statement and
/// that a chunk's facts need little memory.
constexpr std::size_t chunk_size = 10'000;

/// A8: everyone but the customer.
constexpr std::array all_but_the_customer{Role::agent, Role::supervisor, Role::bot, Role::ai_agent};

/// What the second look has left to do, under the locks.
struct Confirmed {
    std::vector<Closing> closings;
    std::vector<Closing> acts;
    std::vector<SessionMark> marks;
    std::vector<std::string> to_be_inactive;
    std::vector<std::string> to_be_waiting;
    std::vector<std::string> to_be_forgotten;
    std::map<std::vector<Role>, std::vector<std::string>> leaving;
};

void settle(PlannedSession& entry, SessionOutcome outcome, std::int64_t& count) {
    entry.outcome = outcome;
    ++count;
}

void settle_all(Entries entries, SessionOutcome outcome, std::int64_t& count) {
    for (PlannedSession* entry : entries) {
        settle(*entry, outcome, count);
    }
}

void count_done(PlannedSession& entry, Counts& counts) {
    entry.outcome = entry.ends_session ? SessionOutcome::closed : SessionOutcome::acted;
    counts.closed += entry.ends_session ? 1 : 0;
    ++counts.of(entry.action).done;
}

bool is_settled(Entries entries) {
    return !is_to_be_done(*entries.front());
}

/// The sessions that were not locked: alive, for somebody is writing to them, or gone.
void settle_unlocked(Transaction& tx, const WorkList& work, const std::vector<std::string>& ids,
                     Counts& counts) {
    std::vector<std::string> unlocked;
    for (const std::string& id : ids) {
        if (!is_settled(work.entries_of(id))) {
            unlocked.push_back(id);
        }
    }
    if (unlocked.empty()) {
        return;
    }
    for (const SessionFacts& facts : facts_of(tx, unlocked, JoinedUnder::skip)) {
        settle_all(work.entries_of(facts.session_id.value), SessionOutcome::skipped_locked,
                   counts.skipped_locked);
    }
    for (const std::string& id : unlocked) {
        if (!is_settled(work.entries_of(id))) {
            settle_all(work.entries_of(id), SessionOutcome::gone, counts.gone);
        }
    }
}

/// The id stays where it stands, for the work list knows the session by that very text.
void replace(PlannedSession& entry, PlannedSession by) {
    by.session_id = std::move(entry.session_id);
    by.place = entry.place;
    by.origin = std::move(entry.origin);
    by.outcome = entry.outcome;
    entry = std::move(by);
}

void confirm(PlannedSession& entry, const SessionFacts& facts, Transaction& tx,
             const Application& application, Confirmed& confirmed) {
    const Timer& timer = application.policies[entry.policy].timers[entry.timer];
    const std::string& id = entry.session_id.value;
    (entry.ends_session ? confirmed.closings : confirmed.acts)
        .push_back({.planned = &entry, .status_before = facts.status});
    if (entry.action == Action::disconnect) {
        confirmed.leaving[{all_but_the_customer.begin(), all_but_the_customer.end()}].push_back(id);
    } else if (!timer.leave.empty() && entry.action == Action::close) {
        confirmed.leaving[timer.leave].push_back(id);
    }
    if (entry.ends_session && !facts.marks.empty()) {
        confirmed.to_be_forgotten.push_back(id);
    }
    if (entry.action == Action::returned && facts.status == "inactive" &&
        application.database_keeps_status) {
        confirmed.to_be_waiting.push_back(id);
    }
    if (entry.action == Action::inactivate && application.database_keeps_status) {
        confirmed.to_be_inactive.push_back(id);
    }
    const StatusKeeper keeper =
        application.database_keeps_status ? StatusKeeper::database : StatusKeeper::chatsweep;
    if (std::optional<Mark> mark = mark_of(entry, timer, tx.now(), facts, keeper)) {
        confirmed.marks.push_back({entry.session_id, std::move(*mark)});
    }
}

/// The second look, at sessions that are locked, in a snapshot taken after the lock.
Confirmed look_again(Transaction& tx, const WorkList& work, const std::vector<std::string>& locked,
                     Plan& plan, const Application& application) {
    Confirmed confirmed;
    for (const SessionFacts& facts : facts_of(tx, locked, application.joined_under)) {
        const Verdict verdict = judge(facts, application.policies, plan.as_of);
        const bool acts =
            verdict.policy != nullptr &&
            (application.only.empty() || application.only.contains(verdict.policy->name));
        for (PlannedSession* entry : work.entries_of(facts.session_id.value)) {
            const Firing* firing = acts ? still_asked_for(*entry, facts, verdict) : nullptr;
            if (firing == nullptr) {
                settle(*entry, SessionOutcome::kept_on_second_look,
                       plan.counts.kept_on_second_look);
                continue;
            }
            // Counted as it was planned: a close may have become a disconnect that closes.
            count_done(*entry, plan.counts);
            replace(*entry, planned(facts, verdict, *firing, application.policies));
            confirm(*entry, facts, tx, application, confirmed);
        }
    }
    for (const std::string& id : locked) {
        if (!is_settled(work.entries_of(id))) {
            settle_all(work.entries_of(id), SessionOutcome::gone, plan.counts.gone);
        }
    }
    return confirmed;
}

void carry_out(Transaction& tx, const Confirmed& confirmed, const Application& application) {
    for (const auto& [roles, ids] : confirmed.leaving) {
        leave(tx, ids, roles);
    }
    if (!confirmed.to_be_inactive.empty()) {
        set_status(tx, confirmed.to_be_inactive, "inactive");
    }
    if (!confirmed.to_be_waiting.empty()) {
        set_status(tx, confirmed.to_be_waiting, "waiting");
    }
    if (!confirmed.marks.empty()) {
        remember(tx, confirmed.marks);
    }
    if (!confirmed.acts.empty()) {
        record_events(tx, application.run, application.policy_version, application.policies,
                      confirmed.acts);
    }
    if (!confirmed.closings.empty()) {
        close_sessions(tx, application.run, application.policy_version, application.policies,
                       confirmed.closings);
    }
    if (!confirmed.to_be_forgotten.empty()) {
        forget_sessions(tx, confirmed.to_be_forgotten);
    }
}

/// Closing in one statement does nothing else than closing.
bool can_be_closed_at_once(Entries entries, const Application& application) {
    const PlannedSession& entry = *entries.front();
    return application.horizon && entries.size() == 1 && entry.action == Action::close &&
           !entry.is_marked && application.policies[entry.policy].timers[entry.timer].leave.empty();
}

/// Lock, second look and closing in one. Adds the ids that it left to the three steps.
void close_at_once(Transaction& tx, const std::vector<const PlannedSession*>& sessions,
                   const WorkList& work, Counts& counts, const Application& application,
                   std::vector<std::string>& left) {
    const std::vector<std::string> open =
        close_unchanged(tx, *application.horizon, application.run, application.policy_version,
                        application.policies, sessions);
    const std::unordered_set<std::string_view> is_open{open.begin(), open.end()};
    for (const PlannedSession* session : sessions) {
        if (!is_open.contains(session->session_id.value)) {
            count_done(*work.entries_of(session->session_id.value).front(), counts);
        }
    }
    left.insert(left.end(), open.begin(), open.end());
}

/// A mark whose end calls for an event is kept until the event is written.
std::vector<SessionMark> marks_to_forget(const Plan& plan) {
    std::unordered_set<std::string_view> undone;
    for (const PlannedSession& entry : plan.sessions) {
        if (entry.outcome != SessionOutcome::closed && entry.outcome != SessionOutcome::acted) {
            undone.insert(entry.session_id.value);
        }
    }
    std::vector<SessionMark> marks;
    std::copy_if(plan.stale_marks.begin(), plan.stale_marks.end(), std::back_inserter(marks),
                 [&](const SessionMark& mark) { return !undone.contains(mark.session_id.value); });
    return marks;
}

} // namespace

void apply(Transaction& tx, Plan& plan, const Application& application) {
    const WorkList work{plan};
    application.progress.begin("closing", static_cast<std::int64_t>(work.size()));
    for (std::size_t begin = 0; begin < work.size(); begin += chunk_size) {
        std::vector<const PlannedSession*> at_once;
        std::vector<std::string> ids;
        for (const Entries entries : work.chunk(begin, chunk_size)) {
            if (can_be_closed_at_once(entries, application)) {
                at_once.push_back(entries.front());
            } else {
                ids.push_back(entries.front()->session_id.value);
            }
        }
        if (!at_once.empty()) {
            close_at_once(tx, at_once, work, plan.counts, application, ids);
        }
        if (!ids.empty()) {
            const std::vector<std::string> locked = lock_sessions(tx, ids);
            carry_out(tx, look_again(tx, work, locked, plan, application), application);
            settle_unlocked(tx, work, ids, plan.counts);
        }
        application.progress.advance(
            static_cast<std::int64_t>(std::min(chunk_size, work.size() - begin)));
    }
    const std::vector<SessionMark> stale = marks_to_forget(plan);
    if (!stale.empty()) {
        forget(tx, stale);
    }
}

} // namespace chatsweep

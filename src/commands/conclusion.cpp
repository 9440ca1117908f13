// SPDX-License-Identifier: Apache-2.0
#include "commands/conclusion.hpp"

#include "config/wording.hpp"

namespace chatsweep {

namespace {

/// What a sweep does with a session that stays open.
std::string deed_of(const Firing& firing) {
    const std::string role =
        firing.timer->role ? std::string{to_text(*firing.timer->role)} : std::string{};
    switch (firing.action) {
    case Action::warn:
        return "warns its customer";
    case Action::inactivate:
        return "makes it inactive";
    case Action::idle:
        return "records that the " + role + " is idle";
    case Action::disconnect:
        return "disconnects everyone but the customer";
    case Action::event:
        return "records the event " + in_quotes(firing.timer->kind);
    case Action::returned:
        return "records that the customer has returned";
    case Action::participant_returned:
        return "records that the " + role + " is back";
    case Action::close:
        return "closes it";
    }
    return {};
}

std::string deeds_of(const Verdict& verdict) {
    std::string deeds;
    for (const Firing& firing : verdict.firings) {
        deeds += (deeds.empty() ? "" : " and ") + deed_of(firing);
    }
    return deeds;
}

std::string who_says(const Policy* policy) {
    if (policy == nullptr) {
        return {};
    }
    return "policy " + in_quotes(policy->name) +
           (policy->of_version.empty() ? ""
                                       : " of version " + policy->of_version +
                                             ", which was in force when the agent joined,");
}

std::string why_due(const Verdict& verdict, const std::string& who) {
    const std::string due_at = to_rfc3339(verdict.state->due_at);
    switch (verdict.reason) {
    case Reason::opt_out:
        return "its customer opted out at " + due_at + ".";
    case Reason::token_expired:
        return "by " + who + " because the customer made contact at " + due_at +
               ", after the channel token had run out.";
    case Reason::returned:
        return "somebody wrote again at " + due_at + ".";
    case Reason::timeout:
    case Reason::no_policy:
    case Reason::clock_never_started:
    case Reason::all_done:
    case Reason::awaits_contact:
    case Reason::not_due:
    case Reason::future_dated:
    case Reason::snoozed:
    case Reason::label:
    case Reason::unanswered:
        break;
    }
    return "by " + who + " it was due at " + due_at + ".";
}

std::string conclusion_of_kept(const Verdict& verdict, Instant as_of) {
    const std::string who = who_says(verdict.policy);
    switch (verdict.reason) {
    case Reason::timeout:
    case Reason::opt_out:
    case Reason::token_expired:
    case Reason::returned:
        return {}; // These ask for something, and so are no reasons to keep.
    case Reason::all_done:
        return "This session is kept: every timer of " + who + " has done its part.";
    case Reason::awaits_contact:
        return "This session is kept: by " + who +
               " nothing is to come until its customer makes contact.";
    case Reason::not_due:
        return "This session is kept: by " + who +
               (verdict.timer->action == Action::close
                    ? " it becomes due at "
                    : " timer " + in_quotes(verdict.timer->name) + " is due at ") +
               to_rfc3339(verdict.state->due_at) + ", in " +
               to_rough_text(verdict.state->due_at - as_of) + ".";
    case Reason::no_policy:
        return "This session is kept: no policy matches it.";
    case Reason::clock_never_started:
        return "This session is kept: nothing that the timers of " + who +
               " count from has happened.";
    case Reason::future_dated:
        return "This session is kept: its customer's last message is dated in the future.";
    case Reason::snoozed:
        return "This session is due by " + who + ", and kept because it is snoozed.";
    case Reason::label:
        return "This session is due by " + who + ", and kept because of a label.";
    case Reason::unanswered:
        return "This session is due by " + who +
               ", and kept because its customer still waits for an answer.";
    }
    return {};
}

std::string why_closed(const EventRecord& event) {
    if (event.reason == to_text(Reason::opt_out)) {
        return "its customer had opted out at " + to_rfc3339(event.clock_at);
    }
    const std::string contact = event.reason == to_text(Reason::token_expired)
                                    ? ", when the customer made contact after the token had run out"
                                    : "";
    return "by policy " + in_quotes(event.policy) + " it was due at " + to_rfc3339(event.due_at) +
           contact;
}

} // namespace

std::string conclusion_of(const Verdict& verdict, Instant as_of) {
    switch (verdict.decision) {
    case Decision::close:
        return "The next sweep closes this session: " + why_due(verdict, who_says(verdict.policy));
    case Decision::act:
        return "This session stays open, and the next sweep " + deeds_of(verdict) + ".";
    case Decision::keep:
        return conclusion_of_kept(verdict, as_of);
    }
    return {};
}

std::string conclusion_of_closed(const std::optional<Instant>& closed_at,
                                 const EventRecord* closed_by) {
    std::string conclusion = "This session is closed";
    if (closed_at) {
        conclusion += " since " + to_rfc3339(*closed_at);
    }
    return conclusion + (closed_by == nullptr
                             ? "; it was not chatsweep that closed it."
                             : ": a sweep closed it, because " + why_closed(*closed_by) + ".");
}

} // namespace chatsweep

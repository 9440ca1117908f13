// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "report/documents.hpp"
#include "support/sessions.hpp"

#include <chrono>
#include <string>

namespace chatsweep::test {

using namespace std::chrono_literals;

inline PolicySet two_policies() {
    Policy whatsapp;
    whatsapp.name = "whatsapp";
    whatsapp.match = {{Attribute::channel, {"whatsapp"}}};
    whatsapp.timers = {{"timeout", Action::close, 24h, Clock::last_customer_message}};
    Policy everyone;
    everyone.name = "everyone-else";
    everyone.timers = {{"silent", Action::close, 2h, Clock::last_customer_message},
                       {"too-long", Action::close, 168h, Clock::started}};
    everyone.hold_unanswered = true;
    return {whatsapp, everyone};
}

/// A session of the first policy that has been due for so long.
inline PlannedSession overdue_for(Duration overdue, const std::string& id) {
    PlannedSession session;
    session.session_id = {id};
    session.due_at = noon - overdue;
    session.clock_at = session.due_at - 24h;
    session.last_customer_message_at = session.clock_at;
    return session;
}

/// One that would be closed, one whose customer never wrote, one held, one beyond `--at-most`.
inline Plan small_plan() {
    Plan plan;
    plan.as_of = noon;
    plan.sessions = {overdue_for(62h, "0193e4c2-7b1f-7c3a-9d54-1f6f4a1c2b3d"),
                     overdue_for(5h + 30min, "4711"), overdue_for(90s, "acme/4712"),
                     overdue_for(0s, "4713")};
    PlannedSession& never_wrote = plan.sessions[1];
    never_wrote.policy = 1;
    never_wrote.timer = 1;
    never_wrote.clock = Clock::started;
    never_wrote.last_customer_message_at.reset();
    PlannedSession& held = plan.sessions[2];
    held.policy = 1;
    held.reason = Reason::unanswered;
    held.outcome = SessionOutcome::held;
    held.unanswered = true;
    plan.sessions[3].outcome = SessionOutcome::left_for_next;
    plan.counts.open = 5678;
    plan.counts.judged = 5678;
    plan.counts.due = 3;
    plan.counts.held = 1;
    plan.counts.left_for_next = 1;
    plan.counts.unanswered = 1;
    return plan;
}

/// Every action but `returned`.
inline PolicySet many_timers() {
    Policy policy;
    policy.name = "chats";
    policy.timers = {
        {.name = "close-inactive", .after = 24h, .since = Clock::inactive},
        {.name = "warn", .action = Action::warn, .before_close = 70s, .message = "goodbye"},
        {.name = "quiet", .action = Action::inactivate, .after = 10min},
        {.name = "idle-agent",
         .action = Action::idle,
         .after = 5min,
         .since = Clock::agent_joined,
         .role = Role::agent},
        {.name = "disconnect-agent",
         .action = Action::disconnect,
         .after = 10min,
         .since = Clock::idle,
         .role = Role::agent,
         .route = "survey"},
        {.name = "renew",
         .action = Action::event,
         .on = On::contact_after_token,
         .kind = "new_conversation_needed"}};
    return {policy};
}

/// One session for each of those timers: half of it is done, the other half is to be done.
inline Plan busy_plan() {
    Plan plan;
    plan.as_of = noon;
    const PolicySet policies = many_timers();
    for (std::uint32_t timer = 0; timer < policies[0].timers.size(); ++timer) {
        PlannedSession session = overdue_for(60s - timer * 10s, std::to_string(4711 + timer));
        session.timer = timer;
        session.action = policies[0].timers[timer].action;
        session.ends_session = session.action == Action::close;
        session.outcome =
            session.ends_session ? SessionOutcome::would_close : SessionOutcome::would_act;
        plan.counts.of(session.action) = {.due = 1 + timer, .done = timer};
        plan.sessions.push_back(session);
    }
    plan.counts.open = 5678;
    plan.counts.judged = 5678;
    plan.counts.due = 1;
    return plan;
}

inline RunRecord a_run() {
    RunRecord run;
    run.run_id = {"0193e4c2-7b1f-4c3a-9d54-1f6f4a1c2b3d"};
    run.state = "committed";
    run.started_at = noon - 12h;
    run.finished_at = run.started_at + 1250ms;
    run.host = "sweeper-1";
    run.tool_version = "0.1.0";
    run.policy_version = "3f2a9c1b8d04";
    run.outcome = "closed";
    run.counts = Counts{};
    run.counts->open = 5678;
    run.counts->judged = 5678;
    run.counts->due = 1237;
    run.counts->closed = 1234;
    run.counts->held = 12;
    run.counts->kept_on_second_look = 3;
    run.wrote_after_close = 2;
    return run;
}

inline RunRecord a_failed_run() {
    RunRecord run = a_run();
    run.run_id = {"0193e22f-05aa-4f60-8a3e-5d0c2f7e9911"};
    run.attempt = 2;
    run.state = "failed";
    run.outcome = "failed";
    run.started_at = noon - 24h;
    run.finished_at = run.started_at + 90s;
    run.limited_to = {"whatsapp", "everyone-else"};
    run.counts.reset();
    run.wrote_after_close.reset();
    run.error = "the server closed the connection while 1234 sessions were being closed; "
                "everything was rolled back";
    return run;
}

inline EventRecord an_event() {
    EventRecord event;
    event.event_id = 1;
    event.run_id = a_run().run_id;
    event.session_id = "4711";
    event.action = "close";
    event.policy = "whatsapp";
    event.timer = "timeout";
    event.reason = "timeout";
    event.clock = "last_customer_message";
    event.clock_at = noon - 40h;
    event.due_at = noon - 16h;
    event.status_before = "active";
    event.policy_version = "3f2a9c1b8d04";
    event.last_customer_message_at = event.clock_at;
    event.recorded_at = noon - 12h;
    return event;
}

} // namespace chatsweep::test

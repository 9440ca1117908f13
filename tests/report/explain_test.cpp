// SPDX-License-Identifier: Apache-2.0
#include "report/golden.hpp"
#include "report/samples.hpp"

#include <nlohmann/json.hpp>

namespace chatsweep::test {
namespace {

SessionFacts some_facts() {
    SessionFacts facts;
    facts.session_id = {"acme/4712"};
    facts.tenant = "acme";
    facts.channel = "webchat";
    facts.handler = "human";
    facts.status = "active";
    facts.labels = {"vip", "beta"};
    facts.started_at = noon - 30h;
    facts.last_customer_message_at = noon - 2h - 90s;
    facts.last_message_at = facts.last_customer_message_at;
    return facts;
}

ExplainDocument a_held_session() {
    ExplainDocument document;
    document.session_id = "acme/4712";
    document.as_of = noon;
    document.status = "active";
    document.facts = some_facts();
    document.decision = Decision::keep;
    document.reason = Reason::unanswered;
    document.unanswered = true;
    document.policy = "everyone-else";
    document.policies = {{"sms", false, "channel is 'webchat', not 'sms'"},
                         {"everyone-else", true, ""},
                         {"leftovers", true, "an earlier policy matched first"}};
    document.timers = {
        {"silent", Action::close, 2h, Clock::last_customer_message,
         TimerState{Clock::last_customer_message, noon - 2h - 90s, noon - 90s}, true},
        {"too-long", Action::close, 168h, Clock::started,
         TimerState{Clock::started, noon - 30h, noon + 138h}, false},
        {"answered", Action::close, 500ms, Clock::last_agent_message, std::nullopt, false}};
    document.holds = {{"label", false, "the session bears none of 'legal'"},
                      {"unanswered", true, "the customer wrote last and waits for an answer"}};
    document.due_at = noon - 90s;
    document.last_sweep_at = noon - 11h;
    document.policy_version = "3f2a9c1b8d04";
    document.conclusion = "Session acme/4712 is due since 2026-11-20 11:58:30Z, but it is held: "
                          "its customer wrote last and waits for an answer.";
    return document;
}

ExplainDocument a_closed_session() {
    ExplainDocument document;
    document.session_id = "4711";
    document.as_of = noon;
    document.status = "closed";
    document.closed_at = noon - 12h;
    document.close_reason = "timeout";
    document.policy_version = "3f2a9c1b8d04";
    document.events = {an_event()};
    document.closed_by = a_run();
    document.conclusion = "Session 4711 was closed by run 0193e4c2 at 2026-11-20 00:00:00Z.";
    return document;
}

TEST(ExplainDocument, OfAHeldSessionLooksAsItDidInEveryFormat) {
    expect_golden_in_every_format(a_held_session(), "explain_held");
}

ExplainDocument a_warned_session() {
    ExplainDocument document = a_held_session();
    document.facts->agent_joined_at = noon - 20min;
    document.facts->customer_joined_at = noon - 1h;
    document.facts->marks = {{MarkKind::warned, "warn", noon - 30s, noon - 9min},
                             {MarkKind::idle, "agent", noon - 1min, noon - 20min}};
    document.decision = Decision::act;
    document.reason = Reason::timeout;
    const TimerState pending{Clock::inactive, noon - 1h, noon + 23h};
    TimerState done{Clock::last_customer_message, noon - 9min, noon - 10s};
    done.done_at = noon - 30s;
    TimerState awaits_warning{Clock::started, noon - 25h, noon - 1h};
    awaits_warning.awaits_warning = true;
    TimerState awaits_contact{Clock::token_expiry, noon - 2h, noon - 2h};
    awaits_contact.awaits_contact = true;
    document.timers = {
        {"close-inactive", Action::close, 24h, Clock::inactive, pending},
        {"warn", Action::warn, 0s, Clock::last_customer_message, done, false, {}, 70s},
        {"too-long", Action::close, 24h, Clock::started, awaits_warning},
        {"renew", Action::event, 0s, Clock::token_expiry, awaits_contact},
        {"idle-agent", Action::idle, 5min, Clock::agent_joined, std::nullopt, true, Role::agent},
        {"off", Action::close, 1h, Clock::started, std::nullopt, false, {}, {}, false}};
    return document;
}

TEST(ExplainDocument, ShowsEachTimerWithItsStateInEveryFormat) {
    expect_golden_in_every_format(a_warned_session(), "explain_timers");
}

TEST(ExplainDocument, OfAClosedSessionLooksAsItDidInEveryFormat) {
    expect_golden_in_every_format(a_closed_session(), "explain_closed");
}

TEST(ExplainDocument, SaysWhenASessionGoes) {
    ExplainDocument document = a_held_session();
    document.goes_at = noon + 1h;
    EXPECT_NE(
        rendered(document, Format::table).find("\ngoes            2026-11-20 13:00:00Z (in 1h)"),
        std::string::npos);
}

TEST(ExplainDocument, HasEveryKeyInJson) {
    const auto json = nlohmann::json::parse(rendered(a_held_session(), Format::json));
    EXPECT_EQ(json.at("schema_version"), 1);
    EXPECT_EQ(json.at("command"), "explain");
    EXPECT_EQ(json.at("session_id"), "acme/4712");
    EXPECT_EQ(json.at("as_of"), "2026-11-20T12:00:00.000000Z");
    EXPECT_EQ(json.at("decision"), "keep");
    EXPECT_EQ(json.at("reason"), "unanswered");
    EXPECT_EQ(json.at("unanswered"), true);
    EXPECT_EQ(json.at("policy"), "everyone-else");
    EXPECT_EQ(json.at("facts").at("labels").at(0), "vip");
    EXPECT_TRUE(json.at("facts").at("snoozed_until").is_null());
    EXPECT_EQ(json.at("policies").at(0).at("why"), "channel is 'webchat', not 'sms'");
    EXPECT_TRUE(json.at("policies").at(1).at("why").is_null());
    EXPECT_EQ(json.at("timers").at(0), nlohmann::json::parse(R"({
        "timer": "silent", "action": "close", "role": null, "after_seconds": 7200,
        "before_close_seconds": null, "standing": "due", "done_at": null,
        "since": "last_customer_message", "clock": "last_customer_message",
        "clock_at": "2026-11-20T09:58:30.000000Z", "due_at": "2026-11-20T11:58:30.000000Z",
        "overdue_seconds": 90, "decides": true})"));
    EXPECT_EQ(json.at("timers").at(1).at("overdue_seconds"), -496800);
    EXPECT_EQ(json.at("timers").at(2).at("after_seconds"), 0.5);
    EXPECT_TRUE(json.at("timers").at(2).at("due_at").is_null());
    EXPECT_EQ(json.at("holds").at(1).at("keeps"), true);
    EXPECT_EQ(json.at("events"), nlohmann::json::array());
    EXPECT_TRUE(json.at("closed_by").is_null());
    EXPECT_TRUE(json.at("goes_at").is_null());
}

TEST(ExplainDocument, GivesAClosedSessionNoVerdictInJson) {
    const auto json = nlohmann::json::parse(rendered(a_closed_session(), Format::json));
    EXPECT_TRUE(json.at("decision").is_null());
    EXPECT_TRUE(json.at("reason").is_null());
    EXPECT_TRUE(json.at("unanswered").is_null());
    EXPECT_TRUE(json.at("facts").is_null());
    EXPECT_EQ(json.at("closed_by").at("counts").at("closed"), 1234);
    EXPECT_EQ(json.at("events").at(0).at("session_id"), "4711");
}

} // namespace
} // namespace chatsweep::test

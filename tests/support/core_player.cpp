// SPDX-License-Identifier: Apache-2.0
#include "support/core_player.hpp"

#include "config/config.hpp"
#include "core/bound.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace chatsweep::test {
namespace {

const std::set<std::string> everyone_but_the_customer = {"agent", "supervisor", "bot", "ai_agent"};

Deed deed_of(const PlannedSession& planned, const Timer& timer) {
    const std::string role = timer.role ? std::string{to_text(*timer.role)} : "";
    return {planned.session_id.value,
            to_claim({.action = std::string{to_text(planned.action)},
                      .reason = std::string{to_text(planned.reason)},
                      .kind = std::string{kind_of_event(planned.action, &timer)},
                      .role = role,
                      .message = timer.message,
                      .route = timer.route.value_or("")}),
            timer.name};
}

std::set<std::string> words_of(const std::vector<Role>& roles) {
    std::set<std::string> words;
    for (const Role role : roles) {
        words.insert(std::string{to_text(role)});
    }
    return words;
}

/// As DatabasePlayer reads them.
std::map<std::string, std::string> facts_text(const SessionFacts& facts) {
    std::map<std::string, std::string> text;
    const auto put = [&](const std::string& column, const std::optional<Instant>& instant) {
        text[column] = instant ? to_scenario_text(*instant) : "";
    };
    put("started_at", facts.started_at);
    put("clock_floor_at", facts.clock_floor_at);
    put("last_customer_message_at", facts.last_customer_message_at);
    put("first_reply_at", facts.first_reply_at);
    put("first_agent_reply_at", facts.first_agent_reply_at);
    put("last_agent_message_at", facts.last_agent_message_at);
    put("last_bot_message_at", facts.last_bot_message_at);
    put("last_message_at", facts.last_message_at);
    put("snoozed_until", facts.snoozed_until);
    put("opted_out_at", facts.opted_out_at);
    put("token_issued_at", facts.token_issued_at);
    put("token_expires_at", facts.token_expires_at);
    put("inactive_since", facts.inactive_since);
    put("agent_joined_at", facts.agent_joined_at);
    put("customer_joined_at", facts.customer_joined_at);
    put("last_agent_message_since_join_at", facts.last_agent_message_since_join_at);
    for (const Mark& mark : facts.marks) {
        const std::string name = "mark " + std::string{to_text(mark.kind)} + " " + mark.name;
        put(name + " recorded_at", mark.recorded_at);
        put(name + " clock_at", mark.clock_at);
    }
    return text;
}

void begin(ModelSession& session, const Step& step) {
    const auto attribute = [&](const std::string& name, const std::string& otherwise) {
        const auto found = step.attributes.find(name);
        return found == step.attributes.end() ? otherwise : found->second;
    };
    SessionFacts& facts = session.facts();
    facts.tenant = attribute("tenant", "default");
    facts.environment = attribute("environment", "production");
    facts.channel = attribute("channel", "");
    facts.handler = attribute("handler", "human");
    facts.started_by = attribute("started_by", "customer");
    facts.status = "active";
    facts.authenticated = false;
    facts.started_at = step.at;
}

} // namespace

CorePlayer::CorePlayer(const Scenario& scenario) {
    has_inactive_status_ = std::find(scenario.missing.begin(), scenario.missing.end(),
                                     "set_status") == scenario.missing.end();
    take_policy(scenario.policy);
}

SessionView CorePlayer::look_at(const std::string& session) {
    const ModelSession& model = sessions_.at(session);
    return {model.facts().status.value_or(""), model.connected(), facts_text(model.facts())};
}

void CorePlayer::take_policy(const std::string& yaml) {
    const PolicySet policies = parse_config(yaml, "policy").policies;
    version_ = canonical_policies(policies);
    versions_[version_] = policies;
}

void CorePlayer::play(const Step& step) {
    if (step.happening == Happening::policy) {
        take_policy(step.policy);
        return;
    }
    ModelSession& session = sessions_.try_emplace(step.session, step.session).first->second;
    SessionFacts& facts = session.facts();
    switch (step.happening) {
    case Happening::session_starts:
        return begin(session, step);
    case Happening::message:
        return session.write(step.word, step.dated == Instant{} ? step.at : step.dated);
    case Happening::joins:
        return session.join(step.word, step.at);
    case Happening::leaves:
        return session.leave(step.word);
    case Happening::status:
        return session.set_status(step.word, step.at);
    case Happening::snooze:
        session.set_status("snoozed", step.at);
        facts.snoozed_until = step.dated;
        return;
    case Happening::label:
        facts.labels.push_back(step.word);
        return;
    case Happening::opt_out:
        facts.opted_out_at = step.at;
        return;
    case Happening::token:
        facts.authenticated = step.word == "authenticated";
        facts.token_issued_at = step.at;
        return;
    case Happening::token_until:
        facts.token_issued_at = step.at;
        facts.token_expires_at = step.dated;
        return;
    case Happening::reopening:
        return session.reopen(step.at);
    case Happening::policy:
    case Happening::sweep:
    case Happening::report:
        return;
    }
}

std::vector<Deed> CorePlayer::sweep(Instant at) {
    const PolicySet policies = this->policies();
    const Plan plan = this->plan(policies, at);
    std::vector<Deed> deeds;
    look_again(plan, policies);
    for (const PlannedSession& planned : plan.sessions) {
        const Timer& timer = policies.at(planned.policy).timers.at(planned.timer);
        deeds.push_back(deed_of(planned, timer));
        apply(planned, policies, at);
    }
    for (const SessionMark& stale : plan.stale_marks) {
        sessions_.at(stale.session_id.value).forget(stale.mark);
    }
    ledger_.emplace_back(at, version_);
    return deeds;
}

std::vector<Deed> CorePlayer::report(Instant at) {
    const PolicySet policies = this->policies();
    std::vector<Deed> deeds;
    for (const PlannedSession& planned : plan(policies, at).sessions) {
        const Timer& timer = policies.at(planned.policy).timers.at(planned.timer);
        deeds.push_back(deed_of(planned, timer));
        deeds.back().text.insert(0, "would be ");
    }
    return deeds;
}

PolicySet CorePlayer::policies() const {
    PolicySet all = versions_.at(version_);
    for (const auto& [version, policies] : versions_) {
        if (version == version_) {
            continue;
        }
        for (Policy policy : policies) {
            policy.of_version = version;
            all.push_back(policy);
        }
    }
    return all;
}

std::string CorePlayer::joined_under(Instant agent_joined_at) const {
    std::string version;
    for (const auto& [started_at, of_run] : ledger_) {
        if (version.empty() || started_at <= agent_joined_at) {
            version = of_run;
        }
    }
    return version;
}

Plan CorePlayer::plan(const PolicySet& policies, Instant at) {
    Planner planner{policies, at, {}, HeldSessions::count};
    const CoarseBound bound = coarse_bound(policies, at);
    for (auto& [name, session] : sessions_) {
        SessionFacts& facts = session.facts();
        facts.joined_under.reset();
        if (!session.is_open()) {
            continue;
        }
        if (facts.agent_joined_at && !ledger_.empty()) {
            facts.joined_under = joined_under(*facts.agent_joined_at);
        }
        const Verdict verdict = planner.look_at(facts);
        EXPECT_TRUE(verdict.firings.empty() || lets_through(bound, facts))
            << "the coarse bound drops session '" << name << "'";
    }
    return planner.take_plan(std::nullopt);
}

void CorePlayer::look_again(const Plan& plan, const PolicySet& policies) {
    for (const PlannedSession& planned : plan.sessions) {
        const SessionFacts& facts = sessions_.at(planned.session_id.value).facts();
        const Verdict verdict = judge(facts, policies, plan.as_of);
        EXPECT_NE(still_asked_for(planned, facts, verdict), nullptr)
            << "what the plan asks for is not asked for on the second look";
    }
}

void CorePlayer::apply(const PlannedSession& planned, const PolicySet& policies, Instant now) {
    ModelSession& session = sessions_.at(planned.session_id.value);
    const Timer& timer = policies.at(planned.policy).timers.at(planned.timer);
    const StatusKeeper keeper =
        has_inactive_status_ ? StatusKeeper::database : StatusKeeper::chatsweep;
    if (const auto mark = mark_of(planned, timer, now, session.facts(), keeper)) {
        session.remember(*mark);
    }
    if (planned.action == Action::inactivate && has_inactive_status_) {
        session.set_status("inactive", now);
    }
    if (planned.action == Action::returned) {
        come_back(session);
    }
    if (planned.action == Action::disconnect) {
        session.leave_all(everyone_but_the_customer);
    }
    session.leave_all(words_of(timer.leave));
    if (planned.ends_session) {
        session.set_status("closed", now);
        session.facts().marks.clear();
    }
}

void CorePlayer::come_back(ModelSession& session) const {
    if (has_inactive_status_) {
        session.set_status("waiting", {});
    }
}

} // namespace chatsweep::test

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/plan.hpp"
#include "core/policy.hpp"
#include "core/session.hpp"
#include "core/time.hpp"

#include <algorithm>
#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace chatsweep::test {

using namespace std::chrono_literals;

/// The instant at which tests judge, unless they say otherwise.
inline constexpr Instant noon =
    std::chrono::sys_days{std::chrono::year{2026} / std::chrono::November / 20} + 12h;

inline constexpr Duration tick{1};

/// Builds facts; converts to them by itself. Instants are given as `ago`, counted back from noon,
/// so that a negative one lies ahead.
class SessionBuilder {
public:
    SessionBuilder() {
        facts_.session_id = SessionId{"s1"};
        facts_.tenant = "acme";
        facts_.environment = "production";
        facts_.channel = "whatsapp";
        facts_.handler = "human";
        facts_.started_by = "customer";
        facts_.status = "active";
        silent_for(1h);
    }

    SessionBuilder& named(std::string id) { return set(facts_.session_id.value, std::move(id)); }
    SessionBuilder& of(std::string tenant) { return set(facts_.tenant, std::move(tenant)); }
    SessionBuilder& without_tenant() { return set(facts_.tenant, std::nullopt); }
    SessionBuilder& in(std::string environment) {
        return set(facts_.environment, std::move(environment));
    }
    SessionBuilder& on(std::string channel) { return set(facts_.channel, std::move(channel)); }
    SessionBuilder& without_channel() { return set(facts_.channel, std::nullopt); }
    SessionBuilder& with(std::string handler) { return set(facts_.handler, std::move(handler)); }
    SessionBuilder& started_by(std::string who) { return set(facts_.started_by, std::move(who)); }
    SessionBuilder& whose_status_is(std::string status) {
        return set(facts_.status, std::move(status));
    }
    SessionBuilder& labelled(std::vector<std::string> labels) {
        return set(facts_.labels, std::move(labels));
    }

    /// The customer wrote last so long ago; a session never starts after that.
    SessionBuilder& silent_for(Duration ago) {
        facts_.last_customer_message_at = noon - ago;
        facts_.started_at = std::min(facts_.started_at.value_or(noon - ago), noon - ago);
        return *this;
    }
    SessionBuilder& never_wrote() { return set(facts_.last_customer_message_at, std::nullopt); }
    SessionBuilder& started(Duration ago) { return set(facts_.started_at, noon - ago); }
    SessionBuilder& without_start() { return set(facts_.started_at, std::nullopt); }
    SessionBuilder& reopened(Duration ago) { return set(facts_.clock_floor_at, noon - ago); }
    SessionBuilder& agent_wrote(Duration ago) {
        return set(facts_.last_agent_message_at, noon - ago);
    }
    SessionBuilder& bot_wrote(Duration ago) { return set(facts_.last_bot_message_at, noon - ago); }
    SessionBuilder& someone_wrote(Duration ago) { return set(facts_.last_message_at, noon - ago); }
    SessionBuilder& first_replied(Duration ago) { return set(facts_.first_reply_at, noon - ago); }
    SessionBuilder& agent_first_replied(Duration ago) {
        return set(facts_.first_agent_reply_at, noon - ago);
    }
    SessionBuilder& snoozed_until(Instant instant) { return set(facts_.snoozed_until, instant); }

    SessionBuilder& agent_joined(Duration ago) { return set(facts_.agent_joined_at, noon - ago); }
    SessionBuilder& customer_joined(Duration ago) {
        return set(facts_.customer_joined_at, noon - ago);
    }
    SessionBuilder& agent_wrote_since_joining(Duration ago) {
        return set(facts_.last_agent_message_since_join_at, noon - ago);
    }
    SessionBuilder& inactive_for(Duration ago) {
        facts_.status = "inactive";
        return set(facts_.inactive_since, noon - ago);
    }
    SessionBuilder& opted_out(Duration ago) { return set(facts_.opted_out_at, noon - ago); }
    SessionBuilder& token_issued(Duration ago) { return set(facts_.token_issued_at, noon - ago); }
    SessionBuilder& token_expires(Duration ago) { return set(facts_.token_expires_at, noon - ago); }
    SessionBuilder& authenticated() { return set(facts_.authenticated, true); }
    SessionBuilder& joined_under(std::string version) {
        return set(facts_.joined_under, std::move(version));
    }
    /// Remembered so long ago, about a clock that stood so long ago.
    SessionBuilder& marked(MarkKind kind, std::string name, Duration recorded, Duration clock) {
        facts_.marks.push_back({kind, std::move(name), noon - recorded, noon - clock});
        return *this;
    }

    [[nodiscard]] const SessionFacts& facts() const { return facts_; }
    operator SessionFacts() const { return facts_; } // NOLINT(google-explicit-constructor)

private:
    template <typename Field, typename Value>
    SessionBuilder& set(Field& field, Value value) {
        field = std::move(value);
        return *this;
    }

    SessionFacts facts_;
};

[[nodiscard]] inline SessionBuilder a_session() {
    return {};
}

/// Builds a policy; converts to it by itself, and to a set of this one policy. Without a timer of
/// its own it closes 24 h after the customer's last message.
class PolicyBuilder {
public:
    explicit PolicyBuilder(std::string name) {
        policy_.name = std::move(name);
        policy_.timers = {{"timeout", Action::close, 24h, Clock::last_customer_message}};
    }

    PolicyBuilder& when(Attribute attribute, std::vector<std::string> any_of) {
        policy_.match.push_back({attribute, std::move(any_of)});
        return *this;
    }
    PolicyBuilder& on(std::string channel) {
        return when(Attribute::channel, {std::move(channel)});
    }
    PolicyBuilder& closes_after(Duration after) {
        policy_.timers = {{"timeout", Action::close, after, Clock::last_customer_message}};
        return *this;
    }
    PolicyBuilder& with_timers(std::vector<Timer> timers) {
        policy_.timers = std::move(timers);
        return *this;
    }
    PolicyBuilder& and_timer(Timer timer) {
        policy_.timers.push_back(std::move(timer));
        return *this;
    }
    PolicyBuilder& with_tokens(Duration authenticated, Duration unauthenticated) {
        policy_.token = {authenticated, unauthenticated};
        return *this;
    }
    PolicyBuilder& pinned() {
        policy_.pin = Pin::agent_join;
        return *this;
    }
    PolicyBuilder& of_version(std::string version) {
        policy_.of_version = std::move(version);
        return *this;
    }
    PolicyBuilder& keeps_who_never_wrote() {
        policy_.never_wrote = NeverWrote::keep;
        return *this;
    }
    PolicyBuilder& holds_unanswered() {
        policy_.hold_unanswered = true;
        return *this;
    }
    PolicyBuilder& holds_labels(std::vector<std::string> labels) {
        policy_.hold_labels = std::move(labels);
        return *this;
    }

    operator Policy() const { return policy_; }      // NOLINT(google-explicit-constructor)
    operator PolicySet() const { return {policy_}; } // NOLINT(google-explicit-constructor)

private:
    Policy policy_;
};

[[nodiscard]] inline PolicyBuilder a_policy(std::string name = "everyone") {
    return PolicyBuilder{std::move(name)};
}

/// What a plan says of the first thing that is due for this session.
[[nodiscard]] inline PlannedSession planned_first(const SessionFacts& session,
                                                  const PolicySet& policies, Instant now) {
    const Verdict verdict = judge(session, policies, now);
    return planned(session, verdict, verdict.firings.at(0), policies);
}

[[nodiscard]] inline Timer a_timer(std::string name, Duration after, Clock since) {
    return {std::move(name), Action::close, after, since};
}

[[nodiscard]] inline Timer a_warning(Duration before_close,
                                     LateWarning late_warning = LateWarning::warn) {
    return {.name = "warn",
            .action = Action::warn,
            .before_close = before_close,
            .late_warning = late_warning,
            .message = "goodbye"};
}

[[nodiscard]] inline Timer an_inactivation(Duration after) {
    return {.name = "inactivate",
            .action = Action::inactivate,
            .after = after,
            .since = Clock::first_agent_reply};
}

[[nodiscard]] inline Timer an_idle_timer(Role role, Duration after) {
    return {.name = "idle-" + std::string{to_text(role)},
            .action = Action::idle,
            .after = after,
            .since = Clock::agent_joined,
            .role = role};
}

/// Since idle; it closes unless it is routed.
[[nodiscard]] inline Timer a_disconnect(Role role, Duration after,
                                        std::optional<std::string> route = {}) {
    return {.name = "disconnect-" + std::string{to_text(role)},
            .action = Action::disconnect,
            .after = after,
            .since = Clock::idle,
            .role = role,
            .route = std::move(route)};
}

[[nodiscard]] inline Timer an_event(std::string kind, Duration after, Clock since) {
    return {.name = "event",
            .action = Action::event,
            .after = after,
            .since = since,
            .kind = std::move(kind)};
}

/// Fires when the customer makes contact after the token has run out.
[[nodiscard]] inline Timer on_contact(Timer timer) {
    timer.on = On::contact_after_token;
    timer.after = {};
    return timer;
}

} // namespace chatsweep::test

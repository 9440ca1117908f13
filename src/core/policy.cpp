// SPDX-License-Identifier: Apache-2.0
#include "core/policy.hpp"

#include <algorithm>

namespace chatsweep {
namespace {

bool contains(const std::vector<std::string>& values, const std::string& value) {
    return std::find(values.begin(), values.end(), value) != values.end();
}

bool contains_any(const std::vector<std::string>& values, const std::vector<std::string>& wanted) {
    return std::any_of(wanted.begin(), wanted.end(),
                       [&](const std::string& value) { return contains(values, value); });
}

template <typename Word, std::size_t size>
std::optional<Word> parse_word(std::string_view text, const Word (&words)[size]) noexcept {
    const auto found = std::find_if(std::begin(words), std::end(words),
                                    [&](Word word) { return to_text(word) == text; });
    return found == std::end(words) ? std::nullopt : std::optional{*found};
}

const Policy* first_match(const PolicySet& policies, const SessionFacts& session,
                          std::string_view version) {
    const auto matching = std::find_if(policies.begin(), policies.end(), [&](const Policy& policy) {
        return policy.of_version == version && first_mismatch(policy, session) == nullptr;
    });
    return matching == policies.end() ? nullptr : &*matching;
}

} // namespace

std::string_view to_text(Clock clock) noexcept {
    switch (clock) {
    case Clock::last_customer_message:
        return "last_customer_message";
    case Clock::first_agent_reply:
        return "first_agent_reply";
    case Clock::last_agent_message:
        return "last_agent_message";
    case Clock::last_message:
        return "last_message";
    case Clock::started:
        return "started";
    case Clock::inactive:
        return "inactive";
    case Clock::agent_joined:
        return "agent_joined";
    case Clock::idle:
        return "idle";
    case Clock::opted_out:
        return "opted_out";
    case Clock::token_expiry:
        return "token_expiry";
    }
    return {}; // GCOVR_EXCL_LINE: no enumerator is left
}

std::string_view to_text(Action action) noexcept {
    switch (action) {
    case Action::close:
        return "close";
    case Action::warn:
        return "warn";
    case Action::inactivate:
        return "inactivate";
    case Action::idle:
        return "idle";
    case Action::disconnect:
        return "disconnect";
    case Action::event:
        return "event";
    case Action::returned:
        return "returned";
    case Action::participant_returned:
        return "participant_returned";
    }
    return {}; // GCOVR_EXCL_LINE: no enumerator is left
}

std::string_view to_text(Role role) noexcept {
    switch (role) {
    case Role::customer:
        return "customer";
    case Role::agent:
        return "agent";
    case Role::supervisor:
        return "supervisor";
    case Role::bot:
        return "bot";
    case Role::ai_agent:
        return "ai_agent";
    }
    return {}; // GCOVR_EXCL_LINE: no enumerator is left
}

std::optional<Clock> parse_clock(std::string_view text) noexcept {
    return parse_word(text, all_clocks);
}

std::optional<Action> parse_action(std::string_view text) noexcept {
    return parse_word(text, all_actions);
}

std::optional<Role> parse_role(std::string_view text) noexcept {
    return parse_word(text, all_roles);
}

bool ends_session(Action action, const Timer& timer) noexcept {
    return action == Action::close || (action == Action::disconnect && !timer.route);
}

std::string_view kind_of_event(Action action, const Timer* timer) noexcept {
    switch (action) {
    case Action::close:
        return "closed";
    case Action::warn:
        return "warned";
    case Action::inactivate:
        return "inactivated";
    case Action::idle:
        return "participant_idle";
    case Action::disconnect:
        return "auto_disconnected";
    case Action::event:
        return timer == nullptr ? std::string_view{} : std::string_view{timer->kind};
    case Action::returned:
        return "returned";
    case Action::participant_returned:
        return "participant_returned";
    }
    return {}; // GCOVR_EXCL_LINE: no enumerator is left
}

std::string_view to_text(Attribute attribute) noexcept {
    switch (attribute) {
    case Attribute::tenant:
        return "tenant";
    case Attribute::environment:
        return "environment";
    case Attribute::channel:
        return "channel";
    case Attribute::handler:
        return "handler";
    case Attribute::started_by:
        return "started_by";
    case Attribute::status:
        return "status";
    case Attribute::labels:
        return "labels";
    case Attribute::opted_out:
        return "opted_out";
    }
    return {}; // GCOVR_EXCL_LINE: no enumerator is left
}

const std::optional<std::string>& value_of(const SessionFacts& session,
                                           Attribute attribute) noexcept {
    static const std::optional<std::string> none;
    switch (attribute) {
    case Attribute::tenant:
        return session.tenant;
    case Attribute::environment:
        return session.environment;
    case Attribute::channel:
        return session.channel;
    case Attribute::handler:
        return session.handler;
    case Attribute::started_by:
        return session.started_by;
    case Attribute::status:
        return session.status;
    case Attribute::labels:
    case Attribute::opted_out:
        return none;
    }
    return none; // GCOVR_EXCL_LINE: no enumerator is left
}

bool holds(const Condition& condition, const SessionFacts& session) {
    if (condition.attribute == Attribute::labels) {
        return contains_any(condition.any_of, session.labels);
    }
    if (condition.attribute == Attribute::opted_out) {
        return has_opted_out(session);
    }
    const std::optional<std::string>& value = value_of(session, condition.attribute);
    return value && contains(condition.any_of, *value);
}

const Condition* first_mismatch(const Policy& policy, const SessionFacts& session) {
    const auto mismatch =
        std::find_if(policy.match.begin(), policy.match.end(),
                     [&](const Condition& condition) { return !holds(condition, session); });
    return mismatch == policy.match.end() ? nullptr : &*mismatch;
}

const Policy* match(const PolicySet& policies, const SessionFacts& session) {
    const Policy* today = first_match(policies, session, {});
    const bool opted_out = today != nullptr && today->name == opt_out_name;
    if (session.joined_under && !opted_out) {
        const Policy* pinned = first_match(policies, session, *session.joined_under);
        if (pinned != nullptr && pinned->pin == Pin::agent_join) {
            return pinned;
        }
    }
    return today;
}

Policy opt_out_policy() {
    Policy policy;
    policy.name = std::string{opt_out_name};
    policy.match = {{Attribute::opted_out, {}}};
    policy.timers.push_back({.name = policy.name, .since = Clock::opted_out});
    return policy;
}

} // namespace chatsweep

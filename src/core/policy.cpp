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
    }
    return {};
}

std::string_view to_text(Action action) noexcept {
    switch (action) {
    case Action::close:
        return "close";
    }
    return {};
}

std::optional<Clock> parse_clock(std::string_view text) noexcept {
    for (const Clock clock : all_clocks) {
        if (to_text(clock) == text) {
            return clock;
        }
    }
    return std::nullopt;
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
    }
    return {};
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
        return none;
    }
    return none;
}

bool holds(const Condition& condition, const SessionFacts& session) {
    if (condition.attribute == Attribute::labels) {
        return contains_any(condition.any_of, session.labels);
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
    const auto matching = std::find_if(policies.begin(), policies.end(), [&](const Policy& policy) {
        return first_mismatch(policy, session) == nullptr;
    });
    return matching == policies.end() ? nullptr : &*matching;
}

} // namespace chatsweep

// SPDX-License-Identifier: Apache-2.0
#include "config/policies.hpp"
#include "config/receivers.hpp"
#include "config/wording.hpp"

#include <algorithm>

namespace chatsweep {

namespace {

/// Whether a timer on this clock goes on although the customer writes.
bool ignores_customer(Clock clock) {
    switch (clock) {
    case Clock::started:
    case Clock::last_agent_message:
    case Clock::agent_joined:
        return true;
    case Clock::last_customer_message:
    case Clock::last_message:
    case Clock::first_agent_reply:
    case Clock::inactive:
    case Clock::idle:
    case Clock::opted_out:
    case Clock::token_expiry:
        return false;
    }
    return false;
}

/// Whether it ends a session whose customer may have just written. Of a role, what counts is that
/// the role is silent.
bool ends_in_mid_talk(const Timer& timer, const Policy& policy) {
    const bool ends = timer.action == Action::close || timer.action == Action::disconnect;
    return timer.enabled && ends && timer.on == On::clock && !timer.role &&
           ignores_customer(timer.since) && !timer.customer_silent_from_start &&
           !policy.hold_unanswered;
}

template <class Test>
bool any_timer(const Policy& policy, Test test) {
    return std::any_of(policy.timers.begin(), policy.timers.end(), test);
}

void warn_of(const Policy& policy, std::vector<std::string>& warnings) {
    const std::string name = "policy " + in_quotes(policy.name) + ": ";
    for (const Timer& timer : policy.timers) {
        if (ends_in_mid_talk(timer, policy)) {
            warnings.push_back(name + "timer " + in_quotes(timer.name) + " counts since " +
                               in_quotes(to_text(timer.since)) +
                               ", which a customer's message does not restart: it can close a "
                               "session whose customer has just written");
        }
    }
    if (!any_timer(policy, [](const Timer& timer) { return timer.enabled; })) {
        warnings.push_back(name + "every timer is off, so that its sessions are kept for ever");
    }
    if (policy.pin == Pin::agent_join && !any_timer(policy, [](const Timer& timer) {
            return timer.since == Clock::agent_joined || timer.role;
        })) {
        warnings.push_back(name + "pin: agent_join does little where no timer counts since an "
                                  "agent joined");
    }
    if (policy.token && !any_timer(policy, [](const Timer& timer) {
            return timer.on == On::contact_after_token;
        })) {
        warnings.push_back(name + "token does nothing without a timer on: contact_after_token");
    }
}

} // namespace

std::vector<std::string> warnings_of(const PolicySet& policies) {
    std::vector<std::string> warnings;
    for (const Policy& policy : policies) {
        warn_of(policy, warnings);
    }
    if (!policies.empty() && !policies.back().match.empty()) {
        warnings.push_back("the last policy, " + in_quotes(policies.back().name) +
                           ", does not match everything: a session that no policy matches is kept "
                           "for ever");
    }
    return warnings;
}

std::vector<std::string> warnings_of(const std::vector<Receiver>& receivers) {
    std::vector<std::string> warnings;
    for (const Receiver& receiver : receivers) {
        if (!receiver.allow_local && receiver.url.starts_with("http://")) {
            warnings.push_back("receiver " + in_quotes(receiver.name) +
                               " is told over plain http, which anybody on the way can read");
        }
    }
    return warnings;
}

} // namespace chatsweep

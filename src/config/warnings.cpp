// SPDX-License-Identifier: Apache-2.0
#include "config/policies.hpp"
#include "config/wording.hpp"

namespace chatsweep {

namespace {

/// Whether a timer on this clock goes on although the customer writes.
bool ignores_customer(Clock clock) {
    switch (clock) {
    case Clock::started:
    case Clock::last_agent_message:
        return true;
    case Clock::last_customer_message:
    case Clock::last_message:
    case Clock::first_agent_reply:
        return false;
    }
    return false;
}

} // namespace

std::vector<std::string> warnings_of(const PolicySet& policies) {
    std::vector<std::string> warnings;
    for (const Policy& policy : policies) {
        for (const Timer& timer : policy.timers) {
            if (ignores_customer(timer.since) && !policy.hold_unanswered) {
                warnings.push_back("policy " + in_quotes(policy.name) + ": timer " +
                                   in_quotes(timer.name) + " counts since " +
                                   in_quotes(to_text(timer.since)) +
                                   ", which a customer's message does not restart: it can close a "
                                   "session whose customer has just written");
            }
        }
    }
    if (!policies.empty() && !policies.back().match.empty()) {
        warnings.push_back("the last policy, " + in_quotes(policies.back().name) +
                           ", does not match everything: a session that no policy matches is kept "
                           "for ever");
    }
    return warnings;
}

} // namespace chatsweep

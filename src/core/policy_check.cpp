// SPDX-License-Identifier: Apache-2.0
#include "core/policy.hpp"

#include <algorithm>

namespace chatsweep {
namespace {

std::string_view column_of(Clock clock) {
    switch (clock) {
    case Clock::last_customer_message:
        return "last_customer_message_at";
    case Clock::first_agent_reply:
        return "first_agent_reply_at";
    case Clock::last_agent_message:
        return "last_agent_message_at";
    case Clock::last_message:
        return "last_message_at";
    case Clock::started:
        return "started_at";
    case Clock::agent_joined:
        return "agent_joined_at";
    case Clock::inactive:     // where the database has none, chatsweep remembers it
    case Clock::idle:         // what chatsweep remembers
    case Clock::opted_out:    // without the fact it never fires (S8)
    case Clock::token_expiry: // the columns stand with the policy's token
        return {};
    }
    return {}; // GCOVR_EXCL_LINE: no enumerator is left
}

std::string key_of(const Timer& timer, std::string_view key) {
    return timer.name == "timeout" ? timer.name : "timers." + timer.name + "." + std::string{key};
}

/// The columns of one policy, gathered into `needed`.
class ColumnList {
public:
    ColumnList(std::vector<NeededColumn>& needed, const Policy& policy)
        : needed_(needed), policy_(policy) {}

    void need(std::string_view column, std::string why) {
        if (!column.empty()) {
            needed_.push_back({std::string{column}, policy_.name, std::move(why)});
        }
    }

    void need_function(std::string_view name, std::string why) {
        needed_.push_back({std::string{name}, policy_.name, std::move(why), Offer::function});
    }

private:
    std::vector<NeededColumn>& needed_;
    const Policy& policy_;
};

bool inactivates(const Policy& policy) {
    return std::any_of(policy.timers.begin(), policy.timers.end(), [](const Timer& timer) {
        return timer.enabled && timer.action == Action::inactivate;
    });
}

void list_token_columns(const Timer& timer, const Policy& policy, ColumnList& list) {
    if (!policy.token) {
        list.need("token_expires_at", key_of(timer, "on"));
        return;
    }
    for (const auto* column : {"token_issued_at", "authenticated"}) {
        list.need(column, "token");
    }
}

void list_role_columns(const Timer& timer, ColumnList& list) {
    for (const auto* column : {"agent_joined_at", "customer_joined_at"}) {
        list.need(column, key_of(timer, "role"));
    }
    if (timer.role == Role::agent) {
        list.need("last_agent_message_since_join_at", key_of(timer, "role"));
    }
}

void list_columns(const Timer& timer, const Policy& policy, ColumnList& list) {
    if (timer.on == On::contact_after_token) {
        list_token_columns(timer, policy, list);
    } else if (timer.role) {
        list_role_columns(timer, list);
    } else if (!timer.before_close) {
        list.need(column_of(timer.since), key_of(timer, "since"));
    }
    if (timer.on == On::clock && timer.since == Clock::last_customer_message &&
        policy.never_wrote == NeverWrote::started && !timer.before_close) {
        list.need(column_of(Clock::started), key_of(timer, "since"));
    }
    if (timer.since == Clock::inactive && !inactivates(policy)) {
        list.need("inactive_since", key_of(timer, "since"));
    }
    if (timer.action == Action::disconnect) {
        list.need_function("leave", key_of(timer, "role"));
    } else if (!timer.leave.empty()) {
        list.need_function("leave", key_of(timer, "leave"));
    }
}

void list_columns(const Policy& policy, ColumnList& list) {
    for (const Condition& condition : policy.match) {
        // Without the fact the built-in policy never matches, and that is no error (S8).
        if (condition.attribute != Attribute::opted_out) {
            const std::string_view column = to_text(condition.attribute);
            list.need(column, "match." + std::string{column});
        }
    }
    for (const Timer& timer : policy.timers) {
        if (timer.enabled) {
            list_columns(timer, policy, list);
        }
    }
    if (policy.pin == Pin::agent_join) {
        list.need("agent_joined_at", "pin");
    }
    if (policy.hold_unanswered) {
        for (const auto* column : {"handler", "last_agent_message_at", "last_bot_message_at"}) {
            list.need(column, "hold_unanswered");
        }
    }
    if (!policy.hold_labels.empty()) {
        list.need("labels", "hold_labels");
    }
}

/// True when every session that meets `narrow` meets `wide` too.
bool implies(const Condition& narrow, const Condition& wide) {
    return narrow.attribute == wide.attribute &&
           std::all_of(narrow.any_of.begin(), narrow.any_of.end(), [&](const std::string& value) {
               return std::find(wide.any_of.begin(), wide.any_of.end(), value) != wide.any_of.end();
           });
}

bool takes_all_of(const Policy& earlier, const Policy& later) {
    return std::all_of(earlier.match.begin(), earlier.match.end(), [&](const Condition& wide) {
        return std::any_of(later.match.begin(), later.match.end(),
                           [&](const Condition& narrow) { return implies(narrow, wide); });
    });
}

} // namespace

std::vector<NeededColumn> needed_columns(const PolicySet& policies) {
    std::vector<NeededColumn> needed;
    for (const Policy& policy : policies) {
        ColumnList list{needed, policy};
        list_columns(policy, list);
    }
    return needed;
}

std::optional<std::size_t> shadowed_by(const PolicySet& policies, std::size_t index) {
    for (std::size_t earlier = 0; earlier < index; ++earlier) {
        if (takes_all_of(policies[earlier], policies[index])) {
            return earlier;
        }
    }
    return std::nullopt;
}

} // namespace chatsweep

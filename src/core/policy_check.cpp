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
    }
    return {};
}

std::string key_of(const Timer& timer) {
    return timer.name == "timeout" ? timer.name : "timers." + timer.name + ".since";
}

/// The columns of one policy, gathered into `needed`.
class ColumnList {
public:
    ColumnList(std::vector<NeededColumn>& needed, const Policy& policy)
        : needed_(needed), policy_(policy) {}

    void need(std::string_view column, std::string why) {
        needed_.push_back({std::string{column}, policy_.name, std::move(why)});
    }

private:
    std::vector<NeededColumn>& needed_;
    const Policy& policy_;
};

void list_columns(const Policy& policy, ColumnList& list) {
    for (const Condition& condition : policy.match) {
        const std::string_view column = to_text(condition.attribute);
        list.need(column, "match." + std::string{column});
    }
    for (const Timer& timer : policy.timers) {
        list.need(column_of(timer.since), key_of(timer));
        if (timer.since == Clock::last_customer_message &&
            policy.never_wrote == NeverWrote::started) {
            list.need(column_of(Clock::started), key_of(timer));
        }
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

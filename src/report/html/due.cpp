// SPDX-License-Identifier: Apache-2.0
#include "report/html/sections.hpp"
#include "report/phrases.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <tuple>

namespace chatsweep {
namespace {

/// Rows of a table; what there is beyond goes into one.
constexpr std::size_t most_rows = 12;

/// The open sessions of one policy, tenant or channel.
struct Share {
    std::string name;
    std::int64_t open = 0;
    std::int64_t due = 0;
    std::int64_t held = 0;

    void add(std::int64_t more_open, std::int64_t more_due, std::int64_t more_held) {
        open += more_open;
        due += more_due;
        held += more_held;
    }
};

/// The most due first; of equals, the most open.
std::vector<Share> shares_by(const std::vector<Group>& groups, std::string (*name)(const Group&)) {
    std::map<std::string, Share> by_name;
    for (const Group& group : groups) {
        Share& share = by_name[name(group)];
        share.name = name(group);
        share.add(group.open, group.due, group.held);
    }
    std::vector<Share> shares;
    shares.reserve(by_name.size());
    for (auto& [key, share] : by_name) {
        shares.push_back(std::move(share));
    }
    std::ranges::stable_sort(shares, [](const Share& a, const Share& b) {
        return std::tie(b.due, b.open) < std::tie(a.due, a.open);
    });
    if (shares.size() > most_rows + 1) {
        Share rest{.name = "… and " + std::to_string(shares.size() - most_rows) + " others"};
        for (std::size_t i = most_rows; i < shares.size(); ++i) {
            rest.add(shares[i].open, shares[i].due, shares[i].held);
        }
        shares.resize(most_rows);
        shares.push_back(std::move(rest));
    }
    return shares;
}

View view_of_shares(const std::string& by, const std::vector<Share>& shares) {
    std::int64_t widest = 1;
    for (const Share& share : shares) {
        widest = std::max(widest, share.open);
    }
    View view;
    view.set("by", by);
    view.set("shares", list_of(shares, [widest](const Share& share) {
                 const std::int64_t kept = share.open - share.due - share.held;
                 View row;
                 row.set("name", in_short(share.name));
                 row.set("open", grouped(share.open));
                 row.set("due", grouped(share.due));
                 row.set("held", grouped(share.held));
                 row.set("parts", view_of({{"due", static_cast<double>(share.due)},
                                           {"held", static_cast<double>(share.held)},
                                           {"kept", static_cast<double>(kept)}},
                                          static_cast<double>(widest)));
                 return row;
             }));
    return view;
}

std::string policy_of(const Group& group) {
    return policy_words(group.policy);
}

std::string tenant_of(const Group& group) {
    return group.tenant.value_or("(no tenant)");
}

std::string channel_of(const Group& group) {
    return group.channel.value_or("(no channel)");
}

std::string_view words_of(Clock clock) {
    switch (clock) {
    case Clock::last_customer_message:
        return "the customer’s last message";
    case Clock::first_agent_reply:
        return "the first agent reply";
    case Clock::last_agent_message:
        return "the last agent message";
    case Clock::last_message:
        return "the last message";
    case Clock::started:
        return "the start";
    case Clock::inactive:
        return "it became inactive";
    case Clock::agent_joined:
        return "the agent joined";
    case Clock::idle:
        return "the role went idle";
    case Clock::opted_out:
        return "the opt-out";
    case Clock::token_expiry:
        return "the token ran out";
    }
    return {};
}

/// Why what is due is due: `1d since the customer’s last message`.
std::string why(const PlannedSession& session, const Timer& timer) {
    switch (session.reason) {
    case Reason::opt_out:
        return "the customer has opted out";
    case Reason::token_expired:
        return "the customer wrote after the token had run out";
    case Reason::returned:
        return "the silence is over";
    case Reason::timeout:
    case Reason::no_policy:
    case Reason::clock_never_started:
    case Reason::all_done:
    case Reason::awaits_contact:
    case Reason::not_due:
    case Reason::future_dated:
    case Reason::snoozed:
    case Reason::label:
    case Reason::unanswered:
        break;
    }
    return timer.before_close
               ? to_text(*timer.before_close) + " before the close"
               : to_text(timer.after) + " since " + std::string{words_of(session.clock)};
}

struct Cause {
    std::string action;
    std::string why;
    std::int64_t sessions = 0;
};

View causes_of(const ReportDocument& document) {
    using Key = std::tuple<std::uint32_t, std::uint32_t, Action, Reason, Clock>;
    std::map<Key, Cause> causes;
    for (const PlannedSession& session : document.plan.sessions) {
        if (session.outcome == SessionOutcome::held) {
            continue;
        }
        Cause& cause =
            causes[{session.policy, session.timer, session.action, session.reason, session.clock}];
        if (cause.sessions++ == 0) {
            const Timer& timer = document.policies.at(session.policy).timers.at(session.timer);
            cause.action = action_words(session.action, timer.role);
            cause.why = why(session, timer);
        }
    }
    return list_of(causes, [&](const auto& entry) {
        View view;
        view.set("policy", in_short(document.policies.at(std::get<0>(entry.first)).name));
        view.set("action", entry.second.action);
        view.set("why", entry.second.why);
        view.set("sessions", grouped(entry.second.sessions));
        return view;
    });
}

} // namespace

View view_of_due(const ReportDocument& document) {
    View view;
    if (document.groups.empty()) {
        view.set("nothing_open", true);
        return view;
    }
    view.set("something_open", true);
    View causes = causes_of(document);
    if (causes.is_non_empty_list()) {
        view.set("has_causes", true);
        view.set("causes", causes);
    } else {
        view.set("nothing_due", true);
    }
    view.set("legend_of",
             legend_of({{"due", "would be closed"}, {"held", "due but held"}, {"kept", "kept"}}));
    View tables{View::type::list};
    tables << view_of_shares("policy", shares_by(document.groups, policy_of));
    tables << view_of_shares("channel", shares_by(document.groups, channel_of));
    tables << view_of_shares("tenant", shares_by(document.groups, tenant_of));
    view.set("tables", tables);
    return view;
}

} // namespace chatsweep

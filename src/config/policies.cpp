// SPDX-License-Identifier: Apache-2.0
#include "config/policies.hpp"

#include "config/keys.hpp"
#include "config/section.hpp"
#include "config/timers.hpp"
#include "config/unicode.hpp"

#include <algorithm>
#include <cstddef>
#include <map>

namespace chatsweep {

namespace {

constexpr std::size_t most_policies = 1000;
constexpr std::ptrdiff_t longest_short_text = 100;

constexpr std::array<std::string_view, 2> never_wrote_words{"started", "keep"};
constexpr std::array<std::string_view, 2> pins{"evaluation", "agent_join"};
constexpr std::array<std::string_view, 3> handlers{"human", "bot", "ai_agent"};
constexpr std::array<std::string_view, 3> starters{"customer", "business", "automation"};

/// The values that the contract fixes; none for an attribute that may have any.
Words words_of(Attribute attribute) {
    switch (attribute) {
    case Attribute::handler:
        return handlers;
    case Attribute::started_by:
        return starters;
    case Attribute::tenant:
    case Attribute::environment:
    case Attribute::channel:
    case Attribute::status:
    case Attribute::labels:
    case Attribute::opted_out:
        return {};
    }
    return {};
}

std::vector<Condition> read_match(const Source& source, const Section& policy) {
    // Not implied: a match that was forgotten would take every session.
    const std::string hint = "write match: {} if the policy is for every session.";
    const Entry& match = policy.required("match", hint);
    if (match.value.kind == Node::Kind::nothing) {
        source.fail(match.at, "match has no keys", hint);
    }
    const Section section{source, "match", match.value, keys::match};
    std::vector<Condition> conditions;
    for (const Attribute attribute : all_attributes) {
        const std::string_view key = to_text(attribute);
        if (section.find(key) != nullptr) {
            conditions.push_back({attribute, section.texts(key, words_of(attribute))});
        }
    }
    return conditions;
}

std::vector<Timer> read_timeout_or_timers(const Source& source, const Section& policy) {
    const Entry* timeout = policy.find("timeout");
    const Entry* timers = policy.find("timers");
    if (timeout != nullptr && timers != nullptr) {
        source.fail(std::max(timeout->at, timers->at), "a policy with both timeout and timers",
                    "write the timeout as a timer: close: { after: 12h, since: "
                    "last_customer_message }.");
    }
    if (timers != nullptr) {
        return read_timers(source, timers->value);
    }
    (void)policy.required("timeout",
                          "write how long a customer may be silent, such as timeout: 12h.");
    return policy_for_everyone(policy.duration("timeout").value_or(Duration{})).timers;
}

std::string read_name(const Source& source, const Section& policy) {
    const Node& node =
        policy.required("name", "give it a name of its own, such as name: whatsapp.").value;
    const std::string& name = name_of(source, node);
    if (name == opt_out_name) {
        source.fail(node.at, "policy name " + in_quotes(name) + " is that of the built-in policy",
                    "give it another name; opt_out: keep at the top turns the built-in one off.");
    }
    return name;
}

std::optional<TokenLifetime> read_token(const Source& source, const Section& policy) {
    const Entry* entry = policy.find("token");
    if (entry == nullptr) {
        return std::nullopt;
    }
    const Section token{source, "token", entry->value, keys::token};
    for (const std::string_view key : keys::token) {
        (void)token.required(key, "write both: { authenticated: 6h, unauthenticated: 1h }.");
    }
    return TokenLifetime{token.duration("authenticated").value_or(Duration{}),
                         token.duration("unauthenticated").value_or(Duration{})};
}

Policy read_policy(const Source& source, const Node& node) {
    const Section section{source, "a policy", node, keys::policy};
    Policy policy;
    policy.name = read_name(source, section);
    policy.match = read_match(source, section);
    policy.timers = read_timeout_or_timers(source, section);
    policy.never_wrote = section.choice("never_wrote", never_wrote_words).value_or(0) == 0
                             ? NeverWrote::started
                             : NeverWrote::keep;
    policy.hold_unanswered = section.truth("hold_unanswered").value_or(false);
    policy.hold_labels = section.texts("hold_labels");
    policy.pin = section.choice("pin", pins).value_or(0) == 0 ? Pin::evaluation : Pin::agent_join;
    policy.token = read_token(source, section);
    if (const Entry* timers = section.find("timers")) {
        check_timers(source, policy, timers->value);
    }
    return policy;
}

void check_shadows(const Source& source, const PolicySet& policies, const Node& node) {
    for (std::size_t index = 0; index < policies.size(); ++index) {
        if (const auto earlier = shadowed_by(policies, index)) {
            const int line = source.place(node.items[*earlier].at).line;
            source.fail(node.items[index].at,
                        "policy " + in_quotes(policies[index].name) +
                            " can never match: " + in_quotes(policies[*earlier].name) +
                            " in line " + std::to_string(line) + " takes all of its sessions",
                        "move it up, or narrow what the earlier one matches.");
        }
    }
}

} // namespace

const std::string& short_text_of(const Source& source, std::string_view key, const Node& node) {
    const std::string& text = text_of(source, key, node);
    const auto length = std::count_if(text.begin(), text.end(), starts_character);
    if (length > longest_short_text) {
        source.fail(node.at, std::string{key} + " " + in_quotes(text) + " is too long",
                    "keep it to 100 characters.");
    }
    return text;
}

const std::string& name_of(const Source& source, const Node& node) {
    return short_text_of(source, "name", node);
}

Policy policy_for_everyone(Duration timeout) {
    Policy policy;
    policy.name = "everyone";
    policy.timers.push_back({.name = "timeout", .after = timeout});
    return policy;
}

PolicySet read_policies(const Source& source, const Node& node) {
    if (node.kind != Node::Kind::list || node.items.empty()) {
        source.fail(node.at, "policies must be a list of at least one policy",
                    "write each as - name: with match and timeout below it.");
    }
    if (node.items.size() > most_policies) {
        source.fail(node.at, "more than 1000 policies", "let one policy match several values.");
    }
    PolicySet policies;
    std::map<std::string, std::size_t> names;
    for (const Node& item : node.items) {
        policies.push_back(read_policy(source, item));
        const std::string& name = policies.back().name;
        const auto [first, is_new] = names.try_emplace(name, item.at);
        if (!is_new) {
            source.fail(item.at,
                        "policy name " + in_quotes(name) + " is used twice: first in line " +
                            std::to_string(source.place(first->second).line),
                        "give each policy a name of its own.");
        }
    }
    check_shadows(source, policies, node);
    return policies;
}

} // namespace chatsweep

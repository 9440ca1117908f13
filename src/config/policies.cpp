// SPDX-License-Identifier: Apache-2.0
#include "config/policies.hpp"

#include "config/keys.hpp"
#include "config/section.hpp"
#include "config/unicode.hpp"

#include <algorithm>
#include <cstddef>
#include <map>

namespace chatsweep {

namespace {

constexpr std::size_t most_policies = 1000;
constexpr std::ptrdiff_t longest_name = 100;

constexpr std::array<std::string_view, 2> never_wrote_words{"started", "keep"};
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

Policy read_policy(const Source& source, const Node& node) {
    const Section section{source, "a policy", node, keys::policy};
    Policy policy;
    policy.name = name_of(
        source,
        section.required("name", "give it a name of its own, such as name: whatsapp.").value);
    policy.match = read_match(source, section);
    policy.timers = read_timeout_or_timers(source, section);
    policy.never_wrote = section.choice("never_wrote", never_wrote_words).value_or(0) == 0
                             ? NeverWrote::started
                             : NeverWrote::keep;
    policy.hold_unanswered = section.truth("hold_unanswered").value_or(false);
    policy.hold_labels = section.texts("hold_labels");
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

const std::string& name_of(const Source& source, const Node& node) {
    const std::string& name = text_of(source, "name", node);
    const auto length = std::count_if(name.begin(), name.end(), starts_character);
    if (length > longest_name) {
        source.fail(node.at, "name " + in_quotes(name) + " is too long",
                    "keep it to 100 characters.");
    }
    return name;
}

Policy policy_for_everyone(Duration timeout) {
    Policy policy;
    policy.name = "everyone";
    policy.timers = {{"timeout", Action::close, timeout, Clock::last_customer_message}};
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

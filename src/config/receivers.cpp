// SPDX-License-Identifier: Apache-2.0
#include "config/receivers.hpp"

#include "config/keys.hpp"
#include "config/policies.hpp"
#include "config/secrets.hpp"
#include "config/section.hpp"
#include "config/url.hpp"

#include <algorithm>
#include <array>
#include <map>

namespace chatsweep {

namespace {

constexpr std::size_t most_receivers = 100;
constexpr std::size_t most_names_in_a_hint = 20;
constexpr Duration shortest_timeout = std::chrono::milliseconds{100};
constexpr Duration longest_request = std::chrono::minutes{1};
constexpr std::int64_t most_retries = 100;
constexpr std::int64_t most_concurrency = 100;

constexpr std::array<std::string_view, 2> schemes{"http://", "https://"};
constexpr std::array<std::string_view, 3> proxy_schemes{"http://", "https://", "socks5h://"};
constexpr UrlRules url_rules{"url", schemes, "https://desk.example/hooks/chatsweep"};
constexpr UrlRules proxy_rules{"proxy", proxy_schemes, "http://proxy.example:3128"};

std::string read_url(const Source& source, const Section& receiver, bool allow_local) {
    const Node& node = receiver
                           .required("url", "write where it listens, such as url: " +
                                                std::string{url_rules.example} + ".")
                           .value;
    const std::string& text = text_of(source, "url", node);
    const Url url = reading_at(source, node.at, [&] { return url_from(url_rules, text); });
    if (is_local(url.host) && !allow_local) {
        source.fail(node.at, "the host " + in_quotes(url.host) + " is this machine or on its link",
                    "write allow_local: true if it is meant to be.");
    }
    return text;
}

std::optional<std::string> read_proxy(const Source& source, const Section& receiver) {
    const Entry* entry = receiver.find("proxy");
    if (entry == nullptr) {
        return std::nullopt;
    }
    const std::string& text = text_of(source, "proxy", entry->value);
    const Url url =
        reading_at(source, entry->value.at, [&] { return url_from(proxy_rules, text); });
    if (!url.rest.empty() && url.rest != "/") {
        source.fail(entry->value.at, "proxy has a path", "take away what follows host and port.");
    }
    return text;
}

std::vector<Action> read_actions(const Section& receiver) {
    std::vector<std::string_view> words;
    for (const Action action : all_actions) {
        words.push_back(to_text(action));
    }
    std::vector<Action> actions;
    for (const std::string& word : receiver.texts("actions", words)) {
        actions.push_back(*parse_action(word));
    }
    return actions;
}

/// The policies that a receiver can name.
struct Names {
    std::vector<std::string> known;
    bool of_file = true; ///< Or else of `--timeout`.
};

Names names_of(const PolicySet& policies, OptOut opt_out) {
    Names names;
    for (const Policy& policy : policies) {
        names.known.push_back(policy.name);
    }
    if (policies.empty()) {
        names.known.push_back(policy_for_everyone({}).name);
        names.of_file = false;
    }
    if (opt_out == OptOut::close) {
        names.known.emplace_back(opt_out_name);
    }
    return names;
}

std::string hint_for(const std::string& name, const Names& names) {
    if (name == opt_out_name) {
        return "write opt_out: close at the top, or take the name away.";
    }
    const std::vector<std::string_view> words{names.known.begin(), names.known.end()};
    const std::string_view meant = closest(name, words);
    if (!meant.empty()) {
        return "did you mean " + in_quotes(meant) + "?";
    }
    if (!names.of_file) {
        return "the file has no policies: write " + listed(words, "or") + ", as with --timeout.";
    }
    return words.size() > most_names_in_a_hint ? "write the name of a policy of this file."
                                               : "write " + listed(words, "or") + ".";
}

std::vector<std::string> read_policy_names(const Source& source, const Section& receiver,
                                           const Names& names) {
    std::vector<std::string> result = receiver.texts("policies");
    for (std::size_t index = 0; index < result.size(); ++index) {
        if (std::ranges::find(names.known, result[index]) == names.known.end()) {
            const Node& value = receiver.find("policies")->value;
            const Node& item = value.kind == Node::Kind::list ? value.items[index] : value;
            source.fail(item.at, "policy " + in_quotes(result[index]) + " is not known",
                        hint_for(result[index], names));
        }
    }
    return result;
}

Duration read_timeout(const Source& source, const Section& receiver, Duration otherwise) {
    const auto timeout = receiver.duration("timeout", longest_request, Zero::allowed);
    if (timeout && *timeout < shortest_timeout) {
        const Node& node = receiver.find("timeout")->value;
        source.fail(node.at, "timeout " + in_quotes(node.text) + " is too short",
                    "the shortest duration is " + to_text(shortest_timeout) + " here.");
    }
    return timeout.value_or(otherwise);
}

int read_number(const Source& source, const Section& receiver, std::string_view key,
                std::int64_t least, std::int64_t most, int otherwise) {
    const auto number = receiver.whole_number(key, least);
    if (number && *number > most) {
        const Node& node = receiver.find(key)->value;
        source.fail(node.at, std::string{key} + " " + in_quotes(node.text) + " is too large",
                    "write " + std::to_string(most) + " or less.");
    }
    return static_cast<int>(number.value_or(otherwise));
}

Receiver read_receiver(const Source& source, const Node& node, const Names& names) {
    const Section section{source, "a receiver", node, keys::receiver};
    Receiver receiver;
    receiver.name = name_of(
        source, section.required("name", "give it a name of its own, such as name: desk.").value);
    receiver.allow_local = section.truth("allow_local").value_or(receiver.allow_local);
    receiver.url = read_url(source, section, receiver.allow_local);
    receiver.secrets = read_secret_sources(source, section);
    receiver.actions = read_actions(section);
    receiver.policies = read_policy_names(source, section, names);
    receiver.timeout = read_timeout(source, section, receiver.timeout);
    receiver.retries = read_number(source, section, "retries", 0, most_retries, receiver.retries);
    receiver.concurrency =
        read_number(source, section, "concurrency", 1, most_concurrency, receiver.concurrency);
    receiver.proxy = read_proxy(source, section);
    if (const Entry* ca_file = section.find("ca_file")) {
        receiver.ca_file = absolute_path_of(source, "ca_file", ca_file->value);
    }
    return receiver;
}

} // namespace

std::vector<Receiver> read_receivers(const Source& source, const Node& node,
                                     const PolicySet& policies, OptOut opt_out) {
    if (node.kind != Node::Kind::list || node.items.empty()) {
        source.fail(node.at, "receivers must be a list of at least one receiver",
                    "write each as - name: with url and secret below it.");
    }
    if (node.items.size() > most_receivers) {
        source.fail(node.at, "more than 100 receivers",
                    "let one receiver pass on what several are to hear.");
    }
    const Names names = names_of(policies, opt_out);
    std::vector<Receiver> receivers;
    std::map<std::string, std::size_t> lines;
    for (const Node& item : node.items) {
        receivers.push_back(read_receiver(source, item, names));
        const std::string& name = receivers.back().name;
        const auto [first, is_new] = lines.try_emplace(name, item.at);
        if (!is_new) {
            source.fail(item.at,
                        "receiver name " + in_quotes(name) + " is used twice: first in line " +
                            std::to_string(source.place(first->second).line),
                        "give each receiver a name of its own.");
        }
    }
    return receivers;
}

} // namespace chatsweep

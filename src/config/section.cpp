// SPDX-License-Identifier: Apache-2.0
#include "config/section.hpp"

#include "config/keys.hpp"

#include <algorithm>
#include <limits>
#include <set>

namespace chatsweep {

namespace {

constexpr std::size_t most_values = 1000;
constexpr std::size_t longest_path = 4095;

std::string_view kind_of(const Node& node) {
    switch (node.kind) {
    case Node::Kind::nothing:
        return "nothing";
    case Node::Kind::text:
        return "a text";
    case Node::Kind::list:
        return "a list";
    case Node::Kind::map:
        return "a map";
    }
    return {};
}

const std::string& scalar_of(const Source& source, std::string_view name, const Node& node) {
    if (node.kind == Node::Kind::nothing) {
        source.fail(node.at, std::string{name} + " has no value",
                    "write one, or take the key away.");
    }
    if (node.kind != Node::Kind::text) {
        source.fail(node.at,
                    std::string{name} + " must be one value, not " + std::string{kind_of(node)},
                    "write one value behind the colon.");
    }
    return node.text;
}

void check_word(const Source& source, std::string_view name, const Node& node, Words words) {
    if (std::find(words.begin(), words.end(), node.text) != words.end()) {
        return;
    }
    const std::string_view meant = closest(node.text, words);
    source.fail(node.at, std::string{name} + " " + in_quotes(node.text) + " is not known",
                meant.empty() ? "write " + listed(words, "or") + "."
                              : "did you mean " + in_quotes(meant) + "?");
}

} // namespace

const std::string& text_of(const Source& source, std::string_view name, const Node& node) {
    const std::string& text = scalar_of(source, name, node);
    if (text.empty()) {
        source.fail(node.at, std::string{name} + " is empty",
                    "write a value, or take the key away.");
    }
    if (!node.quoted && (text == "true" || text == "false")) {
        source.fail(node.at, std::string{name} + " must be a text, not " + text,
                    "put it in quotes if the word is meant.");
    }
    return text;
}

const std::string& absolute_path_of(const Source& source, std::string_view name, const Node& node) {
    const std::string& path = text_of(source, name, node);
    if (path.front() != '/') {
        source.fail(node.at, std::string{name} + " is not an absolute path",
                    "begin it with a slash: cron, systemd and a shell each have a working "
                    "directory of their own.");
    }
    if (path.size() > longest_path) {
        source.fail(node.at, std::string{name} + " is too long", "keep it to 4095 bytes.");
    }
    return path;
}

Section::Section(const Source& source, std::string_view name, const Node& node, Words known)
    : source_(source), name_(name), node_(node) {
    if (node.kind == Node::Kind::nothing) {
        source.fail(node.at, name_ + " has no keys", "write its keys below it, indented.");
    }
    if (node.kind != Node::Kind::map) {
        source.fail(node.at, name_ + " must be a map, not " + std::string{kind_of(node)},
                    "write keys, each with a colon and a value.");
    }
    for (const Entry& entry : node.entries) {
        if (std::find(known.begin(), known.end(), entry.key) == known.end()) {
            source.fail(entry.at, "unknown key " + in_quotes(entry.key),
                        unknown_key_hint(entry.key, known));
        }
    }
}

const Entry* Section::find(std::string_view key) const {
    const auto found = std::find_if(node_.entries.begin(), node_.entries.end(),
                                    [&](const Entry& entry) { return entry.key == key; });
    return found == node_.entries.end() ? nullptr : &*found;
}

const Entry& Section::required(std::string_view key, const std::string& hint) const {
    const Entry* entry = find(key);
    if (entry == nullptr) {
        source_.fail(node_.at, name_ + " has no " + std::string{key}, hint);
    }
    return *entry;
}

std::optional<std::string> Section::bare(std::string_view key) const {
    const Entry* entry = find(key);
    if (entry == nullptr) {
        return std::nullopt;
    }
    const std::string& text = scalar_of(source_, key, entry->value);
    if (entry->value.quoted) {
        source_.fail(entry->value.at, std::string{key} + " must not be in quotes",
                     "take the quotes away.");
    }
    return text;
}

/// Reads a value that JSON would not put in quotes.
template <class Read>
auto Section::read_bare(std::string_view key, Read read) const {
    const std::optional<std::string> text = bare(key);
    return text ? reading_at(source_, find(key)->value.at,
                             [&] { return std::optional{read(key, *text)}; })
                : std::nullopt;
}

std::optional<Duration> Section::duration(std::string_view key, Duration longest, Zero zero) const {
    const Entry* entry = find(key);
    if (entry == nullptr) {
        return std::nullopt;
    }
    const std::string& text = scalar_of(source_, key, entry->value);
    return reading_at(source_, entry->value.at,
                      [&] { return duration_from(key, text, zero, longest); });
}

std::optional<std::int64_t> Section::whole_number(std::string_view key, std::int64_t least) const {
    return read_bare(key,
                     [&](auto name, auto text) { return whole_number_from(name, text, least); });
}

std::optional<double> Section::percent(std::string_view key) const {
    return read_bare(key, percent_from);
}

std::optional<bool> Section::truth(std::string_view key) const {
    return read_bare(key, truth_from);
}

std::optional<std::size_t> Section::choice(std::string_view key, Words words) const {
    const Entry* entry = find(key);
    if (entry == nullptr) {
        return std::nullopt;
    }
    const std::string& text = text_of(source_, key, entry->value);
    check_word(source_, key, entry->value, words);
    return static_cast<std::size_t>(std::find(words.begin(), words.end(), text) - words.begin());
}

std::vector<std::string> Section::texts(std::string_view key, Words words) const {
    const Entry* entry = find(key);
    if (entry == nullptr) {
        return {};
    }
    const Node& value = entry->value;
    if (value.kind == Node::Kind::list && value.items.empty()) {
        source_.fail(value.at, std::string{key} + " is an empty list",
                     "write at least one value, or take the key away.");
    }
    if (value.items.size() > most_values) {
        source_.fail(value.at, std::string{key} + " has more than 1000 values",
                     "match on another attribute.");
    }
    std::vector<std::string> result;
    std::set<std::string_view> seen;
    const Node* const first = value.kind == Node::Kind::list ? value.items.data() : &value;
    const std::size_t count = value.kind == Node::Kind::list ? value.items.size() : 1;
    for (const Node* item = first; item != first + count; ++item) {
        const std::string& text = text_of(source_, key, *item);
        if (!words.empty()) {
            check_word(source_, key, *item, words);
        }
        if (!seen.insert(text).second) {
            source_.fail(item->at, std::string{key} + " " + in_quotes(text) + " is listed twice",
                         "keep one of the two.");
        }
        result.push_back(text);
    }
    return result;
}

} // namespace chatsweep

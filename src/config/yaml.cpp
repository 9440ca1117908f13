// SPDX-License-Identifier: Apache-2.0
#include "config/yaml.hpp"

#include "config/unicode.hpp"
#include "config/wording.hpp"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <map>
#include <optional>
#include <sstream>
#include <utility>

namespace chatsweep {

namespace {

constexpr std::size_t deepest = 16;

/// A scalar that begins at `at`; a plain one stands in the source as it is meant.
bool spans_lines(const std::string& source, std::size_t at, const std::string& value) {
    const char first = at < source.size() ? source[at] : '\0';
    if (first == '|' || first == '>') {
        return true;
    }
    if (first != '"' && first != '\'') {
        return source.compare(at, value.size(), value) != 0;
    }
    for (std::size_t next = at + 1; next < source.size(); ++next) {
        if (source[next] == '\n') {
            return true;
        }
        if (first == '"' && source[next] == '\\') {
            next += source[next + 1] == '\n' ? 0 : 1;
        } else if (source[next] == first) {
            if (first == '\'' && source.compare(next, 2, "''") == 0) {
                ++next;
            } else {
                return false;
            }
        }
    }
    return false;
}

bool indented_by_tab(const std::string& source, std::size_t at) {
    const std::size_t end_before = at == 0 ? std::string::npos : source.rfind('\n', at - 1);
    const std::size_t start = end_before == std::string::npos ? 0 : end_before + 1;
    const std::size_t text = source.find_first_not_of(" \t", start);
    return source.find('\t', start) < std::min(text, source.size());
}

/// Builds the tree from the parser's events.
class TreeBuilder final : public YAML::EventHandler {
public:
    explicit TreeBuilder(const Source& source) : source_(source) {}

    [[nodiscard]] Node take_root() { return std::move(root_); }

    void OnDocumentStart(const YAML::Mark& mark) override {
        if (std::exchange(document_seen_, true)) {
            source_.fail(at(mark), "a second document begins here",
                         "keep one document in the file, and take the line '---' away.");
        }
    }
    void OnDocumentEnd() override {}

    void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
        refuse_anchor(mark, anchor);
        if (expects_key()) {
            source_.fail(at(mark), "a key is missing", "write a key before the colon.");
        }
        Node nothing;
        nothing.at = stands_here(mark) ? at(mark) : owner_at();
        add(std::move(nothing));
    }

    void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override { refuse_alias(at(mark)); }

    void OnScalar(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                  const std::string& value) override {
        refuse_anchor(mark, anchor);
        refuse_tag(mark);
        if (spans_lines(source_.text(), at(mark), value)) {
            source_.fail(at(mark), "a text over several lines",
                         "write it in one line; the next line may be indented too far.");
        }
        if (holds_control_character(value)) {
            source_.fail(at(mark), "a control character in a text",
                         "take it away, or write the value without it.");
        }
        const bool quoted = source_.text()[at(mark)] == '"' || source_.text()[at(mark)] == '\'';
        if (expects_key()) {
            open_key(at(mark), value, quoted);
            return;
        }
        Node text;
        text.kind = Node::Kind::text;
        text.at = at(mark);
        text.text = value;
        text.quoted = quoted;
        add(std::move(text));
    }

    void OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                         YAML::EmitterStyle::value) override {
        open(Node::Kind::list, mark, anchor);
    }
    void OnSequenceEnd() override { close(); }

    void OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                    YAML::EmitterStyle::value) override {
        open(Node::Kind::map, mark, anchor);
    }
    void OnMapEnd() override { close(); }

    [[noreturn]] void refuse_alias(std::size_t offset) const {
        source_.fail(offset, "aliases are not supported",
                     "write the value out where it is needed.");
    }

private:
    struct Frame {
        Node node;
        std::optional<Entry> entry;              ///< The key that waits for its value.
        std::map<std::string, std::size_t> keys; ///< All of the map so far, and where.
    };

    static std::size_t at(const YAML::Mark& mark) {
        return mark.pos < 0 ? 0 : static_cast<std::size_t>(mark.pos);
    }

    [[nodiscard]] bool expects_key() const {
        return !frames_.empty() && frames_.back().node.kind == Node::Kind::map &&
               !frames_.back().entry;
    }

    /// An empty node is reported at the token that follows it.
    [[nodiscard]] bool stands_here(const YAML::Mark& mark) const {
        if (frames_.empty() || frames_.back().node.kind == Node::Kind::map) {
            return frames_.empty();
        }
        const std::string& text = source_.text();
        return text.compare(at(mark), 1, "~") == 0 || text.compare(at(mark), 1, "n") == 0 ||
               text.compare(at(mark), 1, "N") == 0;
    }

    [[nodiscard]] std::size_t owner_at() const {
        const Frame& frame = frames_.back();
        return frame.entry ? frame.entry->at : frame.node.at;
    }

    void refuse_anchor(const YAML::Mark& mark, YAML::anchor_t anchor) const {
        if (anchor != 0) {
            source_.fail(at(mark), "anchors are not supported",
                         "write the value out where it is needed.");
        }
    }

    void refuse_tag(const YAML::Mark& mark) const {
        if (at(mark) < source_.text().size() && source_.text()[at(mark)] == '!') {
            source_.fail(at(mark), "tags are not supported",
                         "take the tag away, or put the whole value in quotes.");
        }
    }

    void open_key(std::size_t offset, const std::string& key, bool quoted) {
        Frame& frame = frames_.back();
        if (key == "<<" && !quoted) {
            source_.fail(offset, "merge keys are not supported", "write the keys out.");
        }
        const auto [first, is_new] = frame.keys.try_emplace(key, offset);
        if (!is_new) {
            source_.fail(offset,
                         "key " + in_quotes(key) + " is used twice: first in line " +
                             std::to_string(source_.place(first->second).line),
                         "keep one of the two.");
        }
        frame.entry = Entry{key, offset, {}};
    }

    void open(Node::Kind kind, const YAML::Mark& mark, YAML::anchor_t anchor) {
        refuse_anchor(mark, anchor);
        refuse_tag(mark);
        if (expects_key()) {
            source_.fail(at(mark), "a key must be a text", "write a key and a colon.");
        }
        if (frames_.size() >= deepest) {
            source_.fail(at(mark), "nested too deeply",
                         "look for brackets that do not belong here.");
        }
        Frame frame;
        frame.node.kind = kind;
        frame.node.at = at(mark);
        frames_.push_back(std::move(frame));
    }

    void close() {
        Node node = std::move(frames_.back().node);
        frames_.pop_back();
        add(std::move(node));
    }

    void add(Node&& node) {
        if (frames_.empty()) {
            root_ = std::move(node);
            return;
        }
        Frame& frame = frames_.back();
        if (frame.node.kind == Node::Kind::list) {
            frame.node.items.push_back(std::move(node));
            return;
        }
        frame.entry->value = std::move(node);
        frame.node.entries.push_back(std::move(*frame.entry));
        frame.entry.reset();
    }

    const Source& source_;
    std::vector<Frame> frames_;
    Node root_;
    bool document_seen_ = false;
};

} // namespace

Node parse_yaml(const Source& source) {
    std::istringstream text{source.text()};
    TreeBuilder builder{source};
    try {
        YAML::Parser parser{text};
        while (parser.HandleNextDocument(builder)) {}
    } catch (const YAML::Exception& broken) {
        const std::size_t at =
            broken.mark.is_null() ? 0 : static_cast<std::size_t>(broken.mark.pos);
        // An alias without its anchor is one too.
        if (at < source.text().size() && source.text()[at] == '*') {
            builder.refuse_alias(at);
        }
        source.fail(at, "broken YAML: " + broken.msg,
                    indented_by_tab(source.text(), at)
                        ? "write blanks instead of the tab: YAML does not indent by tabs."
                        : "look at the indentation, brackets and quotes here and just before.");
    }
    return builder.take_root();
}

} // namespace chatsweep

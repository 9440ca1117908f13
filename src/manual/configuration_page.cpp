// SPDX-License-Identifier: Apache-2.0
#include "manual/pages.hpp"
#include "manual/roff.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <stdexcept>

namespace chatsweep {

namespace {

/// In the order of the schema, which is that of the example.
using Json = nlohmann::ordered_json;

class Keys {
public:
    explicit Keys(const std::string& schema) : schema_(Json::parse(schema)) {}

    [[nodiscard]] std::string page() const {
        std::string text;
        for (const auto& [key, node] : schema_.at("properties").items()) {
            text += roff::subheading(key) + entry(key, node) + below(key, node);
        }
        return text;
    }

private:
    /// What a node refers to, with what it says itself on top.
    [[nodiscard]] Json resolved(const Json& node) const {
        if (!node.contains("$ref")) {
            return node;
        }
        const std::string path = node.at("$ref").get<std::string>().substr(1);
        Json result = resolved(schema_.at(Json::json_pointer{path}));
        for (const auto& [key, value] : node.items()) {
            result[key] = value;
        }
        return result;
    }

    /// What kind of value a node takes, in roff.
    [[nodiscard]] std::string kind_of(const Json& unresolved) const {
        const std::string ref = unresolved.value("$ref", "");
        if (ref.find("/duration") != std::string::npos) {
            return roff::value("DURATION");
        }
        const Json node = resolved(unresolved);
        if (node.contains("oneOf") && !node.contains("properties")) {
            return alternatives_of(node.at("oneOf"));
        }
        if (node.contains("const")) {
            return roff::bold(text_of(node.at("const")));
        }
        if (node.contains("enum")) {
            return words_of(node.at("enum"));
        }
        if (node.contains("items")) {
            return "list of " + kind_of(node.at("items"));
        }
        if (node.contains("properties")) {
            return is_inline(node) ? keys_inline(node) : "keys";
        }
        return simple_kind_of(node);
    }

    [[nodiscard]] std::string alternatives_of(const Json& choices) const {
        std::string text;
        for (const Json& choice : choices) {
            const bool many = resolved(choice).contains("items");
            // A list of what may stand alone need not be spelled out again.
            text += text.empty() ? kind_of(choice)
                                 : (many ? ", or a list of such" : " or " + kind_of(choice));
        }
        return text;
    }

    static std::string text_of(const Json& value) {
        return value.is_string() ? value.get<std::string>() : value.dump();
    }

    static std::string words_of(const Json& words) {
        std::string text;
        for (const Json& word : words) {
            text += (text.empty() ? "" : " | ") + roff::bold(text_of(word));
        }
        return text;
    }

    static std::string simple_kind_of(const Json& node) {
        const Json& type = node.at("type");
        const std::string name = type.is_array() ? type.front().get<std::string>() : text_of(type);
        if (name == "boolean") {
            return roff::bold("true") + " | " + roff::bold("false");
        }
        if (name == "string") {
            return roff::value("TEXT");
        }
        const std::string kind = roff::value(name == "integer" ? "N" : "NUMBER");
        const bool is_bounded = node.contains("maximum") && node.at("maximum") < 1'000'000;
        return is_bounded ? kind + ", " + text_of(node.at("minimum")) + " to " +
                                text_of(node.at("maximum"))
                          : kind;
    }

    /// A few keys that need no words of their own, such as min and max.
    [[nodiscard]] bool is_inline(const Json& node) const {
        return std::ranges::none_of(node.at("properties"), [this](const Json& child) {
            return child.contains("description") || resolved(child).contains("properties");
        });
    }

    [[nodiscard]] std::string keys_inline(const Json& node) const {
        std::string text;
        for (const auto& [key, child] : node.at("properties").items()) {
            text += (text.empty() ? "" : ", ") + roff::bold(key) + ": " + kind_of(child);
        }
        return "{ " + text + " }";
    }

    [[nodiscard]] std::string entry(const std::string& path, const Json& unresolved) const {
        const Json node = resolved(unresolved);
        if (!node.contains("description") || is_general(unresolved)) {
            throw std::runtime_error{"the JSON Schema says nothing of " + path};
        }
        std::string text = node.at("description").get<std::string>();
        if (node.contains("default")) {
            text += " Default: `" + text_of(node.at("default")) + "`.";
        }
        return roff::entry(roff::bold(path) + ": " + kind_of(unresolved), text);
    }

    /// A description that is the kind's and not the key's: what a duration is, or a text.
    static bool is_general(const Json& node) {
        const std::string ref = node.value("$ref", "");
        return !node.contains("description") &&
               (ref.find("/duration") != std::string::npos || ref.ends_with("/text") ||
                ref.ends_with("/name") || ref.ends_with("/path"));
    }

    /// The keys of an object, or of the objects of a list.
    [[nodiscard]] std::string below(const std::string& path, const Json& unresolved) const {
        Json node = resolved(unresolved);
        std::string prefix = path + '.';
        if (node.contains("items")) {
            prefix = path + "[].";
            node = resolved(node.at("items"));
        } else if (node.contains("oneOf") && !node.contains("properties")) {
            node = resolved(node.at("oneOf").front());
        }
        if (!node.contains("properties") || is_inline(node)) {
            return "";
        }
        std::string text;
        for (const auto& [key, child] : node.at("properties").items()) {
            text += entry(prefix + key, child) + below(prefix + key, child);
        }
        return text;
    }

    Json schema_;
};

constexpr const char* shortest_file = "version: 1\n"
                                      "interval: 12h\n"
                                      "guards:\n"
                                      "  max_close: 1000\n"
                                      "policies:\n"
                                      "  - name: whatsapp\n"
                                      "    match: { channel: whatsapp }\n"
                                      "    timeout: 24h\n"
                                      "  - name: everyone-else\n"
                                      "    match: {}\n"
                                      "    timeout: 2h\n"
                                      "    hold_unanswered: true";

} // namespace

std::string configuration_page(const std::string& schema, const Edition& edition) {
    return roff::title("CHATSWEEP.YAML", 5, edition.date, edition.version, "File Formats") +
           roff::heading("NAME") + "chatsweep.yaml \\- configuration of chatsweep\n" +
           roff::heading("DESCRIPTION") +
           roff::text("A file in YAML, named by `-c` or CHATSWEEP_CONFIG. Unknown keys, keys "
                      "that stand twice, anchors and bare numbers are errors, with line and "
                      "column; `chatsweep check --offline` says what is wrong with a file.") +
           roff::paragraph(
               "A DURATION is 500ms, 90s, 30m, 12h, 1d (24 hours), 1h30m or PT12H. A list is "
               "written with dashes or in brackets; [] in the names below stands for each of its "
               "items. The first policy that matches a session wins, and a session that none "
               "matches is kept. A password does not belong here and is refused.") +
           roff::heading("KEYS") + Keys{schema}.page() + roff::heading("EXAMPLES") +
           roff::text("Two policies, and a guard:") + roff::example(shortest_file) +
           roff::paragraph("/usr/share/doc/chatsweep/examples has one that shows every key.") +
           roff::heading("SEE ALSO") + ".BR chatsweep (1)\n";
}

} // namespace chatsweep

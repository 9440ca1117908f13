// SPDX-License-Identifier: Apache-2.0
#include "config/secrets.hpp"

#include "config/keys.hpp"

#include <algorithm>

namespace chatsweep {

namespace {

constexpr std::size_t most_secrets = 2;
constexpr std::size_t longest_name = 255;

constexpr std::string_view name_characters =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz0123456789";
constexpr std::string_view where_secrets_are =
    "write where it is kept: { file: PATH }, { credential: NAME } or { variable: NAME }.";

[[noreturn]] void refuse_secret(const Source& source, const Node& node) {
    source.fail(node.at, "secret: a secret does not belong here", std::string{where_secrets_are});
}

/// The name of a credential or a variable. What is wrong with it is said without repeating it: it
/// may be the secret.
std::string secret_name(const Source& source, const std::string& key, const Node& node) {
    const std::string& name = text_of(source, key, node);
    if (name.starts_with("whsec_")) {
        refuse_secret(source, node);
    }
    if (name.size() > longest_name) {
        source.fail(node.at, key + " is too long", "keep it to 255 bytes.");
    }
    if (key == "credential") {
        if (name.find('/') != std::string::npos || name == "." || name == "..") {
            source.fail(node.at, "credential is not a name",
                        "write it without a slash: systemd says in which folder it is.");
        }
    } else if (name.find_first_not_of(name_characters) != std::string::npos) {
        source.fail(node.at, "variable is not a name",
                    "write it in letters, digits and _, such as CHATSWEEP_DESK_SECRET.");
    }
    return name;
}

SecretSource read_secret(const Source& source, const Node& node) {
    if (node.kind == Node::Kind::text) {
        refuse_secret(source, node);
    }
    for (const Entry& entry : node.entries) {
        // A secret in the place of a key is not repeated either.
        if (std::ranges::find(keys::secret, entry.key) == keys::secret.end()) {
            source.fail(entry.at, "unknown key in secret",
                        unknown_key_hint(entry.key, keys::secret));
        }
    }
    const Section section{source, "secret", node, keys::secret};
    if (node.entries.empty()) {
        source.fail(node.at, "secret has no keys", std::string{where_secrets_are});
    }
    if (node.entries.size() > 1) {
        source.fail(node.entries[1].at,
                    "a secret with both " + node.entries[0].key + " and " + node.entries[1].key,
                    "keep one of the two, or write a list while one takes the other's place.");
    }
    const Entry& entry = node.entries.front();
    if (entry.key == "file") {
        return {SecretSource::Kind::file, absolute_path_of(source, entry.key, entry.value)};
    }
    return {entry.key == "credential" ? SecretSource::Kind::credential
                                      : SecretSource::Kind::variable,
            secret_name(source, entry.key, entry.value)};
}

} // namespace

std::vector<SecretSource> read_secret_sources(const Source& source, const Section& receiver) {
    const Node& node = receiver.required("secret", std::string{where_secrets_are}).value;
    if (node.kind != Node::Kind::list) {
        return {read_secret(source, node)};
    }
    if (node.items.empty()) {
        source.fail(node.at, "secret is an empty list", std::string{where_secrets_are});
    }
    std::vector<SecretSource> secrets;
    for (const Node& item : node.items) {
        if (secrets.size() == most_secrets) {
            source.fail(item.at, "more than two secrets",
                        "keep the one in use and the one that takes its place.");
        }
        const SecretSource secret = read_secret(source, item);
        if (std::ranges::find(secrets, secret) != secrets.end()) {
            source.fail(item.at, "secret is listed twice", "keep one of the two.");
        }
        secrets.push_back(secret);
    }
    return secrets;
}

} // namespace chatsweep

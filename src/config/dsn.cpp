// SPDX-License-Identifier: Apache-2.0
#include "config/values.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

namespace chatsweep {

namespace {

/// The parameters of libpq, up to PostgreSQL 18, that are secrets themselves.
constexpr std::array<std::string_view, 5> secret_keys{"password", "sslpassword", "scram_client_key",
                                                      "scram_server_key", "oauth_client_secret"};
constexpr std::string_view blanks = " \t\n\r\f\v";

bool is_secret(std::string_view key) {
    return std::find(secret_keys.begin(), secret_keys.end(), key) != secret_keys.end();
}

/// libpq decodes the keys of a URI too.
std::string percent_decoded(std::string_view text) {
    std::string result;
    for (std::size_t at = 0; at < text.size(); ++at) {
        unsigned value = 0;
        const std::string_view hex = text.substr(at).substr(0, 3);
        if (hex.size() == 3 && hex[0] == '%' &&
            std::from_chars(hex.data() + 1, hex.data() + 3, value, 16).ptr == hex.data() + 3) {
            result += static_cast<char>(value);
            at += 2;
        } else {
            result += text[at];
        }
    }
    return result;
}

bool uri_holds_secret(std::string_view rest) {
    const std::size_t end = rest.find_first_of("@/");
    // A slash in a password ends, for libpq, the host that it stands behind.
    const std::string_view path = rest.substr(0, rest.find('?'));
    const std::size_t at_sign = path.rfind('@');
    if (at_sign != std::string_view::npos && at_sign > end && path.find(':') < end) {
        return true;
    }
    if (end != std::string_view::npos && rest[end] == '@') {
        const std::string_view user = rest.substr(0, end);
        const std::size_t colon = user.find(':');
        if (colon != std::string_view::npos && colon + 1 < user.size()) {
            return true;
        }
        rest.remove_prefix(end); // A question mark in a user's name begins no parameters.
    }
    std::size_t at = rest.find('?');
    while (at != std::string_view::npos) {
        const std::string_view parameter = rest.substr(at + 1);
        if (is_secret(percent_decoded(parameter.substr(0, parameter.find_first_of("=&"))))) {
            return true;
        }
        at = rest.find('&', at + 1);
    }
    return false;
}

/// Whether it looks like one of libpq's. It repeats those that it does not know.
bool is_key(std::string_view text) {
    return !text.empty() &&
           text.find_first_not_of("abcdefghijklmnopqrstuvwxyz_") == std::string_view::npos;
}

/// Whether libpq would find hosts with numbers for ports and pairs of keys and values. It repeats
/// what it does not understand, which may be a part of a password.
bool is_readable_uri(std::string_view rest) {
    std::string_view hosts = rest.substr(0, rest.find_first_of("/?"));
    hosts.remove_prefix(std::min(hosts.size(), hosts.find('@') + 1));
    while (!hosts.empty()) {
        std::string_view host = hosts.substr(0, hosts.find(','));
        hosts.remove_prefix(std::min(hosts.size(), host.size() + 1));
        if (host.starts_with('[')) {
            const std::size_t end = host.find(']');
            if (end == std::string_view::npos) {
                return false;
            }
            host.remove_prefix(end);
        }
        const std::size_t colon = host.find(':');
        if (colon != std::string_view::npos &&
            host.find_first_not_of("0123456789", colon + 1) != std::string_view::npos) {
            return false;
        }
    }
    std::size_t at = rest.find('?');
    while (at != std::string_view::npos) {
        const std::size_t next = rest.find('&', at + 1);
        const std::string_view parameter = rest.substr(at + 1, next - at - 1);
        const bool is_last = next == std::string_view::npos;
        if (!(parameter.empty() && is_last) &&
            (std::count(parameter.begin(), parameter.end(), '=') != 1 ||
             !is_key(percent_decoded(parameter.substr(0, parameter.find('=')))))) {
            return false;
        }
        at = next;
    }
    return true;
}

/// Takes a value, quoted or not, off the front.
void skip_value(std::string_view& text) {
    const bool quoted = text.starts_with('\'');
    std::size_t at = quoted ? 1 : 0;
    while (at < text.size()) {
        if (text[at] == '\\') {
            ++at;
        } else if (quoted ? text[at] == '\'' : blanks.find(text[at]) != std::string_view::npos) {
            break;
        }
        ++at;
    }
    text.remove_prefix(std::min(text.size(), at + (quoted ? 1 : 0)));
}

void skip_blanks(std::string_view& text) {
    text.remove_prefix(std::min(text.size(), text.find_first_not_of(blanks)));
}

/// The next key with its equals sign, taken off the front; `nullopt` where there is none.
std::optional<std::string_view> take_key(std::string_view& text) {
    const std::string_view key = text.substr(0, text.find_first_of("= \t\n\r\f\v"));
    text.remove_prefix(key.size());
    skip_blanks(text);
    if (!text.starts_with('=') || key.empty()) {
        return std::nullopt;
    }
    text.remove_prefix(1);
    skip_blanks(text);
    return key;
}

} // namespace

void check_dsn(std::string_view name, std::string_view dsn) {
    const std::string prefix = name.empty() ? "" : std::string{name} + ": ";
    const BadValue secret{prefix + "a password does not belong here",
                          "keep it in a passfile, a service file or PGPASSWORD."};
    const BadValue unreadable{prefix + "this is not a connection string",
                              "write key=value pairs or a URI, such as service=contactcentre."};
    for (const std::string_view scheme : {"postgresql://", "postgres://"}) {
        if (dsn.starts_with(scheme)) {
            if (uri_holds_secret(dsn.substr(scheme.size()))) {
                throw secret;
            }
            if (!is_readable_uri(dsn.substr(scheme.size()))) {
                throw unreadable;
            }
            return;
        }
    }
    if (dsn.find('=') == std::string_view::npos) {
        return; // The name of a database, as psql takes it.
    }
    skip_blanks(dsn);
    while (!dsn.empty()) {
        const auto key = take_key(dsn);
        if (!key || !is_key(*key)) {
            throw unreadable;
        }
        if (is_secret(*key)) {
            throw secret;
        }
        skip_value(dsn);
        skip_blanks(dsn);
    }
}

} // namespace chatsweep

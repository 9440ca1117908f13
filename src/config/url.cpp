// SPDX-License-Identifier: Apache-2.0
#include "config/url.hpp"

#include "config/values.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

namespace chatsweep {

namespace {

constexpr std::size_t longest_url = 2000;
constexpr std::size_t longest_host = 253;
constexpr std::size_t longest_label = 63;
constexpr std::string_view decimal_digits = "0123456789";
constexpr std::string_view hexadecimal_digits = "0123456789ABCDEFabcdef";
constexpr std::string_view host_characters =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.";
/// Those of RFC 3986.
constexpr std::string_view url_characters =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~:/?#[]@!$&'()*+,;=%";

bool consists_of(std::string_view text, std::string_view characters) {
    return text.find_first_not_of(characters) == std::string_view::npos;
}

void check_characters(const std::string& name, std::string_view text) {
    if (text.size() > longest_url) {
        throw BadValue{name + " is too long", "keep it to 2000 characters."};
    }
    const auto beyond_ascii = [](char byte) { return static_cast<unsigned char>(byte) >= 0x80; };
    if (std::any_of(text.begin(), text.end(), beyond_ascii)) {
        throw BadValue{name + " holds a character that is not ASCII",
                       "write a host in its xn-- form, and the rest with percent signs, such as "
                       "%C3%A9."};
    }
    if (!consists_of(text, url_characters)) {
        throw BadValue{name + " holds a blank or another character that does not belong here",
                       "write it with a percent sign, such as %20 for a blank."};
    }
    for (std::size_t at = text.find('%'); at != std::string_view::npos;
         at = text.find('%', at + 1)) {
        const std::string_view code = text.substr(at + 1, 2);
        if (code.size() < 2 || !consists_of(code, hexadecimal_digits)) {
            throw BadValue{name + " holds a percent sign without two hexadecimal digits",
                           "write a percent sign itself as %25."};
        }
    }
}

std::string_view without_scheme(const UrlRules& rules, const std::string& name,
                                std::string_view text) {
    for (const std::string_view scheme : rules.schemes) {
        if (text.starts_with(scheme)) {
            return text.substr(scheme.size());
        }
    }
    throw BadValue{name + " does not begin with " + listed(rules.schemes, "or"),
                   "write it in full, such as " + std::string{rules.example} + "."};
}

std::optional<std::array<unsigned char, 4>> ipv4(std::string_view text) {
    std::array<unsigned char, 4> bytes{};
    if (inet_pton(AF_INET, std::string{text}.c_str(), bytes.data()) != 1) {
        return std::nullopt;
    }
    return bytes;
}

std::optional<std::array<unsigned char, 16>> ipv6(std::string_view text) {
    std::array<unsigned char, 16> bytes{};
    if (inet_pton(AF_INET6, std::string{text}.c_str(), bytes.data()) != 1) {
        return std::nullopt;
    }
    return bytes;
}

/// A name whose last part is a number is read as an address, in ways that differ.
bool ends_in_number(std::string_view host) {
    const std::size_t dot = host.rfind('.');
    const std::string_view last = dot == std::string_view::npos ? host : host.substr(dot + 1);
    return consists_of(last, decimal_digits) ||
           ((last.starts_with("0x") || last.starts_with("0X")) &&
            consists_of(last.substr(2), hexadecimal_digits));
}

bool is_name(std::string_view host) {
    if (host.ends_with('.')) {
        host.remove_suffix(1);
    }
    if (host.size() > longest_host || !consists_of(host, host_characters)) {
        return false;
    }
    if (ends_in_number(host)) {
        return false;
    }
    while (true) {
        const std::size_t dot = host.find('.');
        const std::string_view label = host.substr(0, dot);
        if (label.empty() || label.size() > longest_label) {
            return false;
        }
        if (dot == std::string_view::npos) {
            return true;
        }
        host.remove_prefix(dot + 1);
    }
}

bool is_port(std::string_view text) {
    int port = 0;
    const auto result = std::from_chars(text.data(), text.data() + text.size(), port);
    return !text.empty() && text.front() != '0' && consists_of(text, decimal_digits) &&
           result.ec == std::errc{} && port <= 65535;
}

/// Where the host ends, in brackets or not, and a port or nothing begins.
std::size_t end_of_host(std::string_view authority) {
    if (authority.starts_with('[')) {
        const std::size_t bracket = authority.find(']');
        return bracket == std::string_view::npos ? authority.size() : bracket + 1;
    }
    const bool one_colon = std::count(authority.begin(), authority.end(), ':') == 1;
    return one_colon ? authority.find(':') : authority.size();
}

/// The host of `HOST` or `HOST:PORT`.
std::string host_of(const UrlRules& rules, const std::string& name, std::string_view authority) {
    std::string_view host = authority.substr(0, end_of_host(authority));
    const std::string_view port = authority.substr(host.size());
    if (host.empty()) {
        throw BadValue{name + " has no host",
                       "write it in full, such as " + std::string{rules.example} + "."};
    }
    const bool in_brackets = host.size() > 2 && host.starts_with('[') && host.ends_with(']');
    if (in_brackets) {
        host = host.substr(1, host.size() - 2);
    }
    const bool starts_port = port.empty() || port.front() == ':';
    if (!starts_port || !(in_brackets ? ipv6(host).has_value() : ipv4(host) || is_name(host))) {
        throw BadValue{"the host of " + name + " is neither a name nor an address",
                       "write a name such as desk.example, or an address such as 192.0.2.7 or "
                       "[2001:db8::7]."};
    }
    if (!port.empty() && !is_port(port.substr(1))) {
        throw BadValue{"the port of " + name + " is not a number from 1 to 65535",
                       "write it in digits behind the host, such as :8443, or take the colon "
                       "away."};
    }
    return std::string{host};
}

/// Loopback, link-local or unspecified.
bool is_local_ipv4(const unsigned char* bytes) {
    return bytes[0] == 127 || bytes[0] == 0 || (bytes[0] == 169 && bytes[1] == 254);
}

bool is_local_ipv6(const std::array<unsigned char, 16>& bytes) {
    const auto zeros =
        std::find_if(bytes.begin(), bytes.end(), [](auto b) { return b != 0; }) - bytes.begin();
    const bool mapped = zeros == 10 && bytes[10] == 0xff && bytes[11] == 0xff;
    if (mapped) {
        return is_local_ipv4(&bytes[12]);
    }
    return zeros == 16 || (zeros == 15 && bytes[15] == 1) ||
           (bytes[0] == 0xfe && (bytes[1] & 0xc0U) == 0x80U);
}

} // namespace

Url url_from(const UrlRules& rules, std::string_view text) {
    const std::string name{rules.name};
    check_characters(name, text);
    const std::string_view after_scheme = without_scheme(rules, name, text);
    const std::string_view authority = after_scheme.substr(0, after_scheme.find_first_of("/?#"));
    if (authority.find('@') != std::string_view::npos) {
        throw BadValue{name + ": a password does not belong here",
                       "take away what stands between // and @."};
    }
    if (after_scheme.find('#') != std::string_view::npos) {
        throw BadValue{name + " has a fragment", "take away the # and what follows it."};
    }
    return {host_of(rules, name, authority), std::string{after_scheme.substr(authority.size())}};
}

bool is_local(std::string_view host) {
    if (const auto bytes = ipv4(host)) {
        return is_local_ipv4(bytes->data());
    }
    if (const auto bytes = ipv6(host)) {
        return is_local_ipv6(*bytes);
    }
    std::string name{host.substr(0, host.size() - (host.ends_with('.') ? 1 : 0))};
    for (char& letter : name) {
        letter = letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
    }
    return name == "localhost" || name.ends_with(".localhost");
}

} // namespace chatsweep

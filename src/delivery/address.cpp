// SPDX-License-Identifier: Apache-2.0
#include "delivery/address.hpp"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <netinet/in.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdint>
#include <cstring>
#include <memory>
#include <new>

namespace chatsweep {

namespace {

using V4 = std::array<std::uint8_t, 4>;
using V6 = std::array<std::uint8_t, 16>;

bool is_local(const V4& bytes) {
    return bytes[0] == 127 || bytes[0] == 0 || (bytes[0] == 169 && bytes[1] == 254);
}

/// Where a cloud keeps the credentials of its machines for those that speak IPv6 alone.
constexpr V6 metadata_service{0xfd, 0, 0x0e, 0xc2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x02, 0x54};
/// What a gateway takes for the IPv4 address in its last four bytes (RFC 6052).
constexpr std::array<std::uint8_t, 12> nat64{0, 0x64, 0xff, 0x9b};

/// The IPv4 address in an IPv4-mapped, -compatible, NAT64 or 6to4 one; `::` and `::1` are two of
/// the second.
std::optional<V4> embedded(const V6& bytes) {
    if (bytes[0] == 0x20 && bytes[1] == 0x02) {
        return V4{bytes[2], bytes[3], bytes[4], bytes[5]};
    }
    if (std::equal(nat64.begin(), nat64.end(), bytes.begin())) {
        return V4{bytes[12], bytes[13], bytes[14], bytes[15]};
    }
    const bool mapped = bytes[10] == 0xff && bytes[11] == 0xff;
    const bool compatible = bytes[10] == 0 && bytes[11] == 0;
    if ((!mapped && !compatible) ||
        std::any_of(bytes.begin(), bytes.begin() + 10, [](std::uint8_t byte) { return byte; })) {
        return std::nullopt;
    }
    return V4{bytes[12], bytes[13], bytes[14], bytes[15]};
}

bool is_local(const V6& bytes) {
    if ((bytes[0] == 0xfe && (bytes[1] & 0xc0) == 0x80) || bytes == metadata_service) {
        return true;
    }
    const std::optional<V4> inner = embedded(bytes);
    return inner && is_local(*inner);
}

/// A socket address may be unaligned for what it really is.
template <typename Address>
Address copy_of(const sockaddr& address) {
    Address copy{};
    std::memcpy(&copy, &address, sizeof copy);
    return copy;
}

template <typename Bytes, typename Address>
Bytes bytes_of(const Address& address) {
    static_assert(sizeof(Bytes) == sizeof(Address));
    Bytes bytes{};
    std::memcpy(bytes.data(), &address, bytes.size());
    return bytes;
}

bool is_localhost(std::string name) {
    if (name.ends_with('.')) {
        name.pop_back();
    }
    std::transform(name.begin(), name.end(), name.begin(), [](unsigned char character) {
        return static_cast<char>(std::tolower(character));
    });
    return name == "localhost" || name.ends_with(".localhost");
}

/// Without brackets; IPv4 comes in its usual form, whatever the URL has. Empty: the URL is none.
std::string host_of(const std::string& url) {
    const std::unique_ptr<CURLU, decltype(&curl_url_cleanup)> parts{curl_url(), curl_url_cleanup};
    if (!parts) {
        throw std::bad_alloc{};
    }
    char* text = nullptr;
    if (curl_url_set(parts.get(), CURLUPART_URL, url.c_str(), 0) != CURLUE_OK ||
        curl_url_get(parts.get(), CURLUPART_HOST, &text, CURLU_URLDECODE) != CURLUE_OK) {
        return {};
    }
    const std::unique_ptr<char, decltype(&curl_free)> owner{text, curl_free};
    std::string host{text};
    if (host.starts_with('[') && host.ends_with(']')) {
        host = host.substr(1, host.size() - 2);
    }
    return host;
}

} // namespace

bool is_local(const sockaddr& address) {
    if (address.sa_family == AF_INET) {
        return is_local(bytes_of<V4>(copy_of<sockaddr_in>(address).sin_addr));
    }
    if (address.sa_family == AF_INET6) {
        return is_local(bytes_of<V6>(copy_of<sockaddr_in6>(address).sin6_addr));
    }
    return false;
}

bool is_local(const std::string& literal) {
    V4 v4{};
    V6 v6{};
    if (inet_pton(AF_INET, literal.c_str(), v4.data()) == 1) {
        return is_local(v4);
    }
    return inet_pton(AF_INET6, literal.c_str(), v6.data()) == 1 && is_local(v6);
}

std::string text_of(const sockaddr& address) {
    std::array<char, INET6_ADDRSTRLEN> text{};
    if (address.sa_family == AF_INET) {
        const auto v4 = copy_of<sockaddr_in>(address).sin_addr;
        inet_ntop(AF_INET, &v4, text.data(), text.size());
    } else if (address.sa_family == AF_INET6) {
        const auto v6 = copy_of<sockaddr_in6>(address).sin6_addr;
        inet_ntop(AF_INET6, &v6, text.data(), text.size());
    }
    return text.data();
}

std::optional<std::string> local_host_of(const std::string& url) {
    std::string host = host_of(url);
    return is_local(host) || is_localhost(host) ? std::optional{std::move(host)} : std::nullopt;
}

} // namespace chatsweep

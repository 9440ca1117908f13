// SPDX-License-Identifier: Apache-2.0
//
// A text, read as a receiver's URL, a receiver's secret and a connection string.
#include "delivery/address.hpp"

#include "config/url.hpp"
#include "config/values.hpp"
#include "core/receiver.hpp"
#include "delivery/secret.hpp"
#include "fuzzing.hpp"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <libpq-fe.h>

#include <algorithm>
#include <array>
#include <memory>
#include <set>

namespace chatsweep::fuzz {
namespace {

/// One of several ways to write the same host.
std::string normal(std::string host) {
    in6_addr address{};
    std::array<char, INET6_ADDRSTRLEN> text{};
    if (inet_pton(AF_INET6, host.c_str(), &address) == 1) {
        return inet_ntop(AF_INET6, &address, text.data(), text.size());
    }
    for (char& letter : host) {
        letter = letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter | 0x20) : letter;
    }
    return host;
}

/// The host to which libcurl would connect, without brackets; empty: it would not.
std::string host_by_libcurl(const std::string& url) {
    const std::unique_ptr<CURLU, decltype(&curl_url_cleanup)> parts{curl_url(), curl_url_cleanup};
    char* host = nullptr;
    if (curl_url_set(parts.get(), CURLUPART_URL, url.c_str(), 0) != CURLUE_OK ||
        curl_url_get(parts.get(), CURLUPART_HOST, &host, 0) != CURLUE_OK) {
        return {};
    }
    std::string text{host};
    curl_free(host);
    return text.starts_with('[') ? text.substr(1, text.size() - 2) : text;
}

void check_url(std::string_view given) {
    const std::string text{given};
    static constexpr std::array<std::string_view, 2> schemes{"https://", "http://"};
    static constexpr UrlRules rules{"url", schemes, "https://desk.example/hooks"};
    (void)local_host_of(text);
    try {
        const Url url = url_from(rules, given);
        const std::string host = normal(url.host);
        const std::string by_libcurl = normal(host_by_libcurl(text));
        require(host == by_libcurl, "libcurl connects to the host that was looked at", by_libcurl);
        require(!is_local(std::string_view{host}) || local_host_of(text),
                "what the configuration calls local is local for who sends", host);
        require(shown_url({.name = "desk", .url = text}).size() + url.rest.size() == text.size(),
                "a URL is shown without its path", text);
    } catch (const BadValue& bad) {
        require(is_hint(bad.hint), "a hint is a sentence", bad.hint);
    }
}

void check_secret(const std::string& text) {
    try {
        const std::size_t size = parse_secret(text, "it").bytes.size();
        require(size >= 24 && size <= 64, "a secret is neither short nor long");
    } catch (const SecretError& error) {
        require(is_hint(error.hint()), "a hint is a sentence", error.hint());
        require(text.size() < 24 || std::string{error.what()}.find(text) == std::string::npos,
                "an error does not repeat the secret", error.what());
    }
}

/// Whatever else the check lets through, libpq itself must find no secret in it.
void check_connection_string(std::string_view given) {
    const std::string text{given};
    try {
        check_dsn("dsn", given);
    } catch (const BadValue& bad) {
        require(is_hint(bad.hint), "a hint is a sentence", bad.hint);
        return;
    }
    static const std::set<std::string> secrets{"password", "sslpassword", "scram_client_key",
                                               "scram_server_key", "oauth_client_secret"};
    char* problem = nullptr;
    const std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> options{
        PQconninfoParse(text.c_str(), &problem), PQconninfoFree};
    PQfreemem(problem);
    for (const PQconninfoOption* option = options.get(); option && option->keyword; ++option) {
        const bool is_set = option->val != nullptr && *option->val != '\0';
        require(!is_set || !secrets.contains(option->keyword), "no secret in a connection string",
                text);
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text = text_of(data, size);
    check_url(text);
    check_secret(std::string{text});
    if (text.find('\0') == std::string_view::npos) {
        check_connection_string(text);
    }
    return 0;
}

} // namespace chatsweep::fuzz

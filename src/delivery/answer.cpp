// SPDX-License-Identifier: Apache-2.0
#include "delivery/answer.hpp"

#include <algorithm>
#include <cctype>
#include <string_view>
#include <system_error>

namespace chatsweep {

namespace {

constexpr int gone = 410;
constexpr std::size_t longest_detail = 200;

bool is_success(int status) {
    return status >= 200 && status <= 299;
}

bool is_redirect(int status) {
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

std::string printable(std::string_view text) {
    std::string clean{text.substr(0, longest_detail)};
    std::replace_if(
        clean.begin(), clean.end(), [](char byte) { return byte < ' ' || byte > '~'; }, '?');
    return clean;
}

/// Begins small, unless with an abbreviation.
std::string in_lower_case(std::string text) {
    if (text.size() > 1 && std::islower(static_cast<unsigned char>(text[1])) != 0) {
        text[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(text[0])));
    }
    return text;
}

/// libcurl's words without what it puts before them: `SSL: no alternative ...`,
/// `OpenSSL/3.0: error:0A00010B:SSL routines::wrong version number`.
std::string detail_of(const Ending& ending) {
    std::string_view text = ending.detail;
    if (text.empty()) {
        text = curl_easy_strerror(ending.code);
    }
    if (const auto routine = text.rfind("::");
        routine != std::string_view::npos && text.find("error:") < routine) {
        text.remove_prefix(routine + 2);
    }
    for (const std::string_view prefix : {"SSL certificate problem: ", "SSL: "}) {
        if (text.starts_with(prefix)) {
            text.remove_prefix(prefix.size());
        }
    }
    return in_lower_case(printable(text));
}

std::string problem_of_status(int status) {
    if (is_success(status)) {
        return {};
    }
    const std::string answered = "answered " + std::to_string(status);
    if (status == gone) {
        return answered + ": it wants no more";
    }
    return is_redirect(status) ? answered + ", and redirects are not followed" : answered;
}

std::string not_in_time(Stage stage, Duration timeout) {
    const std::string within = " within " + to_text(timeout);
    switch (stage) {
    case Stage::connecting:
        return "no connection" + within;
    case Stage::waiting:
        return "no answer" + within;
    case Stage::answering:
        return "no end of the answer" + within;
    }
    return {};
}

std::string not_connected(const Ending& ending) {
    if (ending.os_error == 0) {
        return "cannot connect";
    }
    return "cannot connect: " + in_lower_case(std::generic_category().message(ending.os_error));
}

std::string connection_lost(Stage stage) {
    switch (stage) {
    case Stage::connecting:
        return "the connection was lost before it was ready";
    case Stage::waiting:
        return "the connection was lost before an answer";
    case Stage::answering:
        return "the connection was lost in the middle of the answer";
    }
    return {};
}

std::string problem_of_code(const Ending& ending, const Receiver& receiver) {
    if (ending.code == CURLE_UNSUPPORTED_PROTOCOL && ending.stage != Stage::connecting) {
        return "answered with what is not HTTP"; // it could be HTTP 0.9, which has no headers
    }
    switch (ending.code) {
    case CURLE_OPERATION_TIMEDOUT:
        return not_in_time(ending.stage, receiver.timeout);
    case CURLE_COULDNT_RESOLVE_HOST:
        return "the name of its host cannot be resolved";
    case CURLE_COULDNT_RESOLVE_PROXY:
        return "the name of the proxy cannot be resolved";
    case CURLE_COULDNT_CONNECT:
        return not_connected(ending);
    case CURLE_WEIRD_SERVER_REPLY:
        return "answered with what is not HTTP";
    case CURLE_GOT_NOTHING:
    case CURLE_PARTIAL_FILE:
    case CURLE_RECV_ERROR:
    case CURLE_SEND_ERROR:
        return connection_lost(ending.stage);
    case CURLE_PEER_FAILED_VERIFICATION:
        return "its certificate is not trusted: " + detail_of(ending);
    case CURLE_SSL_CACERT_BADFILE:
        return "the file of its authorities cannot be used: " +
               printable(receiver.ca_file.value_or("the system's"));
    case CURLE_SSL_CONNECT_ERROR:
        return "no TLS with it: " + detail_of(ending);
    default: // of the hundred codes the ones above are those that a receiver can cause
        return "the request failed: " + detail_of(ending);
    }
}

} // namespace

std::string problem_of(const Ending& ending, const Receiver& receiver) {
    if (ending.endless_headers) {
        return "answered with more headers than are read";
    }
    if (ending.code == CURLE_OK || ending.read_enough) {
        return problem_of_status(ending.status);
    }
    if (!ending.refused_address.empty() && ending.stage == Stage::connecting) {
        return local_address_problem(ending.refused_address);
    }
    if (ending.proxy_status != 0 && !is_success(ending.proxy_status)) {
        return "the proxy answered " + std::to_string(ending.proxy_status);
    }
    return problem_of_code(ending, receiver);
}

std::string local_address_problem(const std::string& address) {
    return "its address " + address + " is local, which needs allow_local: true";
}

std::optional<Duration> retry_after_of(curl_off_t seconds) {
    if (seconds <= 0) {
        return std::nullopt;
    }
    constexpr curl_off_t longest =
        std::chrono::duration_cast<std::chrono::seconds>(longest_duration).count();
    return std::chrono::seconds{std::min(seconds, longest)};
}

} // namespace chatsweep

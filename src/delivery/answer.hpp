// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/receiver.hpp"

#include <curl/curl.h>

#include <optional>
#include <string>

namespace chatsweep {

/// How far a request came.
enum class Stage {
    connecting, ///< Up to and with the TLS handshake.
    waiting,    ///< Connected; no status has come.
    answering,  ///< A status has come.
};

/// What libcurl knows of a request that has ended.
struct Ending {
    CURLcode code = CURLE_OK;
    Stage stage = Stage::connecting;
    int status = 0;               ///< HTTP's; 0: none.
    int proxy_status = 0;         ///< The proxy's to CONNECT; 0: none.
    int os_error = 0;             ///< An errno, or 0.
    bool read_enough = false;     ///< Of the body; the status decides.
    bool endless_headers = false; ///< There were more of them than anybody needs.
    std::string refused_address;  ///< Of those it resolved to, the first that is local.
    std::string detail;           ///< libcurl's own words; may hold what the other side said.
};

/// Why a request did not succeed, in words that are printable ASCII whatever was answered; empty:
/// it did.
[[nodiscard]] std::string problem_of(const Ending& ending, const Receiver& receiver);

/// The words for a receiver that must not be reached at `address`.
[[nodiscard]] std::string local_address_problem(const std::string& address);

/// What `Retry-After` asked for, of libcurl's seconds: none where it is not in the future, and no
/// more than `longest_duration`.
[[nodiscard]] std::optional<Duration> retry_after_of(curl_off_t seconds);

} // namespace chatsweep

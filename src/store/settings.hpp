// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/time.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace chatsweep {

/// How to reach a database, and how long to wait for it. What is empty is left to libpq: the PG*
/// variables, a service file, a passfile.
struct ConnectionSettings {
    std::string dsn;
    std::optional<std::string> host;
    std::optional<std::string> port;
    std::optional<std::string> username;
    std::optional<std::int64_t> lock_key;
    bool writable = false; ///< Passes over the hosts that take no writes.
    Duration connect_timeout = std::chrono::seconds{15}; ///< For each host and address.
    Duration statement_timeout = std::chrono::minutes{10};
    Duration lock_timeout = std::chrono::seconds{10};
    Duration idle_timeout = std::chrono::minutes{1};
    Duration check_interval = std::chrono::seconds{10};
    Duration commit_timeout = std::chrono::minutes{1};
};

/// What the client allows beyond `statement_timeout` before it stops believing in the server.
inline constexpr Duration answer_margin = std::chrono::seconds{15};

} // namespace chatsweep

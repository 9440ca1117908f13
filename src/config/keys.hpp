// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "config/wording.hpp"

#include <array>
#include <string>
#include <string_view>

namespace chatsweep {

/// The keys of each part of the configuration.
namespace keys {
inline constexpr std::array<std::string_view, 5> top{"version", "interval", "database", "guards",
                                                     "policies"};
inline constexpr std::array<std::string_view, 8> database{
    "dsn",          "lock_key",     "connect_timeout", "statement_timeout",
    "lock_timeout", "idle_timeout", "check_interval",  "commit_timeout"};
inline constexpr std::array<std::string_view, 4> guards{"max_close", "max_close_percent",
                                                        "max_close_percent_floor", "quiet_inbound"};
inline constexpr std::array<std::string_view, 7> policy{
    "name", "match", "timeout", "timers", "never_wrote", "hold_unanswered", "hold_labels"};
inline constexpr std::array<std::string_view, 7> match{
    "tenant", "environment", "channel", "handler", "started_by", "status", "labels"};
inline constexpr std::array<std::string_view, 3> timer{"after", "since", "name"};
inline constexpr std::array<std::string_view, 1> actions{"close"};
} // namespace keys

/// What to do about a key that is not among `known`: did you mean another one, does it belong to
/// another part of the configuration, or else which keys there are.
[[nodiscard]] std::string unknown_key_hint(std::string_view key, Words known);

} // namespace chatsweep

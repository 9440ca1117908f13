// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "config/wording.hpp"
#include "core/policy.hpp"

#include <array>
#include <string>
#include <string_view>

namespace chatsweep {

/// The keys of each part of the configuration.
namespace keys {
inline constexpr std::array<std::string_view, 7> top{"version", "interval", "database", "guards",
                                                     "opt_out", "policies", "receivers"};
inline constexpr std::array<std::string_view, 8> database{
    "dsn",          "lock_key",     "connect_timeout", "statement_timeout",
    "lock_timeout", "idle_timeout", "check_interval",  "commit_timeout"};
inline constexpr std::array<std::string_view, 4> guards{"max_close", "max_close_percent",
                                                        "max_close_percent_floor", "quiet_inbound"};
inline constexpr std::array<std::string_view, 9> policy{
    "name",  "match",       "timeout",         "timers",     "pin",
    "token", "never_wrote", "hold_unanswered", "hold_labels"};
inline constexpr std::array<std::string_view, 7> match{
    "tenant", "environment", "channel", "handler", "started_by", "status", "labels"};
inline constexpr std::array<std::string_view, 2> token{"authenticated", "unauthenticated"};
inline constexpr std::array<std::string_view, 2> bounds{"min", "max"};
inline constexpr std::array<std::string_view, 1> then{"route"};
inline constexpr std::array<std::string_view, 11> receiver{
    "name",    "url",         "secret",      "actions", "policies", "timeout",
    "retries", "concurrency", "allow_local", "proxy",   "ca_file"};
inline constexpr std::array<std::string_view, 3> secret{"file", "credential", "variable"};

/// The actions of timers, and the keys that each takes.
inline constexpr std::array<std::string_view, 6> actions{"close", "warn",       "inactivate",
                                                         "idle",  "disconnect", "event"};
[[nodiscard]] Words of(Action action) noexcept;
} // namespace keys

/// What to do about a key that is not among `known`: did you mean another one, does it belong to
/// another part of the configuration, or else which keys there are.
[[nodiscard]] std::string unknown_key_hint(std::string_view key, Words known);

/// The actions whose timers take this key, as a list; empty when there are none.
[[nodiscard]] std::string actions_with(std::string_view key);

} // namespace chatsweep

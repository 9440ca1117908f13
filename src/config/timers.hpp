// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "config/node.hpp"
#include "config/source.hpp"
#include "core/policy.hpp"

#include <vector>

namespace chatsweep {

/// One timer. One of a role that names no clock counts since `agent_joined`. Throws ConfigError.
[[nodiscard]] Timer read_timer(const Source& source, const Node& node);

/// The timers of one policy in their order, each looked at by itself; a disconnect that names no
/// clock counts since `idle` where its role has an idle timer (A4). Throws ConfigError.
[[nodiscard]] std::vector<Timer> read_timers(const Source& source, const Node& node);

/// Throws ConfigError at the timer that contradicts another one, its policy or itself, or that
/// bears another one's name. `node` is what the policy's timers were read from.
void check_timers(const Source& source, const Policy& policy, const Node& node);

} // namespace chatsweep

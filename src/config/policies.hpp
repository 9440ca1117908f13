// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "config/node.hpp"
#include "config/source.hpp"
#include "core/policy.hpp"

#include <string>
#include <vector>

namespace chatsweep {

/// The policies of a file, in their order. Throws ConfigError, also for a name used twice and for
/// a policy that can never match.
[[nodiscard]] PolicySet read_policies(const Source& source, const Node& node);

/// The timers of one policy, of which each can fire. Throws ConfigError.
[[nodiscard]] std::vector<Timer> read_timers(const Source& source, const Node& node);

/// The one policy that `--timeout` stands for.
[[nodiscard]] Policy policy_for_everyone(Duration timeout);

/// A name of a policy or timer: of at most 100 characters. Throws ConfigError.
[[nodiscard]] const std::string& name_of(const Source& source, const Node& node);

/// What is allowed and yet worth a word: timers that a customer's message does not restart,
/// sessions that no policy matches.
[[nodiscard]] std::vector<std::string> warnings_of(const PolicySet& policies);

} // namespace chatsweep

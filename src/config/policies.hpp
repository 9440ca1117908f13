// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "config/node.hpp"
#include "config/source.hpp"
#include "core/policy.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace chatsweep {

/// The policies of a file, in their order, without the built-in one. Throws ConfigError, also for a
/// name used twice, for a policy that can never match and for timers that contradict one another.
[[nodiscard]] PolicySet read_policies(const Source& source, const Node& node);

/// The one policy that `--timeout` stands for.
[[nodiscard]] Policy policy_for_everyone(Duration timeout);

/// A text of at most 100 characters, such as what a template is called. Throws ConfigError.
[[nodiscard]] const std::string& short_text_of(const Source& source, std::string_view key,
                                               const Node& node);

/// The same for the name of a policy or timer.
[[nodiscard]] const std::string& name_of(const Source& source, const Node& node);

/// What is allowed and yet worth a word: timers that a customer's message does not restart, keys
/// that do nothing, sessions that no policy matches.
[[nodiscard]] std::vector<std::string> warnings_of(const PolicySet& policies);

} // namespace chatsweep

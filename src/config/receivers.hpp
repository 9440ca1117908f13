// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "config/config.hpp"
#include "config/node.hpp"
#include "config/source.hpp"

#include <string>
#include <vector>

namespace chatsweep {

/// The receivers of a file, in their order. Those of its policies that a receiver names must be
/// among `policies`, which are the file's; where it has none, only the one that `--timeout` stands
/// for can be meant. The built-in policy may be named unless `opt_out` keeps it away. Throws
/// ConfigError, which repeats nothing of a secret or a URL but a local host.
[[nodiscard]] std::vector<Receiver> read_receivers(const Source& source, const Node& node,
                                                   const PolicySet& policies, OptOut opt_out);

/// What is allowed and yet worth a word: what others can read on its way.
[[nodiscard]] std::vector<std::string> warnings_of(const std::vector<Receiver>& receivers);

} // namespace chatsweep

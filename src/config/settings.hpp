// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "config/config.hpp"
#include "config/node.hpp"
#include "config/source.hpp"

namespace chatsweep {

/// The keys under `database`, with the defaults filled in. Throws ConfigError.
[[nodiscard]] DatabaseSettings read_database(const Source& source, const Node& node);

/// The keys under `guards`; adds to the warnings what has no effect. Throws ConfigError.
[[nodiscard]] Guards read_guards(const Source& source, const Node& node,
                                 std::vector<std::string>& warnings);

} // namespace chatsweep

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/parse.hpp"

namespace CLI {
class App;
}

namespace chatsweep {

/// Adds the options of those who watch the sweeps from outside.
void add_watchers(CLI::App& app);

/// What they and their variables say. A subcommand without these options has no watchers, and nor
/// has a dry run. Throws UsageError.
[[nodiscard]] Watchers read_watchers(const CLI::App& chosen, const Environment& environment);

} // namespace chatsweep

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/parse.hpp"

namespace CLI {
class App;
}

namespace chatsweep {

/// Adds what stands before or after any subcommand, `--help` and `--version` among them.
void add_global_options(CLI::App& root);

/// Reads it back. Throws UsageError, for a password too.
[[nodiscard]] GlobalOptions read_global_options(const CLI::App& root, const CLI::App& chosen,
                                                const Environment& environment);

} // namespace chatsweep

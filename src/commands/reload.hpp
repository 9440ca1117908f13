// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "commands/context.hpp"

namespace chatsweep {

enum class Reloaded { taken, refused };

/// Reads the configuration again, with the same flags and variables. One that is invalid, whose
/// secrets cannot be had, or that asks for what the adapter does not offer is refused, which is
/// said, and nothing has changed then. Where the database cannot be asked, a configuration that
/// names another one is refused, and one that names the same is taken: that is not its fault.
[[nodiscard]] Reloaded reload(Context& context);

} // namespace chatsweep

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "commands/options.hpp"

namespace chatsweep {

/// Runs the command and returns the exit code; says on stderr what went wrong. Ends the process
/// by itself where a signal asked for that.
[[nodiscard]] int dispatch(const Invocation& invocation);

} // namespace chatsweep

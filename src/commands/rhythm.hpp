// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/time.hpp"

#include <optional>

namespace chatsweep {

/// The first sweep at or after `not_before`, when one ran at `last` and the next ones follow every
/// `interval` (W5). Sweeps that should have run before `now` are late, and expected now.
[[nodiscard]] Instant next_sweep(Instant last, Duration interval, Instant now, Instant not_before);

} // namespace chatsweep

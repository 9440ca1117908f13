// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "store/settings.hpp"
#include "store/watchdog.hpp"

#include <libpq-fe.h>

namespace chatsweep {

/// Connects, within a deadline that covers the name resolution too, and until a signal asks for
/// the end. The caller owns what it gets. Throws CannotConnect, Interrupted.
[[nodiscard]] PGconn* connect(const ConnectionSettings& settings, Watchdog& watchdog);

} // namespace chatsweep

// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace chatsweep {

/// How far a transaction has come once the server has said COMMIT.
enum class Committed {
    as_configured, ///< As `synchronous_commit` wants it.
    here_only,     ///< The wait for synchronous standbys was cut short: a failover may undo it.
};

} // namespace chatsweep

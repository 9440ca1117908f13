// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "store/ledger.hpp"

namespace chatsweep {

/// What became of a commit whose answer was lost.
enum class Resolution {
    committed,           ///< It has committed.
    committed_here_only, ///< The same, as Committed::here_only.
    abandoned,           ///< It never can: another attempt may be made.
    unknown,             ///< No answer within the deadline.
};

/// Asks the ledger, on fresh connections, until it answers or `within` has passed: inserts the
/// lost attempt's own row as `abandoned` where it is not there, and reads which of the two it is.
/// While the lost transaction lives, the insert waits for it. What has committed counts once the
/// synchronous standbys have it, where there should be any. `within` should be longer than the
/// server's idle timeout, which ends that transaction. Never throws.
[[nodiscard]] Resolution resolve_commit(const ConnectionSettings& settings, const RunAttempt& run,
                                        Duration within);

} // namespace chatsweep

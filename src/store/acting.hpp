// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/plan.hpp"
#include "store/closing.hpp"
#include "store/ledger.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace chatsweep {

/// Writes one event for each of these, which are done to sessions that stay open. Fewer or more is
/// a DatabaseError, and the transaction must be rolled back.
void record_events(Transaction& tx, const RunAttempt& run, const std::string& policy_version,
                   const PolicySet& policies, const std::vector<Closing>& actions);

/// Remembers these; one of the same session, kind and name is replaced.
void remember(Transaction& tx, const std::vector<SessionMark>& marks);

/// Forgets these. One that has been renewed for another start of its clock stays.
void forget(Transaction& tx, const std::vector<SessionMark>& marks);

/// Forgets all that is remembered of these sessions.
void forget_sessions(Transaction& tx, const std::vector<std::string>& session_ids);

/// Forgets what is remembered of sessions that are not open any more, and returns how many they
/// were. Its cost grows with what is remembered, not with the sessions.
std::int64_t forget_gone(Transaction& tx);

/// Gives the sessions, which must be locked, the status `inactive` or `waiting`. Anything else than
/// all of them is a DatabaseError, and the transaction must be rolled back. For an adapter that
/// offers `set_status`.
void set_status(Transaction& tx, const std::vector<std::string>& session_ids,
                std::string_view status);

/// Lets the participants of these roles leave the sessions, which must be locked; there may be
/// none. Throws DatabaseError where somebody left another session. For an adapter that offers
/// `leave`.
void leave(Transaction& tx, const std::vector<std::string>& session_ids,
           const std::vector<Role>& roles);

} // namespace chatsweep

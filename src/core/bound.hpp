// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/policy.hpp"
#include "core/time.hpp"

#include <optional>

namespace chatsweep {

/// The coarse bound: what SQL may leave unread. A session can only be due when at least one of
/// its clocks stands at or before the cutoff given here for that clock; an empty cutoff means
/// that no timer uses the clock. A session of which chatsweep remembers something always passes.
/// The bound can only be too generous: it knows nothing of matches, holds, warnings or clock
/// floors, and all of those only make a session due later.
struct CoarseBound {
    std::optional<Instant> last_customer_message;
    std::optional<Instant> first_agent_reply;
    std::optional<Instant> last_agent_message;
    std::optional<Instant> last_message;
    std::optional<Instant> started;
    std::optional<Instant> started_when_never_wrote;
    std::optional<Instant> inactive;
    std::optional<Instant> agent_joined;
    bool opted_out = false; ///< Whoever has opted out.
    bool tokens = false;    ///< Whoever has a channel token and has written.
    bool returns = false;   ///< Whoever has written since the session became inactive.
};

[[nodiscard]] CoarseBound coarse_bound(const PolicySet& policies, Instant now);

/// What the SQL does with the bound, for tests and for facts that come without SQL.
[[nodiscard]] bool lets_through(const CoarseBound& bound, const SessionFacts& session);

} // namespace chatsweep

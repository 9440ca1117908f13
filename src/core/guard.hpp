// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/plan.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace chatsweep {

/// The limits on a whole run; an empty one is off.
struct Guards {
    std::optional<std::int64_t> max_close;      ///< Sessions; 0 means no limit.
    std::optional<double> max_close_percent;    ///< Of the open sessions, 0 to 100.
    std::int64_t max_close_percent_floor = 100; ///< Due sessions up to which it is not looked at.
    std::optional<Duration> quiet_inbound;      ///< No customer wrote to anyone for this long.
};

/// A guard that tripped: nothing is changed, exit 7.
struct GuardTrip {
    std::string guard;   ///< The key in the configuration, such as `max_close`.
    std::string message; ///< Which, the figure and the limit: lower case, no full stop.
    std::string hint;    ///< How to go on: a sentence.
};

/// Looks at the guards in the order above, only when something would be closed. What counts is
/// what this run would close: with `--at-most`, no more than that.
[[nodiscard]] std::optional<GuardTrip> check_guards(const Plan& plan, const Guards& guards,
                                                    std::optional<Instant> newest_customer_message);

} // namespace chatsweep

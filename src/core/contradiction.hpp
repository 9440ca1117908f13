// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/policy.hpp"

#include <cstddef>
#include <optional>
#include <string>

namespace chatsweep {

/// What makes a timer of a policy senseless: it can never fire, or never in time.
struct Contradiction {
    std::size_t timer = 0; ///< Its index; of two that do not go together the later.
    std::string text;
    std::string hint;
};

/// The first one among the timers that are on; `nullopt` when all of them go together, with one
/// another and with what the policy matches. A warning comes before its close (C5), a clock can
/// start, a role has one timer of a kind, and no timer always comes behind another.
[[nodiscard]] std::optional<Contradiction> contradiction_in(const Policy& policy);

} // namespace chatsweep

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/judge.hpp"
#include "core/run.hpp"

#include <optional>
#include <string>

namespace chatsweep {

/// What a person reads first of an open session: one sentence.
[[nodiscard]] std::string conclusion_of(const Verdict& verdict, Instant as_of);

/// The same of a closed one, with the event that closed it; null: that was somebody else.
[[nodiscard]] std::string conclusion_of_closed(const std::optional<Instant>& closed_at,
                                               const EventRecord* closed_by);

} // namespace chatsweep

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/run.hpp"
#include "core/time.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace chatsweep {

/// For tables: `2026-11-20 15:00Z`, the minute rounded down.
[[nodiscard]] std::string to_minute(Instant instant);

/// Where seconds matter: `2026-11-20 15:00:07Z`, rounded down.
[[nodiscard]] std::string to_second(Instant instant);

/// `in 3h20m`, `2h ago`, or `now` within a second.
[[nodiscard]] std::string relative_to(Instant now, Instant instant);

/// `2026-11-20 15:00:07Z (2h ago)`
[[nodiscard]] std::string with_distance(Instant instant, Instant now);

/// How old the data of a standby are, as a sentence.
[[nodiscard]] std::string age_of(const Standby& standby);

/// `1 open session`, `2 open sessions`: the noun in the number that fits.
[[nodiscard]] std::string count_of(std::int64_t number, std::string_view noun);

/// The words of an identifier: `kept on second look`.
[[nodiscard]] std::string in_words(std::string_view identifier);

/// The beginning of a run's id that people type. One of 8 characters is the same for all runs
/// within about a minute.
[[nodiscard]] std::string short_id(const RunId& run_id, std::size_t length = 8);

[[nodiscard]] std::string join(const std::vector<std::string>& texts, std::string_view separator);

/// `12 held, 3 kept on second look`: what else became of due sessions, without what is zero.
[[nodiscard]] std::string extras_of(const Counts& counts);

/// `12 warned, 3 made inactive`: what was done without ending the session; or, of what is due,
/// `12 to warn, 3 to make inactive`.
[[nodiscard]] std::string acts_of(const Counts& counts, std::int64_t ActionCount::*which);

/// What is done, as a table says it: `warn`, `idle agent`.
[[nodiscard]] std::string action_words(Action action, std::optional<Role> role);

/// `, acting on policy whatsapp only`, or nothing when all policies act.
[[nodiscard]] std::string limit_phrase(const std::vector<std::string>& limited_to);

} // namespace chatsweep

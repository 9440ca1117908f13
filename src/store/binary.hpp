// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/time.hpp"
#include "store/rows.hpp"

#include <optional>
#include <string>
#include <vector>

/// PostgreSQL's binary format of the few types that travel by the hundred thousand. Formatting
/// and parsing as many instants as text costs more than judging them.
namespace chatsweep::binary {

/// PostgreSQL counts from 2000-01-01, we from 1970-01-01.
inline constexpr Instant postgres_epoch =
    std::chrono::sys_days{std::chrono::year{2000} / std::chrono::January / 1};

[[nodiscard]] std::optional<std::string> read_text(Value value);

/// Infinite instants, and those beyond the range of core/time.hpp, are clamped.
[[nodiscard]] std::optional<Instant> read_instant(Value value);

[[nodiscard]] std::optional<bool> read_boolean(Value value);

/// A one-dimensional `text[]`; null elements are left out. Throws DatabaseError on anything else.
[[nodiscard]] std::vector<std::string> read_texts(Value value);
/// The same for a `timestamptz[]`.
[[nodiscard]] std::vector<Instant> read_instants(Value value);

} // namespace chatsweep::binary

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/time.hpp"

#include <pqxx/pqxx>

#include <optional>
#include <string>

namespace chatsweep {

/// An instant as a parameter: RFC 3339, which PostgreSQL reads whatever its settings are.
[[nodiscard]] std::optional<std::string> as_parameter(const std::optional<Instant>& instant);

/// An instant in text form, as PostgreSQL writes it with style ISO in UTC. Infinite instants, and
/// those beyond the range of core/time.hpp, are clamped. Throws DatabaseError on anything else.
[[nodiscard]] std::optional<Instant> read_instant(const pqxx::field& field);

/// An instant as a number of microseconds since 1970.
[[nodiscard]] std::optional<Instant> read_microseconds(const pqxx::field& field);

} // namespace chatsweep

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/session.hpp"
#include "store/rows.hpp"

#include <cstddef>

namespace chatsweep {

/// How many columns a row of facts has.
inline constexpr std::size_t fact_columns = 30;

/// Reads one row, in the column order of load_facts.sql and facts_of.sql. Throws NotReady where its
/// session id is missing or longer than 1000 bytes, and DatabaseError for bytes that PostgreSQL
/// would not send.
[[nodiscard]] SessionFacts read_facts(Row row);

} // namespace chatsweep

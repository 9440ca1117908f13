// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "store/fact_row.hpp"
#include "store/rows.hpp"

#include <array>
#include <optional>
#include <string>

namespace chatsweep::test {

/// The columns of one row of facts, in PostgreSQL's binary format; empty: null.
using FactColumns = std::array<std::optional<std::string>, fact_columns>;

/// The row as libpq hands it on, without a server.
[[nodiscard]] Rows fact_row(const FactColumns& columns);

} // namespace chatsweep::test

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/run.hpp"

#include <pqxx/pqxx>

namespace chatsweep {

/// Reads a row with the columns of chatsweep.event, with instants in microseconds as the queries
/// name them (`clock_us`).
[[nodiscard]] EventRecord read_event(const pqxx::row& row);

} // namespace chatsweep

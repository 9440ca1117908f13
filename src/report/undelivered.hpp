// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/outbox.hpp"
#include "report/json_fields.hpp"
#include "report/page.hpp"

#include <string>
#include <vector>

namespace chatsweep {

/// What one receiver has not been told, as machines read it.
[[nodiscard]] Json to_json(const Backlog& backlog);

/// What becomes of it next, and what went wrong.
[[nodiscard]] std::string standing_of(const Backlog& backlog);

/// A heading and a row for each receiver; nothing where there is none.
void write_undelivered(const std::vector<Backlog>& undelivered, Page& page);

} // namespace chatsweep

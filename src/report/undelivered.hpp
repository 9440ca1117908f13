// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/outbox.hpp"
#include "report/json_fields.hpp"
#include "report/page.hpp"

#include <vector>

namespace chatsweep {

/// What one receiver has not been told, as machines read it.
[[nodiscard]] Json to_json(const Backlog& backlog);

/// A heading and a row for each receiver; nothing where there is none.
void write_undelivered(const std::vector<Backlog>& undelivered, Page& page);

} // namespace chatsweep

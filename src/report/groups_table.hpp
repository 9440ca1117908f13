// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/groups.hpp"
#include "report/table.hpp"

#include <vector>

namespace chatsweep {

/// The groups for people, with a line of totals when there are several. The groups must outlive
/// it.
[[nodiscard]] Table groups_table(const std::vector<Group>& groups);

} // namespace chatsweep

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "store/database.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace chatsweep {

/// What a command needs something for: a report, or a sweep, which needs all of a report's too.
enum class NeededFor { report, sweep };

/// Each line is a phrase that says what is wrong, such as `view session_facts has no column
/// 'tenant'`; empty: nothing is.
[[nodiscard]] std::vector<std::string> column_problems(Transaction& tx);
[[nodiscard]] std::vector<std::string> function_problems(Transaction& tx,
                                                         const std::vector<std::string>& offers);

/// Functions that run with a superuser's rights, by signature; empty: none does.
[[nodiscard]] std::vector<std::string> superuser_functions(Transaction& tx);

/// One right of the current role that is missing.
struct MissingRight {
    std::string text; ///< `insert on chatsweep.run`
    NeededFor needed_for = NeededFor::report;
};
[[nodiscard]] std::vector<MissingRight> missing_rights(Transaction& tx);

/// Rights that the role has, and that neither a report nor a sweep needs: `update on chat.session`.
[[nodiscard]] std::vector<std::string> excess_rights(Transaction& tx);

/// How many ids the view shows more than once.
[[nodiscard]] std::int64_t duplicate_ids(Transaction& tx);

} // namespace chatsweep

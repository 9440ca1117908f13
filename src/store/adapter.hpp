// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "store/database.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace chatsweep {

/// The version of the contract that this chatsweep speaks.
inline constexpr int contract_version = 1;

/// The adapter that is installed in a database.
struct Adapter {
    std::string name;
    int contract_version = 0;
    std::vector<std::string> offers; ///< Columns that are real, and optional functions.
    std::optional<std::string> session_table;
    std::optional<std::string> message_table;
    std::optional<std::string> fence; ///< `foreign_key` or `trigger`

    [[nodiscard]] bool offers_column(std::string_view column) const;
};

/// Empty when there is none.
[[nodiscard]] std::optional<Adapter> find_adapter(Transaction& tx);

/// Throws NotReady when there is none, or one for another version of the contract.
[[nodiscard]] Adapter installed_adapter(Transaction& tx);

/// What is wrong with the fence, by the catalog; empty: it holds.
[[nodiscard]] std::vector<std::string> fence_problems(Transaction& tx);

} // namespace chatsweep

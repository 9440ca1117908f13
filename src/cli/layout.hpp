// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace chatsweep {

/// A label, and what is said of it.
using Rows = std::vector<std::pair<std::string, std::string>>;

/// Words in lines of at most 80 columns, the last one ended.
[[nodiscard]] std::string paragraph(const std::string& text);

/// Two columns, indented by two, at most 80 columns wide in all. A label too long for its column
/// stands on a line of its own.
[[nodiscard]] std::string table(const Rows& rows);

} // namespace chatsweep

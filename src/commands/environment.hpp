// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

namespace chatsweep {

/// An environment variable of this process, which may be empty; nothing where it is not set.
[[nodiscard]] std::optional<std::string> variable(const std::string& name);

} // namespace chatsweep

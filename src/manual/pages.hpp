// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/definition.hpp"

#include <string>

namespace chatsweep {

/// What both pages say of the program that they describe.
struct Edition {
    std::string version;
    std::string date; ///< Such as 2026-11-20.
};

/// chatsweep(1), in roff.
[[nodiscard]] std::string command_page(const Definition& definition, const Edition& edition);

/// chatsweep.yaml(5), in roff, from the text of the configuration's JSON Schema. Throws
/// std::runtime_error for a key that the schema says nothing of.
[[nodiscard]] std::string configuration_page(const std::string& schema, const Edition& edition);

} // namespace chatsweep

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/definition.hpp"

#include <string>

namespace chatsweep {

/// Each completes subcommands, options, the words that some options take, and files.
[[nodiscard]] std::string bash_completion(const Definition& definition);
[[nodiscard]] std::string zsh_completion(const Definition& definition);
[[nodiscard]] std::string fish_completion(const Definition& definition);

} // namespace chatsweep

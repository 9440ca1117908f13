// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "config/section.hpp"
#include "core/receiver.hpp"

#include <vector>

namespace chatsweep {

/// Where a receiver's secrets are kept: one place, or two. Throws ConfigError, which repeats
/// nothing that stands there: it may be the secret itself.
[[nodiscard]] std::vector<SecretSource> read_secret_sources(const Source& source,
                                                            const Section& receiver);

} // namespace chatsweep

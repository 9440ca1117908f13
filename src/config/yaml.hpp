// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "config/node.hpp"
#include "config/source.hpp"

namespace chatsweep {

/// Reads the one YAML document of a source; nothing when there is none. Throws ConfigError for
/// broken YAML and for what makes a file mean something else than it seems to say: duplicate keys,
/// anchors, aliases, merge keys, tags, texts over several lines, control characters in a text,
/// keys that are no text, several documents.
[[nodiscard]] Node parse_yaml(const Source& source);

} // namespace chatsweep

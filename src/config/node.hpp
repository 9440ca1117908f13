// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace chatsweep {

struct Entry;

/// One node of a configuration: nothing, a text, a list, or a map whose keys are texts.
struct Node {
    enum class Kind { nothing, text, list, map };

    Kind kind = Kind::nothing;
    std::size_t at = 0; ///< Its offset in the source; for nothing, that of what it belongs to.
    std::string text;   ///< As it is meant: unescaped, in one line, without control characters.
    bool quoted = false;
    std::vector<Node> items;
    std::vector<Entry> entries; ///< In the order of the file; no key stands here twice.
};

/// A key of a map and what it is set to.
struct Entry {
    std::string key;
    std::size_t at = 0; ///< The key's offset in the source.
    Node value;
};

} // namespace chatsweep

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <string_view>

namespace chatsweep::fuzz {

/// Says more of the input when a claim does not hold; may be empty.
inline std::function<void()> explain;

/// A claim that does not hold is a finding, as a crash is.
inline void require(bool holds, std::string_view claim, std::string_view of = {}) {
    if (!holds) {
        std::fprintf(stderr, "not so: %.*s\n  %.*s\n", static_cast<int>(claim.size()), claim.data(),
                     static_cast<int>(of.size()), of.data());
        if (explain) {
            explain();
        }
        std::abort();
    }
}

/// The input as text, behind whose last character nothing may be read, not even a zero.
inline std::string_view text_of(const std::uint8_t* data, std::size_t size) {
    return {reinterpret_cast<const char*>(data), size};
}

/// A hint is a sentence.
inline bool is_hint(std::string_view hint) {
    return hint.ends_with('.') || hint.ends_with('?');
}

} // namespace chatsweep::fuzz

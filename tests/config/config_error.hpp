// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "config/config.hpp"

#include <functional>
#include <ostream>
#include <string>

namespace chatsweep {

/// What a user would read: the error, and its hint in a second line. Empty when there is none.
inline std::string said_by(const std::function<void()>& action) {
    try {
        action();
    } catch (const ConfigError& error) {
        return std::string{error.what()} + "\nhint: " + error.hint();
    }
    return {};
}

/// The same for a configuration in a file `f`.
inline std::string error_of(const std::string& text) {
    return said_by([&] { (void)parse_config(text, "f"); });
}

/// A configuration with these lines of a policy, the first of them in line 3, column 5.
inline std::string with_policy(const std::string& lines) {
    return "version: 1\npolicies:\n  - " + lines;
}

/// A broken configuration, and what is said of it word for word.
struct Broken {
    const char* title;
    std::string text;
    std::string error;
};

inline void PrintTo(const Broken& broken, std::ostream* out) {
    *out << broken.title;
}

} // namespace chatsweep

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/time.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace chatsweep {

/// What is wrong with a value, and what to do: whoever knows its place makes it a ConfigError.
struct BadValue {
    std::string text;
    std::string hint;
};

/// Whether a duration of zero makes sense.
enum class Zero { allowed, refused };

/// Reads a duration of at most `longest`. The name, which may be empty, is what the value is
/// called in the BadValue that is thrown; so it is in the functions below.
[[nodiscard]] Duration duration_from(std::string_view name, std::string_view text, Zero zero,
                                     Duration longest = longest_duration);

/// Reads a whole number of at least `least`, in decimal digits without leading zeros.
[[nodiscard]] std::int64_t whole_number_from(std::string_view name, std::string_view text,
                                             std::int64_t least);

/// Reads a number from 0 to 100, such as `80` or `12.5`.
[[nodiscard]] double percent_from(std::string_view name, std::string_view text);

/// Reads `true` or `false`.
[[nodiscard]] bool truth_from(std::string_view name, std::string_view text);

/// Refuses a connection string that holds a password. It says so without repeating any of it.
void check_dsn(std::string_view name, std::string_view dsn);

} // namespace chatsweep

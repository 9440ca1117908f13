// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "config/values.hpp"

#include <exception>
#include <string>
#include <utility>

namespace chatsweep {

/// A command line that cannot be followed: exit 2. `what()` is lower case, the hint a sentence.
class UsageError : public std::exception {
public:
    UsageError(std::string what, std::string hint)
        : what_{std::move(what)}, hint_{std::move(hint)} {}
    [[nodiscard]] const char* what() const noexcept override { return what_.c_str(); }
    [[nodiscard]] const std::string& hint() const noexcept { return hint_; }

private:
    std::string what_;
    std::string hint_;
};

/// A value that the configuration would refuse too, in an argument of this name.
[[nodiscard]] UsageError usage_error(const std::string& name, const BadValue& bad);

} // namespace chatsweep

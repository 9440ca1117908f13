// SPDX-License-Identifier: Apache-2.0
#include "cli/usage_error.hpp"

namespace chatsweep {

UsageError usage_error(const std::string& name, const BadValue& bad) {
    return UsageError{name + ": " + bad.text, bad.hint};
}

} // namespace chatsweep

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace chatsweep::test {

/// What in a text would steer a terminal or start a line of its own, or is no UTF-8; empty where it
/// is harmless. Line breaks are, as far as this can tell, the program's own.
[[nodiscard]] std::string harm_in(const std::string& out);

/// What is wrong with what the program printed with `--format` so: harm, or no JSON, or CSV with a
/// ragged line or a formula; empty where nothing is.
[[nodiscard]] std::string flaw_of(const std::string& out, const std::string& format);

} // namespace chatsweep::test

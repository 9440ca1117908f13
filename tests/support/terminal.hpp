// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "support/process.hpp"

#include <string>
#include <vector>

namespace chatsweep::test {

/// Runs the program under test with a terminal of this width for its stdout, and returns what it
/// wrote there, with plain line breaks.
Ended chatsweep_in_terminal(unsigned short columns, const Arguments& arguments,
                            const Variables& variables = {});

/// How many columns each line of a UTF-8 text takes whose characters all take one; colours take
/// none.
std::vector<std::size_t> widths_of(const std::string& text);

} // namespace chatsweep::test

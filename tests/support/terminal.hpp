// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "support/process.hpp"

#include <string>
#include <vector>

namespace chatsweep::test {

/// What of a program's output goes to its terminal; the rest is lost.
enum class OnTerminal { out, out_and_err };

/// Runs the program under test with a terminal of this width, an xterm unless `variables` say
/// otherwise, and returns what it wrote there, with plain line breaks and without the returns to
/// the first column.
Ended chatsweep_in_terminal(unsigned short columns, const Arguments& arguments,
                            const Variables& variables = {}, OnTerminal what = OnTerminal::out);

/// How many columns each line of a UTF-8 text takes whose characters all take one; colours take
/// none.
std::vector<std::size_t> widths_of(const std::string& text);

} // namespace chatsweep::test

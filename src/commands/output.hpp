// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "commands/options.hpp"
#include "report/render.hpp"

#include <cstdint>
#include <functional>
#include <iosfwd>
#include <stdexcept>
#include <string>

namespace chatsweep {

/// Output could not be written: exit 74, except where a sweep has committed.
class OutputError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// Throws OutputError, with what errno says.
[[noreturn]] void throw_output_error(const std::string& where);

/// How many rows people see in a list, unless they ask for more.
inline constexpr std::int64_t listed_for_people = 20;

/// Fills in stdin, stdout and stderr where whoever started the process had closed them: otherwise a
/// connection to the database would get such a number, and the output would go there. A stdout
/// that was closed stays one that cannot be written to.
void reserve_standard_streams();

/// How to lay out a table: the terminal's width and colours, 80 columns and none in a pipe or a
/// file. Colours: `--color`, then NO_COLOR and a terminal that is called dumb, then
/// whether stdout is one at all.
[[nodiscard]] Style style_for(const GlobalOptions& options);

/// Lets `write` write to stdout or, with `-o`, to a file that is written beside its place and
/// renamed; a device, a pipe or a link is written to as it is. Throws OutputError.
void write_output(const GlobalOptions& options, const std::function<void(std::ostream&)>& write);

/// Renders a document there.
template <typename Document>
void print(const GlobalOptions& options, const Document& document) {
    write_output(options, [&](std::ostream& stream) {
        render(document, options.format, style_for(options), stream);
    });
}

} // namespace chatsweep

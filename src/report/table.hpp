// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "report/columns.hpp"
#include "report/tone.hpp"

#include <cstddef>
#include <functional>
#include <iosfwd>
#include <string>
#include <vector>

namespace chatsweep {

/// Any text may stand in it: it is cleaned when it is written.
struct Cell {
    std::string text;
    Tone tone = Tone::plain;
};

struct TableRow {
    std::vector<Cell> cells; ///< As many as there are columns.
    std::vector<Cell> notes; ///< Sentences on lines of their own below the row.
};

/// A table whose rows are made when they are asked for, twice each: once to be measured and once
/// to be written. So it takes no memory, however many there are.
struct Table {
    std::vector<Column> columns;
    std::size_t size = 0;
    std::function<TableRow(std::size_t)> row;
};

/// Writes the titles, a rule and the rows. No line ends in blanks.
void write_table(const Table& table, std::size_t width, Color color, std::ostream& out);

} // namespace chatsweep

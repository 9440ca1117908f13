// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace chatsweep {

/// How many blanks stand between two columns.
inline constexpr std::size_t column_gap = 2;

enum class Align { left, right };

/// One column of a table, and what becomes of it where the terminal is narrow.
struct Column {
    std::string title;
    Align align = Align::left;
    /// 0: always there. Of the others, room is given to the lowest rank first, and none to one
    /// whose cells are all empty.
    int rank = 0;
    std::size_t least = 0;   ///< May be shortened to so many columns; 0: never shortened.
    std::size_t comfort = 0; ///< Shortened to less only when no other column could make room.
};

/// The widths of the columns in a table of at most `width` columns; 0: left out. `natural` is
/// what each would need, and 0 for one whose cells are all empty.
[[nodiscard]] std::vector<std::size_t> fit_columns(const std::vector<Column>& columns,
                                                   const std::vector<std::size_t>& natural,
                                                   std::size_t width);

} // namespace chatsweep

// SPDX-License-Identifier: Apache-2.0
#include "report/columns.hpp"

#include <algorithm>
#include <numeric>

namespace chatsweep {
namespace {

std::size_t total_of(const std::vector<std::size_t>& widths) {
    const auto shown = std::count_if(widths.begin(), widths.end(), [](auto w) { return w > 0; });
    const std::size_t gaps = shown > 1 ? (static_cast<std::size_t>(shown) - 1) * column_gap : 0;
    return std::accumulate(widths.begin(), widths.end(), gaps);
}

/// Takes from the widest of those that may give until all fit, or none may give any more.
void shrink(const std::vector<Column>& columns, std::vector<std::size_t>& widths,
            std::size_t Column::*floor, std::size_t width) {
    for (std::size_t total = total_of(widths); total > width; --total) {
        std::size_t* widest = nullptr;
        for (std::size_t index = 0; index < columns.size(); ++index) {
            const bool gives = columns[index].least > 0 && widths[index] > columns[index].*floor;
            if (gives && (widest == nullptr || widths[index] > *widest)) {
                widest = &widths[index];
            }
        }
        if (widest == nullptr) {
            return;
        }
        --*widest;
    }
}

/// The columns that may be left out, the most useful first.
std::vector<std::size_t> optional_columns(const std::vector<Column>& columns) {
    std::vector<std::size_t> found;
    for (std::size_t index = 0; index < columns.size(); ++index) {
        if (columns[index].rank > 0) {
            found.push_back(index);
        }
    }
    std::stable_sort(found.begin(), found.end(), [&](std::size_t a, std::size_t b) {
        return columns[a].rank < columns[b].rank;
    });
    return found;
}

} // namespace

std::vector<std::size_t> fit_columns(const std::vector<Column>& columns,
                                     const std::vector<std::size_t>& natural, std::size_t width) {
    std::vector<std::size_t> widths(columns.size(), 0);
    for (std::size_t index = 0; index < columns.size(); ++index) {
        widths[index] = columns[index].rank == 0 ? natural[index] : 0;
    }
    for (const std::size_t index : optional_columns(columns)) {
        std::vector<std::size_t> with_it = widths;
        with_it[index] = natural[index];
        std::vector<std::size_t> comfortable = with_it;
        shrink(columns, comfortable, &Column::comfort, width);
        if (total_of(comfortable) <= width) {
            widths = with_it;
        }
    }
    shrink(columns, widths, &Column::comfort, width);
    shrink(columns, widths, &Column::least, width);
    return widths;
}

} // namespace chatsweep

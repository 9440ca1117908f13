// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "report/html/template.hpp"

#include <functional>
#include <string>
#include <vector>

namespace chatsweep {

/// A part of a bar. The kind is a class of page.css: `due`, `held`, `kept`, `acting`, `usual`,
/// `most`.
struct ChartSegment {
    std::string kind;
    double value = 0;
};

/// Its segments stand on one another, the first one lowest.
struct ChartBar {
    std::string title; ///< Said of it where one points at it.
    std::vector<ChartSegment> segments;
};

/// Something at a place among the bars: 0 is where the first begins, 0.5 its middle.
struct ChartPlace {
    double place = 0;
    std::string label;
    std::string below{}; ///< A second line; may be empty.
};

/// Bars that stand side by side on as much width as there is; what is written keeps its size.
struct Chart {
    std::string id; ///< Unique on the page.
    std::string title;
    std::string description; ///< The same in words, for those who read rather than look.
    std::vector<ChartBar> bars;
    std::vector<ChartPlace> ticks;
    std::vector<ChartPlace> marks{};               ///< Lines across the bars.
    std::function<std::string(double)> label = {}; ///< Of a height; empty: whole numbers.
};

/// For `{{> chart}}`.
[[nodiscard]] View view_of(const Chart& chart);

/// Parts of a whole, lying in one row, for `{{> bars}}`: `whole` takes the full width.
[[nodiscard]] View view_of(const std::vector<ChartSegment>& segments, double whole);

/// The least of 1, 2, 5, 10, 20, ... that is not less.
[[nodiscard]] double round_number_above(double value);

} // namespace chatsweep

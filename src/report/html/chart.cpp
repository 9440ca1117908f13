// SPDX-License-Identifier: Apache-2.0
#include "report/html/chart.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

namespace chatsweep {
namespace {

// Pixels: what stands above the bars, the bars, what stands below them.
constexpr double above = 26;
constexpr double plot = 132;
constexpr double below = 36;

/// Of the width that a bar has, so much is its own.
constexpr double filled = 0.76;

std::string number(double value) {
    std::array<char, 32> text{};
    static_cast<void>(std::snprintf(text.data(), text.size(), "%.2f", value));
    return text.data();
}

double height_of(const ChartBar& bar) {
    double height = 0;
    for (const ChartSegment& segment : bar.segments) {
        height += segment.value;
    }
    return height;
}

/// What stands near an edge must not reach beyond it.
std::string anchor_at(double percent) {
    return percent < 5 ? "start" : percent > 95 ? "end" : "middle";
}

View view_of_bar(const ChartBar& bar, double left, double width, double top) {
    View segments{View::type::list};
    double y = above + plot;
    for (const ChartSegment& segment : bar.segments) {
        if (segment.value <= 0) {
            continue;
        }
        // What is there must be seen, however little it is.
        const double height = std::max(segment.value / top * plot, 1.5);
        y = std::max(y - height, above);
        View view;
        view.set("kind", segment.kind);
        view.set("y", number(y));
        view.set("height", number(height));
        segments << view;
    }
    View view;
    view.set("x", number(left));
    view.set("width", number(width));
    if (!bar.title.empty()) {
        view.set("bar_title", bar.title);
    }
    view.set("segments", segments);
    return view;
}

View view_of_place(const ChartPlace& place, double bars) {
    const double percent = place.place / bars * 100;
    View view;
    view.set("x", number(percent));
    view.set("anchor", anchor_at(percent));
    view.set("label", place.label);
    if (!place.below.empty()) {
        view.set("below", place.below);
    }
    return view;
}

/// Its label stands on the side that has room, one below the other where there are several.
View view_of_mark(const ChartPlace& mark, double bars, double line) {
    View view = view_of_place(mark, bars);
    const bool is_right = mark.place > bars / 2;
    view.set("anchor", is_right ? "end" : "start");
    view.set("shift", is_right ? "-5" : "5");
    view.set("y", number(12 + line * 14));
    return view;
}

/// `20k`, `1.5M`: what the scale has room for.
std::string in_brief(double value) {
    std::array<char, 32> text{};
    const double unit = value >= 1e6 ? 1e6 : value >= 1e4 ? 1e3 : 1;
    const char* name = value >= 1e6 ? "M" : value >= 1e4 ? "k" : "";
    static_cast<void>(std::snprintf(text.data(), text.size(), "%g%s", value / unit, name));
    return text.data();
}

View view_of_grid(const Chart& chart, double top) {
    View grid{View::type::list};
    for (const double part : {1.0, 0.5}) {
        const double value = top * part;
        if (!chart.label && value != std::floor(value)) {
            continue;
        }
        View line;
        line.set("y", number(above + plot * (1 - part)));
        line.set("text_y", number(above + plot * (1 - part) + 4));
        line.set("label", chart.label ? chart.label(value) : in_brief(value));
        grid << line;
    }
    return grid;
}

} // namespace

double round_number_above(double value) {
    double power = 1;
    while (power * 10 < value) {
        power *= 10;
    }
    for (const double factor : {1.0, 2.0, 5.0}) {
        if (power * factor >= value) {
            return power * factor;
        }
    }
    return power * 10;
}

View view_of(const Chart& chart) {
    double top = 1;
    for (const ChartBar& bar : chart.bars) {
        top = std::max(top, height_of(bar));
    }
    if (!chart.label) {
        top = round_number_above(top);
    }
    const auto count = static_cast<double>(chart.bars.size());
    View bars{View::type::list};
    for (std::size_t i = 0; i < chart.bars.size(); ++i) {
        const double left = (static_cast<double>(i) + (1 - filled) / 2) / count * 100;
        bars << view_of_bar(chart.bars[i], left, filled / count * 100, top);
    }
    View marks{View::type::list};
    for (std::size_t i = 0; i < chart.marks.size(); ++i) {
        marks << view_of_mark(chart.marks[i], count, static_cast<double>(i % 2));
    }
    View view;
    view.set("id", chart.id);
    view.set("title", chart.title);
    view.set("description", chart.description);
    view.set("height", number(above + plot + below));
    view.set("top", number(above));
    view.set("base", number(above + plot));
    view.set("label_y", number(above + plot + 15));
    view.set("below_y", number(above + plot + 29));
    view.set("grid", view_of_grid(chart, top));
    view.set("chart_bars", bars);
    view.set("marks", marks);
    view.set("ticks", list_of(chart.ticks,
                              [&](const ChartPlace& tick) { return view_of_place(tick, count); }));
    return view;
}

View view_of(const std::vector<ChartSegment>& segments, double whole) {
    View parts{View::type::list};
    double x = 0;
    for (const ChartSegment& segment : segments) {
        if (segment.value <= 0) {
            continue;
        }
        const double width = std::max(segment.value / whole * 100, 0.4);
        View part;
        part.set("kind", segment.kind);
        part.set("x", number(x));
        part.set("width", number(width));
        parts << part;
        x += width;
    }
    return parts;
}

} // namespace chatsweep

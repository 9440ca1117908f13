// SPDX-License-Identifier: Apache-2.0
#include "report/table.hpp"

#include "report/text.hpp"

#include <algorithm>
#include <ostream>
#include <string_view>

namespace chatsweep {
namespace {

constexpr std::string_view note_indent = "  ";

/// Puts the cells of one line beside one another.
class Line {
public:
    explicit Line(Color color) : color_(color) {}

    /// `text` is clean.
    void add(std::string_view text, Tone tone, Align align, std::size_t width) {
        if (width == 0) {
            return;
        }
        const std::string shown = shorten(text, width);
        const std::size_t blanks = width - display_width(shown);
        text_.append(begun_ ? column_gap : 0, ' ');
        begun_ = true;
        // Blanks wait for the next cell, so that none ends the line.
        text_.append(pending_ + (align == Align::right ? blanks : 0), ' ');
        text_ += paint(shown, tone, color_);
        pending_ = align == Align::left ? blanks : 0;
    }

    [[nodiscard]] std::string take() {
        text_.erase(text_.find_last_not_of(' ') + 1);
        text_ += '\n';
        return std::move(text_);
    }

private:
    Color color_;
    std::string text_;
    std::size_t pending_ = 0;
    bool begun_ = false;
};

/// What each column needs; 0 for one that may go and whose cells are all empty.
std::vector<std::size_t> measure(const Table& table) {
    std::vector<std::size_t> widths(table.columns.size(), 0);
    for (std::size_t index = 0; index < table.size; ++index) {
        const TableRow row = table.row(index);
        for (std::size_t column = 0; column < widths.size(); ++column) {
            const std::size_t width = display_width(clean(row.cells[column].text));
            widths[column] = std::max(widths[column], width);
        }
    }
    for (std::size_t column = 0; column < widths.size(); ++column) {
        const Column& shape = table.columns[column];
        if (widths[column] > 0 || shape.rank == 0) {
            widths[column] = std::max(widths[column], display_width(shape.title));
        }
    }
    return widths;
}

void write_head(const Table& table, const std::vector<std::size_t>& widths, Color color,
                std::ostream& out) {
    Line titles{color};
    Line rule{color};
    for (std::size_t column = 0; column < widths.size(); ++column) {
        const Column& shape = table.columns[column];
        std::string dashes;
        for (std::size_t count = 0; count < widths[column]; ++count) {
            dashes += "─";
        }
        titles.add(shape.title, Tone::strong, shape.align, widths[column]);
        rule.add(dashes, Tone::faint, shape.align, widths[column]);
    }
    out << titles.take() << rule.take();
}

void write_notes(const TableRow& row, std::size_t width, Color color, std::ostream& out) {
    for (const Cell& note : row.notes) {
        for (const std::string& line : wrap(clean(note.text), width - note_indent.size())) {
            out << note_indent << paint(line, note.tone, color) << '\n';
        }
    }
}

} // namespace

void write_table(const Table& table, std::size_t width, Color color, std::ostream& out) {
    const std::vector<std::size_t> widths = fit_columns(table.columns, measure(table), width);
    write_head(table, widths, color, out);
    for (std::size_t index = 0; index < table.size && out; ++index) {
        const TableRow row = table.row(index);
        Line line{color};
        for (std::size_t column = 0; column < widths.size(); ++column) {
            const Cell& cell = row.cells[column];
            line.add(clean(cell.text), cell.tone, table.columns[column].align, widths[column]);
        }
        out << line.take();
        write_notes(row, width, color, out);
    }
}

} // namespace chatsweep

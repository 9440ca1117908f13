// SPDX-License-Identifier: Apache-2.0
#include "report/page.hpp"

#include "report/text.hpp"

#include <algorithm>
#include <ostream>

namespace chatsweep {
namespace {

constexpr int narrowest = 40;

void write_lines(const std::vector<std::string>& lines, std::size_t indent, std::ostream& out) {
    bool first = true;
    for (const std::string& line : lines) {
        out << std::string(first ? 0 : indent, ' ') << line << '\n';
        first = false;
    }
}

} // namespace

Page::Page(const Style& style, std::ostream& out)
    : out_(out), width_(static_cast<std::size_t>(std::max(style.width, narrowest))),
      color_(style.color) {}

void Page::sentence(std::string_view text, Tone tone) {
    for (const std::string& line : wrap(clean(text), width_)) {
        out_ << paint(line, tone, color_) << '\n';
    }
}

void Page::line(std::string_view text, Tone tone) {
    out_ << paint(clean(text), tone, color_) << '\n';
}

void Page::blank() {
    out_ << '\n';
}

void Page::heading(std::string_view text) {
    blank();
    line(text, Tone::strong);
}

void Page::fields(const std::vector<Field>& fields) {
    std::size_t widest = 0;
    for (const Field& field : fields) {
        widest = std::max(widest, display_width(clean(field.label)));
    }
    widest = std::min(widest, width_ / 2);
    const std::size_t indent = widest + column_gap;
    for (const Field& field : fields) {
        const std::string label = shorten(clean(field.label), widest);
        out_ << paint(label, field.tone, color_) << std::string(indent - display_width(label), ' ');
        write_lines(wrap(clean(field.value), width_ - indent), indent, out_);
        if (!field.note.empty()) {
            out_ << std::string(indent, ' ');
            write_lines(wrap(clean(field.note), width_ - indent), indent, out_);
        }
    }
}

void Page::table(const Table& table) {
    write_table(table, width_, color_, out_);
}

} // namespace chatsweep

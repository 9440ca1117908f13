// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "report/table.hpp"

#include <cstddef>
#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

namespace chatsweep {

/// A name and what is to be said of it.
struct Field {
    std::string label;
    std::string value;
    Tone tone = Tone::plain; ///< Of the label.
    std::string note = {};   ///< On a line of its own below the value; may be empty.
};

/// What people read: sentences, fields and tables as wide as the terminal. Any text may be given
/// to it: all are cleaned here.
class Page {
public:
    Page(const Style& style, std::ostream& out);

    /// Wrapped.
    void sentence(std::string_view text, Tone tone = Tone::plain);
    /// On one line, however long.
    void line(std::string_view text, Tone tone = Tone::plain);
    void blank();
    /// A title of a part, after a blank line.
    void heading(std::string_view text);
    /// Labels on the left, values wrapped on the right.
    void fields(const std::vector<Field>& fields);
    void table(const Table& table);

private:
    std::ostream& out_;
    std::size_t width_;
    Color color_;
};

} // namespace chatsweep

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <kainjow/mustache.hpp>

#include <cstddef>
#include <iosfwd>
#include <string>
#include <string_view>

namespace chatsweep {

/// What a template is filled in with: texts, lists and objects by name. Any text may stand in it.
using View = kainjow::mustache::data;

/// One file of src/report/html/, by its name without `.mustache`; throws std::logic_error for one
/// that is none, or no template. Every text that comes into it, but for `{{{style}}}`, is cleaned
/// and escaped, in text and in quoted attributes alike. Other templates are its partials.
class Template {
public:
    explicit Template(std::string_view name);
    void write(View view, std::ostream& out);

private:
    kainjow::mustache::mustache mustache_;
};

/// One line of valid UTF-8 as text of HTML: cleaned as for a terminal, and no markup.
[[nodiscard]] std::string escaped(std::string_view text);

/// A text of any length as people can take it in: what is too long loses its middle.
[[nodiscard]] std::string in_short(std::string_view text);

/// A list of what `view` makes of each element.
template <typename Range, typename Function>
[[nodiscard]] View list_of(const Range& range, Function view) {
    View list{View::type::list};
    for (const auto& element : range) {
        list << view(element);
    }
    return list;
}

} // namespace chatsweep

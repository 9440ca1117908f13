// SPDX-License-Identifier: Apache-2.0
#include "report/html/template.hpp"

#include "page/embedded.hpp"
#include "report/text.hpp"

#include <array>
#include <ostream>
#include <stdexcept>

namespace chatsweep {
namespace {

constexpr std::size_t longest_shown = 120;

/// Nothing that the page says of itself is as long as that.
constexpr std::size_t longest_text = 2000;

/// What others show inside of them.
constexpr std::array partials{"bars", "chart", "legend"};

/// Without its first line, which is the licence.
std::string text_of(std::string_view name) {
    const std::string_view text = page::text(std::string{name} + ".mustache");
    return std::string{text.substr(text.find('\n') + 1)};
}

} // namespace

std::string escaped(std::string_view text) {
    std::string safe;
    for (const char character : clean(text)) {
        switch (character) {
        case '&':
            safe += "&amp;";
            break;
        case '<':
            safe += "&lt;";
            break;
        case '>':
            safe += "&gt;";
            break;
        case '"':
            safe += "&quot;";
            break;
        case '\'':
            safe += "&#39;";
            break;
        default:
            safe += character;
        }
    }
    return safe;
}

std::string in_short(std::string_view text) {
    return shorten(clean(text), longest_shown);
}

Template::Template(std::string_view name) : mustache_(text_of(name)) {
    if (!mustache_.is_valid()) {
        throw std::logic_error{std::string{name} + ".mustache: " + mustache_.error_message()};
    }
    mustache_.set_custom_escape([](const std::string& text) {
        return escaped(text.size() > longest_text ? shorten(clean(text), longest_text) : text);
    });
}

void Template::write(View view, std::ostream& out) {
    for (const char* name : partials) {
        view.set(name, kainjow::mustache::partial{[name] { return text_of(name); }});
    }
    mustache_.render(view, [&out](const std::string& piece) { out << piece; });
}

} // namespace chatsweep

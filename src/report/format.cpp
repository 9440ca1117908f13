// SPDX-License-Identifier: Apache-2.0
#include "report/render.hpp"

#include <stdexcept>

namespace chatsweep {

std::optional<Format> parse_format(std::string_view text) noexcept {
    if (text == "table") {
        return Format::table;
    }
    if (text == "json") {
        return Format::json;
    }
    if (text == "ndjson") {
        return Format::ndjson;
    }
    if (text == "csv") {
        return Format::csv;
    }
    if (text == "html") {
        return Format::html;
    }
    return std::nullopt;
}

void refuse_html() {
    throw std::invalid_argument{"only a report can be written as html"};
}

} // namespace chatsweep

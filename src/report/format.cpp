// SPDX-License-Identifier: Apache-2.0
#include "report/render.hpp"

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
    return std::nullopt;
}

} // namespace chatsweep

// SPDX-License-Identifier: Apache-2.0
#include "support/harm.hpp"

#include <nlohmann/json.hpp>

#include <sstream>
#include <string_view>
#include <vector>

namespace chatsweep::test {

using ScenarioJson = nlohmann::json;

namespace {

/// The cells of a line of CSV, which may have no line break inside.
std::vector<std::string> cells_of(const std::string& line) {
    std::vector<std::string> cells(1);
    bool quoted = false;
    for (std::size_t at = 0; at < line.size(); ++at) {
        if (line[at] == '"' && quoted && line.substr(at, 2) == "\"\"") {
            cells.back() += line[at++];
        } else if (line[at] == '"') {
            quoted = !quoted;
        } else if (line[at] == ',' && !quoted) {
            cells.emplace_back();
        } else {
            cells.back() += line[at];
        }
    }
    return cells;
}

/// Whether the text begins with C0, DEL, C1, a line separator or bidi formatting, in UTF-8.
bool steers(std::string_view text) {
    const auto byte = [text](std::size_t at) -> unsigned {
        return at < text.size() ? static_cast<unsigned char>(text[at]) : 0;
    };
    const auto third_is = [&byte](unsigned from, unsigned to) {
        return byte(2) >= from && byte(2) <= to;
    };
    switch (byte(0)) {
    case 0xc2:
        return byte(1) >= 0x80 && byte(1) <= 0x9f;
    case 0xd8:
        return byte(1) == 0x9c;
    case 0xe2:
        return (byte(1) == 0x80 && (third_is(0x8e, 0x8f) || third_is(0xa8, 0xae))) ||
               (byte(1) == 0x81 && third_is(0xa6, 0xa9));
    default:
        return byte(0) < 0x20 || byte(0) == 0x7f;
    }
}

bool is_formula(const std::string& cell) {
    const bool signed_number = (cell.starts_with('+') || cell.starts_with('-')) &&
                               cell.find_first_not_of("0123456789.", 1) == std::string::npos;
    return !cell.empty() && std::string_view{"=@+-"}.find(cell[0]) != std::string_view::npos &&
           !signed_number;
}

std::string flaw_of_csv(const std::string& out) {
    std::istringstream lines{out};
    std::size_t columns = 0;
    for (std::string line; std::getline(lines, line);) {
        if (!line.ends_with('\r')) {
            return "a line break inside of a line: " + line;
        }
        line.pop_back();
        const std::vector<std::string> cells = cells_of(line);
        columns = columns == 0 ? cells.size() : columns;
        if (cells.size() != columns) {
            return "another number of columns: " + line;
        }
        for (const std::string& cell : cells) {
            if (is_formula(cell)) {
                return "a formula: " + cell;
            }
        }
    }
    return "";
}

} // namespace

std::string harm_in(const std::string& out) {
    bool is_ascii = true;
    for (std::size_t at = 0; at < out.size(); ++at) {
        const auto byte = static_cast<unsigned char>(out[at]);
        if (byte >= 0x20 && byte < 0x7f) {
            continue;
        }
        is_ascii = is_ascii && byte < 0x80;
        const std::string_view rest = std::string_view{out}.substr(at);
        if (steers(rest) && rest[0] != '\n' && !rest.starts_with("\r\n")) {
            return "a control character at byte " + std::to_string(at) + " of " + out.substr(0, at);
        }
    }
    try {
        (void)ScenarioJson(is_ascii ? "" : out).dump();
    } catch (const ScenarioJson::exception&) {
        return "not UTF-8";
    }
    return "";
}

std::string flaw_of(const std::string& out, const std::string& format) {
    if (const std::string harm = harm_in(out); !harm.empty()) {
        return harm;
    }
    std::istringstream lines{out};
    if (format == "json" && !out.empty() && !ScenarioJson::accept(out)) {
        return "not JSON: " + out;
    }
    for (std::string line; format == "ndjson" && std::getline(lines, line);) {
        if (!ScenarioJson::accept(line)) {
            return "not JSON: " + line;
        }
    }
    return format == "csv" ? flaw_of_csv(out) : "";
}

} // namespace chatsweep::test

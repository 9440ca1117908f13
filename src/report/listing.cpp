// SPDX-License-Identifier: Apache-2.0
#include "report/listing.hpp"

#include "report/text.hpp"

#include <algorithm>
#include <array>
#include <ostream>
#include <string>
#include <string_view>

namespace chatsweep {
namespace {

/// Some spreadsheets take these for what they look like.
constexpr std::array<std::string_view, 4> full_width_signs{"\uFF1D", "\uFF20", "\uFF0B", "\uFF0D"};

/// Whether a spreadsheet would take the text for a formula. A signed number, such as the one of a
/// telephone, harms nobody.
bool is_formula(std::string_view text) {
    return text.starts_with('=') || text.starts_with('@') ||
           std::ranges::any_of(full_width_signs,
                               [&](std::string_view sign) { return text.starts_with(sign); }) ||
           ((text.starts_with('+') || text.starts_with('-')) &&
            text.find_first_not_of("0123456789", 1) != std::string_view::npos);
}

std::string in_quotes(const std::string& text) {
    if (!text.empty() && text.find_first_of(",\"\r\n") == std::string::npos) {
        return text;
    }
    std::string cell = "\"";
    for (const char character : text) {
        cell += character == '"' ? "\"\"" : std::string{character};
    }
    return cell + '"';
}

/// As spreadsheets write a text that is none of their formulas.
std::string cell_of_text(const std::string& text) {
    return in_quotes(is_formula(text) ? "'" + text : text);
}

std::string cell_of(const Json& value) {
    if (value.is_null()) {
        return {};
    }
    if (value.is_string()) {
        return cell_of_text(clean(value.get_ref<const std::string&>()));
    }
    if (!value.is_array()) {
        return dump(value);
    }
    std::string texts;
    for (const Json& element : value) {
        texts += texts.empty() ? "" : ",";
        texts += clean(element.get_ref<const std::string&>());
    }
    return texts.empty() ? std::string{} : cell_of_text(texts);
}

const Json& value_at(const Json& record, std::string_view column) {
    static const Json null;
    const std::size_t dot = column.find('.');
    const Json& value = record.at(std::string{column.substr(0, dot)});
    if (dot == std::string_view::npos) {
        return value;
    }
    return value.is_object() ? value.at(std::string{column.substr(dot + 1)}) : null;
}

} // namespace

void write_json(const Json& head, const Listing& listing, std::ostream& out) {
    std::string opened = dump(head);
    opened.pop_back();
    out << opened << ",\"" << listing.name << "\":[";
    for (std::size_t index = 0; index < listing.size && out; ++index) {
        out << (index == 0 ? "\n" : ",\n") << dump(listing.record(index));
    }
    out << (listing.size == 0 ? "]}\n" : "\n]}\n");
}

void write_ndjson(const Json& head, const Listing& listing, std::ostream& out) {
    for (std::size_t index = 0; index < listing.size && out; ++index) {
        out << dump(listing.record(index)) << '\n';
    }
    out << dump(head) << '\n';
}

void write_csv(const Listing& listing, std::ostream& out) {
    std::string line;
    for (const std::string_view column : listing.columns) {
        line += line.empty() ? "" : ",";
        line += column.substr(column.find('.') + 1);
    }
    out << line << "\r\n";
    for (std::size_t index = 0; index < listing.size && out; ++index) {
        const Json record = listing.record(index);
        line.clear();
        std::string_view comma;
        for (const std::string_view column : listing.columns) {
            line += comma;
            line += cell_of(value_at(record, column));
            comma = ",";
        }
        out << line << "\r\n";
    }
}

} // namespace chatsweep

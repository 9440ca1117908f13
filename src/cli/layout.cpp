// SPDX-License-Identifier: Apache-2.0
#include "cli/layout.hpp"

#include <algorithm>
#include <cstddef>
#include <sstream>

namespace chatsweep {

namespace {

constexpr std::size_t width = 80;
constexpr std::size_t widest_label = 28;

/// The lines of a text whose lines may be so long.
std::vector<std::string> wrapped(const std::string& text, std::size_t longest) {
    std::vector<std::string> lines;
    std::istringstream words{text};
    for (std::string word; words >> word;) {
        if (!lines.empty() && lines.back().size() + 1 + word.size() <= longest) {
            lines.back() += ' ' + word;
        } else {
            lines.push_back(word);
        }
    }
    return lines;
}

} // namespace

std::string paragraph(const std::string& text) {
    std::string result;
    for (const std::string& line : wrapped(text, width)) {
        result += line + '\n';
    }
    return result;
}

std::string table(const Rows& rows) {
    std::size_t column = 0;
    for (const auto& [label, text] : rows) {
        column = std::max(column, std::min(label.size(), widest_label));
    }
    const std::size_t indent = 2 + column + 2;
    std::string result;
    for (const auto& [label, text] : rows) {
        std::string line = "  " + label;
        if (label.size() > column) {
            result += line + '\n';
            line.clear();
        }
        for (const std::string& part : wrapped(text, width - indent)) {
            line.resize(indent, ' ');
            result += line + part + '\n';
            line.clear();
        }
    }
    return result;
}

} // namespace chatsweep

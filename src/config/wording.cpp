// SPDX-License-Identifier: Apache-2.0
#include "config/wording.hpp"

#include "config/unicode.hpp"

#include <algorithm>
#include <cstddef>
#include <vector>

namespace chatsweep {

namespace {

constexpr std::size_t longest_shown = 60;

/// Letters to insert, remove, replace or swap with their neighbour to get from one to the other.
std::size_t distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> before(b.size() + 1);
    std::vector<std::size_t> row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) {
        row[j] = j;
    }
    std::vector<std::size_t> next(b.size() + 1);
    for (std::size_t i = 1; i <= a.size(); ++i) {
        next[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            next[j] = std::min(
                {row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] == b[j - 1] ? 0U : 1U)});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
                next[j] = std::min(next[j], before[j - 2] + 1);
            }
        }
        before.swap(row);
        row.swap(next);
    }
    return row.back();
}

std::string simplified(std::string_view word) {
    std::string result{word};
    for (char& letter : result) {
        if (letter >= 'A' && letter <= 'Z') {
            letter = static_cast<char>(letter - 'A' + 'a');
        } else if (letter == '-' || letter == ' ') {
            letter = '_';
        }
    }
    return result;
}

} // namespace

std::string in_quotes(std::string_view text) {
    if (text.size() <= longest_shown) {
        return "'" + std::string{text} + "'";
    }
    std::size_t end = longest_shown - 3;
    while (end > 0 && !starts_character(text[end])) {
        --end;
    }
    return "'" + std::string{text.substr(0, end)} + "...'";
}

std::string listed(Words words, std::string_view last) {
    std::string result;
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (i > 0) {
            result += i + 1 < words.size() ? ", " : " " + std::string{last} + " ";
        }
        result += words[i];
    }
    return result;
}

std::string_view closest(std::string_view word, Words known) {
    if (word.size() > longest_shown) {
        return {};
    }
    const std::string simple = simplified(word);
    std::string_view best;
    std::size_t best_distance = std::max<std::size_t>(1, word.size() / 3) + 1;
    for (const std::string_view candidate : known) {
        const std::size_t slips = distance(simple, candidate);
        if (slips < best_distance && slips < candidate.size()) {
            best = candidate;
            best_distance = slips;
        }
    }
    return best;
}

} // namespace chatsweep

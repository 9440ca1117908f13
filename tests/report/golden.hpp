// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "report/render.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>

namespace chatsweep::test {

template <typename Document>
std::string rendered(const Document& document, Format format, int width = 80,
                     Color color = Color::never) {
    std::ostringstream out;
    render(document, format, Style{color, width}, out);
    EXPECT_TRUE(out.good());
    return out.str();
}

/// The first line in which they differ, in both.
inline std::string difference(const std::string& text, const std::string& golden) {
    std::istringstream ours{text};
    std::istringstream theirs{golden};
    std::string our_line;
    std::string their_line;
    for (int number = 1; ours || theirs; ++number) {
        const bool ours_end = !std::getline(ours, our_line);
        const bool theirs_end = !std::getline(theirs, their_line);
        if (ours_end != theirs_end || our_line != their_line) {
            return "line " + std::to_string(number) +
                   "\n  golden: " + (theirs_end ? "(end)" : their_line) +
                   "\n  now:    " + (ours_end ? "(end)" : our_line);
        }
    }
    return "the end of the last line";
}

/// Holds a text against tests/report/golden/<file>. With UPDATE_GOLDEN=1 it writes the file.
inline void expect_golden(const std::string& text, const std::string& file) {
    const std::string path = std::string{CHATSWEEP_SOURCE_DIR} + "/tests/report/golden/" + file;
    if (std::getenv("UPDATE_GOLDEN") != nullptr) {
        std::ofstream out{path, std::ios::binary};
        out << text;
        ASSERT_TRUE(out.flush().good()) << "cannot write " << path;
        return;
    }
    std::ifstream in{path, std::ios::binary};
    const std::string golden{std::istreambuf_iterator<char>{in}, {}};
    const auto* test = testing::UnitTest::GetInstance()->current_test_info();
    EXPECT_TRUE(text == golden) << file << " differs in " << difference(text, golden)
                                << "\nhint: When the change is meant, run "
                                << "UPDATE_GOLDEN=1 build/dev/tests/pure_tests --gtest_filter='"
                                << test->test_suite_name() << '.' << test->name()
                                << "' and read git diff tests/report/golden.";
}

/// Every format: `<name>.60.txt`, `.80.txt`, `.100.txt`, `.120.txt`, `.json`, `.ndjson`, `.csv`.
template <typename Document>
void expect_golden_in_every_format(const Document& document, const std::string& name) {
    for (const int width : {60, 80, 100, 120}) {
        expect_golden(rendered(document, Format::table, width),
                      name + '.' + std::to_string(width) + ".txt");
    }
    expect_golden(rendered(document, Format::json), name + ".json");
    expect_golden(rendered(document, Format::ndjson), name + ".ndjson");
    expect_golden(rendered(document, Format::csv), name + ".csv");
}

} // namespace chatsweep::test

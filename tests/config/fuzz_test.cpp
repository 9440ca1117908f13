// SPDX-License-Identifier: Apache-2.0
#include "config_error.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <random>

namespace chatsweep {
namespace {

std::string example_text() {
    std::ifstream file{CHATSWEEP_SOURCE_DIR "/config/chatsweep.yaml", std::ios::binary};
    EXPECT_TRUE(file);
    return {std::istreambuf_iterator<char>{file}, {}};
}

/// Puts a few bytes in, out or over; some of them are ones that mean something to YAML.
std::string mutated(std::string text, std::mt19937& random) {
    static const std::string meaningful =
        std::string{"\n\t :-,[]{}'\"&*!|>%@`#?~\\<\r\x04\x80"} + '\0';
    const auto below = [&](std::size_t limit) {
        return random() % std::max<std::size_t>(limit, 1);
    };
    for (std::size_t count = 1 + below(3); count > 0; --count) {
        const std::size_t at = below(text.size());
        const char byte =
            below(2) == 0 ? meaningful[below(meaningful.size())] : static_cast<char>(below(256));
        switch (below(4)) {
        case 0:
            text.insert(at, 1, byte);
            break;
        case 1:
            text.erase(at, 1 + below(20));
            break;
        case 2:
            text.insert(below(text.size()), text.substr(at, below(200)));
            break;
        case 3:
            text[at] = byte;
            break;
        }
    }
    return text;
}

TEST(Fuzz, BrokenBytesMakeAConfigErrorAndNothingElse) {
    const std::string text = example_text();
    // Comments only dilute it.
    std::string bare;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find('\n', at), text.size() - 1) + 1;
        const std::string line = text.substr(at, end - at);
        bare += line.substr(0, line.find('#')) + (line.find('#') == std::string::npos ? "" : "\n");
        at = end;
    }
    bare += "receivers:\n"
            "  - name: desk\n"
            "    url: http://[::1]:8080/hooks?a=%20\n"
            "    secret: [ { file: /s }, { variable: S } ]\n"
            "    actions: [warn, close]\n"
            "    policies: [whatsapp]\n"
            "    allow_local: true\n"
            "    proxy: http://192.0.2.7:3128\n";
    ASSERT_EQ(error_of(bare), "");
    std::mt19937 random{20260101};
    int accepted = 0;
    int refused = 0;
    for (int round = 0; round < 6000; ++round) {
        const std::string broken = mutated(bare, random);
        std::string said;
        EXPECT_NO_THROW(said = error_of(broken)) << broken;
        if (said.empty()) {
            ++accepted;
            continue;
        }
        ++refused;
        EXPECT_TRUE(said.starts_with("f:")) << said;
        EXPECT_EQ(std::count(said.begin(), said.end(), '\n'), 1) << said;
        EXPECT_TRUE(said.ends_with('.') || said.ends_with('?')) << said;
    }
    // Both ends are exercised.
    EXPECT_GT(accepted, 100);
    EXPECT_GT(refused, 1000);
}

} // namespace
} // namespace chatsweep

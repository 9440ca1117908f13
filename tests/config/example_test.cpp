// SPDX-License-Identifier: Apache-2.0
#include "config/keys.hpp"
#include "config/values.hpp"
#include "config_error.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <regex>
#include <set>

namespace chatsweep {
namespace {

const std::string root = CHATSWEEP_SOURCE_DIR;

std::string text_of_file(const std::string& path) {
    std::ifstream file{root + path, std::ios::binary};
    EXPECT_TRUE(file) << path;
    return {std::istreambuf_iterator<char>{file}, {}};
}

TEST(Example, LoadsWithoutChangeAndWithoutAWarning) {
    Overrides overrides;
    overrides.file = Override{"-c", root + "/config/chatsweep.yaml"};
    const Config config = load_config(overrides, Policies::required);
    EXPECT_THAT(config.warnings, testing::IsEmpty());
    std::vector<std::string> names;
    for (const Policy& policy : config.policies) {
        names.push_back(policy.name);
    }
    EXPECT_THAT(names,
                testing::ElementsAre("opt_out", "whatsapp", "bots", "reps", "everyone-else"));
}

TEST(Example, ShowsTheDefaults) {
    const Config example = parse_config(text_of_file("/config/chatsweep.yaml"), "f");
    const Config defaults;
    EXPECT_EQ(example.interval, defaults.interval);
    EXPECT_EQ(example.database.dsn, defaults.database.dsn);
    EXPECT_EQ(example.database.connect_timeout, defaults.database.connect_timeout);
    EXPECT_EQ(example.database.statement_timeout, defaults.database.statement_timeout);
    EXPECT_EQ(example.database.lock_timeout, defaults.database.lock_timeout);
    EXPECT_EQ(example.database.idle_timeout, defaults.database.idle_timeout);
    EXPECT_EQ(example.database.check_interval, defaults.database.check_interval);
    EXPECT_EQ(example.database.commit_timeout, defaults.database.commit_timeout);
    EXPECT_EQ(example.guards.max_close_percent_floor, defaults.guards.max_close_percent_floor);
}

/// Every `key:` of a text, comments apart.
std::set<std::string> keys_in(const std::string& text) {
    static const std::regex key{"([a-z_]+):(?=[ \n])"};
    static const std::regex comment{"#[^\n]*"};
    const std::string bare = std::regex_replace(text, comment, "");
    std::set<std::string> keys;
    for (std::sregex_iterator found{bare.begin(), bare.end(), key}, end; found != end; ++found) {
        keys.insert((*found)[1]);
    }
    return keys;
}

TEST(Example, ShowsEveryKeyOfATimer) {
    const std::set<std::string> shown = keys_in(text_of_file("/config/chatsweep.yaml"));
    for (const Action action : all_actions) {
        for (const std::string_view key : keys::of(action)) {
            EXPECT_TRUE(shown.contains(std::string{key})) << key;
        }
    }
    for (const std::string_view key : keys::policy) {
        EXPECT_TRUE(shown.contains(std::string{key})) << key;
    }
}

/// The configuration with the hash marks of its receivers taken away.
std::string with_receivers(const std::string& text) {
    const std::size_t begin = text.find("# receivers:\n");
    EXPECT_NE(begin, std::string::npos);
    static const std::regex mark{"(^|\n)# "};
    return text.substr(0, begin) + std::regex_replace(text.substr(begin), mark, "$1");
}

TEST(Example, HasAReceiverBehindHashMarksWithEveryKeyAndTheDefaults) {
    const std::string text = with_receivers(text_of_file("/config/chatsweep.yaml"));
    const Config config = parse_config(text, "f");
    EXPECT_THAT(config.warnings, testing::IsEmpty());
    ASSERT_EQ(config.receivers.size(), 1U);
    const Receiver& example = config.receivers[0];
    const Receiver defaults;
    EXPECT_EQ(example.name, "desk");
    EXPECT_EQ(example.timeout, defaults.timeout);
    EXPECT_EQ(example.retries, defaults.retries);
    EXPECT_EQ(example.concurrency, defaults.concurrency);
    EXPECT_EQ(example.allow_local, defaults.allow_local);
    const std::set<std::string> shown = keys_in(text.substr(text.find("receivers:\n")));
    for (const std::string_view key : keys::receiver) {
        EXPECT_TRUE(shown.contains(std::string{key})) << key;
    }
}

TEST(Schema, AgreesAboutTheCasesThatItsOwnTestReadsToo) {
    const std::string text = text_of_file("/tests/config/schema_cases.txt");
    int count = 0;
    for (std::size_t at = text.find("### "); at != std::string::npos; ++count) {
        const std::size_t line_end = text.find('\n', at);
        const std::string heading = text.substr(at + 4, line_end - at - 4);
        at = text.find("### ", line_end);
        const std::string said = error_of(text.substr(line_end + 1, at - line_end - 1));
        EXPECT_EQ(said.empty(), heading.starts_with("accepted: ")) << heading << "\n" << said;
    }
    EXPECT_GE(count, 30);
}

TEST(Schema, AgreesAboutDurations) {
    std::ifstream file{root + "/tests/config/durations.txt"};
    int count = 0;
    for (std::string line; std::getline(file, line);) {
        if (line.starts_with('#')) {
            continue;
        }
        ++count;
        bool accepted = true;
        try {
            (void)duration_from("", line.substr(line.find(' ') + 1), Zero::refused);
        } catch (const BadValue&) {
            accepted = false;
        }
        EXPECT_EQ(accepted, line.starts_with("accepted ")) << line;
    }
    EXPECT_GE(count, 30);
}

} // namespace
} // namespace chatsweep

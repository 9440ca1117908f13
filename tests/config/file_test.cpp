// SPDX-License-Identifier: Apache-2.0
#include "config_error.hpp"

#include <gtest/gtest.h>
#include <stdlib.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <fstream>

namespace chatsweep {
namespace {

/// A folder of its own for each test.
class File : public testing::Test {
protected:
    void SetUp() override {
        std::string pattern = testing::TempDir() + "chatsweep-XXXXXX";
        ASSERT_NE(mkdtemp(pattern.data()), nullptr);
        folder_ = pattern;
    }
    void TearDown() override { std::filesystem::remove_all(folder_); }

    std::string path(const std::string& name) const { return (folder_ / name).string(); }

    std::string write(const std::string& text) const {
        std::ofstream{path("c.yaml"), std::ios::binary} << text;
        return path("c.yaml");
    }

    static std::string said_of(const std::string& file) {
        Overrides overrides;
        overrides.file = Override{"-c", file};
        return said_by([&] { (void)load_config(overrides, Policies::optional); });
    }

private:
    std::filesystem::path folder_;
};

TEST_F(File, IsReadAndNamedInTheConfiguration) {
    Overrides overrides;
    overrides.file = Override{"-c", write("version: 1\ninterval: 6h\n")};
    const Config config = load_config(overrides, Policies::optional);
    EXPECT_EQ(config.file, path("c.yaml"));
    EXPECT_EQ(config.interval, std::chrono::hours{6});
}

TEST_F(File, IsNamedAsItWasGivenInErrors) {
    const std::string file = write("version: 1\n\n  \ninterval: soon\n");
    EXPECT_EQ(said_of(file), file + ":4:11: interval 'soon' is not a duration\n"
                                    "hint: write a number and a unit, such as 30m, 12h or PT12H.");
}

TEST_F(File, ThatIsMissingIsAnError) {
    const std::string error = ": there is no such file\n"
                              "hint: name a file that exists with -c or CHATSWEEP_CONFIG.";
    EXPECT_EQ(said_of(path("none.yaml")), path("none.yaml") + error);
    const std::string below_a_file = write("version: 1\n") + "/c.yaml";
    EXPECT_EQ(said_of(below_a_file), below_a_file + error);
}

TEST_F(File, ThatIsADirectoryIsAnError) {
    EXPECT_EQ(said_of(path("")), path("") + ": this is a directory, not a file\n"
                                            "hint: name a file with -c or CHATSWEEP_CONFIG.");
}

TEST_F(File, ThatNobodyNamedIsAnError) {
    EXPECT_EQ(said_of(""), "-c: no file is named\n"
                           "hint: name a file, or take it away.");
}

TEST_F(File, ThatMayNotBeReadIsAnError) {
    const std::string file = write("version: 1\n");
    std::filesystem::permissions(file, std::filesystem::perms::none);
    // Root reads everything, so become nobody for a moment.
    const bool is_root = geteuid() == 0;
    if (is_root) {
        std::filesystem::permissions(path(""), std::filesystem::perms::all);
        ASSERT_EQ(seteuid(65534), 0);
    }
    const std::string said = said_of(file);
    if (is_root) {
        ASSERT_EQ(seteuid(0), 0);
    }
    EXPECT_EQ(said, file + ": no permission to read the file\n"
                           "hint: let the user that runs chatsweep read it.");
}

TEST_F(File, MayBeOneMebibyteAndNoByteMore) {
    std::string text = "version: 1\n#";
    text.resize(1024 * 1024 - 1, '#');
    EXPECT_EQ(said_of(write(text + "\n")), "");
    EXPECT_EQ(said_of(write(text + "\n#")),
              path("c.yaml") + ": the file is larger than 1 MiB\n"
                               "hint: name the configuration of chatsweep with -c or "
                               "CHATSWEEP_CONFIG.");
}

TEST_F(File, ThatNeverEndsIsTooLarge) {
    const std::string said = said_of("/dev/zero");
    EXPECT_EQ(said.substr(0, said.find('\n')), "/dev/zero: the file is larger than 1 MiB");
}

TEST_F(File, ThatIsNotUtf8IsAnErrorAtTheFirstSuchByte) {
    const std::string rest = ": the file is not UTF-8\nhint: save it as UTF-8.";
    for (const char* bytes : {"\xe9", "\x80", "\xc0\xaf", "\xe0\x80\xaf", "\xed\xa0\x80",
                              "\xf4\x90\x80\x80", "\xf8\x88\x80\x80\x80", "\xe2\x82", "\xff"}) {
        EXPECT_EQ(said_of(write("version: 1\n# ü" + std::string{bytes} + "\n")),
                  path("c.yaml") + ":2:4" + rest);
    }
    const std::string utf16 = std::string{"\xff\xfe"} + "v";
    EXPECT_EQ(said_of(write(utf16)), path("c.yaml") + ":1:1" + rest);
}

TEST_F(File, WithControlCharactersIsAnErrorAtTheFirst) {
    const std::string rest = ": a control character\n"
                             "hint: take it away, or write the value without it.";
    for (const char character : {'\0', '\x04', '\x1b', '\x7f', '\r'}) {
        EXPECT_EQ(said_of(write("version: 1\n# a" + std::string(1, character) + "b\n")),
                  path("c.yaml") + ":2:4" + rest)
            << int{character};
    }
}

} // namespace
} // namespace chatsweep

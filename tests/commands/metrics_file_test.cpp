// SPDX-License-Identifier: Apache-2.0
#include "commands/metrics_file.hpp"

#include "commands/output.hpp"
#include "support/process.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace chatsweep::test {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::UnorderedElementsAre;

class MetricsFile : public ::testing::Test {
protected:
    MetricsFile() { fs::create_directory(folder); }
    ~MetricsFile() override { fs::remove_all(folder); }

    [[nodiscard]] std::vector<std::string> names() const {
        std::vector<std::string> names;
        for (const auto& entry : fs::directory_iterator{folder}) {
            names.push_back(entry.path().filename().string());
        }
        return names;
    }

    [[nodiscard]] std::string said_of_writing() const {
        try {
            write_metrics(path, {.sweep = "x"}, std::nullopt);
        } catch (const OutputError& error) {
            return error.what();
        }
        return "";
    }

    fs::path folder = path_in_folder("collector");
    std::string path = folder / "chat.sweep.prom";
    std::string beside = folder / ".chat.sweep.prom.tmp";
};

TEST(MetricsFileName, EndsInWhatTheExporterReads) {
    EXPECT_TRUE(is_metrics_file("x.prom"));
    EXPECT_TRUE(is_metrics_file("/var/lib/a.b.prom"));
    for (const char* none : {"", "x", "x.prom.txt", ".prom", "/tmp/.prom", "x.prom/", "prom"}) {
        EXPECT_FALSE(is_metrics_file(none)) << none;
    }
    EXPECT_EQ(sweep_of("/var/lib/support.prom"), "support");
}

TEST_F(MetricsFile, CanBeReadByEverybodyWhateverTheUmaskIs) {
    const mode_t before = umask(0077);
    write_metrics(path, {.sweep = "x"}, SuccessMetrics{.sweep = "x"});
    umask(before);

    for (const std::string& name : {path, (folder / "chat.sweep_last_success.prom").string()}) {
        struct stat state {};
        ASSERT_EQ(stat(name.c_str(), &state), 0) << name;
        EXPECT_EQ(state.st_mode & 07777U, 0644U) << name;
    }
    EXPECT_THAT(names(), UnorderedElementsAre("chat.sweep.prom", "chat.sweep_last_success.prom"));
}

TEST_F(MetricsFile, OfAFailureLeavesTheLastSuccessAsItIs) {
    write_metrics(path, {.sweep = "x"}, SuccessMetrics{.sweep = "x"});
    const std::string success = text_of_file(folder / "chat.sweep_last_success.prom");
    write_metrics(path, {.sweep = "x", .exit_code = 5}, std::nullopt);

    EXPECT_EQ(text_of_file(folder / "chat.sweep_last_success.prom"), success);
    EXPECT_THAT(text_of_file(path), HasSubstr("exit_code{sweep=\"x\"} 5\n"));
}

TEST_F(MetricsFile, TakesThePlaceOfTheOldOneAsAWhole) {
    std::ofstream{path} << "old";
    fs::create_hard_link(path, folder / "old");
    write_metrics(path, {.sweep = "x"}, std::nullopt);

    EXPECT_EQ(text_of_file(folder / "old"), "old");
    EXPECT_THAT(text_of_file(path), HasSubstr("exit_code{sweep=\"x\"} 0\n"));
}

TEST_F(MetricsFile, MakesUseOfWhatACrashHasLeftBehind) {
    std::ofstream{beside} << std::string(100'000, 'x');
    write_metrics(path, {.sweep = "x"}, std::nullopt);

    EXPECT_EQ(text_of_file(path).find("xx"), std::string::npos);
    EXPECT_THAT(names(), ElementsAre("chat.sweep.prom"));
}

TEST_F(MetricsFile, DoesNotFollowALinkThatLiesInItsWay) {
    std::ofstream{folder / "precious"} << "precious";
    fs::create_symlink(folder / "precious", beside);
    write_metrics(path, {.sweep = "x"}, std::nullopt);

    EXPECT_EQ(text_of_file(folder / "precious"), "precious");
    EXPECT_THAT(text_of_file(path), HasSubstr("exit_code"));
}

TEST_F(MetricsFile, IsNotWrittenByTwoAtOnce) {
    const int other = open(beside.c_str(), O_WRONLY | O_CREAT, 0644);
    ASSERT_EQ(flock(other, LOCK_EX), 0);

    EXPECT_EQ(said_of_writing(), "cannot write to " + path + ": Resource temporarily unavailable");
    close(other);
    EXPECT_EQ(said_of_writing(), "");
}

TEST_F(MetricsFile, ThatCannotBeWrittenIsSaidAndLeavesNothingBehind) {
    fs::create_directories(path + "/something");

    EXPECT_EQ(said_of_writing(), "cannot write to " + path + ": Is a directory");
    EXPECT_THAT(names(), ElementsAre("chat.sweep.prom"));
    path = "/nonexistent/x.prom";
    EXPECT_EQ(said_of_writing(), "cannot write to " + path + ": No such file or directory");
}

} // namespace
} // namespace chatsweep::test

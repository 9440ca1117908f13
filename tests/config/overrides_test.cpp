// SPDX-License-Identifier: Apache-2.0
#include "config_error.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdio>
#include <fstream>

namespace chatsweep {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

std::string said_of_overrides(const Overrides& overrides, Policies policies = Policies::required) {
    return said_by([&] { (void)load_config(overrides, policies); });
}

/// A file that is gone at the end of its test.
class TemporaryFile {
public:
    explicit TemporaryFile(const std::string& text)
        : path_(testing::TempDir() + "chatsweep-overrides-" + std::to_string(getpid()) + ".yaml") {
        std::ofstream{path_} << text;
    }
    ~TemporaryFile() { std::remove(path_.c_str()); }
    TemporaryFile(const TemporaryFile&) = delete;
    TemporaryFile& operator=(const TemporaryFile&) = delete;

    [[nodiscard]] Override named() const { return {"-c", path_}; }

private:
    std::string path_;
};

TEST(Overrides, WinOverTheFile) {
    const TemporaryFile file{"version: 1\n"
                             "interval: 6h\n"
                             "database: { dsn: service=file, lock_timeout: 3s }\n"
                             "guards: { max_close: 1, max_close_percent: 2 }\n"};
    Overrides overrides;
    overrides.file = file.named();
    overrides.dsn = Override{"-d", "service=flag"};
    overrides.interval = Override{"--interval", "1h"};
    overrides.max_close = Override{"--max-close", "10"};
    overrides.max_close_percent = Override{"--max-close-percent", "20.5"};
    overrides.lock_wait = Override{"--lock-wait", "0s"};
    const Config config = load_config(overrides, Policies::optional);
    EXPECT_EQ(config.interval, hours{1});
    EXPECT_EQ(config.database.dsn, "service=flag");
    EXPECT_EQ(config.database.lock_timeout, std::chrono::seconds{3});
    EXPECT_EQ(config.guards.max_close, 10);
    EXPECT_EQ(config.guards.max_close_percent, 20.5);
    EXPECT_EQ(config.lock_wait, Duration::zero());
}

TEST(Overrides, LeaveTheFileAloneWhereTheySayNothing) {
    const TemporaryFile file{"version: 1\ninterval: 6h\nguards: { max_close: 1 }\n"};
    Overrides overrides;
    overrides.file = file.named();
    overrides.lock_wait = Override{"CHATSWEEP_LOCK_WAIT", "5m"};
    const Config config = load_config(overrides, Policies::optional);
    EXPECT_EQ(config.interval, hours{6});
    EXPECT_EQ(config.guards.max_close, 1);
    EXPECT_EQ(config.lock_wait, minutes{5});
}

TEST(Overrides, MakeOnePolicyForEveryoneOfATimeout) {
    Overrides overrides;
    overrides.timeout = Override{"--timeout", "90m"};
    const Config config = load_config(overrides, Policies::required);
    EXPECT_EQ(config.file, std::nullopt);
    ASSERT_EQ(config.policies.size(), 2U);
    EXPECT_EQ(config.policies[0].name, "opt_out");
    EXPECT_EQ(canonical_policies({config.policies[1]}),
              R"([{"name":"everyone","match":{},"timers":[{"name":"timeout","action":"close",)"
              R"("after_seconds":5400,"since":"last_customer_message"}],"never_wrote":"started",)"
              R"("hold_unanswered":false,"hold_labels":[]}])");
    EXPECT_THAT(config.warnings, testing::IsEmpty());
}

TEST(Overrides, MakeThatPolicyWithAFileThatHasNone) {
    const TemporaryFile file{"version: 1\ninterval: 6h\n"};
    Overrides overrides;
    overrides.file = file.named();
    overrides.timeout = Override{"--timeout", "90m"};
    const Config config = load_config(overrides, Policies::required);
    EXPECT_EQ(config.policies.at(1).name, "everyone");
    EXPECT_EQ(config.interval, hours{6});
}

TEST(Overrides, LeaveOptOutsAloneWhereTheFileKeepsThem) {
    const TemporaryFile file{"version: 1\nopt_out: keep\n"};
    Overrides overrides;
    overrides.file = file.named();
    overrides.timeout = Override{"--timeout", "90m"};
    const Config config = load_config(overrides, Policies::required);
    ASSERT_EQ(config.policies.size(), 1U);
    EXPECT_EQ(config.policies[0].name, "everyone");
}

TEST(Overrides, RefuseATimeoutBesideTheFilesPolicies) {
    const TemporaryFile file{with_policy("{ name: a, match: {}, timeout: 2h }\n")};
    Overrides overrides;
    overrides.file = file.named();
    overrides.timeout = Override{"CHATSWEEP_TIMEOUT", "90m"};
    EXPECT_EQ(said_of_overrides(overrides, Policies::required),
              "CHATSWEEP_TIMEOUT: the policies of " + file.named().text +
                  " have timeouts of their own\n"
                  "hint: take it away, or name no file with policies.");
}

TEST(Overrides, LeaveATimeoutAloneWhereNoPolicyIsAskedFor) {
    const TemporaryFile file{with_policy("{ name: a, match: {}, timeout: 2h }\n")};
    Overrides overrides;
    overrides.file = file.named();
    overrides.timeout = Override{"CHATSWEEP_TIMEOUT", "90m"};
    EXPECT_EQ(said_of_overrides(overrides, Policies::optional), "");
}

TEST(Overrides, NeedAPolicyFromSomewhereForASweep) {
    const std::string rest = "no policy is configured\n"
                             "hint: give --timeout, set CHATSWEEP_TIMEOUT, or name a file with "
                             "policies with -c.";
    EXPECT_EQ(said_of_overrides({}, Policies::required), rest);
    EXPECT_EQ(said_of_overrides({}, Policies::optional), "");

    const TemporaryFile file{"version: 1\n"};
    Overrides overrides;
    overrides.file = file.named();
    EXPECT_EQ(said_of_overrides(overrides, Policies::required), file.named().text + ": " + rest);
    EXPECT_EQ(said_of_overrides(overrides, Policies::optional), "");
}

/// What one override is told, by its source.
std::string said_of_overrides(std::optional<Override> Overrides::*member, const char* source,
                              const std::string& text) {
    Overrides overrides;
    overrides.*member = Override{source, text};
    return said_of_overrides(overrides);
}

TEST(Overrides, AreNamedByTheirSourceInErrors) {
    EXPECT_EQ(said_of_overrides(&Overrides::timeout, "--timeout", "soon"),
              "--timeout: 'soon' is not a duration\n"
              "hint: write a number and a unit, such as 30m, 12h or PT12H.");
    EXPECT_EQ(said_of_overrides(&Overrides::timeout, "CHATSWEEP_TIMEOUT", "12"),
              "CHATSWEEP_TIMEOUT: '12' has no unit\n"
              "hint: write a unit, such as 30m, 12h or PT12H.");
    EXPECT_EQ(said_of_overrides(&Overrides::timeout, "--timeout", "0s"),
              "--timeout: '0s' is zero\n"
              "hint: write a duration of more than zero, such as 30m or 12h.");
    EXPECT_EQ(said_of_overrides(&Overrides::interval, "--interval", "0h"),
              "--interval: '0h' is zero\n"
              "hint: write a duration of more than zero, such as 30m or 12h.");
    EXPECT_EQ(said_of_overrides(&Overrides::max_close, "--max-close", "-3"),
              "--max-close: '-3' is too small\nhint: write 0 or more.");
    EXPECT_EQ(said_of_overrides(&Overrides::max_close, "--max-close", "many"),
              "--max-close: 'many' is not a whole number\n"
              "hint: write it in digits, such as 50000.");
    EXPECT_EQ(said_of_overrides(&Overrides::max_close_percent, "--max-close-percent", "80%"),
              "--max-close-percent: '80%' is not a number from 0 to 100\n"
              "hint: write it without a percent sign, such as 80 or 12.5.");
    EXPECT_EQ(said_of_overrides(&Overrides::lock_wait, "--lock-wait", ""),
              "--lock-wait: '' is not a duration\n"
              "hint: write a number and a unit, such as 30m, 12h or PT12H.");
    EXPECT_EQ(said_of_overrides(&Overrides::timeout, "--timeout", "12h\x1b[2J"),
              "--timeout: a control character, or a text that is not UTF-8\n"
              "hint: take it away.");
    EXPECT_EQ(said_of_overrides(&Overrides::timeout, "--timeout", "\xff"),
              "--timeout: a control character, or a text that is not UTF-8\n"
              "hint: take it away.");
}

} // namespace
} // namespace chatsweep

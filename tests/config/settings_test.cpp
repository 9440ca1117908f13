// SPDX-License-Identifier: Apache-2.0
#include "config_error.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

namespace chatsweep {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

class BrokenSettings : public testing::TestWithParam<Broken> {};

TEST_P(BrokenSettings, AreRefusedWithTheirPlaceAndAHint) {
    EXPECT_EQ(error_of(GetParam().text), GetParam().error);
}

std::string top(const std::string& line) {
    return "version: 1\n" + line + "\n";
}

const Broken broken_settings[] = {
    {"NoVersion", "interval: 12h\n",
     "f:1:1: the configuration has no version\nhint: write version: 1 at the top."},
    {"AnotherVersion", "version: 2\n",
     "f:1:10: version '2' is not known\nhint: write version: 1, the only one there is."},
    {"AVersionInQuotes", "version: '1'\n",
     "f:1:10: version must not be in quotes\nhint: take the quotes away."},
    {"AVersionWithoutValue", "version:\n",
     "f:1:1: version has no value\nhint: write one, or take the key away."},
    {"MisspelledKey", top("polices: []"),
     "f:2:1: unknown key 'polices'\nhint: did you mean 'policies'?"},
    {"KeyInUpperCase", top("Interval: 12h"),
     "f:2:1: unknown key 'Interval'\nhint: did you mean 'interval'?"},
    {"KeyWithADash", top("database: { lock-key: 1 }"),
     "f:2:13: unknown key 'lock-key'\nhint: did you mean 'lock_key'?"},
    {"KeyOfAnotherPart", top("dsn: service=a"),
     "f:2:1: unknown key 'dsn'\nhint: 'dsn' belongs to database: look at the indentation."},
    {"UnknownKey", top("colour: red"),
     "f:2:1: unknown key 'colour'\n"
     "hint: the keys known here are version, interval, database, guards, opt_out, policies and "
     "receivers."},
    {"DurationThatIsNone", top("interval: soon"),
     "f:2:11: interval 'soon' is not a duration\n"
     "hint: write a number and a unit, such as 30m, 12h or PT12H."},
    {"BareNumber", top("interval: 12"),
     "f:2:11: interval '12' has no unit\nhint: write a unit, such as 30m, 12h or PT12H."},
    {"ZeroDuration", top("interval: 0s"),
     "f:2:11: interval '0s' is zero\n"
     "hint: write a duration of more than zero, such as 30m or 12h."},
    {"DurationThatIsTooLong", top("interval: 36501d"),
     "f:2:11: interval '36501d' is too long\nhint: the longest duration is 36500d here."},
    {"DurationThatOverflows", top("interval: 99999999999999999999999h"),
     "f:2:11: interval '99999999999999999999999h' is too long\n"
     "hint: the longest duration is 36500d here."},
    {"Months", top("interval: P1M"),
     "f:2:11: interval 'P1M' is not a duration\n"
     "hint: months and years differ in length: write days, such as 30d."},
    {"Years", top("interval: 1y"),
     "f:2:11: interval '1y' is not a duration\n"
     "hint: months and years differ in length: write days, such as 30d."},
    {"DurationThatIsEmpty", top("interval: ''"),
     "f:2:11: interval '' is not a duration\n"
     "hint: write a number and a unit, such as 30m, 12h or PT12H."},
    {"DurationThatIsAList", top("interval: [12h]"),
     "f:2:11: interval must be one value, not a list\nhint: write one value behind the colon."},
    {"DurationThatIsAMap", top("interval:\n  hours: 12"),
     "f:3:3: interval must be one value, not a map\nhint: write one value behind the colon."},
    {"NoDuration", top("interval:\nguards:"),
     "f:2:1: interval has no value\nhint: write one, or take the key away."},
    {"DatabaseThatIsAText", top("database: postgresql://sweeper:secret@db/chat"),
     "f:2:11: database must be a map, not a text\n"
     "hint: write keys, each with a colon and a value."},
    {"TimeoutThatPostgresqlCannotHold", top("database: { lock_timeout: 25d }"),
     "f:2:27: lock_timeout '25d' is too long\nhint: the longest duration is 24d here."},
    {"LockKeyThatIsAWord", top("database: { lock_key: sweep }"),
     "f:2:23: lock_key 'sweep' is not a whole number\nhint: write it in digits, such as 50000."},
    {"LockKeyThatIsTooSmall", top("database: { lock_key: -9223372036854775809 }"),
     "f:2:23: lock_key '-9223372036854775809' is too small\n"
     "hint: write -9223372036854775808 or more."},
    {"LimitThatIsNegative", top("guards: { max_close: -1 }"),
     "f:2:22: max_close '-1' is too small\nhint: write 0 or more."},
    {"LimitThatOverflows", top("guards: { max_close: 9223372036854775808 }"),
     "f:2:22: max_close '9223372036854775808' is too large\n"
     "hint: write 9223372036854775807 or less."},
    {"LimitWithALetter", top("guards: { max_close: 50k }"),
     "f:2:22: max_close '50k' is not a whole number\nhint: write it in digits, such as 50000."},
    {"LimitThatYamlReadsAsOctal", top("guards: { max_close: 010 }"),
     "f:2:22: max_close '010' is not a whole number\nhint: write it in digits, such as 50000."},
    {"LimitInQuotes", top("guards: { max_close: '5' }"),
     "f:2:22: max_close must not be in quotes\nhint: take the quotes away."},
    {"PercentSign", top("guards: { max_close_percent: 80% }"),
     "f:2:30: max_close_percent '80%' is not a number from 0 to 100\n"
     "hint: write it without a percent sign, such as 80 or 12.5."},
    {"MoreThanAHundredPercent", top("guards: { max_close_percent: 100.5 }"),
     "f:2:30: max_close_percent '100.5' is not a number from 0 to 100\n"
     "hint: write it without a percent sign, such as 80 or 12.5."},
    {"PercentThatIsNoNumber", top("guards: { max_close_percent: nan }"),
     "f:2:30: max_close_percent 'nan' is not a number from 0 to 100\n"
     "hint: write it without a percent sign, such as 80 or 12.5."},
    {"FloorThatIsAFraction", top("guards: { max_close_percent_floor: 1.5 }"),
     "f:2:36: max_close_percent_floor '1.5' is not a whole number\n"
     "hint: write it in digits, such as 50000."},
    {"UnknownOptOut", top("opt_out: never"),
     "f:2:10: opt_out 'never' is not known\nhint: write close or keep."},
    {"QuietInboundOfZero", top("guards: { quiet_inbound: 0m }"),
     "f:2:26: quiet_inbound '0m' is zero\n"
     "hint: write a duration of more than zero, such as 30m or 12h."},
};

INSTANTIATE_TEST_SUITE_P(Settings, BrokenSettings, testing::ValuesIn(broken_settings),
                         [](const auto& each) { return std::string{each.param.title}; });

TEST(Settings, HaveTheirDefaultsWhereTheFileSaysNothing) {
    const Config config = parse_config("version: 1\ndatabase:\nguards: ~\n", "f");
    EXPECT_EQ(config.file, "f");
    EXPECT_EQ(config.interval, hours{12});
    EXPECT_EQ(config.lock_wait, Duration::zero());
    EXPECT_EQ(config.database.dsn, "");
    EXPECT_EQ(config.database.lock_key, std::nullopt);
    EXPECT_EQ(config.database.statement_timeout, minutes{10});
    EXPECT_EQ(config.guards.max_close, std::nullopt);
    EXPECT_EQ(config.guards.max_close_percent_floor, 100);
    EXPECT_TRUE(config.policies.empty());
    EXPECT_THAT(config.warnings, testing::IsEmpty());
}

TEST(Settings, AreReadFromTheFile) {
    const Config config = parse_config("version: 1\n"
                                       "interval: 1h30m\n"
                                       "database:\n"
                                       "  dsn: service=contactcentre\n"
                                       "  lock_key: -9223372036854775808\n"
                                       "  connect_timeout: 1s\n"
                                       "  statement_timeout: 2s\n"
                                       "  lock_timeout: 3ms\n"
                                       "  idle_timeout: 4m\n"
                                       "  check_interval: PT5S\n"
                                       "  commit_timeout: 24d\n"
                                       "guards:\n"
                                       "  max_close: 9223372036854775807\n"
                                       "  max_close_percent: 12.5\n"
                                       "  max_close_percent_floor: 0\n"
                                       "  quiet_inbound: 6h\n",
                                       "f");
    EXPECT_EQ(config.interval, minutes{90});
    EXPECT_EQ(config.database.dsn, "service=contactcentre");
    EXPECT_EQ(config.database.lock_key, std::numeric_limits<std::int64_t>::min());
    EXPECT_EQ(config.database.connect_timeout, seconds{1});
    EXPECT_EQ(config.database.statement_timeout, seconds{2});
    EXPECT_EQ(config.database.lock_timeout, milliseconds{3});
    EXPECT_EQ(config.database.idle_timeout, minutes{4});
    EXPECT_EQ(config.database.check_interval, seconds{5});
    EXPECT_EQ(config.database.commit_timeout, hours{24 * 24});
    EXPECT_EQ(config.guards.max_close, std::numeric_limits<std::int64_t>::max());
    EXPECT_EQ(config.guards.max_close_percent, 12.5);
    EXPECT_EQ(config.guards.max_close_percent_floor, 0);
    EXPECT_EQ(config.guards.quiet_inbound, hours{6});
}

TEST(Settings, WarnOfAFloorWithoutItsPercentage) {
    EXPECT_THAT(
        parse_config(top("guards: { max_close_percent_floor: 10 }"), "f").warnings,
        testing::ElementsAre("max_close_percent_floor does nothing without max_close_percent"));
}

} // namespace
} // namespace chatsweep

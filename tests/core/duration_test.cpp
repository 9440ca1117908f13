// SPDX-License-Identifier: Apache-2.0
#include "core/time.hpp"
#include "support/sessions.hpp"

#include <gtest/gtest.h>

#include <random>

namespace chatsweep::test {
namespace {

constexpr auto nothing = std::nullopt;

TEST(DurationText, IsReadInEveryUnit) {
    EXPECT_EQ(parse_duration("500ms"), 500ms);
    EXPECT_EQ(parse_duration("90s"), 90s);
    EXPECT_EQ(parse_duration("30m"), 30min);
    EXPECT_EQ(parse_duration("12h"), 12h);
    EXPECT_EQ(parse_duration("1d"), 24h);
    EXPECT_EQ(parse_duration("0s"), 0s);
    EXPECT_EQ(parse_duration("007m"), 7min);
}

TEST(DurationText, IsReadInSeveralUnitsFromLargeToSmall) {
    EXPECT_EQ(parse_duration("1h30m"), 90min);
    EXPECT_EQ(parse_duration("1d2h3m4s5ms"), 26h + 3min + 4s + 5ms);
    EXPECT_EQ(parse_duration("2d1ms"), 48h + 1ms);
    EXPECT_EQ(parse_duration("30m1h"), nothing);
    EXPECT_EQ(parse_duration("1h1h"), nothing);
    EXPECT_EQ(parse_duration("1ms1s"), nothing);
}

TEST(DurationText, IsReadAsIso8601) {
    EXPECT_EQ(parse_duration("PT12H"), 12h);
    EXPECT_EQ(parse_duration("P1DT6H"), 30h);
    EXPECT_EQ(parse_duration("P2D"), 48h);
    EXPECT_EQ(parse_duration("PT1H30M5S"), 90min + 5s);
    EXPECT_EQ(parse_duration("PT0S"), 0s);
}

TEST(DurationText, IsReadUpTo100Years) {
    EXPECT_EQ(parse_duration("36500d"), longest_duration);
    EXPECT_EQ(parse_duration("P36500D"), longest_duration);
    EXPECT_EQ(parse_duration("PT876000H"), longest_duration);
    EXPECT_EQ(parse_duration("36499d24h"), longest_duration);
    EXPECT_EQ(parse_duration("36501d"), nothing);
    EXPECT_EQ(parse_duration("36500d1ms"), nothing);
    EXPECT_EQ(parse_duration("P36500DT1S"), nothing);
    EXPECT_EQ(parse_duration("18446744073709551615ms"), nothing);
    EXPECT_EQ(parse_duration("18446744073709551616s"), nothing);
    EXPECT_EQ(parse_duration("99999999999999999999999999d"), nothing);
}

class NoDuration : public testing::TestWithParam<const char*> {};

TEST_P(NoDuration, IsRefused) {
    EXPECT_EQ(parse_duration(GetParam()), nothing);
}

INSTANTIATE_TEST_SUITE_P(Texts, NoDuration,
                         testing::Values("", "soon", "12", "0", "h", "12 h", " 12h", "12h ", "-1h",
                                         "+1h", "1.5h", "1,5h", "1w", "1y", "1M", "12H", "12hours",
                                         "1h30", "1us", "1h 30m", "1h,30m", "P", "PT", "P1DT",
                                         "T1H", "P1M", "P1Y", "P1W", "PT1D", "P1H", "PT1.5H",
                                         "PT30M1H", "PT1HT1M", "-PT1H", "pt12h", "PT500MS", "P12h",
                                         "1dT2h", "0x1h", "1e3s", "\xc2\xb5s"));

TEST(DurationText, IsWrittenInTheLargestUnits) {
    EXPECT_EQ(to_text(24h), "1d");
    EXPECT_EQ(to_text(90min), "1h30m");
    EXPECT_EQ(to_text(30min), "30m");
    EXPECT_EQ(to_text(26h + 3min + 4s + 5ms), "1d2h3m4s5ms");
    EXPECT_EQ(to_text(48h + 1ms), "2d1ms");
    EXPECT_EQ(to_text(0s), "0s");
    EXPECT_EQ(to_text(longest_duration), "36500d");
}

TEST(DurationText, IsWrittenToTheMillisecondTowardsZero) {
    EXPECT_EQ(to_text(1999us), "1ms");
    EXPECT_EQ(to_text(999us), "0s");
    EXPECT_EQ(to_text(-999us), "0s");
    EXPECT_EQ(to_text(-1999us), "-1ms");
}

TEST(DurationText, HasAMinusSignWhenNegative) {
    EXPECT_EQ(to_text(-90min), "-1h30m");
    EXPECT_EQ(to_rough_text(-90min - 5s), "-1h30m");
    EXPECT_EQ(to_text(Duration::min()).substr(0, 2), "-1");
}

TEST(DurationText, ForPeopleShowsTheTwoLargestUnits) {
    EXPECT_EQ(to_rough_text(26h + 3min + 4s), "1d2h");
    EXPECT_EQ(to_rough_text(200s), "3m20s");
    EXPECT_EQ(to_rough_text(450ms), "450ms");
    EXPECT_EQ(to_rough_text(2h), "2h");
    EXPECT_EQ(to_rough_text(0s), "0s");
}

TEST(DurationText, ForPeopleNeverPairsUnitsThatAreFarApart) {
    EXPECT_EQ(to_rough_text(24h + 30min), "1d");
    EXPECT_EQ(to_rough_text(1h + 59s), "1h");
}

TEST(DurationText, ForPeopleIsRoundedDown) {
    EXPECT_EQ(to_rough_text(48h - tick), "1d23h");
    EXPECT_EQ(to_rough_text(60s - tick), "59s999ms");
}

TEST(DurationText, IsReadBackFromWhatWasWritten) {
    std::mt19937_64 random{42};
    for (int i = 0; i < 5000; ++i) {
        std::uniform_int_distribution<std::int64_t> any{0, longest_duration / 1ms >> (i % 40)};
        const Duration duration = std::chrono::milliseconds{any(random)};
        ASSERT_EQ(parse_duration(to_text(duration)), duration) << to_text(duration);
    }
}

TEST(DurationText, OfAnyLettersIsNoneOrADurationInRange) {
    std::mt19937_64 random{99};
    const std::string alphabet = "0123456789dhmsPTHMD";
    int read = 0;
    for (int i = 0; i < 50000; ++i) {
        std::string text(random() % 12, ' ');
        for (char& character : text) {
            character = random() % 50 == 0 ? static_cast<char>(random() % 256)
                                           : alphabet[random() % alphabet.size()];
        }
        if (const auto duration = parse_duration(text)) {
            ++read;
            ASSERT_GE(*duration, Duration{}) << text;
            ASSERT_LE(*duration, longest_duration) << text;
            ASSERT_EQ(parse_duration(to_text(*duration)), duration) << text;
        }
    }
    EXPECT_GT(read, 100);
}

} // namespace
} // namespace chatsweep::test

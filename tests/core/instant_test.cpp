// SPDX-License-Identifier: Apache-2.0
#include "core/time.hpp"
#include "support/sessions.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <random>

namespace chatsweep::test {
namespace {

constexpr auto no_instant = std::nullopt;

TEST(Instant, IsWrittenInUtcWithMicroseconds) {
    EXPECT_EQ(to_rfc3339(noon), "2026-11-20T12:00:00.000000Z");
    EXPECT_EQ(to_rfc3339(noon + tick), "2026-11-20T12:00:00.000001Z");
    EXPECT_EQ(to_rfc3339(noon - tick), "2026-11-20T11:59:59.999999Z");
    EXPECT_EQ(to_rfc3339(Instant{Duration{-1}}), "1969-12-31T23:59:59.999999Z");
}

TEST(Instant, IsWrittenFromTheYear1To9999) {
    EXPECT_EQ(to_rfc3339(earliest_instant), "0001-01-01T00:00:00.000000Z");
    EXPECT_EQ(to_rfc3339(latest_instant), "9999-12-31T23:59:59.999999Z");
}

TEST(Instant, BeyondTheRangeIsWrittenAsItsEnd) {
    EXPECT_EQ(to_rfc3339(earliest_instant - tick), "0001-01-01T00:00:00.000000Z");
    EXPECT_EQ(to_rfc3339(latest_instant + longest_duration), "9999-12-31T23:59:59.999999Z");
}

TEST(Instant, IsClampedToTheRange) {
    EXPECT_EQ(clamped_instant(std::numeric_limits<long long>::min()), earliest_instant);
    EXPECT_EQ(clamped_instant(std::numeric_limits<long long>::max()), latest_instant);
    EXPECT_EQ(clamped_instant(0), Instant{});
    EXPECT_EQ(clamped_instant(latest_instant.time_since_epoch().count()), latest_instant);
}

TEST(Instant, IsReadWithAnyCaseAndABlankInsteadOfT) {
    EXPECT_EQ(parse_instant("2026-11-20T12:00:00Z"), noon);
    EXPECT_EQ(parse_instant("2026-11-20t12:00:00z"), noon);
    EXPECT_EQ(parse_instant("2026-11-20 12:00:00Z"), noon);
}

TEST(Instant, IsReadAtAnyOffset) {
    EXPECT_EQ(parse_instant("2026-11-20T14:00:00+02:00"), noon);
    EXPECT_EQ(parse_instant("2026-11-20T06:30:00-05:30"), noon);
    EXPECT_EQ(parse_instant("2026-11-21T11:59:00+23:59"), noon);
    EXPECT_EQ(parse_instant("2026-11-20T12:00:00-00:00"), noon);
}

TEST(Instant, IsReadWithOneToSixDigitsOfAFraction) {
    EXPECT_EQ(parse_instant("2026-11-20T12:00:00.5Z"), noon + 500ms);
    EXPECT_EQ(parse_instant("2026-11-20T12:00:00.05Z"), noon + 50ms);
    EXPECT_EQ(parse_instant("2026-11-20T12:00:00.000001Z"), noon + tick);
    EXPECT_EQ(parse_instant("2026-11-20T12:00:00.123456+00:00"), noon + 123456us);
    EXPECT_EQ(parse_instant("2026-11-20T12:00:00.0000001Z"), no_instant);
    EXPECT_EQ(parse_instant("2026-11-20T12:00:00.Z"), no_instant);
}

TEST(Instant, KnowsLeapYears) {
    EXPECT_EQ(to_rfc3339(*parse_instant("2024-02-29T00:00:00Z")), "2024-02-29T00:00:00.000000Z");
    EXPECT_EQ(*parse_instant("2024-03-01T00:00:00Z") - *parse_instant("2024-02-28T00:00:00Z"), 48h);
    EXPECT_EQ(*parse_instant("2000-03-01T00:00:00Z") - *parse_instant("2000-02-28T00:00:00Z"), 48h);
    EXPECT_EQ(parse_instant("2026-02-29T00:00:00Z"), no_instant);
    EXPECT_EQ(parse_instant("1900-02-29T00:00:00Z"), no_instant);
}

TEST(Instant, TakesNoNoticeOfDaylightSavingTime) {
    const Instant before = *parse_instant("2026-10-24T15:00:00+02:00");
    const Instant after = *parse_instant("2026-10-25T15:00:00+01:00");
    EXPECT_EQ(after - before, 25h);
    EXPECT_EQ(to_rfc3339(before + 24h), "2026-10-25T13:00:00.000000Z");
}

TEST(Instant, IsReadToTheVeryEndsOfTheRange) {
    EXPECT_EQ(parse_instant("0001-01-01T00:00:00Z"), earliest_instant);
    EXPECT_EQ(parse_instant("9999-12-31T23:59:59.999999Z"), latest_instant);
    EXPECT_EQ(parse_instant("0000-12-31T23:00:00-01:00"), earliest_instant);
    EXPECT_EQ(parse_instant("0000-12-31T23:59:59Z"), no_instant);
    EXPECT_EQ(parse_instant("0001-01-01T00:00:00+00:01"), no_instant);
    EXPECT_EQ(parse_instant("9999-12-31T23:59:59-00:01"), no_instant);
}

class NoInstant : public testing::TestWithParam<const char*> {};

TEST_P(NoInstant, IsRefused) {
    EXPECT_EQ(parse_instant(GetParam()), no_instant);
}

INSTANTIATE_TEST_SUITE_P(
    Texts, NoInstant,
    testing::Values("", "now", "2026-11-20", "2026-11-20T12:00:00", "2026-11-20T12:00Z",
                    "2026-11-20T12Z", "2026-11-20T12:00:00 Z", " 2026-11-20T12:00:00Z",
                    "2026-11-20T12:00:00Z ", "2026-11-20T12:00:00ZZ", "2026-11-20_12:00:00Z",
                    "2026-13-20T12:00:00Z", "2026-00-20T12:00:00Z", "2026-11-31T12:00:00Z",
                    "2026-11-00T12:00:00Z", "2026-11-20T24:00:00Z", "2026-11-20T12:60:00Z",
                    "2026-11-20T12:00:60Z", "2026-11-20T12:00:00+02", "2026-11-20T12:00:00+0200",
                    "2026-11-20T12:00:00+24:00", "2026-11-20T12:00:00+02:60",
                    "2026-11-20T12:00:00*02:00", "26-11-20T12:00:00Z", "12026-11-20T12:00:00Z",
                    "-026-11-20T12:00:00Z", "+2026-11-20T12:00:00Z", "2026-1-20T12:00:00Z",
                    "2026/11/20T12:00:00Z", "2026-11-20T12:00:00,5Z", "2026-11-20T1a:00:00Z",
                    "20261120T120000Z", "infinity"));

TEST(Instant, IsReadBackFromWhatWasWritten) {
    std::mt19937_64 random{20261120};
    std::uniform_int_distribution<Duration::rep> any{earliest_instant.time_since_epoch().count(),
                                                     latest_instant.time_since_epoch().count()};
    for (int i = 0; i < 5000; ++i) {
        const Instant instant{Duration{any(random)}};
        ASSERT_EQ(parse_instant(to_rfc3339(instant)), instant) << to_rfc3339(instant);
    }
}

TEST(Instant, OfAMangledTextIsNoneOrLiesInTheRange) {
    std::mt19937_64 random{7};
    const std::string alphabet = std::string{"0123456789-+:.TtZz \xff"} + '\0';
    int read = 0;
    for (int i = 0; i < 20000; ++i) {
        std::string text = "2026-11-20T12:00:00.5+02:00";
        for (int change = 0; change < 2; ++change) {
            text[random() % text.size()] = alphabet[random() % alphabet.size()];
        }
        text.resize(random() % 4 == 0 ? random() % text.size() : text.size());
        if (const auto instant = parse_instant(text)) {
            ++read;
            ASSERT_GE(*instant, earliest_instant) << text;
            ASSERT_LE(*instant, latest_instant) << text;
            ASSERT_EQ(parse_instant(to_rfc3339(*instant)), instant) << text;
        }
    }
    EXPECT_GT(read, 100);
}

} // namespace
} // namespace chatsweep::test

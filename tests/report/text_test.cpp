// SPDX-License-Identifier: Apache-2.0
#include "report/text.hpp"

#include "report/columns.hpp"
#include "report/listing.hpp"
#include "report/phrases.hpp"
#include "report/samples.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

namespace chatsweep::test {
namespace {

using testing::ElementsAre;

TEST(Clean, LeavesGoodTextAsItIs) {
    EXPECT_EQ(clean("plain"), "plain");
    EXPECT_EQ(clean("Größe 漢字 🙂"), "Größe 漢字 🙂");
    EXPECT_EQ(clean(""), "");
}

TEST(Clean, EscapesWhatSteersATerminal) {
    EXPECT_EQ(clean("a\nb\r\tc"), "a\\nb\\r\\tc");
    EXPECT_EQ(clean("\x1b[31m\x7f"), "\\x1b[31m\\x7f");
    EXPECT_EQ(clean("\xc2\x9b"), "\\u009b");
    EXPECT_EQ(clean("\xe2\x80\xae"), "\\u202e");
}

TEST(Clean, ReplacesEachSequenceThatIsNotUtf8) {
    EXPECT_EQ(clean("\xff"), "\uFFFD");
    EXPECT_EQ(clean("\xc0\xaf"), "\uFFFD\uFFFD");
    EXPECT_EQ(clean("\xed\xa0\x80"), "\uFFFD\uFFFD\uFFFD");
    EXPECT_EQ(clean("\xf4\x90\x80\x80"), "\uFFFD\uFFFD\uFFFD\uFFFD");
    EXPECT_EQ(clean("\xe2\x82"
                    "a"),
              "\uFFFD"
              "a");
    EXPECT_EQ(clean("\xf0\x9f\x99"), "\uFFFD");
}

TEST(Clean, ChangesNothingTheSecondTime) {
    const std::string once = clean("\x1b\xff\n\\n");
    EXPECT_EQ(clean(once), once);
}

TEST(DisplayWidth, CountsColumnsAndNotBytes) {
    EXPECT_EQ(display_width("Größe"), 5U);
    EXPECT_EQ(display_width("漢字"), 4U);
    EXPECT_EQ(display_width("e\u0301"), 1U);
    EXPECT_EQ(display_width("…"), 1U);
}

TEST(Shorten, TakesTheMiddleAway) {
    EXPECT_EQ(shorten("0123456789", 10), "0123456789");
    EXPECT_EQ(shorten("0123456789", 9), "0123…6789");
    EXPECT_EQ(shorten("0123456789", 4), "01…9");
    EXPECT_EQ(shorten("0123456789", 1), "…");
    EXPECT_EQ(shorten("0123456789", 0), "");
}

TEST(Shorten, BreaksNoCharacter) {
    EXPECT_EQ(shorten("漢字かな交じり", 8), "漢字…り");
    EXPECT_EQ(shorten("äöüäöü", 5), "äö…öü");
}

TEST(Wrap, BreaksAtBlanksAndLongWordsInside) {
    EXPECT_THAT(wrap("one two three", 7), ElementsAre("one two", "three"));
    EXPECT_THAT(wrap("one two three", 100), ElementsAre("one two three"));
    EXPECT_THAT(wrap("a 0123456789 b", 4), ElementsAre("a", "0123", "4567", "89 b"));
    EXPECT_THAT(wrap("", 10), ElementsAre(""));
    EXPECT_THAT(wrap("漢字", 1), ElementsAre("漢", "字"));
}

TEST(FitColumns, LeavesOutTheHighestRankFirst) {
    const std::vector<Column> columns{{"a"}, {"b", Align::left, 1}, {"c", Align::left, 2}};
    EXPECT_THAT(fit_columns(columns, {10, 10, 10}, 34), ElementsAre(10, 10, 10));
    EXPECT_THAT(fit_columns(columns, {10, 10, 10}, 33), ElementsAre(10, 10, 0));
    EXPECT_THAT(fit_columns(columns, {10, 10, 10}, 21), ElementsAre(10, 0, 0));
    EXPECT_THAT(fit_columns(columns, {10, 10, 10}, 5), ElementsAre(10, 0, 0));
}

TEST(FitColumns, ShortensToComfortThenLeavesOutThenShortensToTheLeast) {
    const std::vector<Column> columns{{"id", Align::left, 0, 5, 15}, {"b", Align::left, 1}};
    EXPECT_THAT(fit_columns(columns, {20, 10}, 32), ElementsAre(20, 10));
    EXPECT_THAT(fit_columns(columns, {20, 10}, 27), ElementsAre(15, 10));
    EXPECT_THAT(fit_columns(columns, {20, 10}, 26), ElementsAre(20, 0));
    EXPECT_THAT(fit_columns(columns, {20, 10}, 8), ElementsAre(8, 0));
    EXPECT_THAT(fit_columns(columns, {20, 10}, 3), ElementsAre(5, 0));
}

TEST(FitColumns, GivesAnEmptyColumnNoRoom) {
    const std::vector<Column> columns{{"a"}, {"b", Align::left, 1}};
    EXPECT_THAT(fit_columns(columns, {10, 0}, 10), ElementsAre(10, 0));
}

TEST(Phrases, PutInstantsShortly) {
    const Instant instant = noon + 59s + 999'999us;
    EXPECT_EQ(to_minute(instant), "2026-11-20 12:00Z");
    EXPECT_EQ(to_second(instant), "2026-11-20 12:00:59Z");
    EXPECT_EQ(relative_to(noon, noon + 26h), "in 1d2h");
    EXPECT_EQ(relative_to(noon, noon - 90s), "1m30s ago");
    EXPECT_EQ(relative_to(noon, noon + 999ms), "now");
}

TEST(Phrases, FitTheNounToTheNumber) {
    EXPECT_EQ(count_of(0, "session"), "0 sessions");
    EXPECT_EQ(count_of(1, "session"), "1 session");
    EXPECT_EQ(count_of(12345, "session"), "12345 sessions");
}

std::string csv_of(const Json& record, std::vector<std::string_view> columns) {
    std::ostringstream out;
    write_csv({"records", 1, [&](std::size_t) { return record; }, std::move(columns)}, out);
    return out.str();
}

TEST(Csv, QuotesWhatNeedsIt) {
    EXPECT_EQ(csv_of({{"a", "x,y"}, {"b", "say \"hi\""}, {"c", "plain"}}, {"a", "b", "c"}),
              "a,b,c\r\n\"x,y\",\"say \"\"hi\"\"\",plain\r\n");
}

TEST(Csv, TellsNullFromAnEmptyText) {
    EXPECT_EQ(csv_of({{"a", nullptr}, {"b", ""}, {"c", false}}, {"a", "b", "c"}),
              "a,b,c\r\n,\"\",false\r\n");
}

TEST(Csv, TakesCellsFromObjectsAndJoinsLists) {
    EXPECT_EQ(csv_of({{"counts", {{"open", 3}}}, {"names", {"a", "b"}}}, {"counts.open", "names"}),
              "open,names\r\n3,\"a,b\"\r\n");
    EXPECT_EQ(csv_of({{"counts", nullptr}, {"names", Json::array()}}, {"counts.open", "names"}),
              "open,names\r\n,\r\n");
}

} // namespace
} // namespace chatsweep::test

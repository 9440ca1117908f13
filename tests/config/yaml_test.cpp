// SPDX-License-Identifier: Apache-2.0
#include "config_error.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace chatsweep {
namespace {

class BrokenYaml : public testing::TestWithParam<Broken> {};

TEST_P(BrokenYaml, IsRefusedWithItsPlaceAndAHint) {
    EXPECT_EQ(error_of(GetParam().text), GetParam().error);
}

const Broken broken_yaml[] = {
    {"EmptyFile", "", "f:1:1: the configuration is empty\nhint: begin with version: 1."},
    {"OnlyComments", "# version: 1\n",
     "f:1:1: the configuration is empty\nhint: begin with version: 1."},
    {"OnlyADocumentStart", "---\n",
     "f:1:1: the configuration is empty\nhint: begin with version: 1."},
    {"AList", "- version: 1\n",
     "f:1:1: the configuration must be a map, not a list\n"
     "hint: write keys, each with a colon and a value."},
    {"AText", "version\n",
     "f:1:1: the configuration must be a map, not a text\n"
     "hint: write keys, each with a colon and a value."},
    {"BrokenBrackets", "version: 1\nguards: { max_close: 1\n",
     "f:3:1: broken YAML: end of map flow not found\n"
     "hint: look at the indentation, brackets and quotes here and just before."},
    {"Tab", "version: 1\nguards:\n\tmax_close: 1\n",
     "f:3:11: broken YAML: illegal map value\n"
     "hint: write blanks instead of the tab: YAML does not indent by tabs."},
    {"WrongIndentation", "version: 1\n  interval: 12h\n",
     "f:1:10: a text over several lines\n"
     "hint: write it in one line; the next line may be indented too far."},
    {"SecondDocument", "version: 1\n---\nversion: 1\n",
     "f:2:1: a second document begins here\n"
     "hint: keep one document in the file, and take the line '---' away."},
    {"DuplicateKey", "version: 1\ninterval: 6h\nversion: 1\n",
     "f:3:1: key 'version' is used twice: first in line 1\nhint: keep one of the two."},
    {"DuplicateKeyInFlow", "version: 1\nguards: { max_close: 1, 'max_close': 2 }\n",
     "f:2:25: key 'max_close' is used twice: first in line 2\nhint: keep one of the two."},
    {"DuplicateUnknownKey", "version: 1\nx: 1\nx: 2\n",
     "f:3:1: key 'x' is used twice: first in line 2\nhint: keep one of the two."},
    {"Anchor", "version: 1\ninterval: &often 6h\n",
     "f:2:11: anchors are not supported\nhint: write the value out where it is needed."},
    {"AnchorOnAMap", "version: 1\nguards: &g\n  max_close: 1\n",
     "f:2:9: anchors are not supported\nhint: write the value out where it is needed."},
    {"AnchorOnNothing", "version: 1\nguards: &g\n",
     "f:2:9: anchors are not supported\nhint: write the value out where it is needed."},
    {"AnchorOnAKey", "version: 1\n&k interval: 6h\n",
     "f:2:1: anchors are not supported\nhint: write the value out where it is needed."},
    {"Alias", "version: 1\ninterval: *often\n",
     "f:2:11: aliases are not supported\nhint: write the value out where it is needed."},
    {"MergeKey", "version: 1\nguards:\n  <<: { max_close: 1 }\n",
     "f:3:3: merge keys are not supported\nhint: write the keys out."},
    {"Tag", "version: 1\ninterval: !!str 6h\n",
     "f:2:11: tags are not supported\n"
     "hint: take the tag away, or put the whole value in quotes."},
    {"TagOnAList", "version: 1\npolicies: !mine [a]\n",
     "f:2:11: tags are not supported\n"
     "hint: take the tag away, or put the whole value in quotes."},
    {"NonSpecificTag", "version: 1\ninterval: ! 6h\n",
     "f:2:11: tags are not supported\n"
     "hint: take the tag away, or put the whole value in quotes."},
    {"BlockText", "version: 1\ninterval: |\n  6h\n",
     "f:2:11: a text over several lines\nhint: write it in one line; the next line may be indented "
     "too far."},
    {"FoldedText", "version: 1\ninterval: >-\n  6h\n",
     "f:2:11: a text over several lines\nhint: write it in one line; the next line may be indented "
     "too far."},
    {"PlainTextOverTwoLines", "version: 1\ninterval: 6h\n  30m\n",
     "f:2:11: a text over several lines\nhint: write it in one line; the next line may be indented "
     "too far."},
    {"QuotedTextOverTwoLines", "version: 1\ninterval: '6h\n  30m'\n",
     "f:2:11: a text over several lines\nhint: write it in one line; the next line may be indented "
     "too far."},
    {"DoubleQuotedTextOverTwoLines", "version: 1\ninterval: \"6h\\\n  30m\"\n",
     "f:2:11: a text over several lines\nhint: write it in one line; the next line may be indented "
     "too far."},
    {"EscapedControlCharacter", "version: 1\ninterval: \"6h\\a\"\n",
     "f:2:11: a control character in a text\n"
     "hint: take it away, or write the value without it."},
    {"EscapedLineEnd", "version: 1\ninterval: \"6h\\n\"\n",
     "f:2:11: a control character in a text\n"
     "hint: take it away, or write the value without it."},
    {"ControlCharacterInAKey", "version: 1\n\"inter\\e[2Jval\": 6h\n",
     "f:2:1: a control character in a text\n"
     "hint: take it away, or write the value without it."},
    {"BidirectionalControl", with_policy("name: \"a\u202eb\"\n"),
     "f:3:11: a control character in a text\n"
     "hint: take it away, or write the value without it."},
    {"KeyThatIsAList", "version: 1\n? [a]\n: 1\n",
     "f:2:3: a key must be a text\nhint: write a key and a colon."},
    {"KeyThatIsMissing", "version: 1\n: 6h\n",
     "f:2:1: a key is missing\nhint: write a key before the colon."},
    {"DeepNesting", std::string(5000, '[') + std::string(5000, ']'),
     "f:1:17: nested too deeply\nhint: look for brackets that do not belong here."},
};

INSTANTIATE_TEST_SUITE_P(Yaml, BrokenYaml, testing::ValuesIn(broken_yaml),
                         [](const auto& each) { return std::string{each.param.title}; });

TEST(Yaml, CountsColumnsInCharacters) {
    EXPECT_EQ(error_of("version: 1\nguards: { 'größe äöü': 1, nope: 2 }\n"),
              "f:2:11: unknown key 'größe äöü'\n"
              "hint: the keys known here are max_close, max_close_percent, "
              "max_close_percent_floor and quiet_inbound.");
    EXPECT_EQ(error_of("version: 1\nguards: { max_close: ÄÖÜ€ }\ninterval: x\n"),
              "f:3:11: interval 'x' is not a duration\n"
              "hint: write a number and a unit, such as 30m, 12h or PT12H.");
    EXPECT_EQ(error_of(with_policy("{ name: äöü€, match: [] }\n")),
              "f:3:26: match must be a map, not a list\n"
              "hint: write keys, each with a colon and a value.");
}

TEST(Yaml, TakesQuotesEscapesAndWindowsLineEnds) {
    const Config config = parse_config("version: 1\r\npolicies:\r\n"
                                       "  - name: 'it''s \"one\"'\r\n"
                                       "    match: { channel: \"a\\\"b\\\\\\u00e9\" }\r\n"
                                       "    timeout: \"2h\"\r\n",
                                       "f");
    ASSERT_EQ(config.policies.size(), 2U);
    EXPECT_EQ(config.policies[1].name, "it's \"one\"");
    EXPECT_THAT(config.policies[1].match[0].any_of, testing::ElementsAre("a\"b\\é"));
    EXPECT_EQ(config.policies[1].timers[0].after, std::chrono::hours{2});
}

TEST(Yaml, TakesJsonToo) {
    const Config config = parse_config(
        R"({"version": 1, "policies": [{"name": "a", "match": {}, "timeout": "2h"}]})", "f");
    EXPECT_EQ(config.policies.at(1).name, "a");
}

TEST(Yaml, IgnoresAByteOrderMark) {
    EXPECT_EQ(error_of("\xef\xbb\xbfversion: 1\n"), "");
    EXPECT_EQ(error_of("\xef\xbb\xbfverse: 1\n").substr(0, 6), "f:1:1:");
}

TEST(Yaml, CutsLongTextsInErrors) {
    const std::string error = error_of("version: 1\n" + std::string(100, 'x') + ": 1\n");
    EXPECT_EQ(error.substr(0, error.find('\n')),
              "f:2:1: unknown key '" + std::string(57, 'x') + "...'");
}

} // namespace
} // namespace chatsweep

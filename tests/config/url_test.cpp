// SPDX-License-Identifier: Apache-2.0
#include "config/url.hpp"

#include "config/values.hpp"

#include <gtest/gtest.h>

#include <array>
#include <ostream>

namespace chatsweep {
namespace {

constexpr std::array<std::string_view, 2> schemes{"http://", "https://"};
constexpr UrlRules rules{"url", schemes, "https://desk.example"};

const std::string not_a_host =
    "the host of url is neither a name nor an address\n"
    "hint: write a name such as desk.example, or an address such as 192.0.2.7 or [2001:db8::7].";
const std::string not_a_port =
    "the port of url is not a number from 1 to 65535\n"
    "hint: write it in digits behind the host, such as :8443, or take the colon away.";
const std::string no_host =
    "url has no host\nhint: write it in full, such as https://desk.example.";
const std::string no_scheme = "url does not begin with http:// or https://\n"
                              "hint: write it in full, such as https://desk.example.";
const std::string no_password = "url: a password does not belong here\n"
                                "hint: take away what stands between // and @.";
const std::string no_such_character =
    "url holds a blank or another character that does not belong here\n"
    "hint: write it with a percent sign, such as %20 for a blank.";
const std::string no_code = "url holds a percent sign without two hexadecimal digits\n"
                            "hint: write a percent sign itself as %25.";

std::string said_of_url(const std::string& text) {
    try {
        (void)url_from(rules, text);
    } catch (const BadValue& bad) {
        return bad.text + "\nhint: " + bad.hint;
    }
    return {};
}

TEST(Url, IsTakenApart) {
    const Url url = url_from(rules, "https://Desk.Example:8443/hooks/a@b?c=%20:/");
    EXPECT_EQ(url.host, "Desk.Example");
    EXPECT_EQ(url.rest, "/hooks/a@b?c=%20:/");
    EXPECT_EQ(url_from(rules, "http://[2001:db8::7]:80?x").host, "2001:db8::7");
    EXPECT_EQ(url_from(rules, "http://[2001:db8::7]:80?x").rest, "?x");
    EXPECT_EQ(url_from(rules, "http://192.0.2.7").rest, "");
}

class GoodUrl : public testing::TestWithParam<const char*> {};

TEST_P(GoodUrl, IsAccepted) {
    EXPECT_EQ(said_of_url(GetParam()), "");
}

INSTANTIATE_TEST_SUITE_P(Url, GoodUrl,
                         testing::Values("https://desk", "https://desk.example.", "http://a:1",
                                         "http://a:65535/", "https://my_desk-1.example?a=b&c",
                                         "https://xn--mller-kva.example", "https://1.example",
                                         "https://0xf.example", "https://[::1]",
                                         "https://a/%C3%a9?q='(!$*+,;=~)[]"));

struct BrokenUrl {
    std::string text;
    std::string error;
};

void PrintTo(const BrokenUrl& broken, std::ostream* out) {
    *out << broken.text.substr(0, 60);
}

class BadUrl : public testing::TestWithParam<BrokenUrl> {};

TEST_P(BadUrl, IsRefusedWithoutBeingRepeated) {
    EXPECT_EQ(said_of_url(GetParam().text), GetParam().error);
}

const BrokenUrl broken_urls[] = {
    {"desk.example", no_scheme},
    {"HTTPS://desk.example", no_scheme},
    {"https:/desk.example", no_scheme},
    {"file:///etc/passwd", no_scheme},
    {"https://", no_host},
    {"https:///hooks", no_host},
    {"https://:80/", no_host},
    {"https://?q", no_host},
    {"https://user:pass@desk.example", no_password},
    {"https://user@desk.example/", no_password},
    {"https://@desk.example/", no_password},
    {"https://user:pa/ss@desk.example", not_a_port},
    {"https://desk.example#top", "url has a fragment\nhint: take away the # and what follows it."},
    {"https://desk.example/a#", "url has a fragment\nhint: take away the # and what follows it."},
    {"https://desk.example:", not_a_port},
    {"https://desk.example:0", not_a_port},
    {"https://desk.example:080", not_a_port},
    {"https://desk.example:65536", not_a_port},
    {"https://desk.example:99999999999999999999", not_a_port},
    {"https://desk.example:-1", not_a_port},
    {"https://desk.example:http", not_a_port},
    {"https://[::1]:x", not_a_port},
    {"https://.", not_a_host},
    {"https://desk..example", not_a_host},
    {"https://.desk", not_a_host},
    {"https://desk.example..", not_a_host},
    {"https://" + std::string(64, 'a'), not_a_host},
    {"https://desk%2eexample", not_a_host},
    {"https://desk,example", not_a_host},
    {"https://2001:db8::7/", not_a_host},
    {"https://[2001:db8::7", not_a_host},
    {"https://[2001:db8::7]x", not_a_host},
    {"https://[]", not_a_host},
    {"https://[desk.example]", not_a_host},
    {"https://[fe80::1%25eth0]", not_a_host},
    {"https://127.1", not_a_host},
    {"https://2130706433", not_a_host},
    {"https://0177.0.0.1", not_a_host},
    {"https://0x7f.1", not_a_host},
    {"https://0X7F000001", not_a_host},
    {"https://127.0.0.1.", not_a_host},
    {"https://192.0.2.256", not_a_host},
    {"https://desk.0x", not_a_host},
    {"https://desk.example/a b", no_such_character},
    {" https://desk.example", no_such_character},
    {"https://desk.example\\@evil.example", no_such_character},
    {"https://desk.example/{id}", no_such_character},
    {"https://desk.example/\t", no_such_character},
    {"https://desk.example/100%", no_code},
    {"https://desk.example/%2", no_code},
    {"https://desk.example/%2g", no_code},
    {"https://b\xc3\xbcro.example",
     "url holds a character that is not ASCII\n"
     "hint: write a host in its xn-- form, and the rest with percent signs, such as %C3%A9."},
    {"https://desk.example/" + std::string(1980, 'a'),
     "url is too long\nhint: keep it to 2000 characters."},
};

INSTANTIATE_TEST_SUITE_P(Url, BadUrl, testing::ValuesIn(broken_urls));

TEST(Url, MayHaveTwoThousandCharacters) {
    EXPECT_EQ(said_of_url("https://desk.example/" + std::string(1979, 'a')), "");
}

TEST(Url, MayHaveALocalHost) {
    for (const char* host :
         {"localhost", "LocalHost.", "a.localhost", "127.0.0.1", "127.255.255.254", "0.0.0.0",
          "0.1.2.3", "169.254.169.254", "::1", "::", "0:0::0:1", "fe80::1", "febf::", "FE80::A",
          "::ffff:127.0.0.1", "::ffff:7f00:1", "::ffff:169.254.0.1"}) {
        EXPECT_TRUE(is_local(host)) << host;
    }
    for (const char* host : {"desk.example", "localhost.example", "notlocalhost", "10.0.0.1",
                             "192.168.0.1", "128.0.0.1", "169.253.0.1", "1.0.0.0", "::2", "::1:1",
                             "fec0::1", "fd00::1", "::ffff:10.0.0.1", "2001:db8::1"}) {
        EXPECT_FALSE(is_local(host)) << host;
    }
}

} // namespace
} // namespace chatsweep

// SPDX-License-Identifier: Apache-2.0
#include "config_error.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace chatsweep {
namespace {

using testing::ElementsAre;
using testing::FieldsAre;
using testing::IsEmpty;

const std::string policies = "version: 1\n"
                             "policies:\n"
                             "  - { name: whatsapp, match: {}, timeout: 2h }\n";

/// A configuration with these lines of a receiver, the first of them in line 5, column 5.
std::string with_receiver(const std::string& lines) {
    return policies + "receivers:\n  - " + lines + "\n";
}

/// A receiver that lacks nothing, and one more line: the eighth.
std::string receiver_with(const std::string& line) {
    return with_receiver("name: desk\n    url: https://desk.example/hooks\n"
                         "    secret: { file: /s }\n    " +
                         line);
}

/// The URL begins in line 6, column 10.
std::string at(const std::string& url, const std::string& more = "") {
    return with_receiver("name: desk\n    url: " + url + "\n    secret: { file: /s }" + more);
}

/// The secret begins in line 7, column 13.
std::string keeping(const std::string& secret) {
    return with_receiver("name: desk\n    url: https://desk.example\n    secret: " + secret);
}

const std::string where = "\nhint: write where it is kept: { file: PATH }, { credential: NAME } or "
                          "{ variable: NAME }.";
const std::string no_secret_here = "secret: a secret does not belong here" + where;
const std::string begin_with_a_slash = " is not an absolute path\n"
                                       "hint: begin it with a slash: cron, systemd and a shell "
                                       "each have a working directory of their own.";

class BrokenReceiver : public testing::TestWithParam<Broken> {};

TEST_P(BrokenReceiver, IsRefusedWithItsPlaceAndAHint) {
    EXPECT_EQ(error_of(GetParam().text), GetParam().error);
}

const Broken broken_lists[] = {
    {"Nothing", "version: 1\nreceivers:\n",
     "f:2:1: receivers must be a list of at least one receiver\n"
     "hint: write each as - name: with url and secret below it."},
    {"EmptyList", "version: 1\nreceivers: []\n",
     "f:2:12: receivers must be a list of at least one receiver\n"
     "hint: write each as - name: with url and secret below it."},
    {"NoList", "version: 1\nreceivers: { name: desk }\n",
     "f:2:12: receivers must be a list of at least one receiver\n"
     "hint: write each as - name: with url and secret below it."},
    {"MisspelledPart", "version: 1\nreciever: []\n",
     "f:2:1: unknown key 'reciever'\nhint: did you mean 'receivers'?"},
    {"ReceiverThatIsAText", with_receiver("https://desk.example"),
     "f:5:5: a receiver must be a map, not a text\n"
     "hint: write keys, each with a colon and a value."},
    {"NameUsedTwice",
     with_receiver("{ name: a, url: 'https://a', secret: { file: /a } }\n"
                   "  - { name: b, url: 'https://b', secret: { file: /b } }\n"
                   "  - { name: a, url: 'https://c', secret: { file: /c } }"),
     "f:7:5: receiver name 'a' is used twice: first in line 5\n"
     "hint: give each receiver a name of its own."},
    {"MisspelledKey", receiver_with("retrys: 3"),
     "f:8:5: unknown key 'retrys'\nhint: did you mean 'retries'?"},
    {"KeyWithADash", receiver_with("ca-file: /a"),
     "f:8:5: unknown key 'ca-file'\nhint: did you mean 'ca_file'?"},
    {"KeyOfASecret", receiver_with("credential: desk"),
     "f:8:5: unknown key 'credential'\n"
     "hint: 'credential' belongs to secret: look at the indentation."},
    {"KeyOfAPolicy", receiver_with("match: {}"),
     "f:8:5: unknown key 'match'\nhint: 'match' belongs to a policy: look at the indentation."},
    {"KeyOutsideOfTheReceiver", policies + "allow_local: true\n",
     "f:4:1: unknown key 'allow_local'\n"
     "hint: 'allow_local' belongs to a receiver: look at the indentation."},
    {"UnknownKey", receiver_with("colour: red"),
     "f:8:5: unknown key 'colour'\n"
     "hint: the keys known here are name, url, secret, actions, policies, timeout, retries, "
     "concurrency, allow_local, proxy and ca_file."},
    {"NoName", with_receiver("url: https://desk.example"),
     "f:5:5: a receiver has no name\nhint: give it a name of its own, such as name: desk."},
    {"EmptyName", with_receiver("name: ''"),
     "f:5:11: name is empty\nhint: write a value, or take the key away."},
    {"LongName", with_receiver("name: " + std::string(101, 'x')),
     "f:5:11: name '" + std::string(57, 'x') +
         "...' is too long\nhint: keep it to 100 characters."},
    {"NameWithAControlCharacter", with_receiver(R"(name: "a\x07")"),
     "f:5:11: a control character in a text\n"
     "hint: take it away, or write the value without it."},
};

INSTANTIATE_TEST_SUITE_P(List, BrokenReceiver, testing::ValuesIn(broken_lists),
                         [](const auto& each) { return std::string{each.param.title}; });

const Broken broken_receiver_urls[] = {
    {"None", with_receiver("name: desk\n    secret: { file: /s }"),
     "f:5:5: a receiver has no url\n"
     "hint: write where it listens, such as url: https://desk.example/hooks/chatsweep."},
    {"NoValue", at(""), "f:6:5: url has no value\nhint: write one, or take the key away."},
    {"AList", at("[https://a]"),
     "f:6:10: url must be one value, not a list\nhint: write one value behind the colon."},
    {"AnotherScheme", at("ftp://desk.example"),
     "f:6:10: url does not begin with http:// or https://\n"
     "hint: write it in full, such as https://desk.example/hooks/chatsweep."},
    {"NoHost", at("https:///hooks"),
     "f:6:10: url has no host\n"
     "hint: write it in full, such as https://desk.example/hooks/chatsweep."},
    {"User", at("https://desk:hunter2@desk.example"),
     "f:6:10: url: a password does not belong here\n"
     "hint: take away what stands between // and @."},
    {"Localhost", at("http://localhost:8080/hooks"),
     "f:6:10: the host 'localhost' is this machine or on its link\n"
     "hint: write allow_local: true if it is meant to be."},
    {"Loopback", at("https://[::1]/", "\n    allow_local: false"),
     "f:6:10: the host '::1' is this machine or on its link\n"
     "hint: write allow_local: true if it is meant to be."},
    {"LinkLocal", at("http://169.254.169.254/latest"),
     "f:6:10: the host '169.254.169.254' is this machine or on its link\n"
     "hint: write allow_local: true if it is meant to be."},
    {"ProxyOfAnotherScheme", receiver_with("proxy: socks5://proxy.example"),
     "f:8:12: proxy does not begin with http://, https:// or socks5h://\n"
     "hint: write it in full, such as http://proxy.example:3128."},
    {"ProxyWithAPassword", receiver_with("proxy: http://desk:hunter2@proxy.example"),
     "f:8:12: proxy: a password does not belong here\n"
     "hint: take away what stands between // and @."},
    {"ProxyWithAPath", receiver_with("proxy: http://proxy.example:3128/a"),
     "f:8:12: proxy has a path\nhint: take away what follows host and port."},
    {"ProxyWithoutAPort", receiver_with("proxy: 'http://proxy.example:'"),
     "f:8:12: the port of proxy is not a number from 1 to 65535\n"
     "hint: write it in digits behind the host, such as :8443, or take the colon away."},
};

INSTANTIATE_TEST_SUITE_P(Url, BrokenReceiver, testing::ValuesIn(broken_receiver_urls),
                         [](const auto& each) { return std::string{each.param.title}; });

const Broken broken_secrets[] = {
    {"None", with_receiver("name: desk\n    url: https://desk.example"),
     "f:5:5: a receiver has no secret" + where},
    {"TheSecretItself", keeping("whsec_aHVudGVyMg=="), "f:7:13: " + no_secret_here},
    {"TheSecretItselfInAList", keeping("[ { file: /s }, whsec_aHVudGVyMg== ]"),
     "f:7:29: " + no_secret_here},
    {"TheSecretItselfAsAKey", keeping("{ whsec_aHVudGVyMg== }"),
     "f:7:15: unknown key in secret\n"
     "hint: the keys known here are file, credential and variable."},
    {"TheSecretItselfAsACredential", keeping("{ credential: whsec_aHVudGVyMg== }"),
     "f:7:27: " + no_secret_here},
    {"TheSecretItselfAsAVariable", keeping("{ variable: whsec_aHVudGVyMg }"),
     "f:7:25: " + no_secret_here},
    {"MisspelledKey", keeping("{ varaible: A }"),
     "f:7:15: unknown key in secret\nhint: did you mean 'variable'?"},
    {"NoValue", keeping(""), "f:7:5: secret has no keys\nhint: write its keys below it, indented."},
    {"NoKeys", keeping("{}"), "f:7:13: secret has no keys" + where},
    {"EmptyList", keeping("[]"), "f:7:13: secret is an empty list" + where},
    {"ListInAList", keeping("[ [ { file: /s } ] ]"),
     "f:7:15: secret must be a map, not a list\n"
     "hint: write keys, each with a colon and a value."},
    {"TwoPlaces", keeping("{ file: /s, variable: S }"),
     "f:7:25: a secret with both file and variable\n"
     "hint: keep one of the two, or write a list while one takes the other's place."},
    {"Three", keeping("[ { file: /a }, { file: /b }, { file: /c } ]"),
     "f:7:43: more than two secrets\n"
     "hint: keep the one in use and the one that takes its place."},
    {"TheSameTwice", keeping("[ { file: /a }, { file: /a } ]"),
     "f:7:29: secret is listed twice\nhint: keep one of the two."},
    {"RelativePath", keeping("{ file: aHVudGVyMg== }"), "f:7:21: file" + begin_with_a_slash},
    {"LongPath", keeping("{ file: /" + std::string(4095, 'a') + " }"),
     "f:7:21: file is too long\nhint: keep it to 4095 bytes."},
    {"NoPath", keeping("{ file: }"),
     "f:7:15: file has no value\nhint: write one, or take the key away."},
    {"CredentialThatIsAPath", keeping("{ credential: aHVud/GVyMg }"),
     "f:7:27: credential is not a name\n"
     "hint: write it without a slash: systemd says in which folder it is."},
    {"CredentialThatIsTheFolderAbove", keeping("{ credential: .. }"),
     "f:7:27: credential is not a name\n"
     "hint: write it without a slash: systemd says in which folder it is."},
    {"LongCredential", keeping("{ credential: " + std::string(256, 'a') + " }"),
     "f:7:27: credential is too long\nhint: keep it to 255 bytes."},
    {"VariableWithADollar", keeping("{ variable: $DESK }"),
     "f:7:25: variable is not a name\n"
     "hint: write it in letters, digits and _, such as CHATSWEEP_DESK_SECRET."},
    {"VariableThatIsAList", keeping("{ variable: [A] }"),
     "f:7:25: variable must be one value, not a list\nhint: write one value behind the colon."},
};

INSTANTIATE_TEST_SUITE_P(Secret, BrokenReceiver, testing::ValuesIn(broken_secrets),
                         [](const auto& each) { return std::string{each.param.title}; });

const Broken broken_choices[] = {
    {"MisspelledAction", receiver_with("actions: [close, worn]"),
     "f:8:22: actions 'worn' is not known\nhint: did you mean 'warn'?"},
    {"UnknownAction", receiver_with("actions: explode"),
     "f:8:14: actions 'explode' is not known\n"
     "hint: write close, warn, inactivate, idle, disconnect, event, returned or "
     "participant_returned."},
    {"NoAction", receiver_with("actions: []"),
     "f:8:14: actions is an empty list\nhint: write at least one value, or take the key away."},
    {"ActionListedTwice", receiver_with("actions: [warn, close, warn]"),
     "f:8:28: actions 'warn' is listed twice\nhint: keep one of the two."},
    {"MisspelledPolicy", receiver_with("policies: [opt_out, whatsap]"),
     "f:8:25: policy 'whatsap' is not known\nhint: did you mean 'whatsapp'?"},
    {"UnknownPolicy", receiver_with("policies: everyone"),
     "f:8:15: policy 'everyone' is not known\nhint: write whatsapp or opt_out."},
    {"NoPolicy", receiver_with("policies:"),
     "f:8:5: policies has no value\nhint: write one, or take the key away."},
    {"BuiltInPolicyThatIsOff", receiver_with("policies: opt_out") + "opt_out: keep\n",
     "f:8:15: policy 'opt_out' is not known\n"
     "hint: write opt_out: close at the top, or take the name away."},
    {"PolicyOfAFileWithoutAny",
     "version: 1\nreceivers:\n"
     "  - { name: a, url: 'https://a', secret: { file: /a }, policies: [sms] }\n",
     "f:3:67: policy 'sms' is not known\n"
     "hint: the file has no policies: write everyone or opt_out, as with --timeout."},
    {"ShortTimeout", receiver_with("timeout: 99ms"),
     "f:8:14: timeout '99ms' is too short\nhint: the shortest duration is 100ms here."},
    {"ZeroTimeout", receiver_with("timeout: 0s"),
     "f:8:14: timeout '0s' is too short\nhint: the shortest duration is 100ms here."},
    {"LongTimeout", receiver_with("timeout: 61s"),
     "f:8:14: timeout '61s' is too long\nhint: the longest duration is 1m here."},
    {"TimeoutWithoutUnit", receiver_with("timeout: 10"),
     "f:8:14: timeout '10' has no unit\nhint: write a unit, such as 30m, 12h or PT12H."},
    {"NegativeRetries", receiver_with("retries: -1"),
     "f:8:14: retries '-1' is too small\nhint: write 0 or more."},
    {"TooManyRetries", receiver_with("retries: 101"),
     "f:8:14: retries '101' is too large\nhint: write 100 or less."},
    {"RetriesThatAreAWord", receiver_with("retries: many"),
     "f:8:14: retries 'many' is not a whole number\nhint: write it in digits, such as 50000."},
    {"NoConcurrency", receiver_with("concurrency: 0"),
     "f:8:18: concurrency '0' is too small\nhint: write 1 or more."},
    {"TooMuchConcurrency", receiver_with("concurrency: 101"),
     "f:8:18: concurrency '101' is too large\nhint: write 100 or less."},
    {"TruthInAnotherWord", receiver_with("allow_local: yes"),
     "f:8:18: allow_local 'yes' is neither true nor false\n"
     "hint: write true or false, in lower case and without quotes."},
    {"RelativeAuthorities", receiver_with("ca_file: desk.pem"),
     "f:8:14: ca_file" + begin_with_a_slash},
};

INSTANTIATE_TEST_SUITE_P(Choice, BrokenReceiver, testing::ValuesIn(broken_choices),
                         [](const auto& each) { return std::string{each.param.title}; });

TEST(Receivers, AreReadInTheirOrderWithTheirDefaults) {
    const Config config = parse_config(
        with_receiver("name: second\n    url: https://desk.example\n    secret: { file: /s }\n"
                      "  - name: first\n"
                      "    url: http://127.0.0.1:8080/hooks?a=b\n"
                      "    secret: [ { credential: old }, { variable: NEW_1 } ]\n"
                      "    actions: [participant_returned, warn]\n"
                      "    policies: [whatsapp, opt_out]\n"
                      "    timeout: 100ms\n"
                      "    retries: 0\n"
                      "    concurrency: 100\n"
                      "    allow_local: true\n"
                      "    proxy: socks5h://127.0.0.1:1080\n"
                      "    ca_file: /etc/desk.pem"),
        "f");
    ASSERT_EQ(config.receivers.size(), 2U);
    const Receiver& plain = config.receivers[0];
    const Receiver defaults;
    EXPECT_EQ(plain.name, "second");
    EXPECT_EQ(plain.url, "https://desk.example");
    EXPECT_THAT(plain.secrets, ElementsAre(FieldsAre(SecretSource::Kind::file, "/s")));
    EXPECT_THAT(plain.actions, IsEmpty());
    EXPECT_THAT(plain.policies, IsEmpty());
    EXPECT_EQ(plain.timeout, defaults.timeout);
    EXPECT_EQ(plain.retries, defaults.retries);
    EXPECT_EQ(plain.concurrency, defaults.concurrency);
    EXPECT_FALSE(plain.allow_local);
    EXPECT_EQ(plain.proxy, std::nullopt);
    EXPECT_EQ(plain.ca_file, std::nullopt);
    const Receiver& full = config.receivers[1];
    EXPECT_EQ(full.url, "http://127.0.0.1:8080/hooks?a=b");
    EXPECT_THAT(full.secrets, ElementsAre(FieldsAre(SecretSource::Kind::credential, "old"),
                                          FieldsAre(SecretSource::Kind::variable, "NEW_1")));
    EXPECT_THAT(full.actions, ElementsAre(Action::participant_returned, Action::warn));
    EXPECT_THAT(full.policies, ElementsAre("whatsapp", "opt_out"));
    EXPECT_EQ(full.timeout, std::chrono::milliseconds{100});
    EXPECT_EQ(full.retries, 0);
    EXPECT_EQ(full.concurrency, 100);
    EXPECT_TRUE(full.allow_local);
    EXPECT_EQ(full.proxy, "socks5h://127.0.0.1:1080");
    EXPECT_EQ(full.ca_file, "/etc/desk.pem");
}

TEST(Receivers, TakeAnyActionAndOneWordForAList) {
    for (const Action action : all_actions) {
        const std::string text = receiver_with("actions: " + std::string{to_text(action)});
        EXPECT_THAT(parse_config(text, "f").receivers.at(0).actions, ElementsAre(action));
    }
}

TEST(Receivers, MayNameThePolicyOfATimeoutWhereTheFileHasNone) {
    const std::string text =
        "version: 1\nreceivers:\n"
        "  - { name: a, url: 'https://a', secret: { file: /a }, policies: [everyone, opt_out] }\n";
    EXPECT_EQ(error_of(text), "");
    EXPECT_EQ(error_of(text + "opt_out: keep\n"),
              "f:3:77: policy 'opt_out' is not known\n"
              "hint: write opt_out: close at the top, or take the name away.");
}

TEST(Receivers, DoNotListTooManyPoliciesInAHint) {
    std::string text = "version: 1\npolicies:\n";
    for (int number = 1; number <= 20; ++number) {
        const std::string name = "p" + std::to_string(number);
        text += "  - { name: " + name + ", match: { tenant: " + name + " }, timeout: 2h }\n";
    }
    text += "receivers:\n  - { name: a, url: 'https://a', secret: { file: /a }, policies: sms }\n";
    EXPECT_EQ(error_of(text), "f:24:66: policy 'sms' is not known\n"
                              "hint: write the name of a policy of this file.");
}

TEST(Receivers, MayBeAHundredAndNoMore) {
    std::string text = "version: 1\nreceivers:\n";
    for (int number = 1; number <= 100; ++number) {
        text += "  - { name: " + std::to_string(number) +
                ", url: 'https://a', secret: { file: /a } }\n";
    }
    EXPECT_EQ(error_of(text), "");
    EXPECT_EQ(error_of(text + "  - { name: last, url: 'https://a', secret: { file: /a } }\n"),
              "f:3:3: more than 100 receivers\n"
              "hint: let one receiver pass on what several are to hear.");
}

TEST(Receivers, AreNoPartOfThePolicies) {
    EXPECT_EQ(canonical_policies(parse_config(receiver_with("retries: 3"), "f").policies),
              canonical_policies(parse_config(policies, "f").policies));
}

TEST(Receivers, AreWarnedOfWhenOthersCanReadWhatTheyAreTold) {
    EXPECT_THAT(parse_config(at("http://desk.example"), "f").warnings,
                ElementsAre("receiver 'desk' is told over plain http, which anybody on the way can "
                            "read"));
    EXPECT_THAT(parse_config(at("http://localhost", "\n    allow_local: true"), "f").warnings,
                IsEmpty());
    EXPECT_THAT(parse_config(at("https://desk.example"), "f").warnings, IsEmpty());
}

} // namespace
} // namespace chatsweep

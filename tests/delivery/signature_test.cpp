// SPDX-License-Identifier: Apache-2.0
#include "delivery/message.hpp"
#include "support/process.hpp"

#include <gtest/gtest.h>

#include <string>

namespace chatsweep::test {
namespace {

/// Of the specification of Standard Webhooks.
constexpr const char* secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
constexpr const char* other_secret = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

TEST(Signature, IsThatOfTheSpecification) {
    EXPECT_EQ(signature({parse_secret(secret, "it")}, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330,
                        "{\"test\": 2432232314}"),
              "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
}

TEST(Signature, IsOneForEachSecretWhileOneIsRotated) {
    const Secret old = parse_secret(secret, "it");
    const Secret young = parse_secret(other_secret, "it");
    EXPECT_EQ(signature({old, young}, "id", 1, "{}"),
              signature({old}, "id", 1, "{}") + ' ' + signature({young}, "id", 1, "{}"));
}

TEST(Signature, ChangesWithTheIdTheTimeAndTheBody) {
    const std::vector<Secret> secrets{parse_secret(secret, "it")};
    const std::string one = signature(secrets, "id", 1, "{}");
    EXPECT_EQ(one, signature(secrets, "id", 1, "{}"));
    EXPECT_NE(one, signature(secrets, "di", 1, "{}"));
    EXPECT_NE(one, signature(secrets, "id", 2, "{}"));
    EXPECT_NE(one, signature(secrets, "id", 1, "{ }"));
}

TEST(Signature, IsWhatAnotherImplementationMakes) {
    const std::string body = "{\"session_id\":\"Zo\xc3\xab 17\",\"unanswered\":true}";
    const std::string script = "import base64, hashlib, hmac, sys\n"
                               "_, secret, id, seconds, body = sys.argv\n"
                               "key = base64.b64decode(secret.removeprefix('whsec_'))\n"
                               "text = f'{id}.{seconds}.{body}'.encode()\n"
                               "digest = hmac.new(key, text, hashlib.sha256).digest()\n"
                               "print('v1,' + base64.b64encode(digest).decode(), end='')\n";
    for (const char* key : {secret, other_secret}) {
        const Ended python = Process{
            "/usr/bin/env",
            {"python3", "-X", "utf8", "-c", script, key, "evt_1_2", "1700000000",
             body}}.wait();
        ASSERT_EQ(python.code, 0) << python.err;
        EXPECT_EQ(signature({parse_secret(key, "it")}, "evt_1_2", 1700000000, body), python.out);
    }
}

} // namespace
} // namespace chatsweep::test

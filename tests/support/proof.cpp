// SPDX-License-Identifier: Apache-2.0
#include "support/proof.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <random>
#include <string>

namespace chatsweep::test {

namespace {

/// A property of the test in GoogleTest's own report, whose name is the promise.
void record(std::string_view promise, std::string_view expected, long long trials,
            long long violations) {
    testing::Test::RecordProperty(std::string{promise}, std::string{expected} + ' ' +
                                                            std::to_string(trials) + ' ' +
                                                            std::to_string(violations));
    std::cout << promise << ": " << trials << " trials, " << violations << " violations\n";
    EXPECT_GT(trials, 0) << promise;
}

} // namespace

long long trials(long long suite, long long long_form) {
    const char* given = std::getenv("CHATSWEEP_PROOF");
    const std::string form = given == nullptr ? "suite" : given;
    if (form == "long") {
        return long_form;
    }
    return form == "brief" ? std::max(1LL, suite / 10) : suite;
}

unsigned seed() {
    static const unsigned only = [] {
        const char* given = std::getenv("CHATSWEEP_TEST_SEED");
        const unsigned seed =
            given == nullptr ? std::random_device{}() : static_cast<unsigned>(std::stoul(given));
        std::cout << "CHATSWEEP_TEST_SEED=" << seed << '\n';
        return seed;
    }();
    return only;
}

void proved(std::string_view promise, long long trials, long long violations) {
    record(promise, "none", trials, violations);
    EXPECT_EQ(violations, 0) << promise;
}

void found_out(std::string_view promise, long long trials, long long violations) {
    record(promise, "some", trials, violations);
    EXPECT_GT(violations, 0) << promise;
}

} // namespace chatsweep::test

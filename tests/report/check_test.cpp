// SPDX-License-Identifier: Apache-2.0
#include "report/golden.hpp"
#include "report/samples.hpp"

#include <nlohmann/json.hpp>

namespace chatsweep::test {
namespace {

CheckDocument findings() {
    return {{{"configuration", CheckStatus::ok, "config/chatsweep.yaml: 2 policies", ""},
             {"connection", CheckStatus::ok, "PostgreSQL 15.8 as role sweeper", ""},
             {"rhythm", CheckStatus::warning,
              "the last 10 runs started every 6h, but the interval is 12h",
              "Change the interval in the configuration, or the timer that starts the sweep."},
             {"fence", CheckStatus::failed,
              "the foreign key of chat.message does not reference chat.session",
              "Add the foreign key, or install the trigger of the adapter."},
             {"rights", CheckStatus::skipped, "the fence is broken", ""}}};
}

TEST(CheckDocument, LooksAsItDidInEveryFormat) {
    expect_golden_in_every_format(findings(), "check");
}

TEST(CheckDocument, HasEveryKeyInJson) {
    const auto json = nlohmann::json::parse(rendered(findings(), Format::json));
    EXPECT_EQ(json.at("schema_version"), 1);
    EXPECT_EQ(json.at("command"), "check");
    EXPECT_EQ(json.at("outcome"), "failed");
    EXPECT_EQ(json.at("findings").at(3).at("name"), "fence");
    EXPECT_EQ(json.at("findings").at(3).at("status"), "failed");
    EXPECT_TRUE(json.at("findings").at(0).at("hint").is_null());
}

TEST(CheckDocument, IsAsGoodAsItsWorstFinding) {
    CheckDocument document = findings();
    document.findings.resize(3);
    EXPECT_EQ(nlohmann::json::parse(rendered(document, Format::json)).at("outcome"), "warning");
    document.findings.resize(2);
    EXPECT_EQ(nlohmann::json::parse(rendered(document, Format::json)).at("outcome"), "ok");
}

} // namespace
} // namespace chatsweep::test

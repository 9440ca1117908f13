// SPDX-License-Identifier: Apache-2.0
#include "report/golden.hpp"
#include "report/samples.hpp"

#include <nlohmann/json.hpp>

namespace chatsweep::test {
namespace {

struct AReport {
    Plan plan = small_plan();
    PolicySet policies = two_policies();

    [[nodiscard]] ReportDocument document() const {
        ReportDocument document{plan, policies};
        document.groups = {
            {"whatsapp", "acme", "whatsapp", 4200, 2, 0, 17, 72h + 5min, 5h + 12min},
            {"everyone-else", "acme", "webchat", 1400, 1, 1, 40, 240h, 42min},
            {"", "globex", std::nullopt, 78, 0, 0, 0, 59s, 1s},
        };
        document.policy_version = "3f2a9c1b8d04";
        document.last_sweep_at = noon - 11h;
        document.next_sweep_at = noon + 1h;
        document.durations = {{"load", 12.5}};
        document.limit = 3;
        return document;
    }
};

TEST(ReportDocument, LooksAsItDidInEveryFormat) {
    const AReport report;
    expect_golden_in_every_format(report.document(), "report");
}

TEST(ReportDocument, ThatSawAGuardTripLooksAsItDidInEveryFormat) {
    AReport report;
    report.plan.counts.future_dated = 2;
    ReportDocument document = report.document();
    document.last_sweep_at.reset();
    document.next_sweep_at.reset();
    document.limit.reset();
    document.guard =
        GuardTrip{"max_close", "max_close: 3 sessions are due, more than the limit of 1",
                  "Look at chatsweep report; then raise the guard."};
    expect_golden_in_every_format(document, "report_guard");
}

TEST(ReportDocument, ShowsEveryActionSideBySideInEveryFormat) {
    const Plan plan = busy_plan();
    const PolicySet policies = many_timers();
    ReportDocument document{plan, policies};
    document.groups = {{"chats", "acme", "whatsapp", 4200, 1, 0, 17, 72h, 5h},
                       {"chats", "acme", "webchat", 1478, 0, 1, 40, 240h, 42min}};
    document.groups[0].due_actions[static_cast<std::size_t>(Action::warn)] = 2;
    document.groups[1].due_actions[static_cast<std::size_t>(Action::warn)] = 1;
    document.groups[1].due_actions[static_cast<std::size_t>(Action::idle)] = 4;
    expect_golden_in_every_format(document, "report_timers");
}

TEST(ReportDocument, OfAnEmptyDatabaseLooksAsItDidInEveryFormat) {
    AReport report;
    report.plan.sessions.clear();
    report.plan.counts = {};
    ReportDocument document = report.document();
    document.groups.clear();
    expect_golden_in_every_format(document, "report_empty");
}

TEST(ReportDocument, LooksAsItDidInColor) {
    const AReport report;
    expect_golden(rendered(report.document(), Format::table, 100, Color::always),
                  "report.color.txt");
}

TEST(ReportDocument, SaysTheSameWithoutColor) {
    const AReport report;
    std::string colored = rendered(report.document(), Format::table, 100, Color::always);
    for (std::size_t begin = colored.find('\x1b'); begin != std::string::npos;
         begin = colored.find('\x1b')) {
        colored.erase(begin, colored.find('m', begin) - begin + 1);
    }
    EXPECT_EQ(colored, rendered(report.document(), Format::table, 100));
}

TEST(ReportDocument, ListsEverySessionForMachinesWhateverTheLimit) {
    const AReport report;
    ReportDocument document = report.document();
    document.limit = 0;
    EXPECT_EQ(rendered(document, Format::table).find("4711"), std::string::npos);
    const auto json = nlohmann::json::parse(rendered(document, Format::json));
    EXPECT_EQ(json.at("sessions").size(), 4U);
}

TEST(ReportDocument, OfAStandbySaysHowOldItsDataAre) {
    const AReport report;
    ReportDocument document = report.document();
    document.standby = {.replayed_at = noon - 90s, .asked_at = noon};

    EXPECT_NE(rendered(document, Format::table, 120)
                  .find("\nThe server is a standby, whose last transaction is of 2026-11-20 "
                        "11:58:30Z (1m30s ago).\n"),
              std::string::npos);
    EXPECT_EQ(nlohmann::json::parse(rendered(document, Format::json)).at("standby"),
              nlohmann::json::parse(
                  R"({"replayed_at": "2026-11-20T11:58:30.000000Z", "age_seconds": 90})"));

    document.standby->replayed_at.reset();
    EXPECT_NE(rendered(document, Format::table, 120)
                  .find("\nThe server is a standby that has replayed no transaction since it "
                        "started.\n"),
              std::string::npos);
    EXPECT_EQ(nlohmann::json::parse(rendered(document, Format::json)).at("standby"),
              nlohmann::json::parse(R"({"replayed_at": null, "age_seconds": null})"));
}

TEST(ReportDocument, HasEveryKeyOfTheContractInJson) {
    const AReport report;
    const auto json = nlohmann::json::parse(rendered(report.document(), Format::json));
    EXPECT_EQ(json.at("schema_version"), 1);
    EXPECT_EQ(json.at("command"), "report");
    EXPECT_TRUE(json.at("run_id").is_null());
    EXPECT_EQ(json.at("dry_run"), true);
    EXPECT_EQ(json.at("as_of"), "2026-11-20T12:00:00.000000Z");
    EXPECT_EQ(json.at("outcome"), "dry_run");
    EXPECT_EQ(json.at("counts").at("open"), 5678);
    EXPECT_EQ(json.at("durations_ms").at("load"), 12.5);
    EXPECT_EQ(json.at("last_sweep_at"), "2026-11-20T01:00:00.000000Z");
    EXPECT_EQ(json.at("next_sweep_at"), "2026-11-20T13:00:00.000000Z");
    EXPECT_EQ(json.at("groups").at(0), nlohmann::json::parse(R"({
        "policy": "whatsapp", "tenant": "acme", "channel": "whatsapp", "open": 4200, "due": 2,
        "due_actions": {"disconnect": 0, "event": 0, "idle": 0, "inactivate": 0,
                        "participant_returned": 0, "returned": 0, "warn": 0},
        "held": 0, "unanswered": 17, "oldest_idle_seconds": 259500,
        "median_idle_seconds": 18720})"));
    EXPECT_TRUE(json.at("groups").at(2).at("policy").is_null());
    EXPECT_TRUE(json.at("groups").at(2).at("channel").is_null());
    EXPECT_EQ(json.at("sessions").at(2).at("outcome"), "held");
    EXPECT_EQ(json.at("sessions").at(2).at("reason"), "unanswered");
}

} // namespace
} // namespace chatsweep::test

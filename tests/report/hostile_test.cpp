// SPDX-License-Identifier: Apache-2.0
#include "report/golden.hpp"
#include "report/samples.hpp"
#include "report/text.hpp"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include <streambuf>

namespace chatsweep::test {
namespace {

/// Ids that try to break out of a line, a cell, a quoted text or the terminal.
const std::vector<std::string> hostile{
    "say \"hi\", then leave",
    "two\nlines\r\nand\ta tab",
    "\x1b[2J\x1b]0;title\x07",
    "C1 \xc2\x9b"
    "31m, DEL \x7f, bidi \xe2\x80\xae"
    "txt",
    "not UTF-8: \xff\xfe \xc0\xaf \xed\xa0\x80 \xe2\x82",
    "漢字かな交じり文とemoji🙂",
    "back\\slash 'quote' {\"json\":1}",
    std::string(10'000, 'x') + "end",
    std::string("nul\0byte", 8),
    "",
};

struct AHostilePlan {
    Plan plan;
    PolicySet policies = two_policies();

    AHostilePlan() {
        plan.as_of = noon;
        policies[0].name = "pol,icy\n\"quoted\"\x1b[31m";
        for (const std::string& id : hostile) {
            plan.sessions.push_back(overdue_for(1h, id));
        }
    }

    [[nodiscard]] SweepDocument document() const {
        SweepDocument document{plan, policies};
        document.dry_run = true;
        document.outcome = Outcome::dry_run;
        document.limited_to = {policies[0].name};
        return document;
    }
};

void expect_no_control_character(const std::string& text) {
    std::istringstream lines{text};
    for (std::string line; std::getline(lines, line);) {
        if (!line.empty() && line.back() == '\r') {
            line.pop_back();
        }
        EXPECT_EQ(line, clean(line));
    }
}

TEST(HostileText, LooksAsItDidInEveryFormat) {
    const AHostilePlan hostile_plan;
    expect_golden_in_every_format(hostile_plan.document(), "hostile");
}

TEST(HostileText, NeverReachesTheStreamAsItIs) {
    const AHostilePlan hostile_plan;
    for (const Format format : {Format::table, Format::json, Format::ndjson, Format::csv}) {
        expect_no_control_character(rendered(hostile_plan.document(), format));
    }
}

TEST(HostileText, ComesBackFromJsonAsItWasButForInvalidUtf8) {
    const AHostilePlan hostile_plan;
    const auto json = nlohmann::json::parse(rendered(hostile_plan.document(), Format::json));
    for (std::size_t index = 0; index < hostile.size(); ++index) {
        const std::string id = json.at("sessions").at(index).at("session_id");
        if (index == 4) {
            EXPECT_THAT(id, testing::StartsWith("not UTF-8: \uFFFD"));
        } else {
            EXPECT_EQ(id, hostile[index]);
        }
    }
    EXPECT_EQ(json.at("sessions").at(0).at("policy"), hostile_plan.policies[0].name);
}

TEST(HostileText, NeverMakesATableWiderThanTheTerminal) {
    const AHostilePlan hostile_plan;
    for (const int width : {40, 60, 80, 100, 120}) {
        std::istringstream lines{rendered(hostile_plan.document(), Format::table, width)};
        for (std::string line; std::getline(lines, line);) {
            EXPECT_LE(display_width(line), static_cast<std::size_t>(width)) << line;
        }
    }
}

TEST(HostileText, IsHarmlessInEveryDocument) {
    const std::string evil = "\x1b[2J\r\n\xff\x7f";
    RunRecord run = a_run();
    run.run_id.value = run.state = run.host = run.tool_version = evil;
    run.policy_version = run.outcome = run.error = evil;
    run.limited_to = {evil};
    EventRecord event = an_event();
    event.session_id = event.action = event.policy = event.timer = event.reason = evil;
    event.clock = evil;
    event.status_before = event.policy_version = evil;
    ExplainDocument explain;
    explain.session_id = explain.conclusion = explain.policy_version = evil;
    explain.status = explain.close_reason = explain.policy = evil;
    explain.facts = SessionFacts{};
    explain.facts->tenant = evil;
    explain.facts->labels = {evil};
    explain.policies = {{evil, true, evil}};
    explain.timers = {{evil, Action::close, 1h, Clock::started, std::nullopt, true}};
    explain.holds = {{evil, true, evil}};
    explain.events = {event};
    explain.closed_by = run;
    const Backlog backlog{.receiver = evil, .waiting = 1, .parked = 1, .problem = evil};
    PendingEvent pending;
    pending.receiver = pending.url = pending.session_id = pending.action = evil;
    pending.kind = pending.problem = pending.policy = pending.timer = evil;
    AHostilePlan plan;
    ReportDocument report{plan.plan, plan.policies};
    report.groups = {{.policy = evil, .tenant = evil, .channel = evil, .open = 1, .due = 1}};
    report.policy_version = evil;
    report.guard = GuardTrip{evil, evil, evil};
    report.undelivered = {backlog};
    for (const Format format : {Format::table, Format::json, Format::ndjson, Format::csv}) {
        expect_no_control_character(rendered(report, format));
        expect_no_control_character(rendered(explain, format));
        expect_no_control_character(rendered(DeliveryDocument{{{evil, 1, 1, backlog}}}, format));
        expect_no_control_character(
            rendered(PendingDocument{.events = {pending}, .total = 1}, format));
        expect_no_control_character(rendered(HistoryDocument{{}, {backlog}}, format));
        expect_no_control_character(rendered(HistoryDocument{{run}}, format));
        expect_no_control_character(rendered(RunDocument{{run}, {event}}, format));
        expect_no_control_character(
            rendered(CheckDocument{{{evil, CheckStatus::failed, evil, evil}}}, format));
    }
}

TEST(HostileText, IsNoFormulaOfASpreadsheet) {
    AHostilePlan plan;
    plan.plan.sessions.clear();
    for (const char* id : {"=1+1", "@SUM(1)", "+1+cmd", "-1-cmd", "+4915112345678", "-5", "a=1",
                           "＝1+1", "＠SUM(1)"}) {
        plan.plan.sessions.push_back(overdue_for(1h, id));
    }
    std::istringstream lines{rendered(plan.document(), Format::csv)};
    std::vector<std::string> ids;
    for (std::string line; std::getline(lines, line);) {
        ids.push_back(line.substr(0, line.find(',')));
    }
    EXPECT_THAT(ids, testing::ElementsAre("session_id", "'=1+1", "'@SUM(1)", "'+1+cmd", "'-1-cmd",
                                          "+4915112345678", "-5", "a=1", "'＝1+1", "'＠SUM(1)"));
}

/// Takes so many bytes and no more, as a full disk does.
class FullDisk : public std::streambuf {
public:
    explicit FullDisk(std::size_t room) : room_(room) {}

protected:
    int_type overflow(int_type byte) override {
        return room_ > 0 ? (--room_, byte) : traits_type::eof();
    }

private:
    std::size_t room_;
};

TEST(AStreamThatFails, IsLeftFailedAndNothingIsThrown) {
    const AHostilePlan hostile_plan;
    for (const Format format : {Format::table, Format::json, Format::ndjson, Format::csv}) {
        for (const std::size_t room : {0, 10, 300, 1000}) {
            FullDisk disk{room};
            std::ostream out{&disk};
            EXPECT_NO_THROW(render(hostile_plan.document(), format, {}, out));
            EXPECT_TRUE(out.fail());
        }
    }
}

TEST(Format, IsReadByItsName) {
    EXPECT_EQ(parse_format("table"), Format::table);
    EXPECT_EQ(parse_format("json"), Format::json);
    EXPECT_EQ(parse_format("ndjson"), Format::ndjson);
    EXPECT_EQ(parse_format("csv"), Format::csv);
    EXPECT_EQ(parse_format("JSON"), std::nullopt);
    EXPECT_EQ(parse_format(""), std::nullopt);
}

} // namespace
} // namespace chatsweep::test

// SPDX-License-Identifier: Apache-2.0
#include "report/golden.hpp"
#include "report/html/chart.hpp"
#include "report/html/sections.hpp"
#include "report/page_samples.hpp"

#include <gmock/gmock.h>

#include <stdexcept>

namespace chatsweep::test {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string page_of(const ReportDocument& document) {
    return rendered(document, Format::html);
}

TEST(PageOfAReport, LooksAsItDid) {
    const APage page;
    expect_golden(page_of(page.document()), "page.html");
}

TEST(PageOfAReport, OfAnEmptyDatabaseSaysSoInEverySection) {
    Plan plan;
    plan.as_of = noon;
    const PolicySet policies = two_policies();
    const std::string page = page_of(ReportDocument{plan, policies});
    expect_golden(page, "page_empty.html");
    for (const char* said : {"No session is open.", "Nobody waits for an answer.",
                             "No run is recorded.", "Nothing is due."}) {
        EXPECT_THAT(page, HasSubstr(said));
    }
    EXPECT_THAT(page, Not(HasSubstr("<svg class=\"chart\"")));
}

TEST(PageOfAReport, NeedsNothingFromElsewhere) {
    const APage page;
    const std::string text = page_of(page.document());
    EXPECT_THAT(text, HasSubstr("default-src 'none'"));
    EXPECT_THAT(text, Not(HasSubstr("<script")));
    EXPECT_THAT(text, Not(HasSubstr("src=")));
    EXPECT_THAT(text, Not(HasSubstr("http:")));
    EXPECT_THAT(text, Not(HasSubstr("https:")));
    EXPECT_THAT(text, Not(HasSubstr("@import")));
}

TEST(PageOfAReport, ListsNoMoreThanTheLimitAndSaysHowManyMoreThereAre) {
    const APage page;
    ReportDocument document = page.document();
    EXPECT_THAT(page_of(document), HasSubstr("… and 1 more."));
    EXPECT_THAT(page_of(document), HasSubstr("… and 8 more."));
    document.limit = 0;
    document.outlook.waiting.clear();
    EXPECT_THAT(page_of(document), HasSubstr("None is listed."));
    EXPECT_THAT(page_of(document), HasSubstr("… and 4 more."));
    document.limit.reset();
    EXPECT_THAT(page_of(document), Not(HasSubstr("… and 4 more.")));
}

TEST(PageOfAReport, SaysWhyWhateverIsDueIsDue) {
    Plan plan = busy_plan();
    const PolicySet policies = many_timers();
    plan.sessions[0].reason = Reason::opt_out;
    plan.sessions[5].reason = Reason::token_expired;
    plan.sessions.push_back(plan.sessions[2]);
    plan.sessions.back().reason = Reason::returned;
    ReportDocument document{plan, policies};
    document.groups = {{"chats", "acme", "whatsapp", 4200, 1, 0, 17, 72h, 5h}};
    const std::string page = page_of(document);
    for (const char* why :
         {"the customer has opted out", "1m10s before the close",
          "10m since the customer’s last message", "the customer wrote after the token had run out",
          "the silence is over", "disconnect agent", "other actions due"}) {
        EXPECT_THAT(page, HasSubstr(why));
    }
}

TEST(PageOfAReport, AddsUpWhatABreakdownHasNoRoomFor) {
    const APage page;
    ReportDocument document = page.document();
    document.groups.clear();
    for (int i = 0; i < 20; ++i) {
        document.groups.push_back(
            {"whatsapp", "tenant-" + std::to_string(i), "sms", 10, 20 - i, 0, 0, 1h, 1h});
    }
    const std::string text = page_of(document);
    EXPECT_THAT(text, HasSubstr("tenant-11<"));
    EXPECT_THAT(text, Not(HasSubstr("tenant-12<")));
    EXPECT_THAT(text, HasSubstr("… and 8 others"));
}

TEST(PageOfAReport, DrawsNoMoreThanEightHistograms) {
    const APage page;
    ReportDocument document = page.document();
    document.outlook.silences.clear();
    for (int i = 0; i < 12; ++i) {
        document.outlook.silences.push_back(a_silence("policy-" + std::to_string(i), {24h, 48h}));
    }
    const std::string text = page_of(document);
    EXPECT_THAT(text, HasSubstr("id=\"silence-7-title\""));
    EXPECT_THAT(text, Not(HasSubstr("id=\"silence-8-title\"")));
    EXPECT_THAT(text, HasSubstr("timeout after 1d and 2d"));
    EXPECT_THAT(text, HasSubstr("policy-11"));
}

TEST(PageOfAReport, IsWhatNoOtherDocumentHas) {
    EXPECT_THROW((void)rendered(HistoryDocument{}, Format::html), std::invalid_argument);
    EXPECT_THROW((void)rendered(CheckDocument{}, Format::html), std::invalid_argument);
    EXPECT_THROW((void)rendered(ExplainDocument{}, Format::html), std::invalid_argument);
    EXPECT_THROW((void)rendered(DeliveryDocument{}, Format::html), std::invalid_argument);
    EXPECT_THROW((void)rendered(PendingDocument{}, Format::html), std::invalid_argument);
    EXPECT_THROW((void)rendered(RunDocument{{a_run()}, {}}, Format::html), std::invalid_argument);
    const Plan plan;
    const PolicySet policies;
    EXPECT_THROW((void)rendered(SweepDocument{plan, policies}, Format::html),
                 std::invalid_argument);
}

TEST(Grouped, PutsANarrowBlankBetweenThousandsFromTenThousandOn) {
    EXPECT_EQ(grouped(0), "0");
    EXPECT_EQ(grouped(1234), "1234");
    EXPECT_EQ(grouped(12'345), "12\u202f345");
    EXPECT_EQ(grouped(1'234'567), "1\u202f234\u202f567");
    EXPECT_EQ(grouped(-123'456), "-123\u202f456");
}

TEST(RoundNumberAbove, IsOneTwoOrFiveTimesAPowerOfTen) {
    EXPECT_EQ(round_number_above(1), 1);
    EXPECT_EQ(round_number_above(3), 5);
    EXPECT_EQ(round_number_above(6), 10);
    EXPECT_EQ(round_number_above(10), 10);
    EXPECT_EQ(round_number_above(1001), 2000);
}

} // namespace
} // namespace chatsweep::test

// SPDX-License-Identifier: Apache-2.0
#include "core/judge.hpp"
#include "core/run.hpp"

#include <gtest/gtest.h>

namespace chatsweep::test {
namespace {

TEST(Words, OfDecisionsReasonsAndActionsAreThoseOfTheJsonContract) {
    EXPECT_EQ(to_text(Decision::keep), "keep");
    EXPECT_EQ(to_text(Decision::close), "close");
    EXPECT_EQ(to_text(Action::close), "close");
    EXPECT_EQ(to_text(Reason::timeout), "timeout");
    EXPECT_EQ(to_text(Reason::no_policy), "no_policy");
    EXPECT_EQ(to_text(Reason::clock_never_started), "clock_never_started");
    EXPECT_EQ(to_text(Reason::not_due), "not_due");
    EXPECT_EQ(to_text(Reason::future_dated), "future_dated");
    EXPECT_EQ(to_text(Reason::snoozed), "snoozed");
    EXPECT_EQ(to_text(Reason::label), "label");
    EXPECT_EQ(to_text(Reason::unanswered), "unanswered");
}

TEST(Words, OfClocksAreThoseOfTheConfiguration) {
    EXPECT_EQ(to_text(Clock::last_customer_message), "last_customer_message");
    EXPECT_EQ(to_text(Clock::first_agent_reply), "first_agent_reply");
    EXPECT_EQ(to_text(Clock::last_agent_message), "last_agent_message");
    EXPECT_EQ(to_text(Clock::last_message), "last_message");
    EXPECT_EQ(to_text(Clock::started), "started");
}

TEST(Words, OfOutcomesAreThoseOfTheJsonContract) {
    EXPECT_EQ(to_text(Outcome::closed), "closed");
    EXPECT_EQ(to_text(Outcome::nothing_due), "nothing_due");
    EXPECT_EQ(to_text(Outcome::dry_run), "dry_run");
    EXPECT_EQ(to_text(Outcome::guard), "guard");
    EXPECT_EQ(to_text(Outcome::busy), "busy");
    EXPECT_EQ(to_text(Outcome::failed), "failed");
    EXPECT_EQ(to_text(Outcome::interrupted), "interrupted");
    EXPECT_EQ(to_text(Outcome::unknown), "unknown");
}

TEST(Words, OfSessionOutcomesAreThoseOfTheJsonContract) {
    EXPECT_EQ(to_text(SessionOutcome::would_close), "would_close");
    EXPECT_EQ(to_text(SessionOutcome::closed), "closed");
    EXPECT_EQ(to_text(SessionOutcome::held), "held");
    EXPECT_EQ(to_text(SessionOutcome::kept_on_second_look), "kept_on_second_look");
    EXPECT_EQ(to_text(SessionOutcome::skipped_locked), "skipped_locked");
    EXPECT_EQ(to_text(SessionOutcome::gone), "gone");
    EXPECT_EQ(to_text(SessionOutcome::left_for_next), "left_for_next");
    EXPECT_EQ(to_text(SessionOutcome::rolled_back), "rolled_back");
    EXPECT_EQ(to_text(SessionOutcome::unknown), "unknown");
}

TEST(Words, OfCountsStandInTheOrderInWhichTheyAreShown) {
    std::vector<std::string_view> names;
    for (const NamedCount& count : named_counts()) {
        names.push_back(count.name);
    }
    const std::vector<std::string_view> expected{
        "open",           "judged",      "due",
        "closed",         "held",        "kept_on_second_look",
        "skipped_locked", "gone",        "left_for_next",
        "unanswered",     "future_dated"};
    EXPECT_EQ(names, expected);
}

TEST(Words, OfCountsEachPointAtACountOfTheirOwn) {
    Counts counts;
    std::int64_t next = 1;
    for (const NamedCount& count : named_counts()) {
        counts.*count.member = next++;
    }
    const Counts expected{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};
    EXPECT_EQ(counts, expected);
}

} // namespace
} // namespace chatsweep::test

// SPDX-License-Identifier: Apache-2.0
#include "core/judge.hpp"
#include "core/run.hpp"

#include <gtest/gtest.h>

namespace chatsweep::test {
namespace {

TEST(Words, OfDecisionsReasonsAndActionsAreThoseOfTheJsonContract) {
    EXPECT_EQ(to_text(Decision::keep), "keep");
    EXPECT_EQ(to_text(Decision::act), "act");
    EXPECT_EQ(to_text(Decision::close), "close");
    EXPECT_EQ(to_text(Action::close), "close");
    EXPECT_EQ(to_text(Reason::timeout), "timeout");
    EXPECT_EQ(to_text(Reason::opt_out), "opt_out");
    EXPECT_EQ(to_text(Reason::token_expired), "token_expired");
    EXPECT_EQ(to_text(Reason::returned), "returned");
    EXPECT_EQ(to_text(Reason::all_done), "all_done");
    EXPECT_EQ(to_text(Reason::no_policy), "no_policy");
    EXPECT_EQ(to_text(Reason::clock_never_started), "clock_never_started");
    EXPECT_EQ(to_text(Reason::awaits_contact), "awaits_contact");
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
    EXPECT_EQ(to_text(Clock::inactive), "inactive");
    EXPECT_EQ(to_text(Clock::agent_joined), "agent_joined");
    EXPECT_EQ(to_text(Clock::idle), "idle");
}

template <typename Word, std::size_t size, typename Parse>
void expect_to_be_read_as_written(const Word (&words)[size], Parse parse) {
    for (const Word word : words) {
        EXPECT_EQ(parse(to_text(word)), word) << to_text(word);
    }
    EXPECT_EQ(parse("nonsense"), std::nullopt);
    EXPECT_EQ(parse(""), std::nullopt);
}

TEST(Words, AreReadAsTheyAreWritten) {
    expect_to_be_read_as_written(all_clocks, parse_clock);
    expect_to_be_read_as_written(all_actions, parse_action);
    expect_to_be_read_as_written(all_roles, parse_role);
    for (const MarkKind kind :
         {MarkKind::warned, MarkKind::inactive, MarkKind::idle, MarkKind::recorded}) {
        EXPECT_EQ(parse_mark_kind(to_text(kind)), kind);
    }
    EXPECT_EQ(parse_mark_kind("nonsense"), std::nullopt);
}

TEST(Words, OfEventsAreWhatReceiversKnowThemBy) {
    const auto kind = [](Action action) { return kind_of_event(action, nullptr); };
    EXPECT_EQ(kind(Action::close), "closed");
    EXPECT_EQ(kind(Action::warn), "warned");
    EXPECT_EQ(kind(Action::inactivate), "inactivated");
    EXPECT_EQ(kind(Action::idle), "participant_idle");
    EXPECT_EQ(kind(Action::participant_returned), "participant_returned");
    EXPECT_EQ(kind(Action::disconnect), "auto_disconnected");
    EXPECT_EQ(kind(Action::returned), "returned");
    Timer timer;
    timer.kind = "new_conversation_needed";
    EXPECT_EQ(kind_of_event(Action::event, &timer), "new_conversation_needed");
}

TEST(Words, OfOutcomesAreThoseOfTheJsonContract) {
    EXPECT_EQ(to_text(Outcome::closed), "closed");
    EXPECT_EQ(to_text(Outcome::acted), "acted");
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
    EXPECT_EQ(to_text(SessionOutcome::would_act), "would_act");
    EXPECT_EQ(to_text(SessionOutcome::closed), "closed");
    EXPECT_EQ(to_text(SessionOutcome::acted), "acted");
    EXPECT_EQ(to_text(SessionOutcome::held), "held");
    EXPECT_EQ(to_text(SessionOutcome::kept_on_second_look), "kept_on_second_look");
    EXPECT_EQ(to_text(SessionOutcome::skipped_locked), "skipped_locked");
    EXPECT_EQ(to_text(SessionOutcome::gone), "gone");
    EXPECT_EQ(to_text(SessionOutcome::left_for_next), "left_for_next");
    EXPECT_EQ(to_text(SessionOutcome::rolled_back), "rolled_back");
    EXPECT_EQ(to_text(SessionOutcome::unknown), "unknown");
}

TEST(RunOutcome, IsWhatTheRunHasDone) {
    Counts counts;
    EXPECT_EQ(outcome_of(counts), Outcome::nothing_due);
    counts.due = 3;
    counts.of(Action::close).due = 3;
    EXPECT_EQ(outcome_of(counts), Outcome::nothing_due) << "all were kept on the second look";
    counts.of(Action::warn).done = 1;
    EXPECT_EQ(outcome_of(counts), Outcome::acted);
    counts.closed = 1;
    counts.of(Action::close).done = 1;
    EXPECT_EQ(outcome_of(counts), Outcome::closed);
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

// SPDX-License-Identifier: Apache-2.0
#include "core/silences.hpp"

#include "support/sessions.hpp"

#include <gtest/gtest.h>

namespace chatsweep::test {
namespace {

const PolicySet silence_policies{
    a_policy("web").on("web").closes_after(2h),
    a_policy("chat").on("whatsapp").closes_after(24h).holds_labels({"vip"}),
    a_policy("long").on("fax").with_timers({a_timer("age", 48h, Clock::started)})};

std::vector<Silence> silences_of(const std::vector<SessionFacts>& sessions) {
    Silences silences{noon};
    for (const SessionFacts& session : sessions) {
        silences.add(session, judge(session, silence_policies, noon));
    }
    return silences.take_silences(silence_policies);
}

TEST(Silences, StandInTheOrderOfThePoliciesAndWithoutOneLast) {
    const auto silences = silences_of({a_session().on("mail"), a_session().on("whatsapp"),
                                       a_session().on("whatsapp"), a_session().on("web")});
    ASSERT_EQ(silences.size(), 3U);
    EXPECT_EQ(silences[0].policy, "web");
    EXPECT_EQ(silences[1].policy, "chat");
    EXPECT_EQ(silences[1].sessions(), 2);
    EXPECT_EQ(silences[2].policy, "");
}

TEST(Silences, PutASilenceIntoTheBarThatBeginsWithIt) {
    const auto silences = silences_of(
        {a_session().on("web").silent_for(1h - tick), a_session().on("web").silent_for(1h)});
    ASSERT_EQ(silence_edges[4], 1h);
    EXPECT_EQ(silences[0].bars[3].kept, 1);
    EXPECT_EQ(silences[0].bars[4].kept, 1);
}

TEST(Silences, TellTheDueFromTheHeldAndTheKept) {
    const auto silences =
        silences_of({a_session().silent_for(25h), a_session().silent_for(25h).labelled({"vip"}),
                     a_session().silent_for(25h).labelled({"vip"}), a_session().silent_for(23h)});
    ASSERT_EQ(silence_edges[9], 24h);
    EXPECT_EQ(silences[0].bars[9].due, 1);
    EXPECT_EQ(silences[0].bars[9].held, 2);
    EXPECT_EQ(silences[0].bars[8].kept, 1);
}

TEST(Silences, CountFromTheStartWhereTheCustomerNeverWroteAndFromNothingWithoutOne) {
    const auto silences = silences_of({a_session().on("web").started(91 * 24h).never_wrote(),
                                       a_session().on("web").never_wrote().without_start(),
                                       a_session().on("web").silent_for(-1h)});
    EXPECT_EQ(silences[0].bars.back().total(), 1);
    EXPECT_EQ(silences[0].bars.front().total(), 2);
}

TEST(Silences, NameTheTimeoutsThatTheCustomersSilenceAloneDecides) {
    const PolicySet many{a_policy("many").with_timers(
        {a_timer("late", 24h, Clock::last_customer_message),
         a_timer("early", 2h, Clock::last_customer_message),
         a_timer("age", 48h, Clock::started),
         {.name = "off", .after = 1h, .enabled = false},
         {.name = "quiet", .action = Action::inactivate, .after = 10min},
         {.name = "unheard", .after = 3h, .customer_silent_from_start = true}})};
    Silences silences{noon};
    silences.add(a_session(), judge(a_session(), many, noon));
    EXPECT_EQ(silences.take_silences(many)[0].timeouts, (std::vector<Duration>{2h, 24h}));
    EXPECT_TRUE(silences_of({a_session().on("fax")})[0].timeouts.empty());
}

TEST(Silences, CountWhoIsPinnedToAnEarlierVersionWithTodaysPolicyOfThatName) {
    const PolicySet versions{a_policy("chat").closes_after(24h),
                             a_policy("chat").closes_after(1h).pinned().of_version("v1")};
    Silences silences{noon};
    for (const SessionFacts& session :
         {a_session().facts(), a_session().joined_under("v1").facts()}) {
        silences.add(session, judge(session, versions, noon));
    }
    const auto taken = silences.take_silences(versions);
    ASSERT_EQ(taken.size(), 1U);
    EXPECT_EQ(taken[0].sessions(), 2);
    EXPECT_EQ(taken[0].timeouts, std::vector<Duration>{24h});
}

TEST(PlaceAmongBars, IsWholeAtAnEdgeAndInProportionBetweenTwo) {
    EXPECT_EQ(place_among_bars(0s), 0);
    EXPECT_EQ(place_among_bars(24h), 9);
    EXPECT_EQ(place_among_bars(36h), 9.5);
    EXPECT_EQ(place_among_bars(365 * 24h), 15.5);
}

} // namespace
} // namespace chatsweep::test

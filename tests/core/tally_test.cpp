// SPDX-License-Identifier: Apache-2.0
#include "core/tally.hpp"

#include "support/sessions.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace chatsweep::test {
namespace {

using ::testing::ElementsAre;

PlannedSession due(std::uint32_t policy, Action action, SessionOutcome outcome) {
    PlannedSession session;
    session.policy = policy;
    session.action = action;
    session.outcome = outcome;
    return session;
}

TEST(Tally, CountsByPolicyActionAndOutcome) {
    const PolicySet policies{a_policy("whatsapp"), a_policy("everyone").and_timer(a_warning(1h))};
    Plan plan;
    plan.sessions = {due(0, Action::close, SessionOutcome::closed),
                     due(1, Action::close, SessionOutcome::skipped_locked),
                     due(1, Action::warn, SessionOutcome::acted),
                     due(0, Action::close, SessionOutcome::closed)};

    EXPECT_THAT(tally(plan, policies),
                ElementsAre(Tally{"everyone", Action::close, SessionOutcome::closed, 0},
                            Tally{"everyone", Action::close, SessionOutcome::skipped_locked, 1},
                            Tally{"everyone", Action::warn, SessionOutcome::acted, 1},
                            Tally{"whatsapp", Action::close, SessionOutcome::closed, 2}));
}

TEST(Tally, HasWhatCouldHaveBeenDoneAndWasNot) {
    const PolicySet policies{a_policy("p").with_timers(
        {a_disconnect(Role::agent, 1h), a_disconnect(Role::customer, 1h, "flow")})};

    EXPECT_THAT(tally(Plan{}, policies),
                ElementsAre(Tally{"p", Action::disconnect, SessionOutcome::closed, 0},
                            Tally{"p", Action::disconnect, SessionOutcome::acted, 0}));
}

TEST(Tally, TakesThePoliciesOfEarlierVersionsForTheSame) {
    const PolicySet policies{a_policy("p"), a_policy("p").of_version("0123456789ab")};
    Plan plan;
    plan.sessions = {due(0, Action::close, SessionOutcome::closed),
                     due(1, Action::close, SessionOutcome::closed)};

    EXPECT_THAT(tally(plan, policies),
                ElementsAre(Tally{"p", Action::close, SessionOutcome::closed, 2}));
}

} // namespace
} // namespace chatsweep::test

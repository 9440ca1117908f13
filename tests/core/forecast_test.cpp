// SPDX-License-Identifier: Apache-2.0
#include "core/forecast.hpp"

#include "support/sessions.hpp"

#include <gtest/gtest.h>

namespace chatsweep::test {
namespace {

/// Of sweeps at noon, one o'clock, two o'clock and so on.
Forecast forecast_of(const PolicySet& policies, const std::vector<SessionFacts>& sessions,
                     std::size_t sweeps = 4) {
    Forecasting forecasting{policies, noon, 1h, sweeps};
    for (const SessionFacts& session : sessions) {
        forecasting.add(session, judge(session, policies, noon));
    }
    return forecasting.take_forecast();
}

std::vector<std::int64_t> numbers_of(const Forecast& forecast, std::int64_t ForecastSweep::*what) {
    std::vector<std::int64_t> numbers;
    for (const ForecastSweep& sweep : forecast.sweeps) {
        numbers.push_back(sweep.*what);
    }
    return numbers;
}

using Numbers = std::vector<std::int64_t>;

TEST(Forecast, PutsAnEndIntoTheFirstSweepThatIsNotBeforeIt) {
    const PolicySet policies = a_policy().closes_after(24h);
    const Forecast forecast =
        forecast_of(policies, {a_session().silent_for(30h), a_session().silent_for(24h),
                               a_session().silent_for(24h - tick), a_session().silent_for(23h),
                               a_session().silent_for(23h - tick)});
    EXPECT_EQ(numbers_of(forecast, &ForecastSweep::ending), (Numbers{2, 2, 1, 0}));
    EXPECT_EQ(forecast.sweeps[3].at, noon + 3h);
    EXPECT_EQ(forecast.beyond, 0);
}

TEST(Forecast, CountsWhatNoneOfTheSweepsWouldEnd) {
    const PolicySet policies = a_policy().on("web").closes_after(24h);
    const Forecast forecast =
        forecast_of(policies, {a_session().on("web").silent_for(1h), a_session().on("sms")});
    EXPECT_EQ(numbers_of(forecast, &ForecastSweep::ending), (Numbers{0, 0, 0, 0}));
    EXPECT_EQ(forecast.beyond, 2);
}

TEST(Forecast, CountsTheHeldOnceFromWhenTheyAreDue) {
    const PolicySet policies = a_policy().closes_after(24h).holds_labels({"vip"});
    const Forecast forecast =
        forecast_of(policies, {a_session().silent_for(25h).labelled({"vip"}),
                               a_session().silent_for(22h).labelled({"vip"})});
    EXPECT_EQ(numbers_of(forecast, &ForecastSweep::held), (Numbers{1, 0, 1, 0}));
    EXPECT_EQ(numbers_of(forecast, &ForecastSweep::ending), (Numbers{0, 0, 0, 0}));
    EXPECT_EQ(forecast.beyond, 0);
}

TEST(Forecast, EndsASnoozedSessionWhenTheSnoozeDoes) {
    const PolicySet policies = a_policy().closes_after(24h);
    const Forecast forecast =
        forecast_of(policies, {a_session().silent_for(25h).snoozed_until(noon + 90min),
                               a_session().silent_for(25h).snoozed_until(noon + 30 * 24h)});
    EXPECT_EQ(numbers_of(forecast, &ForecastSweep::held), (Numbers{2, 0, 0, 0}));
    EXPECT_EQ(numbers_of(forecast, &ForecastSweep::ending), (Numbers{0, 0, 1, 0}));
}

TEST(Forecast, WarnsFirstAndClosesWhenTheLeadTimeIsOver) {
    const PolicySet policies = a_policy().closes_after(24h).and_timer(a_warning(2h));
    const Forecast forecast = forecast_of(policies, {a_session().silent_for(21h + 30min)});
    EXPECT_EQ(numbers_of(forecast, &ForecastSweep::acting), (Numbers{0, 1, 0, 0}));
    EXPECT_EQ(numbers_of(forecast, &ForecastSweep::ending), (Numbers{0, 0, 0, 1}));
}

TEST(Forecast, RemembersWhatAnEarlierSweepDid) {
    const PolicySet policies =
        a_policy().with_timers({{.name = "quiet", .action = Action::inactivate, .after = 1h},
                                a_timer("gone", 2h, Clock::inactive)});
    const Forecast forecast = forecast_of(policies, {a_session().silent_for(1h)});
    EXPECT_EQ(numbers_of(forecast, &ForecastSweep::acting), (Numbers{1, 0, 0, 0}));
    EXPECT_EQ(numbers_of(forecast, &ForecastSweep::ending), (Numbers{0, 0, 1, 0}));
}

TEST(Forecast, RemembersOneThingBesideAnother) {
    Timer early = a_warning(3h);
    early.name = "early";
    const PolicySet policies =
        a_policy().closes_after(24h).and_timer(early).and_timer(a_warning(2h));
    const Forecast forecast = forecast_of(policies, {a_session().silent_for(20h + 30min)}, 5);
    EXPECT_EQ(numbers_of(forecast, &ForecastSweep::acting), (Numbers{0, 1, 1, 0, 0}));
    EXPECT_EQ(numbers_of(forecast, &ForecastSweep::ending), (Numbers{0, 0, 0, 0, 1}));
}

TEST(Forecast, TakesUpASessionThatIsInactiveNoMore) {
    const PolicySet policies =
        a_policy().with_timers({{.name = "quiet", .action = Action::inactivate, .after = 2h},
                                a_timer("gone", 24h, Clock::inactive)});
    const Forecast forecast = forecast_of(policies, {a_session().inactive_for(5h).silent_for(1h)});
    EXPECT_EQ(numbers_of(forecast, &ForecastSweep::acting), (Numbers{1, 1, 0, 0}));
}

TEST(Forecast, ForgetsWhatDoesNotApplyAnyMore) {
    const PolicySet policies = a_policy().closes_after(24h).and_timer(a_warning(2h));
    const Forecast forecast = forecast_of(
        policies, {a_session().silent_for(22h).marked(MarkKind::warned, "warn", 24h, 48h)});
    EXPECT_EQ(numbers_of(forecast, &ForecastSweep::acting), (Numbers{1, 0, 0, 0}));
    EXPECT_EQ(numbers_of(forecast, &ForecastSweep::ending), (Numbers{0, 0, 1, 0}));
}

TEST(Forecast, DisconnectsAPairOnce) {
    const PolicySet policies = a_policy().with_timers(
        {an_idle_timer(Role::agent, 1h), a_disconnect(Role::agent, 1h, "survey")});
    const Forecast forecast = forecast_of(
        policies, {a_session().agent_joined(30min).customer_joined(30min).silent_for(10min)});
    EXPECT_EQ(numbers_of(forecast, &ForecastSweep::acting), (Numbers{0, 1, 1, 0}));
    EXPECT_EQ(forecast.beyond, 1);
}

TEST(Forecast, OfNoSweepsIsEmpty) {
    const PolicySet policies = a_policy().closes_after(24h).holds_labels({"vip"});
    const Forecast forecast =
        forecast_of(policies, {a_session().silent_for(25h).labelled({"vip"})}, 0);
    EXPECT_TRUE(forecast.sweeps.empty());
    EXPECT_EQ(forecast.beyond, 1);
}

} // namespace
} // namespace chatsweep::test

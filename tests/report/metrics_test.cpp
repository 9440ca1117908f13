// SPDX-License-Identifier: Apache-2.0
#include "report/metrics.hpp"

#include "core/version.hpp"
#include "support/process.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

namespace chatsweep::test {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr Instant ended =
    std::chrono::sys_days{std::chrono::November / 20 / 2026} + 12h + std::chrono::microseconds{1};

template <typename Metrics>
std::string text_of(const Metrics& metrics) {
    std::ostringstream text;
    render(metrics, text);
    return text.str();
}

RunMetrics metrics_of_a_run() {
    RunMetrics run{.sweep = "chatsweep", .ended_at = ended, .outcome = Outcome::closed};
    run.durations = {{"connect", 12.5}, {"load", 1000}};
    SessionMetrics sessions{.oldest_overdue = 90s};
    sessions.counts.open = 1234567;
    sessions.counts.held = 4;
    sessions.counts.unanswered = 3;
    sessions.due = {{"whatsapp", Action::close, SessionOutcome::closed, 2},
                    {"whatsapp", Action::close, SessionOutcome::skipped_locked, 1}};
    sessions.closing_lag = ClosingLag{2, 3.5, {{0.5, 1500ms}, {1, 2s}}};
    run.sessions = sessions;
    return run;
}

/// What promtool says of it; nothing: all is well.
std::string complaints_of(const std::string& text) {
    const std::string path = write_file("metrics.txt", text);
    const Ended checked =
        Process{"/bin/sh", {"-c", "promtool check metrics <" + path + " 2>&1"}}.wait();
    return checked.code == 0 ? checked.out
                             : checked.out + "exit code " + std::to_string(checked.code);
}

TEST(Metrics, OfARunAreWhatPrometheusReads) {
    EXPECT_EQ(text_of(metrics_of_a_run()),
              R"(# HELP chatsweep_build_info The version of chatsweep that ran last.
# TYPE chatsweep_build_info gauge
chatsweep_build_info{sweep="chatsweep",version=")" +
                  std::string{tool_version()} + R"("} 1
# HELP chatsweep_last_run_timestamp_seconds When the last run ended.
# TYPE chatsweep_last_run_timestamp_seconds gauge
chatsweep_last_run_timestamp_seconds{sweep="chatsweep"} 1795176000.000001
# HELP chatsweep_last_run_exit_code The exit code of the last run.
# TYPE chatsweep_last_run_exit_code gauge
chatsweep_last_run_exit_code{sweep="chatsweep"} 0
# HELP chatsweep_last_run_outcome What became of the last run: 1 for that, else 0.
# TYPE chatsweep_last_run_outcome gauge
chatsweep_last_run_outcome{sweep="chatsweep",outcome="closed"} 1
chatsweep_last_run_outcome{sweep="chatsweep",outcome="acted"} 0
chatsweep_last_run_outcome{sweep="chatsweep",outcome="nothing_due"} 0
chatsweep_last_run_outcome{sweep="chatsweep",outcome="guard"} 0
chatsweep_last_run_outcome{sweep="chatsweep",outcome="busy"} 0
chatsweep_last_run_outcome{sweep="chatsweep",outcome="failed"} 0
chatsweep_last_run_outcome{sweep="chatsweep",outcome="interrupted"} 0
chatsweep_last_run_outcome{sweep="chatsweep",outcome="unknown"} 0
# HELP chatsweep_last_run_duration_seconds How long each phase of the last run took, as far as it came.
# TYPE chatsweep_last_run_duration_seconds gauge
chatsweep_last_run_duration_seconds{sweep="chatsweep",phase="connect"} 0.0125
chatsweep_last_run_duration_seconds{sweep="chatsweep",phase="load"} 1
# HELP chatsweep_last_run_sessions What became of the sessions that were due in the last run.
# TYPE chatsweep_last_run_sessions gauge
chatsweep_last_run_sessions{sweep="chatsweep",policy="whatsapp",action="close",outcome="closed"} 2
chatsweep_last_run_sessions{sweep="chatsweep",policy="whatsapp",action="close",outcome="skipped_locked"} 1
# HELP chatsweep_open_sessions Sessions that were open when the last run looked.
# TYPE chatsweep_open_sessions gauge
chatsweep_open_sessions{sweep="chatsweep"} 1234567
# HELP chatsweep_held_sessions Of them, those that were due and kept by a hold.
# TYPE chatsweep_held_sessions gauge
chatsweep_held_sessions{sweep="chatsweep"} 4
# HELP chatsweep_unanswered_sessions Of the due and the held, those whose customer waited for an answer.
# TYPE chatsweep_unanswered_sessions gauge
chatsweep_unanswered_sessions{sweep="chatsweep"} 3
# HELP chatsweep_future_dated_sessions Of the open, those with an instant that is dated in the future.
# TYPE chatsweep_future_dated_sessions gauge
chatsweep_future_dated_sessions{sweep="chatsweep"} 0
# HELP chatsweep_oldest_overdue_seconds How long the longest overdue session has been due that the last run left as it was; 0: there was none.
# TYPE chatsweep_oldest_overdue_seconds gauge
chatsweep_oldest_overdue_seconds{sweep="chatsweep"} 90
# HELP chatsweep_last_run_closing_lag_seconds From due to committed, of the sessions that the last run closed.
# TYPE chatsweep_last_run_closing_lag_seconds summary
chatsweep_last_run_closing_lag_seconds_count{sweep="chatsweep"} 2
chatsweep_last_run_closing_lag_seconds_sum{sweep="chatsweep"} 3.5
chatsweep_last_run_closing_lag_seconds{sweep="chatsweep",quantile="0.5"} 1.5
chatsweep_last_run_closing_lag_seconds{sweep="chatsweep",quantile="1"} 2
)");
}

TEST(Metrics, OfTheLastSuccessAreTheirOwn) {
    EXPECT_EQ(text_of(SuccessMetrics{"support", ended, 12h}),
              "# HELP chatsweep_last_success_timestamp_seconds When the last run ended that "
              "succeeded and in which every policy acted.\n"
              "# TYPE chatsweep_last_success_timestamp_seconds gauge\n"
              "chatsweep_last_success_timestamp_seconds{sweep=\"support\"} 1795176000.000001\n"
              "# HELP chatsweep_interval_seconds How long after a successful run the next one is "
              "due.\n"
              "# TYPE chatsweep_interval_seconds gauge\n"
              "chatsweep_interval_seconds{sweep=\"support\"} 43200\n");
}

TEST(Metrics, SayNothingOfWhatIsNotKnown) {
    const std::string text = text_of(RunMetrics{.sweep = "x", .exit_code = 4});

    EXPECT_THAT(text, HasSubstr("chatsweep_last_run_exit_code{sweep=\"x\"} 4\n"));
    for (const char* unknown :
         {"duration", "open", "lag", "overdue", "undelivered", "run_sessions"}) {
        EXPECT_THAT(text, Not(HasSubstr(unknown)));
    }
    EXPECT_EQ(complaints_of(text), "");
}

TEST(Metrics, OfReceiversTellWhatTheyWereNotTold) {
    RunMetrics run{.sweep = "x"};
    run.undelivered = {{.receiver = "crm"},
                       {.receiver = "desk", .waiting = 2, .parked = 1, .since = ended}};

    EXPECT_THAT(
        text_of(run),
        HasSubstr(
            "chatsweep_undelivered_events{sweep=\"x\",receiver=\"crm\",state=\"waiting\"} 0\n"
            "chatsweep_undelivered_events{sweep=\"x\",receiver=\"crm\",state=\"parked\"} 0\n"
            "chatsweep_undelivered_events{sweep=\"x\",receiver=\"desk\",state=\"waiting\"} 2\n"
            "chatsweep_undelivered_events{sweep=\"x\",receiver=\"desk\",state=\"parked\"} 1\n"));
    EXPECT_THAT(text_of(run),
                HasSubstr("\nchatsweep_undelivered_since_timestamp_seconds{sweep=\"x\","
                          "receiver=\"desk\"} 1795176000.000001\n"));
}

TEST(Metrics, StayWellFormedWhateverANameHolds) {
    RunMetrics run = metrics_of_a_run();
    run.sweep = "a \"sweep\"\n\xff";
    run.undelivered = {{.receiver = "{},=\r\x01"}};
    run.sessions->due = {
        {"q\"uo,te\\ \n# TYPE x\n \xe2\x80\xae\xff{}=", Action::close, SessionOutcome::closed, 1}};
    const std::string text = text_of(run);

    EXPECT_THAT(text, HasSubstr("sweep=\"a \\\"sweep\\\"\\\\n\xef\xbf\xbd\""));
    EXPECT_THAT(text,
                HasSubstr("policy=\"q\\\"uo,te\\\\ \\\\n# TYPE x\\\\n \\\\u202e\xef\xbf\xbd{}=\""));
    EXPECT_EQ(complaints_of(text), "");
}

TEST(Metrics, ArePleasingToPromtool) {
    RunMetrics run = metrics_of_a_run();
    run.undelivered = {{.receiver = "desk", .waiting = 2, .since = ended}};

    EXPECT_EQ(complaints_of(text_of(run)), "");
    EXPECT_EQ(complaints_of(text_of(SuccessMetrics{"chatsweep", ended, 12h})), "");
    EXPECT_NE(complaints_of("chatsweep_total{} 1\n# TYPE"), "");
}

} // namespace
} // namespace chatsweep::test

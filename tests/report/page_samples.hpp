// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "report/samples.hpp"

namespace chatsweep::test {

inline Silence a_silence(const std::string& policy, std::vector<Duration> timeouts) {
    Silence silence{.policy = policy, .bars = {}, .timeouts = std::move(timeouts)};
    silence.bars[1] = {.kept = 120};
    silence.bars[5] = {.kept = 900, .held = 2};
    silence.bars[9] = {.kept = 10, .held = 30, .due = 1234};
    silence.bars.back() = {.due = 7};
    return silence;
}

/// Two that closed something, a failed one between them, and one that found nothing.
inline std::vector<PastRun> past_runs() {
    PastRun nothing{.run = a_run(), .lag = {}};
    nothing.run.outcome = "nothing_due";
    nothing.run.counts->closed = 0;
    PastRun closed{.run = a_run(),
                   .lag =
                       PastRun::Lag{.closings = 1234, .median = 90s, .p95 = 11h, .longest = 40h}};
    closed.run.started_at = noon - 24h;
    PastRun earlier = closed;
    earlier.run.started_at = noon - 48h;
    earlier.lag->p95 = 5h;
    return {nothing, closed, {.run = a_failed_run(), .lag = {}}, earlier};
}

inline Outlook an_outlook() {
    Outlook outlook;
    outlook.silences = {a_silence("whatsapp", {24h}), a_silence("everyone-else", {}),
                        a_silence("", {})};
    for (int i = 0; i < 8; ++i) {
        outlook.forecast.sweeps.push_back(
            {.at = noon + 1h + i * 12h, .ending = 12 - i, .acting = i == 1 ? 3 : 0, .held = i});
    }
    outlook.forecast.beyond = 20'345;
    outlook.waiting_total = 12;
    outlook.waiting = {{.session_id = {"4711"},
                        .policy = "whatsapp",
                        .tenant = "acme",
                        .channel = "whatsapp",
                        .since = noon - 50h,
                        .decision = Decision::close,
                        .reason = Reason::timeout,
                        .due_at = noon - 26h},
                       {.session_id = {"4712"},
                        .policy = "everyone-else",
                        .tenant = {},
                        .channel = {},
                        .since = noon - 49h,
                        .reason = Reason::unanswered,
                        .due_at = noon - 47h},
                       {.session_id = {"4713"},
                        .policy = "whatsapp",
                        .tenant = {},
                        .channel = {},
                        .since = noon - 2h,
                        .reason = Reason::not_due,
                        .due_at = noon + 22h},
                       {.session_id = {"4714"},
                        .policy = "",
                        .tenant = {},
                        .channel = {},
                        .since = noon - 1h,
                        .reason = Reason::no_policy}};
    outlook.past = past_runs();
    return outlook;
}

/// What a report says on a page, all of it.
struct APage {
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
        document.guard =
            GuardTrip{"max_close", "max_close: 3 sessions are due, more than the limit of 1",
                      "look at chatsweep report; then raise the guard."};
        document.last_sweep_at = noon - 11h;
        document.next_sweep_at = noon + 1h;
        document.limit = 3;
        document.undelivered = {{.receiver = "desk",
                                 .waiting = 2,
                                 .parked = 1,
                                 .since = noon - 3h,
                                 .problem = "connection refused"}};
        document.standby = {.replayed_at = noon - 90s, .asked_at = noon};
        document.outlook = an_outlook();
        return document;
    }
};

} // namespace chatsweep::test

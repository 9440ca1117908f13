// SPDX-License-Identifier: Apache-2.0
#include "report/html/sections.hpp"
#include "report/phrases.hpp"
#include "report/records.hpp"

#include <algorithm>
#include <chrono>
#include <iterator>

namespace chatsweep {
namespace {

std::string rough(double lag_seconds) {
    return to_rough_text(Duration{static_cast<Duration::rep>(lag_seconds * 1e6)});
}

std::int64_t closed_of(const PastRun& past) {
    return past.run.counts ? past.run.counts->closed : 0;
}

/// Room for at least so many, for few bars would be as wide as walls.
constexpr std::size_t least_bars = 15;

/// The oldest on the left, the newest on the right, with the instants of both.
Chart chart_of(const std::vector<PastRun>& past, ChartBar (*bar)(const PastRun&)) {
    Chart chart{.id = {}, .title = {}, .description = {}, .bars = {}, .ticks = {}};
    chart.bars.resize(past.size() < least_bars ? least_bars - past.size() : 0);
    const auto oldest = static_cast<double>(chart.bars.size());
    std::transform(past.rbegin(), past.rend(), std::back_inserter(chart.bars), bar);
    if (oldest * 2 < static_cast<double>(chart.bars.size())) {
        chart.ticks.push_back({oldest, to_minute(past.back().run.started_at)});
    }
    chart.ticks.push_back(
        {static_cast<double>(chart.bars.size()), to_minute(past.front().run.started_at)});
    return chart;
}

ChartBar closings_bar(const PastRun& past) {
    return {to_minute(past.run.started_at) + ": " + in_short(outcome_of(past.run).text) + ", " +
                grouped(closed_of(past)) + " closed",
            {{"due", static_cast<double>(closed_of(past))}}};
}

Chart closings_of(const std::vector<PastRun>& past) {
    Chart chart = chart_of(past, closings_bar);
    chart.id = "closings";
    chart.title = "Sessions that the past runs closed";
    std::int64_t sum = 0;
    for (const PastRun& one : past) {
        sum += closed_of(one);
    }
    chart.description = count_of(std::ssize(past), "run") + " closed " + count_of(sum, "session") +
                        ". The table below has every run.";
    return chart;
}

std::string words_of(const PastRun::Lag& lag) {
    return "median " + to_rough_text(lag.median) + ", 95 of 100 within " + to_rough_text(lag.p95) +
           ", longest " + to_rough_text(lag.longest);
}

ChartBar lags_bar(const PastRun& past) {
    const std::string at = to_minute(past.run.started_at) + ": ";
    if (!past.lag) {
        return {at + "closed nothing", {}};
    }
    return {at + words_of(*past.lag),
            {{"usual", in_seconds(past.lag->median)},
             {"most", in_seconds(past.lag->p95 - past.lag->median)}}};
}

Chart lags_of(const std::vector<PastRun>& past) {
    Chart chart = chart_of(past, lags_bar);
    chart.id = "lags";
    chart.title = "How late the past runs closed, from due to committed";
    chart.label = rough;
    const auto newest =
        std::ranges::find_if(past, [](const PastRun& one) { return one.lag.has_value(); });
    chart.description = "Of the last run that closed: " + words_of(newest->lag.value()) +
                        ". The table below has every run.";
    return chart;
}

View view_of_run(const PastRun& past) {
    const RunRecord& run = past.run;
    View row;
    row.set("started", to_minute(run.started_at));
    row.set("took", took(run));
    row.set("outcome", outcome_of(run).text);
    row.set("open", run.counts ? grouped(run.counts->open) : "");
    row.set("due", run.counts ? grouped(run.counts->due) : "");
    row.set("closed", run.counts ? grouped(run.counts->closed) : "");
    row.set("median", past.lag ? to_rough_text(past.lag->median) : "");
    row.set("p95", past.lag ? to_rough_text(past.lag->p95) : "");
    row.set("longest", past.lag ? to_rough_text(past.lag->longest) : "");
    if (run.error) {
        row.set("failed", View{"error", in_short(*run.error)});
    }
    return row;
}

} // namespace

View view_of_past(const ReportDocument& document) {
    const std::vector<PastRun>& past = document.outlook.past;
    View view;
    if (past.empty()) {
        view.set("no_run", true);
        return view;
    }
    View section;
    section.set("closings_chart", view_of(closings_of(past)));
    if (std::ranges::any_of(past, [](const PastRun& one) { return one.lag.has_value(); })) {
        View lags;
        lags.set("lags_chart", view_of(lags_of(past)));
        lags.set("legend_of",
                 legend_of({{"usual", "half of them within"}, {"most", "95 of 100 within"}}));
        section.set("lags", lags);
    }
    section.set("runs", list_of(past, view_of_run));
    view.set("section", section);
    return view;
}

} // namespace chatsweep

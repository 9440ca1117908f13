// SPDX-License-Identifier: Apache-2.0
#include "report/html/sections.hpp"
#include "report/phrases.hpp"

namespace chatsweep {
namespace {

std::string counts_of(const ForecastSweep& sweep) {
    std::string words = grouped(sweep.ending) + " to close";
    if (sweep.acting > 0) {
        words += ", " + grouped(sweep.acting) + " with another action";
    }
    return words + ", " + grouped(sweep.held) + " newly held";
}

std::string description_of(const Forecast& forecast) {
    std::int64_t ending = 0;
    for (const ForecastSweep& sweep : forecast.sweeps) {
        ending += sweep.ending;
    }
    return "The next " + count_of(std::ssize(forecast.sweeps), "sweep") + " would close " +
           grouped(ending) + " of the sessions that are open now, the first of them " +
           grouped(forecast.sweeps.front().ending) + ". The table has every sweep.";
}

/// The date stands below where it changes.
Chart chart_of(const Forecast& forecast) {
    Chart chart{.id = "forecast",
                .title = "What the next sweeps would find",
                .description = description_of(forecast),
                .bars = {},
                .ticks = {}};
    std::string date;
    for (const ForecastSweep& sweep : forecast.sweeps) {
        const std::string at = to_minute(sweep.at);
        chart.ticks.push_back({static_cast<double>(chart.bars.size()) + 0.5, at.substr(11, 5),
                               at.substr(5, 5) == date ? "" : at.substr(5, 5)});
        date = at.substr(5, 5);
        chart.bars.push_back({at + ": " + counts_of(sweep),
                              {{"due", static_cast<double>(sweep.ending)},
                               {"held", static_cast<double>(sweep.held)},
                               {"acting", static_cast<double>(sweep.acting)}}});
    }
    return chart;
}

View view_of_sweep(const ForecastSweep& sweep, Instant now, bool with_acts) {
    View row;
    row.set("at", to_minute(sweep.at));
    row.set("distance", relative_to(now, sweep.at));
    row.set("ending", grouped(sweep.ending));
    row.set("held", grouped(sweep.held));
    if (with_acts) {
        row.set("acts", View{"acting", grouped(sweep.acting)});
    }
    return row;
}

} // namespace

View view_of_forecast(const ReportDocument& document) {
    const Forecast& forecast = document.outlook.forecast;
    View view;
    if (document.plan.counts.open == 0 || forecast.sweeps.empty()) {
        return view;
    }
    bool with_acts = false;
    for (const ForecastSweep& sweep : forecast.sweeps) {
        with_acts = with_acts || sweep.acting > 0;
    }
    std::vector<std::pair<std::string, std::string>> legend{{"due", "would be closed"},
                                                            {"held", "due by then, but held"}};
    if (with_acts) {
        legend.emplace_back("acting", "another action");
    }
    View section;
    section.set("forecast_chart", view_of(chart_of(forecast)));
    section.set("legend_of", legend_of(legend));
    section.set("with_acts", with_acts);
    section.set("sweeps", list_of(forecast.sweeps, [&](const ForecastSweep& sweep) {
                    return view_of_sweep(sweep, document.plan.as_of, with_acts);
                }));
    section.set("beyond", forecast.beyond == 1 ? "1 open session stays"
                                               : grouped(forecast.beyond) + " open sessions stay");
    view.set("section", section);
    return view;
}

} // namespace chatsweep

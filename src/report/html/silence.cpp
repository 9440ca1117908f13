// SPDX-License-Identifier: Apache-2.0
#include "report/html/sections.hpp"

#include <algorithm>

namespace chatsweep {
namespace {

/// A diagram each for so many policies; the others stand in the table alone.
constexpr std::size_t most_diagrams = 8;

std::string from_to(std::size_t bar) {
    if (bar + 1 == silence_edges.size()) {
        return to_text(silence_edges[bar]) + " and longer";
    }
    return bar == 0 ? "under " + to_text(silence_edges[1])
                    : to_text(silence_edges[bar]) + " to " + to_text(silence_edges[bar + 1]);
}

std::string counts_of(const SilenceBar& bar) {
    return grouped(bar.due) + " would be closed, " + grouped(bar.held) + " held, " +
           grouped(bar.kept) + " kept";
}

std::string timeouts_of(const Silence& silence) {
    std::string words;
    for (const Duration timeout : silence.timeouts) {
        words += (words.empty() ? "" : " and ") + to_text(timeout);
    }
    if (words.empty()) {
        return silence.policy.empty() ? "kept, whatever the silence"
                                      : "not ended by the customer's silence alone";
    }
    return "timeout after " + words;
}

std::string description_of(const Silence& silence) {
    const auto fullest = std::ranges::max_element(
        silence.bars, {}, [](const SilenceBar& bar) { return bar.total(); });
    return grouped(silence.sessions()) + " open sessions; " + timeouts_of(silence) +
           ". Most of them, " + grouped(fullest->total()) + ", have been silent for " +
           from_to(static_cast<std::size_t>(fullest - silence.bars.begin())) +
           ". The table below has every bar.";
}

Chart chart_of(const Silence& silence, std::size_t index) {
    Chart chart{.id = "silence-" + std::to_string(index),
                .title = "How long the sessions of " + policy_words(silence.policy) +
                         " have been silent",
                .description = description_of(silence),
                .bars = {},
                .ticks = {}};
    for (std::size_t i = 0; i < silence.bars.size(); ++i) {
        const SilenceBar& bar = silence.bars[i];
        chart.bars.push_back({from_to(i) + ": " + counts_of(bar),
                              {{"due", static_cast<double>(bar.due)},
                               {"held", static_cast<double>(bar.held)},
                               {"kept", static_cast<double>(bar.kept)}}});
        // Every other edge, for all of them would not fit on a phone.
        if (i % 2 == 1) {
            chart.ticks.push_back({static_cast<double>(i), to_text(silence_edges[i])});
        }
    }
    for (const Duration timeout : silence.timeouts) {
        chart.marks.push_back({place_among_bars(timeout), "timeout " + to_text(timeout)});
    }
    return chart;
}

View view_of_bar(const Silence& silence, std::size_t bar) {
    View row;
    row.set("policy", policy_words(silence.policy));
    row.set("silent_for", from_to(bar));
    row.set("due", grouped(silence.bars[bar].due));
    row.set("held", grouped(silence.bars[bar].held));
    row.set("kept", grouped(silence.bars[bar].kept));
    return row;
}

} // namespace

View view_of_silence(const ReportDocument& document) {
    const std::vector<Silence>& silences = document.outlook.silences;
    View view;
    if (silences.empty()) {
        return view;
    }
    View diagrams{View::type::list};
    View rows{View::type::list};
    for (std::size_t i = 0; i < silences.size(); ++i) {
        if (i < most_diagrams) {
            View diagram;
            diagram.set("name", policy_words(silences[i].policy));
            diagram.set("note",
                        grouped(silences[i].sessions()) + " open, " + timeouts_of(silences[i]));
            diagram.set("silence_chart", view_of(chart_of(silences[i], i)));
            diagrams << diagram;
        }
        for (std::size_t bar = 0; bar < silences[i].bars.size(); ++bar) {
            if (silences[i].bars[bar].total() > 0) {
                rows << view_of_bar(silences[i], bar);
            }
        }
    }
    View section;
    section.set("diagrams", diagrams);
    section.set("rows", rows);
    section.set("legend_of", legend_of({{"due", "would be closed"},
                                        {"held", "due but held"},
                                        {"kept", "kept"},
                                        {"timeout", "timeout"}}));
    view.set("section", section);
    return view;
}

} // namespace chatsweep

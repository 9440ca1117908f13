// SPDX-License-Identifier: Apache-2.0
#include "core/version.hpp"
#include "report/html/sections.hpp"
#include "report/phrases.hpp"
#include "report/report_phrases.hpp"

namespace chatsweep {
namespace {

View figure(const std::string& name, std::int64_t value, const std::string& kind) {
    View view;
    view.set("name", name);
    view.set("value", grouped(value));
    view.set("kind", kind);
    return view;
}

View alert(const std::string& name, const std::string& words) {
    View view;
    view.set("name", name);
    view.set("words", words);
    return view;
}

View figures_of(const ReportDocument& document) {
    const Counts& counts = document.plan.counts;
    View figures{View::type::list};
    figures << figure("open", counts.open, "");
    figures << figure("would be closed", counts.due - counts.left_for_next, "due");
    figures << figure("due but held", counts.held, "held");
    if (const std::int64_t acts = acts_due(counts); acts > 0) {
        figures << figure("other actions due", acts, "acting");
    }
    figures << figure("wait for our answer", document.outlook.waiting_total, "");
    return figures;
}

} // namespace

View view_of_head(const ReportDocument& document) {
    View view;
    view.set("as_of", to_second(document.plan.as_of));
    view.set("headline", gist_of(document.plan.counts) + '.');
    view.set("remarks", remarks_of(document.plan.counts));
    view.set("rhythm", rhythm_of(document));
    View alerts{View::type::list};
    if (document.guard) {
        alerts << alert("Guard", warning_of(*document.guard));
    }
    if (document.standby) {
        alerts << alert("Standby", age_of(*document.standby));
    }
    if (!document.undelivered.empty()) {
        std::int64_t events = 0;
        for (const Backlog& backlog : document.undelivered) {
            events += backlog.undelivered();
        }
        alerts << alert("Undelivered", count_of(events, "event") + " not told to " +
                                           count_of(std::ssize(document.undelivered), "receiver") +
                                           " yet; see below.");
    }
    view.set("alerts", alerts);
    if (document.plan.counts.open > 0) {
        view.set("has_figures", true);
        view.set("figures", figures_of(document));
    }
    return view;
}

View view_of_foot(const ReportDocument& document) {
    View view;
    view.set("as_of", to_second(document.plan.as_of));
    view.set("policy_version",
             document.policy_version.empty() ? "unknown" : document.policy_version);
    view.set("tool_version", std::string{tool_version()});
    return view;
}

std::string grouped(std::int64_t number) {
    const std::string plain = std::to_string(number);
    std::string text;
    for (std::size_t i = 0; i < plain.size(); ++i) {
        const std::size_t left = plain.size() - i;
        const bool begins_a_group = i > 0 && left % 3 == 0 && plain[i - 1] != '-';
        text += begins_a_group && plain.size() > 4 ? "\u202f" : "";
        text += plain[i];
    }
    return text;
}

std::string policy_words(const std::string& policy) {
    return policy.empty() ? "(no policy)" : in_short(policy);
}

View legend_of(const std::vector<std::pair<std::string, std::string>>& entries) {
    return list_of(entries, [](const auto& entry) {
        View view;
        view.set("kind", entry.first);
        view.set("words", entry.second);
        return view;
    });
}

} // namespace chatsweep

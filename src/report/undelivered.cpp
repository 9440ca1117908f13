// SPDX-License-Identifier: Apache-2.0
#include "report/undelivered.hpp"

#include "report/phrases.hpp"

namespace chatsweep {

std::string standing_of(const Backlog& backlog) {
    std::string standing = "not tried yet";
    if (backlog.disabled_at) {
        standing = "disabled since " + to_minute(*backlog.disabled_at);
    } else if (backlog.waiting == 0) {
        standing = "parked";
    } else if (backlog.paused_until > backlog.next_attempt_at) {
        standing = "next try " + to_second(*backlog.paused_until);
    } else if (backlog.next_attempt_at) {
        standing = "next try " + to_second(*backlog.next_attempt_at);
    }
    return standing + (backlog.problem ? ": " + *backlog.problem : "");
}

Json to_json(const Backlog& backlog) {
    return {{"receiver", backlog.receiver},
            {"waiting", backlog.waiting},
            {"parked", backlog.parked},
            {"since", to_json(backlog.since)},
            {"problem", to_json(backlog.problem)},
            {"disabled_at", to_json(backlog.disabled_at)},
            {"paused_until", to_json(backlog.paused_until)},
            {"next_attempt_at", to_json(backlog.next_attempt_at)}};
}

void write_undelivered(const std::vector<Backlog>& undelivered, Page& page) {
    if (undelivered.empty()) {
        return;
    }
    page.heading("Undelivered");
    page.table({{{"receiver", Align::left, 0, 8, 16},
                 {"waiting", Align::right},
                 {"parked", Align::right},
                 {"since", Align::left, 1}},
                undelivered.size(),
                [&](std::size_t index) {
                    const Backlog& backlog = undelivered[index];
                    return TableRow{{{backlog.receiver},
                                     {std::to_string(backlog.waiting)},
                                     {std::to_string(backlog.parked)},
                                     {backlog.since ? to_minute(*backlog.since) : ""}},
                                    {{standing_of(backlog), Tone::caution}}};
                }});
}

} // namespace chatsweep

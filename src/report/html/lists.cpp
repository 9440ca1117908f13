// SPDX-License-Identifier: Apache-2.0
#include "report/html/sections.hpp"
#include "report/phrases.hpp"
#include "report/sessions.hpp"
#include "report/undelivered.hpp"

#include <algorithm>
#include <functional>

namespace chatsweep {
namespace {

enum class Kind { text, id, number, instant };

struct ListColumn {
    std::string title;
    Kind kind = Kind::text;
};

struct List {
    std::string id;
    std::string title;
    std::string note;
    std::vector<ListColumn> columns;
    std::size_t size = 0;
    std::function<std::vector<std::string>(std::size_t)> row; ///< As many as there are columns.
    std::string more = {};                                    ///< Said below the rows.
    std::string empty = {};                                   ///< Said where there are none.
};

View view_of_row(const List& list, std::size_t index) {
    const std::vector<std::string> texts = list.row(index);
    View cells{View::type::list};
    for (std::size_t i = 0; i < list.columns.size(); ++i) {
        View cell;
        cell.set("column", list.columns[i].title);
        cell.set("is_id", list.columns[i].kind == Kind::id);
        cell.set("is_number", list.columns[i].kind == Kind::number);
        cell.set("is_instant", list.columns[i].kind == Kind::instant);
        cell.set("text", in_short(texts[i]));
        cell.set("is_empty", texts[i].empty());
        cells << cell;
    }
    return {"cells", cells};
}

void write_list(const List& list, std::ostream& out) {
    View begin;
    begin.set("id", list.id);
    begin.set("title", list.title);
    begin.set("note", list.note);
    if (list.size == 0) {
        begin.set("nothing", View{"empty", list.empty});
    } else {
        View table;
        table.set("columns", list_of(list.columns, [](const ListColumn& column) {
                      View view;
                      view.set("title", column.title);
                      view.set("is_number", column.kind == Kind::number);
                      return view;
                  }));
        begin.set("table", table);
    }
    Template{"list"}.write(begin, out);
    Template row{"list_row"};
    for (std::size_t i = 0; i < list.size; ++i) {
        row.write(view_of_row(list, i), out);
    }
    View end;
    end.set("table", list.size > 0);
    end.set("more", list.more);
    Template{"list_end"}.write(end, out);
}

/// When it would be closed, as far as that can be told.
std::string fate_of(const WaitingSession& session) {
    if (session.decision == Decision::close) {
        return "now";
    }
    if (is_hold(session.reason)) {
        return "held: " + in_words(to_text(session.reason));
    }
    return session.reason == Reason::not_due && session.due_at ? to_minute(*session.due_at)
                                                               : in_words(to_text(session.reason));
}

std::string and_more(std::int64_t more) {
    return more > 0 ? "… and " + grouped(more) + " more." : "";
}

} // namespace

void write_waiting(const ReportDocument& document, std::ostream& out) {
    const std::vector<WaitingSession>& waiting = document.outlook.waiting;
    const std::int64_t total = document.outlook.waiting_total;
    write_list({.id = "waiting",
                .title = "Who still waits for our answer",
                .note = total == 0
                            ? ""
                            : count_of(total, "open session") +
                                  (total == 1 ? " whose customer" : " whose customers") +
                                  " wrote last and got no answer, the longest waiting first.",
                .columns = {{"Session", Kind::id},
                            {"Waits", Kind::number},
                            {"Since", Kind::instant},
                            {"Policy"},
                            {"Channel"},
                            {"Tenant"},
                            {"Due"}},
                .size = waiting.size(),
                .row = [&](std::size_t index) -> std::vector<std::string> {
                    const WaitingSession& session = waiting[index];
                    return {session.session_id.value,
                            to_rough_text(document.plan.as_of - session.since),
                            to_minute(session.since),
                            policy_words(session.policy),
                            session.channel.value_or(""),
                            session.tenant.value_or(""),
                            fate_of(session)};
                },
                .more = and_more(total - std::ssize(waiting)),
                .empty = total == 0 ? "Nobody waits for an answer." : "None is listed."},
               out);
}

void write_planned(const ReportDocument& document, std::ostream& out) {
    const std::vector<PlannedSession>& sessions = document.plan.sessions;
    const std::size_t listed =
        document.limit ? std::min(sessions.size(), static_cast<std::size_t>(*document.limit))
                       : sessions.size();
    write_list({.id = "planned",
                .title = "What is due, the longest overdue first",
                .note = "",
                .columns = {{"Session", Kind::id},
                            {"Verdict"},
                            {"Overdue", Kind::number},
                            {"Due", Kind::instant},
                            {"Policy"},
                            {"Timer"},
                            {"Waits for an answer"}},
                .size = listed,
                .row = [&](std::size_t index) -> std::vector<std::string> {
                    const PlannedSession& session = sessions[index];
                    const Policy& policy = document.policies.at(session.policy);
                    const Timer& timer = policy.timers.at(session.timer);
                    return {session.session_id.value,
                            verdict_of(session, timer).text,
                            to_rough_text(document.plan.as_of - session.due_at),
                            to_minute(session.due_at),
                            policy.name,
                            timer.name,
                            session.unanswered ? "yes" : ""};
                },
                .more = and_more(static_cast<std::int64_t>(sessions.size() - listed)),
                .empty = sessions.empty() ? "Nothing is due." : "None is listed."},
               out);
}

void write_undelivered_list(const ReportDocument& document, std::ostream& out) {
    const std::vector<Backlog>& undelivered = document.undelivered;
    if (undelivered.empty()) {
        return;
    }
    write_list({.id = "undelivered",
                .title = "What receivers have not been told",
                .note = "",
                .columns = {{"Receiver"},
                            {"Waiting", Kind::number},
                            {"Parked", Kind::number},
                            {"Since", Kind::instant},
                            {"Standing"}},
                .size = undelivered.size(),
                .row = [&](std::size_t index) -> std::vector<std::string> {
                    const Backlog& backlog = undelivered[index];
                    return {backlog.receiver, grouped(backlog.waiting), grouped(backlog.parked),
                            backlog.since ? to_minute(*backlog.since) : "", standing_of(backlog)};
                }},
               out);
}

} // namespace chatsweep

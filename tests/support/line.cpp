// SPDX-License-Identifier: Apache-2.0
#include "support/line.hpp"

#include "support/proof.hpp"
#include "support/waiting.hpp"
#include "support/wholeness.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <stdexcept>

namespace chatsweep::test {

Line::Line() {
    database_.add_silent_session("1 hour");
}

Line::Line(const Cluster& cluster) : database_(cluster), proxy_({cluster.host(), Cluster::port()}) {
    database_.add_silent_session("1 hour");
}

void Line::make_some_due(int count) {
    database_.run("insert into chat.session (channel, started_at) select 'whatsapp',"
                  " now() - interval '31 days' from generate_series(1, " +
                  std::to_string(count) + ")");
    wait_until("nothing older is under way", [&] {
        return database_.count("select count(*) from chat.session where closed_at is null and "
                               "xmin::text::bigint >= "
                               "pg_snapshot_xmin(pg_current_snapshot())::text::bigint") == 0;
    });
}

bool Line::nothing_is_due() {
    return database_.count("select count(*) from chat.session where closed_at is null") == 1;
}

std::string Line::ledger_of(const Ended& ended) {
    const std::string run_id = nlohmann::json::parse(ended.out)["run_id"];
    return database_.value("select string_agg(attempt || ' ' || state, ', ' order by attempt)"
                           " from chatsweep.run where run_id = '" +
                           run_id + "'");
}

Arguments Line::arguments(const Arguments& more) const {
    Arguments all{"sweep", "-d",          database_.dsn(), "-h",  proxy_.host(),
                  "-p",    proxy_.port(), "--format",      "json"};
    if (std::find(more.begin(), more.end(), "-c") == more.end()) {
        all.insert(all.end(), {"--timeout", timeout});
    }
    all.insert(all.end(), more.begin(), more.end());
    return all;
}

void Line::cut_at(const std::vector<Place>& places) {
    proxy_.begin_anew();
    for (const Place& place : places) {
        proxy_.at(place, [] { return Then::cut; });
    }
}

std::vector<Message> Line::messages_of_a_sweep(const std::vector<Place>& places) {
    make_some_due();
    cut_at(places);
    const Ended ended = sweep();
    if (ended.code != 0) {
        throw std::runtime_error{"a sweep to learn from failed: " + ended.err};
    }
    return proxy_.messages();
}

bool has_recovered(Line& line, const Ended& ended) {
    return ended.code == 0 && line.nothing_is_due();
}

Lines::Lines(int count) {
    for (int i = 0; i < count; ++i) {
        lines_.emplace_back(cluster_);
    }
}

std::vector<RoundTrip> round_trips(const std::vector<Message>& messages) {
    std::vector<RoundTrip> trips;
    bool ready = false;
    for (const Message& message : messages) {
        if (message.connection != 1) {
            continue;
        }
        if (message.way == Way::to_server && ready && message.type != 'X') {
            trips.push_back({.request = message, .answer = {}});
            ready = false;
        } else if (message.way == Way::to_client && !trips.empty() &&
                   trips.back().answer.length == 0) {
            trips.back().answer = message;
        }
        ready = ready || (message.way == Way::to_client && message.type == 'Z');
    }
    return trips;
}

std::size_t commit_among(const std::vector<RoundTrip>& trips) {
    const auto commit = std::find_if(trips.begin(), trips.end(),
                                     [](const RoundTrip& trip) { return trip.is_commit(); });
    if (commit == trips.end()) {
        throw std::runtime_error{"there is no commit in the conversation"};
    }
    return static_cast<std::size_t>(commit - trips.begin());
}

Place before(const Message& message) {
    return {message.connection, message.way, message.number, 0};
}

Place after(const Message& message) {
    return {message.connection, message.way, message.number, Place::end};
}

void Tally::count(Line& line, const Ended& ended, bool as_designed,
                  const std::string& what_happened) {
    const std::string half = what_is_half(line.database());
    const std::string untrue = what_is_untrue(line.database(), ended);
    ++sweeps_;
    in_doubt_ += was_in_doubt(ended) ? 1 : 0;
    half_ += half.empty() ? 0 : 1;
    untrue_ += untrue.empty() ? 0 : 1;
    ended_otherwise_ += as_designed ? 0 : 1;
    if (!half.empty() || !untrue.empty() || !as_designed) {
        ADD_FAILURE() << what_happened << '\n'
                      << half << '\n'
                      << untrue << '\n'
                      << "exit code " << ended.code << ", signal " << ended.signal << '\n'
                      << ended.err << ended.out;
    }
}

void Tally::prove(const std::string& what_happens) const {
    proved("2 all or nothing: " + what_happens, sweeps_, half_);
    proved("2 the designed end, and the next sweep clean: " + what_happens, sweeps_,
           ended_otherwise_);
    EXPECT_EQ(in_doubt_ == 0 ? untrue_.load() : 0, 0) << what_happens;
    if (in_doubt_ > 0) {
        proved("3 the truth about a lost commit: " + what_happens, in_doubt_, untrue_);
    }
}

} // namespace chatsweep::test

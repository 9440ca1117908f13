// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "support/cluster.hpp"
#include "support/message_proxy.hpp"
#include "support/postgres.hpp"
#include "support/process.hpp"
#include "support/proof.hpp"

#include <algorithm>
#include <atomic>
#include <list>
#include <random>
#include <string>
#include <thread>
#include <vector>

namespace chatsweep::test {

/// A small database, and the way to it, on which anything can happen to a sweep.
class Line {
public:
    /// Of its sweeps. The one session that never is due is silent for an hour when the tests begin,
    /// and the long form takes hours.
    static constexpr const char* timeout = "30d";

    Line();
    explicit Line(const Cluster& cluster);

    [[nodiscard]] TestDatabase& database() noexcept { return database_; }
    [[nodiscard]] MessageProxy& proxy() noexcept { return proxy_; }

    /// Adds sessions that are due, and waits until no transaction is left from before: to a
    /// sweep beside such a one they would be young, and it would say more than beside none.
    void make_some_due(int count = 3);
    /// Whether all that were are closed, and the only one that never is due is not.
    [[nodiscard]] bool nothing_is_due();
    /// The states of the ledger's rows of the run that `ended` tells of: "1 abandoned, 2
    /// committed".
    [[nodiscard]] std::string ledger_of(const Ended& ended);

    /// Of a sweep that goes this way and speaks JSON.
    [[nodiscard]] Arguments arguments(const Arguments& more = {}) const;
    Ended sweep(const Arguments& more = {}) { return chatsweep(arguments(more)); }

    /// From here on a sweep comes by anew, and the connection is cut at these places.
    void cut_at(const std::vector<Place>& places);
    /// The messages of a sweep that is cut there.
    [[nodiscard]] std::vector<Message> messages_of_a_sweep(const std::vector<Place>& places = {});

private:
    TestDatabase database_;
    MessageProxy proxy_;
};

/// Whether a sweep has ended well and left nothing to do.
[[nodiscard]] bool has_recovered(Line& line, const Ended& ended);

/// Several, in a cluster where nobody else keeps transactions open.
class Lines {
public:
    explicit Lines(int count);

    [[nodiscard]] Line& front() noexcept { return lines_.front(); }
    [[nodiscard]] auto begin() noexcept { return lines_.begin(); }
    [[nodiscard]] auto end() noexcept { return lines_.end(); }

private:
    Cluster cluster_;
    std::list<Line> lines_;
};

/// One request of a sweep that has connected, and the beginning of the answer.
struct RoundTrip {
    Message request;
    Message answer;
    [[nodiscard]] bool is_commit() const { return request.text.find("commit") == 5; }
};
/// Those of its first connection.
[[nodiscard]] std::vector<RoundTrip> round_trips(const std::vector<Message>& messages);

/// That of the sweep itself; whatever it commits later is not in doubt.
[[nodiscard]] std::size_t commit_among(const std::vector<RoundTrip>& trips);

[[nodiscard]] Place before(const Message& message);
[[nodiscard]] Place after(const Message& message);

/// Counts sweeps to which something has happened, and what they left behind.
class Tally {
public:
    /// Looks whether anything is half there, and whether the sweep has said the truth.
    /// `as_designed`: it has ended as it should.
    void count(Line& line, const Ended& ended, bool as_designed, const std::string& what_happened);
    /// Promise 2, and promise 3 where the outcome of a commit was in doubt.
    void prove(const std::string& what_happens) const;
    /// How many of the sweeps did not know, for a moment, what had become of their commit.
    [[nodiscard]] long long in_doubt() const { return in_doubt_; }

private:
    std::atomic<long long> sweeps_{0};
    std::atomic<long long> half_{0};
    std::atomic<long long> ended_otherwise_{0};
    std::atomic<long long> in_doubt_{0};
    std::atomic<long long> untrue_{0};
};

/// So many of them among the other tests, chosen at random, and all in the long form.
template <typename Case>
std::vector<Case> sample(std::vector<Case> cases, std::size_t of_the_suite) {
    std::shuffle(cases.begin(), cases.end(), std::mt19937{seed()});
    const auto most = static_cast<long long>(cases.size());
    const auto suite = std::min(most, static_cast<long long>(of_the_suite));
    cases.resize(static_cast<std::size_t>(trials(suite, most)));
    return cases;
}

/// Plays every case once, each on one of the lines, which work side by side.
template <typename Cases, typename Play>
void side_by_side(Lines& lines, const Cases& cases, Play&& play) {
    std::atomic<std::size_t> next{0};
    std::list<std::thread> threads;
    for (Line& line : lines) {
        threads.emplace_back([&] {
            for (std::size_t i = next++; i < cases.size(); i = next++) {
                play(line, cases[i]);
            }
        });
    }
    for (std::thread& thread : threads) {
        thread.join();
    }
}

} // namespace chatsweep::test

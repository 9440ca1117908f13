// SPDX-License-Identifier: Apache-2.0
#include "support/line.hpp"
#include "support/proof.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <csignal>
#include <numeric>
#include <thread>

namespace chatsweep::test {
namespace {

/// SIGTERM when the conversation comes to a place.
class Terminated : public testing::Test {
protected:
    Ended sweep_terminated_at(Line& line, const Place& place, Then then) {
        std::atomic<pid_t> pid{0};
        line.make_some_due();
        line.cut_at({});
        line.proxy().at(place, [&pid, then] {
            while (pid.load() == 0) {
                std::this_thread::yield();
            }
            kill(pid.load(), SIGTERM);
            return then;
        });
        Process process{chatsweep_binary(), line.arguments()};
        pid = process.pid();
        Ended ended = process.wait();
        EXPECT_TRUE(line.proxy().came_to(place)) << place;
        return ended;
    }

    /// Either it was in time, and the next sweep does the rest, or nothing is left to be done.
    void count(Line& line, const Ended& ended, const std::string& what) {
        if (ended.code == 0) {
            tally_.count(line, ended, line.nothing_is_due(), what);
            return;
        }
        tally_.count(line, ended, ended.signal == SIGTERM && !line.nothing_is_due(), what);
        line.cut_at({});
        const Ended next = line.sweep();
        tally_.count(line, next, next.code == 0 && line.nothing_is_due(), "after " + what);
    }

    Lines lines_{4};
    Tally tally_;
};

TEST_F(Terminated, ASweepRollsBackBeforeItsCommitAndFinishesItAfterwards) {
    const std::vector<RoundTrip> trips = round_trips(lines_.front().messages_of_a_sweep());
    const std::size_t commit = commit_among(trips);
    std::vector<std::size_t> numbers(trips.size());
    std::iota(numbers.begin(), numbers.end(), 0);
    std::atomic<std::size_t> late{0};
    side_by_side(lines_, sample(numbers, numbers.size()), [&](Line& line, std::size_t number) {
        for (const Message& message : {trips[number].request, trips[number].answer}) {
            const Ended ended = sweep_terminated_at(line, before(message), Then::go_on);
            count(line, ended, "SIGTERM at " + message.text.substr(5, 60));
            if (number < commit) {
                late += ended.code == 0 ? 1 : 0;
            } else {
                EXPECT_EQ(ended.code, 0) << "the commit had been sent";
            }
        }
    });

    // The signal and an answer set out together, and the answer may arrive first.
    EXPECT_LE(late.load(), commit);
    tally_.prove("SIGTERM before, during and after the commit");
}

TEST_F(Terminated, WhileTheCommitIsInDoubtItStillTellsTheTruth) {
    const std::vector<RoundTrip> trips = round_trips(lines_.front().messages_of_a_sweep());
    const RoundTrip& commit = trips.at(commit_among(trips));
    const std::vector<Place> places{before(commit.request), after(commit.request),
                                    before(commit.answer), after(commit.answer)};
    side_by_side(lines_, places, [&](Line& line, const Place& place) {
        const Ended ended = sweep_terminated_at(line, place, Then::cut);
        count(line, ended, "SIGTERM and a cut during the commit");
    });

    tally_.prove("SIGTERM and the connection cut during the commit");
    EXPECT_GT(tally_.in_doubt(), 0);
}

} // namespace
} // namespace chatsweep::test

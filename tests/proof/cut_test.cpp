// SPDX-License-Identifier: Apache-2.0
#include "support/line.hpp"
#include "support/proof.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <iterator>
#include <ostream>
#include <random>
#include <sstream>

namespace chatsweep::test {
namespace {

constexpr int quarters = 4;

/// One sweep to cut, and how it has to end.
struct Case {
    std::vector<Place> places;
    bool while_connecting = false;
};

std::ostream& operator<<(std::ostream& out, const Case& given) {
    for (const Place& place : given.places) {
        out << "cut at " << place << "; ";
    }
    return out;
}

enum class Inside { one_byte, every_byte };

/// Where in a message to cut: at its boundaries, and inside. Between two messages that go the same
/// way there is one boundary, between two that do not, it matters which side of it is heard.
std::vector<std::size_t> bytes_of(const Message& message, const Message* before, Inside inside,
                                  std::mt19937& random) {
    std::vector<std::size_t> bytes{Place::end};
    if (before == nullptr || before->way != message.way) {
        bytes.push_back(0);
    }
    if (inside == Inside::every_byte) {
        for (std::size_t byte = 1; byte < message.length; ++byte) {
            bytes.push_back(byte);
        }
    } else if (message.length > 1) {
        bytes.push_back(std::uniform_int_distribution<std::size_t>{1, message.length - 1}(random));
    }
    return bytes;
}

bool is_ready_for_query(const Message& message) {
    return message.way == Way::to_client && message.type == 'Z';
}

/// All the places in one connection of a conversation, each after the same others.
std::vector<Case> cases_in(const std::vector<Message>& messages, int connection, Inside inside,
                           const std::vector<Place>& others = {}) {
    std::mt19937 random{seed()};
    std::vector<Case> cases;
    const Message* before = nullptr;
    bool connected = connection > 1 || messages.front().type != '\0';
    for (const Message& message : messages) {
        // Whoever has said goodbye does not wait for it to arrive.
        const bool is_goodbye = message.way == Way::to_server && message.type == 'X';
        if (message.connection != connection || is_goodbye) {
            continue;
        }
        for (const std::size_t byte : bytes_of(message, before, inside, random)) {
            Case one{.places = others, .while_connecting = !connected};
            if (is_ready_for_query(message) && byte == Place::end) {
                one.while_connecting = false;
            }
            one.places.push_back({connection, message.way, message.number, byte});
            cases.push_back(std::move(one));
        }
        connected = connected || is_ready_for_query(message);
        before = &message;
    }
    return cases;
}

/// Sweeps over lines that are cut.
class Cut : public testing::Test {
protected:
    void play(const std::vector<Case>& cases) {
        side_by_side(lines_, cases, [&](Line& line, const Case& given) {
            line.make_some_due();
            line.cut_at(given.places);
            const Ended ended = line.sweep();
            std::ostringstream where;
            where << given;
            EXPECT_TRUE(line.proxy().came_to(given.places.back())) << where.str();
            tally_.count(line, ended, ended_as_designed(line, ended, given), where.str());
            if (given.while_connecting) {
                line.cut_at({});
                const Ended next = line.sweep();
                tally_.count(line, next, next.code == 0 && line.nothing_is_due(),
                             "after a " + where.str());
            }
        });
    }

    /// A connection that did not come to be is an error, one that was lost is made again.
    static bool ended_as_designed(Line& line, const Ended& ended, const Case& given) {
        return given.while_connecting
                   ? ended.code == 4 &&
                         ended.err.starts_with("chatsweep: cannot connect to the database: ")
                   : ended.code == 0 && line.nothing_is_due();
    }

    Lines lines_{6};
    Tally tally_;
};

/// There are some forty thousand bytes: a quarter of them is what a long form can do at a time.
class CutAnywhere : public Cut, public testing::WithParamInterface<int> {};

TEST_P(CutAnywhere, InASweep) {
    const bool everywhere = trials(1, 2) == 2;
    std::vector<Case> cases = cases_in(lines_.front().messages_of_a_sweep(), 1,
                                       everywhere ? Inside::every_byte : Inside::one_byte);
    std::erase_if(cases, [](const Case& given) {
        return static_cast<int>(given.places.back().byte % quarters) != GetParam();
    });

    play(sample(cases, cases.size()));

    tally_.prove("the connection cut");
}

INSTANTIATE_TEST_SUITE_P(Quarter, CutAnywhere, testing::Range(0, quarters));

TEST_F(Cut, AtEveryByteOfTheCommitAndOfItsAnswer) {
    const std::vector<Message> messages = lines_.front().messages_of_a_sweep();
    const std::vector<RoundTrip> trips = round_trips(messages);
    const std::size_t commit = commit_among(trips);
    std::vector<Message> of_the_commit;
    std::copy_if(messages.begin(), messages.end(), std::back_inserter(of_the_commit),
                 [&](const Message& message) {
                     const bool up = message.way == Way::to_server;
                     const RoundTrip& next = trips.at(commit + 1);
                     return message.number >=
                                (up ? trips[commit].request : trips[commit].answer).number &&
                            message.number < (up ? next.request : next.answer).number;
                 });

    play(cases_in(of_the_commit, 1, Inside::every_byte));

    tally_.prove("the connection cut during the commit");
    EXPECT_GT(tally_.in_doubt(), 0);
}

TEST_F(Cut, TwiceDuringTheCommitAndAnywhereInWhatSettlesIt) {
    const std::vector<RoundTrip> trips = round_trips(lines_.front().messages_of_a_sweep());
    const RoundTrip& commit = trips.at(commit_among(trips));
    std::vector<Case> cases;
    for (const Place& first : {before(commit.request), before(commit.answer)}) {
        const std::vector<Message> messages = lines_.front().messages_of_a_sweep({first});
        const std::vector<Case> more = cases_in(messages, 2, Inside::one_byte, {first});
        cases.insert(cases.end(), more.begin(), more.end());
    }

    play(sample(cases, 60));

    tally_.prove("the connection cut during the commit and again");
    EXPECT_GT(tally_.in_doubt(), 0);
}

} // namespace
} // namespace chatsweep::test

// SPDX-License-Identifier: Apache-2.0
#include "support/proof.hpp"
#include "support/receivers.hpp"
#include "support/waiting.hpp"

#include <gmock/gmock.h>

#include <csignal>
#include <map>
#include <memory>
#include <random>
#include <set>

namespace chatsweep::test {
namespace {

using testing::ElementsAreArray;
using testing::HasSubstr;
using Json = nlohmann::json;

class DeliverFaults : public testing::Test {
protected:
    DeliverFaults() { EXPECT_EQ(chatsweep(with(arguments_, "deliver")).code, 0); }

    std::unique_ptr<Process> a_deliverer() {
        return std::make_unique<Process>(chatsweep_binary(),
                                         with(arguments_, "deliver", {"--wait", "0s"}));
    }

    /// Eight events each for four sessions, one run after the other.
    void add_events(int round) {
        const std::string of = std::to_string(round);
        for (int event = 0; event < 8; ++event) {
            add_committed_run(database_, {"a" + of, "b" + of, "c" + of, "d" + of});
        }
    }

    /// A run that is on its way, and does not commit.
    std::unique_ptr<Holder> a_lost_run() {
        return std::make_unique<Holder>(
            database_, "with lost as (insert into chatsweep.run (run_id, attempt, state, outcome) "
                       "values (gen_random_uuid(), 1, 'committed', 'closed') returning run_id) "
                       "insert into chatsweep.event (run_id, attempt, session_id, action, policy, "
                       "timer, reason, clock, clock_at, due_at, unanswered) select run_id, 1, "
                       "'lost', 'close', 'quiet', 'close', 'timeout', 'started', now(), now(), "
                       "false from lost");
    }

    /// Everything that has committed has arrived, for the first time in the order of its session,
    /// with one body for each id, and nothing else has.
    void expect_all_in_order() {
        std::map<std::string, std::string> bodies;
        std::map<std::string, std::vector<std::string>> by_session;
        for (const Received& request : server_.received()) {
            const std::string id = request.headers.at("webhook-id");
            const auto [known, first] = bodies.try_emplace(id, request.body);
            EXPECT_EQ(known->second, request.body);
            if (first) {
                by_session[Json::parse(request.body)["session_id"]].push_back(id);
            }
        }
        std::map<std::string, std::vector<std::string>> expected;
        for (const pqxx::row& row :
             database_.run("select session_id, 'evt_' || replace(run_id::text, '-', '') || '_' || "
                           "event_id from chatsweep.event order by event_id")) {
            expected[row[0].as<std::string>()].push_back(row[1].as<std::string>());
        }
        EXPECT_EQ(by_session, expected);
    }

    /// Until some more requests have arrived, and a moment longer; or until the deliverer has
    /// ended.
    void wait_for_an_instant(Process& deliverer) {
        const std::size_t enough =
            server_.count() + std::uniform_int_distribution<std::size_t>{0, 30}(random_);
        wait_until("requests have arrived",
                   [&] { return server_.count() >= enough || !deliverer.is_running(); });
        std::this_thread::sleep_for(
            std::chrono::microseconds{std::uniform_int_distribution{0, 3000}(random_)});
    }

    TestDatabase database_;
    HttpServer server_;
    Arguments arguments_ = telling(database_, {{"desk", server_.url()}});
    std::mt19937 random_{20261120};
};

TEST_F(DeliverFaults, KilledAtAnyInstantItLosesNothingAndKeepsTheOrder) {
    const auto rounds = static_cast<int>(trials(200, 200));
    for (int round = 0; round < rounds; ++round) {
        add_events(round);
        const auto lost = a_lost_run();
        const auto deliverer = a_deliverer();
        wait_for_an_instant(*deliverer);
        deliverer->send(SIGKILL);
        deliverer->wait();
    }

    wait_for_backends_to_end(database_);
    EXPECT_EQ(chatsweep(with(arguments_, "deliver")).code, 0);

    expect_all_in_order();
    EXPECT_GT(server_.count(), all_webhook_ids(database_).size()) << "no kill hit anything";
    EXPECT_EQ(database_.count("select count(*) from chatsweep.delivery where state <> 'delivered'"),
              0);
}

TEST_F(DeliverFaults, TwoDeliverersAtOnceKeepTheOrderAlthoughOneIsKilled) {
    constexpr int rounds = 30;
    for (int round = 0; round < rounds; ++round) {
        add_events(round);
        const auto mortal = a_deliverer();
        const auto other = a_deliverer();
        wait_for_an_instant(*mortal);
        mortal->send(SIGKILL);
        mortal->wait();
        EXPECT_EQ(other->wait().code, 0);
    }

    wait_for_backends_to_end(database_);
    EXPECT_EQ(chatsweep(with(arguments_, "deliver")).code, 0);

    expect_all_in_order();
}

TEST_F(DeliverFaults, TwoDeliverersAtOnceSendNothingTwice) {
    for (int round = 0; round < 20; ++round) {
        add_events(round);
    }
    server_.set([](const Received&) { return Reply{.delay = std::chrono::milliseconds{1}}; });

    const auto first = a_deliverer();
    const auto second = a_deliverer();
    EXPECT_EQ(first->wait().code, 0);
    EXPECT_EQ(second->wait().code, 0);
    EXPECT_EQ(chatsweep(with(arguments_, "deliver")).code, 0);

    expect_all_in_order();
    EXPECT_EQ(server_.count(), all_webhook_ids(database_).size());
}

TEST_F(DeliverFaults, AnAnswerThatIsLostMeansARepeatUnderTheSameId) {
    add_committed_run(database_, {"s1"});
    const std::vector<Manner> manners{Manner::half, Manner::garbage, Manner::reset, Manner::close,
                                      Manner::whole};
    for (const Manner manner : manners) {
        server_.set([manner](const Received&) { return Reply{.manner = manner}; });
        EXPECT_EQ(chatsweep(with(arguments_, "deliver", {"--again", "--wait", "0s"})).code, 0);
    }

    EXPECT_THAT(arrived(server_), ElementsAreArray(std::vector<std::string>(
                                      manners.size(), all_webhook_ids(database_).at(0))));
    EXPECT_EQ(database_.value("select state from chatsweep.delivery"), "delivered");
}

TEST_F(DeliverFaults, ASignalEndsItAndWhatHasBeenAnsweredIsWrittenDown) {
    arguments_ = telling(database_, {{"desk", server_.url(), {"concurrency: 1"}}});
    add_committed_run(database_, {"s1", "s2"});
    server_.set([](const Received& request) {
        return Reply{.manner = request.number == 0 ? Manner::whole : Manner::never};
    });
    const auto deliverer = a_deliverer();
    server_.wait_for(2);

    deliverer->send(SIGTERM);
    EXPECT_EQ(deliverer->wait().signal, SIGTERM);

    server_.set([](const Received&) { return Reply{}; });
    EXPECT_EQ(chatsweep(with(arguments_, "deliver")).out, "delivered 1 event to desk\n");
}

TEST_F(DeliverFaults, ALostDatabaseIsSaidAndWhatIsLeftIsSentTheNextTime) {
    add_committed_run(database_, {"s1"});
    server_.set([](const Received&) { return Reply{.delay = std::chrono::seconds{3}}; });
    const auto deliverer = a_deliverer();
    server_.wait_for(1);
    database_.run("select pg_terminate_backend(pid) from pg_stat_activity where application_name = "
                  "'chatsweep' and datname = current_database()");

    const Ended ended = deliverer->wait();

    EXPECT_EQ(ended.code, 5) << ended.err;
    EXPECT_EQ(chatsweep(with(arguments_, "deliver")).out, "delivered 1 event to desk\n");
    expect_all_in_order();
}

} // namespace
} // namespace chatsweep::test

// SPDX-License-Identifier: Apache-2.0
#include "store/outbox.hpp"

#include "store/history.hpp"
#include "support/sessions.hpp"
#include "support/store.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace chatsweep::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

const std::string first_run = "01930000-0000-7000-8000-00000000000a";
const std::string second_run = "01930000-0000-7000-8000-00000000000b";

Receiver a_receiver(const std::string& name = "desk") {
    return {.name = name, .url = "https://desk.example/hooks"};
}

class Outbox : public testing::Test {
protected:
    Outbox() { known(a_receiver()); }

    void known(const Receiver& receiver) {
        Transaction tx{store_.database, Access::read_write};
        register_receivers(tx, {receiver});
        tx.commit();
    }

    /// A run that has committed just now, with an event for each of these, "session/action".
    void committed(const std::string& run_id, const std::vector<std::string>& events,
                   const std::string& started_at = "clock_timestamp()") {
        database_.run("insert into chatsweep.run (run_id, attempt, state, outcome, started_at) "
                      "values ('" +
                      run_id + "', 1, 'committed', 'closed', " + started_at + ")");
        for (const std::string& event : events) {
            const std::size_t slash = event.find('/');
            database_.run("insert into chatsweep.event (run_id, attempt, session_id, action, "
                          "policy, timer, reason, clock, clock_at, due_at, unanswered, channel) "
                          "values ('" +
                          run_id + "', 1, '" + event.substr(0, slash) + "', '" +
                          event.substr(slash + 1) +
                          "', 'quiet', 'timeout', 'timeout', 'last_message', now(), now(), false, "
                          "'sms')");
        }
    }

    std::int64_t queue(const std::string& receiver = "desk") {
        Transaction tx{store_.database, Access::read_write};
        const std::int64_t queued = queue_events(tx, receiver);
        tx.commit();
        return queued;
    }

    /// What could be taken now, as "session/action"; it is let go again.
    std::vector<std::string> ready(const std::string& receiver = "desk") {
        Transaction tx{store_.database, Access::read_write};
        return names_of(take_deliveries(tx, receiver, 100));
    }

    static std::vector<std::string> names_of(const std::vector<Delivery>& deliveries) {
        std::vector<std::string> names;
        for (const Delivery& delivery : deliveries) {
            names.push_back(delivery.event.session_id + "/" + delivery.event.action);
        }
        return names;
    }

    /// Takes the first event that is ready, and settles it.
    void settle_first(Ruling ruling, Duration pause = {}, const std::string& problem = "") {
        Transaction tx{store_.database, Access::read_write};
        const auto taken = take_deliveries(tx, "desk", 1);
        settle_deliveries(tx, "desk",
                          {{.event_id = taken.at(0).event.event_id,
                            .ruling = ruling,
                            .pause = pause,
                            .problem = problem}});
        tx.commit();
    }

    Backlog backlog() {
        Transaction tx{store_.database, Access::read_only};
        return delivery_backlog(tx).at(0);
    }

    TestDatabase database_;
    Connected store_{database_};
};

TEST_F(Outbox, QueuesWhatHasCommittedOnceAndNothingElse) {
    committed(first_run, {"s1/warn", "s2/close"});
    database_.run("insert into chatsweep.run (run_id, attempt, state, outcome, error) values ('" +
                  second_run + "', 1, 'failed', 'failed', 'no luck')");

    EXPECT_EQ(queue(), 2);
    EXPECT_EQ(queue(), 0);
    EXPECT_THAT(ready(), ElementsAre("s1/warn", "s2/close"));
}

TEST_F(Outbox, ANewReceiverIsToldOnlyWhatIsDoneFromThenOn) {
    committed(first_run, {"s1/close"}, "now() - interval '1 hour'");
    committed(second_run, {"s2/close"});

    EXPECT_EQ(queue(), 1);
    EXPECT_THAT(ready(), ElementsAre("s2/close"));
}

TEST_F(Outbox, QueuesOnlyTheActionsAndPoliciesThatAReceiverWants) {
    Receiver warned = a_receiver("warned");
    warned.actions = {Action::warn, Action::disconnect};
    Receiver loud = a_receiver("loud");
    loud.policies = {"loud"};
    known(warned);
    known(loud);
    committed(first_run, {"s1/warn", "s1/close", "s2/disconnect"});

    EXPECT_EQ(queue("warned"), 2);
    EXPECT_EQ(queue("loud"), 0);
    EXPECT_EQ(queue("desk"), 3);
    EXPECT_THAT(ready("warned"), ElementsAre("s1/warn", "s2/disconnect"));
}

TEST_F(Outbox, OfASessionOnlyTheFirstThatIsWaitingMayBeSent) {
    committed(first_run, {"s1/warn", "s2/warn", "s1/close"});
    queue();
    EXPECT_THAT(ready(), ElementsAre("s1/warn", "s2/warn"));

    settle_first(Ruling::delivered);

    EXPECT_THAT(ready(), ElementsAre("s2/warn", "s1/close"));
}

TEST_F(Outbox, WhatFollowsAnEventThatIsTriedAgainWaitsForIt) {
    committed(first_run, {"s1/warn", "s1/close"});
    queue();

    settle_first(Ruling::again, 1h, "answered 500");

    EXPECT_THAT(ready(), IsEmpty());
    const Backlog left = backlog();
    EXPECT_EQ(left.waiting, 2);
    EXPECT_EQ(database_.value("select attempts || ' ' || problem from chatsweep.delivery where "
                              "problem is not null"),
              "1 answered 500");
}

TEST_F(Outbox, WhatFollowsAParkedEventGoesOn) {
    committed(first_run, {"s1/warn", "s1/close"});
    queue();

    settle_first(Ruling::parked, {}, "answered 500");

    EXPECT_THAT(ready(), ElementsAre("s1/close"));
    EXPECT_EQ(backlog().parked, 1);
}

TEST_F(Outbox, ADeliveryThatDisabledItsReceiverStaysAsItWas) {
    committed(first_run, {"s1/warn"});
    queue();

    settle_first(Ruling::disabled, {}, "answered 410");

    EXPECT_EQ(database_.value("select state || ' ' || attempts from chatsweep.delivery"),
              "waiting 0");
}

TEST_F(Outbox, AnotherDelivererPassesOverWhatIsTakenAndWhatFollowsIt) {
    committed(first_run, {"s1/warn", "s1/close", "s2/close"});
    queue();
    Transaction mine{store_.database, Access::read_write};
    ASSERT_THAT(names_of(take_deliveries(mine, "desk", 1)), ElementsAre("s1/warn"));
    Connected other{database_};
    Transaction theirs{other.database, Access::read_write};

    EXPECT_THAT(names_of(take_deliveries(theirs, "desk", 100)), ElementsAre("s2/close"));
}

TEST_F(Outbox, TellsAllThatTheBodyNeeds) {
    committed(first_run, {"s1/warn"});
    queue();
    Transaction tx{store_.database, Access::read_write};

    const Delivery delivery = take_deliveries(tx, "desk", 1).at(0);

    EXPECT_EQ(delivery.attempts, 0);
    EXPECT_EQ(delivery.event.run_id.value, first_run);
    EXPECT_EQ(delivery.event.channel, "sms");
    EXPECT_EQ(delivery.event.tenant, std::nullopt);
}

TEST_F(Outbox, KnowsHowAReceiverIsDoing) {
    {
        Transaction tx{store_.database, Access::read_write};
        settle_receiver(tx, "desk", {.failures = 7, .problem = "answered 503", .paused_for = 1h});
        tx.commit();
    }
    Transaction tx{store_.database, Access::read_write};

    const ReceiverState state = receiver_state(tx, "desk").value();

    EXPECT_EQ(state.failures, 7);
    EXPECT_EQ(state.problem, "answered 503");
    EXPECT_FALSE(state.disabled);
    EXPECT_GT(state.paused_for, 59min);
    EXPECT_LE(state.paused_for, 1h);
    EXPECT_EQ(state.next_attempt, std::nullopt);
    EXPECT_FALSE(state.is_due);
    EXPECT_FALSE(receiver_state(tx, "nobody"));
}

TEST_F(Outbox, CountsWhatIsNotQueuedYetAsUndelivered) {
    committed(first_run, {"s1/warn", "s2/close"});

    const Backlog left = backlog();

    EXPECT_EQ(left.waiting, 2);
    EXPECT_TRUE(left.since);
    EXPECT_EQ(left.next_attempt_at, std::nullopt);
}

TEST_F(Outbox, AgainTakesUpWhatIsParkedAndWhoIsDisabled) {
    committed(first_run, {"s1/warn"});
    queue();
    settle_first(Ruling::parked, {}, "answered 500");
    Transaction tx{store_.database, Access::read_write};
    settle_receiver(tx, "desk", {.failures = 9, .disabled = true});

    EXPECT_EQ(deliver_again(tx, "desk"), 1);

    const ReceiverState state = receiver_state(tx, "desk").value();
    EXPECT_FALSE(state.disabled);
    EXPECT_EQ(state.failures, 0);
    EXPECT_THAT(names_of(take_deliveries(tx, "desk", 1)), ElementsAre("s1/warn"));
}

TEST_F(Outbox, ForgettingAReceiverTakesItsDeliveriesWithIt) {
    committed(first_run, {"s1/warn", "s2/warn"});
    queue();
    settle_first(Ruling::delivered);
    Transaction tx{store_.database, Access::read_write};

    EXPECT_EQ(forget_receiver(tx, "desk"), 1);
    EXPECT_EQ(forget_receiver(tx, "desk"), std::nullopt);
    EXPECT_EQ(value_in(tx, "select (select count(*) from chatsweep.delivery) + (select count(*) "
                           "from chatsweep.queued_run)"),
              "0");
}

TEST_F(Outbox, PruningLeavesWhatIsUndelivered) {
    database_.run("update chatsweep.receiver set registered_at = '2020-01-01'");
    committed(first_run, {"s1/warn"}, "'2021-01-01'");
    committed(second_run, {"s2/warn"}, "'2021-01-02'");
    database_.run("insert into chatsweep.run (run_id, attempt, state, outcome) values ('" +
                  std::string{"01940000-0000-7000-8000-00000000000c"} +
                  "', 1, 'committed', 'nothing_due')");
    const auto prune = [&] {
        Transaction tx{store_.database, Access::read_write};
        const Pruned pruned = prune_history(tx, tx.now() - 1h);
        tx.commit();
        return std::pair{pruned.runs, pruned.undelivered};
    };

    EXPECT_EQ(prune(), std::pair(std::int64_t{0}, std::int64_t{2})) << "not even queued";
    queue();
    settle_first(Ruling::delivered);
    EXPECT_EQ(prune(), std::pair(std::int64_t{1}, std::int64_t{1}));
    settle_first(Ruling::parked);
    EXPECT_EQ(prune(), std::pair(std::int64_t{0}, std::int64_t{1}));
    EXPECT_EQ(database_.value("select (select count(*) from chatsweep.delivery) || '/' || (select "
                              "count(*) from chatsweep.queued_run)"),
              "1/1");
}

TEST_F(Outbox, ListsWhatWouldBeSentByTheConfiguration) {
    Receiver receiver = a_receiver();
    receiver.actions = {Action::close};
    committed(first_run, {"s1/warn"});
    queue();
    committed(second_run, {"s2/warn", "s2/close"});
    Transaction tx{store_.database, Access::read_only};

    const Pending pending = pending_deliveries(tx, receiver, std::nullopt);

    ASSERT_THAT(pending.events, SizeIs(2));
    EXPECT_EQ(pending.events[0].session_id, "s1") << "queued before the configuration changed";
    EXPECT_EQ(pending.events[0].url, "https://desk.example") << "its path may be secret";
    EXPECT_EQ(pending.events[1].action, "close");
    EXPECT_EQ(pending.events[1].next_attempt_at, std::nullopt);
    const Pending first = pending_deliveries(tx, receiver, 1);
    EXPECT_THAT(first.events, SizeIs(1));
    EXPECT_EQ(first.total, 2);
}

TEST_F(Outbox, ListsNothingForAReceiverThatIsDisabled) {
    committed(first_run, {"s1/warn"});
    Transaction tx{store_.database, Access::read_write};
    settle_receiver(tx, "desk", {.disabled = true});

    EXPECT_EQ(pending_deliveries(tx, a_receiver(), std::nullopt).total, 0);
}

TEST_F(Outbox, AReceiverThatIsAsItShouldBeIsNotLockedByWhoeverMakesItKnown) {
    Transaction sweep{store_.database, Access::read_write};
    EXPECT_THAT(register_receivers(sweep, {a_receiver()}), IsEmpty());
    Connected other{database_};
    Transaction deliverer{other.database, Access::read_write};
    deliverer.connection().run("set local lock_timeout = '1ms'");

    EXPECT_NO_THROW(settle_receiver(deliverer, "desk", {.failures = 1}));
}

TEST_F(Outbox, WhatOneDelivererLearnsAnotherDoesNotUnlearn) {
    {
        Transaction tx{store_.database, Access::read_write};
        settle_receiver(tx, "desk", {.failures = 1, .disabled = true, .paused_for = 1h});
        tx.commit();
    }
    Transaction tx{store_.database, Access::read_write};

    settle_receiver(tx, "desk", {.paused_for = 1s});

    const ReceiverState state = receiver_state(tx, "desk").value();
    EXPECT_TRUE(state.disabled);
    EXPECT_GT(state.paused_for, 59min);
}

TEST_F(Outbox, KnowsWhetherSomethingIsDueAndWhenTheRestIs) {
    committed(first_run, {"s1/warn", "s2/warn"});
    queue();
    settle_first(Ruling::again, 1h, "answered 500");
    Transaction tx{store_.database, Access::read_write};

    const ReceiverState state = receiver_state(tx, "desk").value();

    EXPECT_TRUE(state.is_due);
    EXPECT_GT(state.next_attempt, 59min);
}

} // namespace
} // namespace chatsweep::test

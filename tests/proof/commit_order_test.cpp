// SPDX-License-Identifier: Apache-2.0
#include "support/commit_order.hpp"

#include "support/postgres.hpp"

#include <gmock/gmock.h>

namespace chatsweep::test {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;

const std::string noon = "timestamptz '2026-11-20 12:00:00+00'";

std::string after_noon(Duration duration) {
    return noon + " + interval '" + std::to_string(duration.count()) + " microseconds'";
}

/// A judge with a timeout of 40 ms, and transactions that do by hand what sweeps and customers do.
class Judge : public testing::Test {
protected:
    /// What one of them writes, to be committed when the test says so.
    class Writing {
    public:
        explicit Writing(const TestDatabase& database)
            : connection_(database.dsn()), work_(connection_) {}
        void message(const std::string& session, Duration at,
                     const std::string& sender = "customer") {
            work_.exec("insert into chat.message (session_id, sender, sent_at) values (" + session +
                       ", '" + sender + "', " + after_noon(at) + ")");
        }
        void closing(const std::string& session, Duration at, const std::string& action = "close") {
            work_.exec("insert into chatsweep.event (run_id, attempt, session_id, action, policy, "
                       "timer, reason, clock, clock_at, due_at, unanswered, recorded_at) values "
                       "(gen_random_uuid(), 1, " +
                       session + ", '" + action +
                       "', 'everyone', 'close', 'timeout', 'last_customer_message', now(), now(), "
                       "false, " +
                       after_noon(at) + ")");
        }
        void commit() { work_.commit(); }

    private:
        pqxx::connection connection_;
        pqxx::work work_;
    };

    void message(const std::string& session, Duration at, const std::string& sender = "customer") {
        Writing writing{database_};
        writing.message(session, at, sender);
        writing.commit();
    }

    void closing(const std::string& session, Duration at, const std::string& action = "close") {
        Writing writing{database_};
        writing.closing(session, at, action);
        writing.commit();
    }

    long long wrong() {
        order_.read();
        return order_.wrong();
    }

    TestDatabase database_;
    const std::string session_ = database_.add_session();
    const std::string other_ = database_.add_session();
    CommitOrder order_{database_, 40ms};
};

TEST_F(Judge, LetsASessionBeClosedAtTheVeryInstantAtWhichItIsDue) {
    message(session_, 0ms);
    closing(session_, 40ms);

    EXPECT_EQ(wrong(), 0);
    EXPECT_EQ(order_.closings(), 1);
    EXPECT_EQ(order_.messages(), 1);
}

TEST_F(Judge, FindsAClosingOneMicrosecondTooEarly) {
    message(session_, 0ms);
    closing(session_, 40ms - 1us);

    EXPECT_EQ(wrong(), 1);
}

TEST_F(Judge, FindsAClosingThatBearsAnEarlierInstantThanTheMessageBeforeIt) {
    message(session_, 0ms);
    message(session_, 100ms);
    closing(session_, 99ms);

    EXPECT_EQ(wrong(), 1);
}

TEST_F(Judge, GoesByTheOrderOfCommitsAndNotOfWriting) {
    message(session_, 0ms);
    message(other_, 0ms);
    Writing closing_of_one{database_};
    closing_of_one.closing(session_, 99ms);
    Writing message_to_other{database_};
    message_to_other.message(other_, 98ms);
    message(session_, 98ms);
    closing(other_, 99ms);
    closing_of_one.commit();
    message_to_other.commit();

    EXPECT_EQ(wrong(), 1);
    EXPECT_THAT(order_.examples(), ElementsAre(HasSubstr("session " + session_ + " was closed")));
}

TEST_F(Judge, HoldsALateMessageAgainstNoClosingAndNoLaterMessage) {
    message(session_, 0ms);
    message(session_, -80ms);
    closing(session_, 40ms);
    EXPECT_EQ(wrong(), 0);

    message(session_, 100ms);
    message(session_, 20ms);
    closing(session_, 139ms);
    EXPECT_EQ(wrong(), 1);
}

TEST_F(Judge, HearsCustomersOnlyAndOnlyWhatWasCommitted) {
    message(session_, 0ms);
    message(session_, 90ms, "agent");
    message(other_, 90ms);
    {
        Writing never_committed{database_};
        never_committed.message(session_, 90ms);
    }
    closing(session_, 100ms);

    EXPECT_EQ(wrong(), 0);
    EXPECT_EQ(order_.messages(), 2);
}

TEST_F(Judge, LooksAtNoOtherEventsThanClosings) {
    message(session_, 0ms);
    closing(session_, 10ms, "warn");

    EXPECT_EQ(wrong(), 0);
    EXPECT_EQ(order_.closings(), 0);
}

TEST_F(Judge, SaysInWhichOrderTheCommitsOfAWrongClosingStood) {
    message(other_, 0ms);
    message(session_, 0ms);
    message(session_, 98ms);
    closing(session_, 99ms);

    EXPECT_EQ(wrong(), 1);
    EXPECT_THAT(order_.examples(),
                ElementsAre(testing::MatchesRegex(
                    "session " + session_ +
                    " was closed although its customer had spoken; the timeout is 40ms, and the "
                    "order of commits was\n"
                    "  2. transaction [0-9]+ message, sent at 2026-11-20T12:00:00.000000Z\n"
                    "  3. transaction [0-9]+ message, sent at 2026-11-20T12:00:00.098000Z\n"
                    "  4. transaction [0-9]+ closes, judged as of 2026-11-20T12:00:00.099000Z\n")));
}

TEST_F(Judge, ReadsTheSameInPortionsAsAtOnce) {
    CommitOrder in_portions{database_, 40ms, 1};
    for (int i = 0; i < 20; ++i) {
        message(session_, i * 100ms);
        message(other_, i * 100ms + 50ms);
        closing(session_, i * 100ms + 60ms);
        closing(other_, i * 100ms + 60ms);
    }
    in_portions.read();

    EXPECT_EQ(in_portions.messages(), 40);
    EXPECT_EQ(in_portions.closings(), 40);
    EXPECT_EQ(in_portions.wrong(), 20);
    EXPECT_EQ(wrong(), 20);
}

} // namespace
} // namespace chatsweep::test

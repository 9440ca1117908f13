// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/time.hpp"
#include "support/postgres.hpp"

#include <deque>
#include <string>
#include <unordered_map>
#include <vector>

namespace chatsweep::test {

/// Judges closings by the order in which commits stand in the server's log, read by logical
/// decoding. That order settles which messages a closing had to respect: all those of its session
/// whose commit stands before its own, and no other.
///
/// Whether one of them made the closing wrong is the rule's own arithmetic: the latest `sent_at`
/// among them, plus the timeout, lies after the instant as of which the session was judged, which
/// is `recorded_at`. So
///
/// - a message that bears a later instant than the closing counts when it was committed first: the
///   sweep had begun, somebody wrote, and the session was closed all the same;
/// - a message that bears an earlier one does not when it was committed afterwards: the sweep could
///   not know of it, and the fence had made it wait;
/// - a message that was sent longer ago than the timeout and arrived late makes no closing wrong,
///   nor does it take anything away from a later one that arrived before it (W2).
///
/// `recorded_at` is the default of its column, the closing transaction's own now(), and nothing
/// that the sweep claims. It lies before every instant at which somebody could see the session
/// closed, so the judge is too strict, if anything. It is too strict as well about the moment
/// between a commit's place in the log and its being seen by others: locks last until it is seen.
class CommitOrder {
public:
    /// Sees what is committed from now on. Needs wal_level = logical. `timeout` is that of the only
    /// policy. The log is read in portions of so many changes.
    CommitOrder(const TestDatabase& database, Duration timeout, int portion = 50'000);

    /// Reads on to what is now the end of the log.
    void read();

    [[nodiscard]] long long closings() const noexcept { return closings_; }
    /// Of customers.
    [[nodiscard]] long long messages() const noexcept { return messages_; }
    /// Closings that followed the commit of a customer's message which made them undue.
    [[nodiscard]] long long wrong() const noexcept { return wrong_; }
    /// The first few of these, each as a text of several lines: the session and its last commits.
    [[nodiscard]] const std::vector<std::string>& examples() const noexcept { return examples_; }

private:
    /// A closing, or a customer's message, and the transaction that it was committed with.
    struct Entry {
        bool closes = false;
        Instant instant;
        std::string transaction;
        long long commit = 0; ///< Counted from 1, in the order of the log.
    };

    struct Session {
        Instant last_customer_message = earliest_instant;
        std::deque<Entry> recent;
    };

    bool read_portion(pqxx::nontransaction& work, const std::string& end);
    void judge(const std::string& session_id, const Entry& entry);
    void remember_example(const std::string& session_id, const Session& session);

    Duration timeout_;
    int portion_;
    pqxx::connection connection_;
    std::unordered_map<std::string, Session> sessions_;
    std::string transaction_;
    long long commits_ = 0;
    long long closings_ = 0;
    long long messages_ = 0;
    long long wrong_ = 0;
    std::vector<std::string> examples_;
};

} // namespace chatsweep::test

// SPDX-License-Identifier: Apache-2.0
#include "support/commit_order.hpp"

#include <algorithm>
#include <chrono>

namespace chatsweep::test {

namespace {

constexpr std::size_t most_recent = 6;
constexpr std::size_t most_examples = 3;

/// Of each closing and each customer's message: the session's id, and an instant in microseconds,
/// when the message was sent, or as of when the closing was judged.
constexpr const char* changes = R"(
    select data like 'table chatsweep.event:%' as closes,
           substring(data from 'session_id\[[a-z]+\]:''?([0-9]+)') as session_id,
           (extract(epoch from substring(data from
                '(?:sent_at|recorded_at)\[timestamp with time zone\]:''([^'']+)''')::timestamptz)
            * 1000000)::bigint as instant,
           xid as transaction
      from pg_logical_slot_get_changes('commit_order_' || pg_backend_pid(), $1, $2)
           with ordinality as change (lsn, xid, data, number)
     where data like 'table chatsweep.event: INSERT:% action[text]:''close'' %'
        or data like 'table chat.message: INSERT:% sender[chat.sender]:''customer'' %'
     order by number)";

} // namespace

CommitOrder::CommitOrder(const TestDatabase& database, Duration timeout, int portion)
    : timeout_(timeout), portion_(portion), connection_(database.dsn()) {
    pqxx::nontransaction work{connection_};
    // The slot begins once whatever was under way in the cluster has ended, however long that
    // takes.
    work.exec("set lock_timeout = 0");
    work.exec("select pg_create_logical_replication_slot('commit_order_' || pg_backend_pid(), "
              "'test_decoding', true)");
}

void CommitOrder::read() {
    pqxx::nontransaction work{connection_};
    const auto end = work.query_value<std::string>("select pg_current_wal_flush_lsn()");
    while (read_portion(work, end)) {}
}

/// Whether there is more.
bool CommitOrder::read_portion(pqxx::nontransaction& work, const std::string& end) {
    for (const pqxx::row& row : work.exec(changes, pqxx::params{end, portion_})) {
        const auto transaction = row["transaction"].as<std::string>();
        if (transaction != transaction_) {
            transaction_ = transaction;
            ++commits_;
        }
        judge(row["session_id"].as<std::string>(),
              {.closes = row["closes"].as<bool>(),
               .instant = Instant{Duration{row["instant"].as<long long>()}},
               .transaction = transaction,
               .commit = commits_});
    }
    return work
        .exec("select confirmed_flush_lsn < $1 from pg_replication_slots"
              " where slot_name = 'commit_order_' || pg_backend_pid()",
              pqxx::params{end})
        .one_row()[0]
        .as<bool>();
}

void CommitOrder::judge(const std::string& session_id, const Entry& entry) {
    Session& session = sessions_[session_id];
    session.recent.push_back(entry);
    if (session.recent.size() > most_recent) {
        session.recent.pop_front();
    }
    if (!entry.closes) {
        ++messages_;
        session.last_customer_message = std::max(session.last_customer_message, entry.instant);
        return;
    }
    ++closings_;
    if (session.last_customer_message + timeout_ > entry.instant) {
        ++wrong_;
        remember_example(session_id, session);
    }
}

void CommitOrder::remember_example(const std::string& session_id, const Session& session) {
    if (examples_.size() == most_examples) {
        return;
    }
    std::string text = "session " + session_id + " was closed although its customer had spoken; " +
                       "the timeout is " + to_text(timeout_) + ", and the order of commits was\n";
    for (const Entry& entry : session.recent) {
        text += "  " + std::to_string(entry.commit) + ". transaction " + entry.transaction +
                (entry.closes ? " closes, judged as of " : " message, sent at ") +
                to_rfc3339(entry.instant) + '\n';
    }
    examples_.push_back(text);
}

} // namespace chatsweep::test

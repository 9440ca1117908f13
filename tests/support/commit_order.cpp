// SPDX-License-Identifier: Apache-2.0
#include "support/commit_order.hpp"

#include <algorithm>
#include <chrono>

namespace chatsweep::test {

namespace {

/// A session's id, whether it was closed, and an instant in microseconds: when the customer's
/// message was sent, or the instant as of which the closing was judged.
constexpr const char* changes = R"(
    select substring(data from 'session_id\[[a-z]+\]:''?([0-9]+)') as session_id,
           data like 'table chatsweep.event:%' as closed,
           (extract(epoch from substring(data from
                '(?:sent_at|recorded_at)\[timestamp with time zone\]:''([^'']+)''')::timestamptz)
            * 1000000)::bigint as instant
      from pg_logical_slot_get_changes('commit_order_' || pg_backend_pid(), null, null)
           with ordinality as change (lsn, xid, data, number)
     where data like 'table chatsweep.event: INSERT:%'
        or data like 'table chat.message: INSERT:%:''customer''%'
     order by number)";

} // namespace

CommitOrder::CommitOrder(const TestDatabase& database) : connection_(database.dsn()) {
    pqxx::nontransaction{connection_}.exec(
        "select pg_create_logical_replication_slot('commit_order_' || pg_backend_pid(), "
        "'test_decoding', true)");
}

void CommitOrder::read(Duration timeout) {
    for (const pqxx::row& row : pqxx::nontransaction{connection_}.exec(changes)) {
        const auto session_id = row["session_id"].as<std::string>();
        const Instant instant{Duration{row["instant"].as<long long>()}};
        Instant& last = last_customer_message_[session_id];
        if (row["closed"].as<bool>()) {
            ++closings_;
            wrong_ += last + timeout > instant ? 1 : 0;
        } else {
            ++messages_;
            last = std::max(last, instant);
        }
    }
}

} // namespace chatsweep::test

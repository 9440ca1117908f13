// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/time.hpp"
#include "support/postgres.hpp"

#include <map>
#include <string>

namespace chatsweep::test {

/// Judges closings by the order of commits in the server's log, which is the order in which they
/// became true for everybody; no clock has a part in that. Reads it by logical decoding.
class CommitOrder {
public:
    /// Sees what is committed from now on. Needs wal_level = logical.
    explicit CommitOrder(const TestDatabase& database);

    /// Reads on to the end of the log. `timeout` is that of the only policy.
    void read(Duration timeout);

    [[nodiscard]] long long closings() const noexcept { return closings_; }
    [[nodiscard]] long long messages() const noexcept { return messages_; }
    /// Closings that followed the commit of a customer's message which made them undue.
    [[nodiscard]] long long wrong() const noexcept { return wrong_; }

private:
    pqxx::connection connection_;
    std::map<std::string, Instant> last_customer_message_;
    long long closings_ = 0;
    long long messages_ = 0;
    long long wrong_ = 0;
};

} // namespace chatsweep::test

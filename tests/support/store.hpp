// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "store/connection.hpp"
#include "store/database.hpp"
#include "store/ledger.hpp"
#include "support/postgres.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace chatsweep::test {

[[nodiscard]] inline ConnectionSettings settings_for(const TestDatabase& database,
                                                     std::optional<std::string> role = {}) {
    ConnectionSettings settings;
    settings.dsn = database.dsn();
    settings.username = std::move(role);
    return settings;
}

/// A connection to a test's database, as the program makes it.
struct Connected {
    explicit Connected(const ConnectionSettings& settings) : database(settings, watchdog) {}
    explicit Connected(const TestDatabase& test, std::optional<std::string> role = {})
        : Connected(settings_for(test, std::move(role))) {}

    Watchdog watchdog;
    Database database;
};

[[nodiscard]] inline Instant at(std::string_view rfc3339) {
    return parse_instant(rfc3339).value();
}

/// The first attempt of a run of its own.
[[nodiscard]] inline RunAttempt a_run(std::vector<std::string> limited_to = {}) {
    return {.run_id = new_run_id(),
            .attempt = 1,
            .host = "here",
            .tool_version = "0.1.0",
            .limited_to = std::move(limited_to)};
}

/// The only value of the only row, as text; empty for null.
inline std::string value_in(Transaction& tx, std::string_view sql) {
    return tx.connection().run(sql).one_row()[0].as<std::string>("");
}

} // namespace chatsweep::test

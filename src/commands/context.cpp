// SPDX-License-Identifier: Apache-2.0
#include "commands/context.hpp"

namespace chatsweep {

ConnectionSettings connection_settings(const Config& config, const GlobalOptions& options) {
    const DatabaseSettings& database = config.database;
    return {.dsn = database.dsn,
            .host = options.host,
            .port = options.port,
            .username = options.username,
            .lock_key = database.lock_key,
            .connect_timeout = database.connect_timeout,
            .statement_timeout = database.statement_timeout,
            .lock_timeout = database.lock_timeout,
            .idle_timeout = database.idle_timeout,
            .check_interval = database.check_interval,
            .commit_timeout = database.commit_timeout};
}

} // namespace chatsweep

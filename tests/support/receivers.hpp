// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "support/http_server.hpp"
#include "support/postgres.hpp"
#include "support/process.hpp"

#include <nlohmann/json.hpp>

#include <string>
#include <vector>

namespace chatsweep::test {

/// The secret of every receiver of the tests, as it is written in a file.
inline const std::string a_secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

/// A receiver of a configuration; `more` is YAML, one key in each line, without indentation.
struct ConfiguredReceiver {
    std::string name;
    std::string url;
    std::vector<std::string> more{};
};

/// Writes a configuration that warns after 1 h of silence and closes after 2 h, without waiting for
/// the warning, and tells these receivers. Returns what names it, and the database.
Arguments telling(const TestDatabase& database, const std::vector<ConfiguredReceiver>& receivers);

/// `command` with these arguments, and more.
Arguments with(Arguments arguments, const std::string& command, const Arguments& more = {});

/// A run that has committed, as a sweep leaves it behind, with one event for each of these
/// sessions, in their order. Returns its id.
std::string add_committed_run(TestDatabase& database, const std::vector<std::string>& sessions,
                              const std::string& action = "warn");

/// The ids of all events in the ledger as receivers know them, in their order.
std::vector<std::string> all_webhook_ids(TestDatabase& database);

/// The ids that have arrived, each as often as it did.
std::vector<std::string> arrived(const HttpServer& server);

} // namespace chatsweep::test

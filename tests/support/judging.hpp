// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "support/postgres.hpp"
#include "support/process.hpp"

#include <nlohmann/json.hpp>

#include <map>
#include <set>
#include <string>
#include <vector>

namespace chatsweep::test {

using Json = nlohmann::ordered_json;

/// The object that the program printed with --format json; null, and a failed test, where what it
/// printed is none.
Json json_of(const Ended& ended);

/// The keys of an object, in their order.
std::vector<std::string> keys_of(const Json& object);

/// A session that began then, such as "2026-11-18 14:00Z", with further columns and their values
/// in SQL; its id.
std::string begin_session(TestDatabase& database, const std::string& at,
                          const std::string& columns = "", const std::string& values = "");

/// A message that was sent then.
void write_message(TestDatabase& database, const std::string& session_id, const std::string& sender,
                   const std::string& at);

/// What chatsweep finds at an instant.
struct Judged {
    std::set<std::string> closing;           ///< The ids of the sessions that it would close.
    std::map<std::string, std::string> held; ///< Id and reason of those that are due but held.
    Json counts;
};

/// Judges by a dry run of the sweep and by a report, which must agree on everything but what the
/// coarse bound spared the dry run. `policies` is {"-c", FILE} or {"--timeout", DURATION}; `at` is
/// as --as-of takes it.
Judged judged_at(const TestDatabase& database, const Arguments& policies, const std::string& at,
                 const Variables& variables = {});

/// Arguments that name a configuration with these policies, which are YAML: a list.
Arguments policies_file(const std::string& policies);

/// Installs the adapter for the reference chat schema once more, with `to` in place of `from`,
/// which must occur in it. What was granted on the view is gone.
void edit_adapter(TestDatabase& database, const std::string& from, const std::string& to);

/// Takes close_unchanged out of what the adapter offers, so that every sweep locks, looks again and
/// closes in steps of their own.
void close_in_steps(TestDatabase& database);

} // namespace chatsweep::test

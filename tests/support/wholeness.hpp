// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "support/postgres.hpp"
#include "support/process.hpp"

#include <string>

namespace chatsweep::test {

/// Empty where nothing is half there: every closed session has the one event of a run that the
/// ledger knows as committed, every event its closed session, and every run counts what it did.
/// Otherwise it says what does not match. Only for databases in which nothing else closes.
std::string what_is_half(TestDatabase& database);

/// Empty where what a sweep said when it ended, with `--format json`, is what the database holds.
/// Otherwise it says what does not match.
std::string what_is_untrue(TestDatabase& database, const Ended& ended);

/// Whether there was a moment in which the sweep did not know what had become of its commit.
bool was_in_doubt(const Ended& ended);

} // namespace chatsweep::test

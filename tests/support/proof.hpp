// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace chatsweep::test {

/// How often a proof tries: `suite` times among the other tests, a tenth of that where
/// CHATSWEEP_PROOF is `brief`, `long_form` times where it is `long`, as under scripts/prove.
[[nodiscard]] long long trials(long long suite, long long long_form);

/// Of all that is random in this process: CHATSWEEP_TEST_SEED, or a new one. It is printed, so that
/// a failure can be replayed.
[[nodiscard]] unsigned seed();

/// Says for scripts/prove's table what the running test has shown, once for each `promise`, such as
/// "1 no wrong close: one lock for all"; fails the test if there were violations or no trials.
void proved(std::string_view promise, long long trials, long long violations);

/// The same where something was broken on purpose: fails the test unless violations were found.
void found_out(std::string_view promise, long long trials, long long violations);

} // namespace chatsweep::test

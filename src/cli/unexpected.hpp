// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace CLI {
class App;
}

namespace chatsweep {

/// The subcommand that was asked for, the deepest one; the root when there is none.
[[nodiscard]] const CLI::App& chosen_of(const CLI::App& root);

/// Throws UsageError for the first argument that nothing takes, with what was probably meant. What
/// may be a password is not repeated.
void refuse_unexpected(const CLI::App& root);

} // namespace chatsweep

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

namespace chatsweep {

/// The database's password, where systemd has put one: the credential `pgpassword`, a file in
/// `$CREDENTIALS_DIRECTORY` with the password in one line. `nullopt` where there is no such file,
/// and where PGPASSWORD has the word. Nothing of it may be printed, and errors say nothing of it.
/// Throws CannotConnect where it is there and is no password, or one that others may read.
[[nodiscard]] std::optional<std::string> password_from_credential();

} // namespace chatsweep

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "commands/exit_code.hpp"
#include "config/config.hpp"
#include "report/documents.hpp"
#include "store/database.hpp"

namespace chatsweep {

/// Adds a finding.
void add(CheckDocument& document, const std::string& name, CheckStatus status,
         const std::string& detail, const std::string& hint = {});

/// Looks at the schema, the adapter's view and functions, and the fence. Returns false when there
/// is no use in looking further.
bool check_schema(Transaction& tx, CheckDocument& document);

/// Looks at what the current role may do.
void check_rights(Transaction& tx, CheckDocument& document);

/// Looks at the receivers: whether their secrets can be had, and what they have not been told.
void check_receivers(Transaction& tx, const Config& config, CheckDocument& document);

/// The exit code of the first finding that failed, by its name; done when none did.
[[nodiscard]] ExitCode exit_code_of(const CheckDocument& document);

} // namespace chatsweep

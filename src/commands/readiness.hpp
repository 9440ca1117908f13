// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "config/config.hpp"
#include "store/adapter.hpp"
#include "store/database.hpp"

namespace chatsweep {

/// Throws NotReady unless the schema is there, of this tool's version, with an adapter, and
/// ConfigurationMismatch when a policy needs what the adapter does not offer. Returns the adapter.
Adapter require_ready(Transaction& tx, const PolicySet& policies);

/// Throws ConfigurationMismatch when one of the policies needs what the adapter does not offer.
void require_offered(const Adapter& adapter, const PolicySet& policies);

/// Throws NotReady unless the catalog shows that the adapter's fence keeps new messages out of a
/// locked session. A report works without; a sweep does not.
void require_fence(Transaction& tx, const Adapter& adapter);

} // namespace chatsweep

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "report/documents.hpp"

namespace chatsweep {

/// Fills in everything that the facts, the policies and the last sweep in `document` say: which
/// policy matches and why the others do not, each timer, each hold, the verdict, and the first
/// sweep at which the session would go.
void explain_open(ExplainDocument& document, const PolicySet& policies, Duration interval);

} // namespace chatsweep

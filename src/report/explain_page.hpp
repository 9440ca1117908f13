// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "report/documents.hpp"
#include "report/render.hpp"

#include <iosfwd>

namespace chatsweep {

/// The conclusion first, then what it rests on: facts, policies, timers, holds, events.
void write_explain_page(const ExplainDocument& document, const Style& style, std::ostream& out);

} // namespace chatsweep

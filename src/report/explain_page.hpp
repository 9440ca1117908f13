// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "report/documents.hpp"
#include "report/render.hpp"

#include <iosfwd>

namespace chatsweep {

/// Where a timer stands, in a word: `off`, `clock not started`, `pending`, `due`, `done`, `waits
/// for its warning`, `waits for contact`.
[[nodiscard]] std::string_view standing_of(const TimerFinding& finding, Instant as_of);

/// The conclusion first, then what it rests on: facts, policies, timers, holds, events.
void write_explain_page(const ExplainDocument& document, const Style& style, std::ostream& out);

} // namespace chatsweep

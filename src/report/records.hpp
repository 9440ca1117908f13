// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/run.hpp"
#include "report/json_fields.hpp"
#include "report/page.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace chatsweep {

/// One row of the ledger, and one event, as machines read them.
[[nodiscard]] Json to_json(const RunRecord& run);
[[nodiscard]] Json to_json(const EventRecord& event);

/// What an event did, as a table says it: `close`, `idle agent`.
[[nodiscard]] std::string words_of(const EventRecord& event);

/// What became of a run, in a word or two, with the tone that fits.
[[nodiscard]] Cell outcome_of(const RunRecord& run);

/// How long it took, roughly; empty while that is not known.
[[nodiscard]] std::string took(const RunRecord& run);

/// One row of the ledger in full.
[[nodiscard]] std::vector<Field> fields_of(const RunRecord& run);

} // namespace chatsweep

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "report/documents.hpp"

#include <string>

namespace chatsweep {

/// How many of the open sessions would be closed; without a full stop.
[[nodiscard]] std::string gist_of(const Counts& counts);

/// The same, with when, and by which policies: a sentence.
[[nodiscard]] std::string headline_of(const ReportDocument& document);

/// What else there is to say of the counts: sentences, or nothing.
[[nodiscard]] std::string remarks_of(const Counts& counts);

/// When the last sweep was, and when the next one is: a sentence.
[[nodiscard]] std::string rhythm_of(const ReportDocument& document);

/// That a sweep would stop, and how to go on: sentences.
[[nodiscard]] std::string warning_of(const GuardTrip& guard);

} // namespace chatsweep

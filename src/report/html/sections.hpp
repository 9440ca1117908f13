// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "report/documents.hpp"
#include "report/html/chart.hpp"

#include <array>
#include <cstdint>
#include <iosfwd>
#include <string>
#include <utility>
#include <vector>

namespace chatsweep {

/// Each fills the template of the same name in.
[[nodiscard]] View view_of_head(const ReportDocument& document);
[[nodiscard]] View view_of_due(const ReportDocument& document);
[[nodiscard]] View view_of_silence(const ReportDocument& document);
[[nodiscard]] View view_of_forecast(const ReportDocument& document);
[[nodiscard]] View view_of_past(const ReportDocument& document);
[[nodiscard]] View view_of_foot(const ReportDocument& document);

/// The lists, each a section of its own, row by row.
void write_waiting(const ReportDocument& document, std::ostream& out);
void write_planned(const ReportDocument& document, std::ostream& out);
void write_undelivered_list(const ReportDocument& document, std::ostream& out);

/// For people, with a narrow blank between thousands: `12 345`.
[[nodiscard]] std::string grouped(std::int64_t number);

/// The policy's name, or what stands in its place where none matches.
[[nodiscard]] std::string policy_words(const std::string& policy);

/// For `{{> legend}}`: the kind of a segment and what it means.
[[nodiscard]] View legend_of(const std::vector<std::pair<std::string, std::string>>& entries);

} // namespace chatsweep

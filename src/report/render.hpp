// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "report/documents.hpp"

#include <iosfwd>
#include <optional>
#include <string_view>

namespace chatsweep {

/// How a document is written. JSON is a contract (`schema_version` 1); the table and the page may
/// change.
enum class Format {
    table,
    json,
    ndjson,
    csv,
    html, ///< Of a report only; the others throw std::invalid_argument.
};

[[nodiscard]] std::optional<Format> parse_format(std::string_view text) noexcept;

/// For the documents that have no page: throws.
[[noreturn]] void refuse_html();

enum class Color { never, always };

/// How a table is laid out; the machine formats ignore it.
struct Style {
    Color color = Color::never;
    int width = 80; ///< Columns of the terminal; at least 40 are assumed.
};

/// Each writes one whole document to the stream, which it neither opens nor closes, and in which
/// it leaves errors for the caller to see. Sessions are written one by one, so that no document
/// is built in memory. Control characters and invalid UTF-8 never reach the stream as they are.
void render(const SweepDocument&, Format, const Style&, std::ostream&);
void render(const ReportDocument&, Format, const Style&, std::ostream&);
void render(const ExplainDocument&, Format, const Style&, std::ostream&);
void render(const HistoryDocument&, Format, const Style&, std::ostream&);
void render(const RunDocument&, Format, const Style&, std::ostream&);
void render(const DeliveryDocument&, Format, const Style&, std::ostream&);
void render(const PendingDocument&, Format, const Style&, std::ostream&);
void render(const CheckDocument&, Format, const Style&, std::ostream&);

} // namespace chatsweep

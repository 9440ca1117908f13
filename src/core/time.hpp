// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace chatsweep {

/// Microseconds, which is what PostgreSQL keeps.
using Duration = std::chrono::microseconds;

/// An instant in UTC, to the microsecond.
using Instant = std::chrono::sys_time<Duration>;

/// Every instant lies between these two: years 0001 to 9999. PostgreSQL's infinite instants, and
/// finite ones beyond, are clamped to them, so that adding any valid duration cannot overflow.
inline constexpr Instant earliest_instant =
    std::chrono::sys_days{std::chrono::year{1} / std::chrono::January / 1};
inline constexpr Instant latest_instant =
    std::chrono::sys_days{std::chrono::year{10000} / std::chrono::January / 1} - Duration{1};

/// The longest duration that can be configured: 100 years of 365 days.
inline constexpr Duration longest_duration = std::chrono::hours{24} * 36'500;

/// The instant that lies so many microseconds after 1970, clamped to the range above.
[[nodiscard]] Instant clamped_instant(long long microseconds_since_1970) noexcept;

/// RFC 3339 in UTC with microseconds: `2026-11-20T15:00:00.000000Z`. An instant beyond the range
/// (a due instant may be) is written as the end of the range.
[[nodiscard]] std::string to_rfc3339(Instant instant);

/// Reads RFC 3339 (`2026-11-20T15:00:00Z`, `2026-11-20 15:00:00.5+02:00`). The offset is required:
/// an instant that depends on the reader's zone is none. `nullopt` when the text is not one.
[[nodiscard]] std::optional<Instant> parse_instant(std::string_view text);

/// Reads `500ms`, `90s`, `30m`, `12h`, `1d` (24 h), `1h30m` or ISO 8601 `PT12H`, `P1DT6H`. Units
/// go from large to small, each once; no months, years, signs, fractions or blanks. At most
/// `longest_duration`; zero is a duration here, and refused where it makes no sense. `nullopt`
/// when the text is not one.
[[nodiscard]] std::optional<Duration> parse_duration(std::string_view text);

/// A text that `parse_duration` reads back as the same duration, to the millisecond, the largest
/// units first: `1d`, `1h30m`, `0s`. A negative duration gets a minus sign.
[[nodiscard]] std::string to_text(Duration duration);

[[nodiscard]] double in_seconds(Duration duration);

/// For people: the two largest units only, rounded down: `1d2h`, `3m20s`, `450ms`.
[[nodiscard]] std::string to_rough_text(Duration duration);

} // namespace chatsweep

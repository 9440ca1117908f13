// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/closing_lag.hpp"
#include "core/outbox.hpp"
#include "core/run.hpp"
#include "core/tally.hpp"

#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

namespace chatsweep {

/// What a run that has read the sessions says of them.
struct SessionMetrics {
    Counts counts{};
    std::vector<Tally> due{};
    Duration oldest_overdue{};
    std::optional<ClosingLag> closing_lag{}; ///< Empty: it did not commit.
};

/// What one run says of itself to Prometheus.
struct RunMetrics {
    std::string sweep;  ///< Which one it is, where a machine has several: a label of each metric.
    Instant ended_at{}; ///< By this machine's clock, for the database's may not be known.
    int exit_code = 0;
    Outcome outcome = Outcome::failed;
    std::vector<PhaseDuration> durations{};            ///< As far as it came.
    std::optional<SessionMetrics> sessions{};          ///< Empty: it did not come so far.
    std::optional<std::vector<Backlog>> undelivered{}; ///< Empty: it is not known.
};

/// What is left of the last run that succeeded.
struct SuccessMetrics {
    std::string sweep;
    Instant ended_at{};  ///< By this machine's clock.
    Duration interval{}; ///< Between two runs, as configured.
};

/// Each writes Prometheus' text format: every metric with its HELP and TYPE, label values escaped.
/// What is not UTF-8 becomes U+FFFD, and control characters are escaped as everywhere.
void render(const RunMetrics&, std::ostream&);
void render(const SuccessMetrics&, std::ostream&);

} // namespace chatsweep

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "report/metrics.hpp"

#include <optional>
#include <string>

namespace chatsweep {

/// Whether Prometheus' node exporter would read a file of this name: it ends in `.prom`, with
/// something before that.
[[nodiscard]] bool is_metrics_file(const std::string& path);

/// What tells the metrics of one file from those of another: its name without `.prom`.
[[nodiscard]] std::string sweep_of(const std::string& path);

/// Puts what a run says of itself in the place of the file, and, where it succeeded, what is left
/// of that in the place of a second one beside it: of `x.prom`, `x_last_success.prom`. Each is
/// replaced as a whole and can be read by everybody, whatever the umask is. It is written as
/// `.x.prom.tmp`, which the exporter does not read, and which a later run makes use of, should a
/// crash leave it behind. Throws OutputError.
void write_metrics(const std::string& path, const RunMetrics& run,
                   const std::optional<SuccessMetrics>& success);

} // namespace chatsweep

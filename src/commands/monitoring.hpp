// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "commands/exit_code.hpp"
#include "commands/options.hpp"
#include "commands/pinging.hpp"
#include "core/outbox.hpp"
#include "report/metrics.hpp"

#include <optional>
#include <string>
#include <vector>

namespace chatsweep {

struct SweepResult;

/// Tells those who watch the sweeps from outside: writes the metrics, and pings. What goes wrong
/// with that is said as a warning, and changes nothing for the sweep.
class Monitoring {
public:
    Monitoring(const Watchers& watchers, Watchdog& watchdog)
        : metrics_file_(watchers.metrics_file), pinging_(watchers.ping_url, watchdog) {}

    /// Whether it is worth asking the database for what only a watcher wants to know.
    [[nodiscard]] bool wants_details() const { return metrics_file_.has_value(); }

    void begin();
    /// A run has ended, with what a shell would see of it: an exit code, or 128+n by signal n. The
    /// metrics are those of the last one that was recorded.
    void end(const SweepResult& result, int exit_status, Duration interval);

    /// The process ends. Where it has failed before there was any run, that is told instead.
    void end_without_run(ExitCode code);

    /// What is left to be delivered after the run that ended last.
    void tell_undelivered(std::vector<Backlog> backlog);

private:
    void write_end(const SweepResult& result, int exit_status, Duration interval);
    void write(const std::optional<SuccessMetrics>& success);
    void warn(const std::string& what);

    std::optional<std::string> metrics_file_;
    Pinging pinging_;
    bool begun_ = false;
    std::optional<RunMetrics> last_;
    std::string said_;
};

} // namespace chatsweep

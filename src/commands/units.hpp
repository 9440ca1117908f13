// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/time.hpp"

#include <optional>
#include <string>

namespace chatsweep {

/// What a timer or cron starts, and how often.
struct Schedule {
    std::string program; ///< An absolute path without control characters, as the next one.
    std::string file;    ///< The configuration.
    Duration interval{};
    bool deliver = false; ///< Whether there are receivers to tell.
};

/// Each is the file of that name in config/, with this schedule in place of its own.
[[nodiscard]] std::string service_unit(const Schedule& schedule);
/// An interval whose times would be others on each day is counted from sweep to sweep.
[[nodiscard]] std::string timer_unit(const Schedule& schedule);
/// `nullopt` where no crontab can say the interval.
[[nodiscard]] std::optional<std::string> cron_file(const Schedule& schedule);

} // namespace chatsweep

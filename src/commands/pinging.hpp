// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/receiver.hpp"
#include "store/watchdog.hpp"

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <utility>

namespace chatsweep {

/// A dead man's switch: tells a watcher by HTTP that a run begins and how it ended, so that it can
/// raise an alarm when it hears nothing. The URL is a secret, and none of it is ever said. What
/// goes wrong is a warning, and takes no longer than a few seconds.
class Pinging {
public:
    /// Without a source it does nothing.
    Pinging(std::optional<SecretSource> url, Watchdog& watchdog)
        : source_(std::move(url)), watchdog_(watchdog) {}

    /// A run begins: `URL/start`. A signal cuts it short.
    void begin();
    /// It has ended: the URL itself for 0, else `URL/STATUS`. Of runs that begin within a
    /// minute only the first is told as a whole, and of the others an end that is another one.
    void end(int exit_status);

private:
    using Clock = std::chrono::steady_clock;

    void tell(const std::string& sign, Duration within, const std::function<bool()>& is_over);
    /// Once until a ping is heard again.
    void warn(const std::string& what, const std::string& hint);

    std::optional<SecretSource> source_;
    Watchdog& watchdog_;
    bool is_warned_ = false;
    bool is_begun_ = false;                     ///< The watcher knows that a run is under way.
    std::optional<Clock::time_point> begun_at_; ///< The last one that it was told of.
    std::optional<int> last_end_;               ///< What it was told last.
};

} // namespace chatsweep

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "store/watchdog.hpp"

#include <condition_variable>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

namespace chatsweep {

/// Tells a supervisor such as systemd how the loop fares: one datagram each to the socket that
/// NOTIFY_SOCKET names, and nothing without one. What cannot be sent is not worth a failure.
///
/// By the protocol of sd_notify(3), which that page invites everybody to speak for themselves; its
/// library would be loaded, with all that it needs, by every short sweep of a cron line.
///
/// Where WATCHDOG_USEC asks for signs of life, they are sent twice as often, in a thread of its
/// own, for as long as the watchdog says that the loop is not stuck: a long sweep or a long wait is
/// no reason to be killed.
class Supervision {
public:
    explicit Supervision(const Watchdog& watchdog);
    ~Supervision();
    Supervision(const Supervision&) = delete;
    Supervision& operator=(const Supervision&) = delete;

    void ready();
    /// The line that `systemctl status` shows; said only when it is another one.
    void status(const std::string& line);
    /// Until the next `ready`.
    void reloading();
    void stopping();

private:
    void send(const std::string& message) const;
    void give_signs_of_life(const Watchdog& watchdog, Duration every);

    std::string socket_; ///< Empty: nobody listens.
    std::string said_;
    std::mutex mutex_;
    std::condition_variable leaving_changed_;
    bool leaving_ = false;
    std::thread thread_;
};

} // namespace chatsweep

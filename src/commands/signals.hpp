// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "store/watchdog.hpp"

#include <atomic>
#include <thread>

namespace chatsweep {

/// What SIGHUP does: it ends a process, as it always does, or it asks `run` to read its
/// configuration again. With the terminal that stderr is goes whoever could ask, and then it ends
/// that, too.
enum class HangUp { ends, reloads };

/// Holds SIGINT and SIGTERM back in this thread and in every one that it starts from now on, and
/// SIGHUP where it reloads; and ignores SIGPIPE and SIGXFSZ, so that a closed pipe, or a file that
/// may not grow, is an error of the output and not the end of a sweep.
void hold_back_signals(HangUp hang_up);

/// Hands the first SIGINT or SIGTERM to the watchdog, as long as this object lives. A SIGHUP that
/// reloads ends the watchdog's sleep.
class SignalListener {
public:
    SignalListener(Watchdog& watchdog, HangUp hang_up);
    ~SignalListener();
    SignalListener(const SignalListener&) = delete;
    SignalListener& operator=(const SignalListener&) = delete;

private:
    std::atomic<bool> leaving_{false};
    std::thread thread_;
};

/// Whether SIGHUP has asked to read the configuration again since this was asked the last time.
[[nodiscard]] bool asked_to_reload() noexcept;

/// Ends the process by the signal itself, so that a supervisor sees the truth.
[[noreturn]] void end_by_signal(int signal);

} // namespace chatsweep

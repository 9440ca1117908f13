// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "store/watchdog.hpp"

#include <atomic>
#include <thread>

namespace chatsweep {

/// Holds SIGINT and SIGTERM back in this thread and in every one that it starts from now on, and
/// ignores SIGPIPE and SIGXFSZ, so that a closed pipe, or a file that may not grow, is an error of
/// the output and not the end of a sweep.
void hold_back_signals();

/// Hands the first SIGINT or SIGTERM to the watchdog, as long as this object lives.
class SignalListener {
public:
    explicit SignalListener(Watchdog& watchdog);
    ~SignalListener();
    SignalListener(const SignalListener&) = delete;
    SignalListener& operator=(const SignalListener&) = delete;

private:
    std::atomic<bool> leaving_{false};
    std::thread thread_;
};

/// Ends the process by the signal itself, so that a supervisor sees the truth.
[[noreturn]] void end_by_signal(int signal);

} // namespace chatsweep

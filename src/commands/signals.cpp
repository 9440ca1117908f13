// SPDX-License-Identifier: Apache-2.0
#include "commands/signals.hpp"

#include <pthread.h>

#include <csignal>
#include <cstdlib>

namespace chatsweep {

namespace {

/// A shell that starts a job in the background tells it to ignore SIGINT, and means it.
bool is_ignored(int signal) {
    struct sigaction action {};
    return sigaction(signal, nullptr, &action) == 0 && action.sa_handler == SIG_IGN;
}

sigset_t termination_signals() {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    if (!is_ignored(SIGINT)) {
        sigaddset(&set, SIGINT);
    }
    return set;
}

} // namespace

void hold_back_signals() {
    const sigset_t set = termination_signals();
    pthread_sigmask(SIG_BLOCK, &set, nullptr);
    static_cast<void>(std::signal(SIGPIPE, SIG_IGN));
    static_cast<void>(std::signal(SIGXFSZ, SIG_IGN));
}

SignalListener::SignalListener(Watchdog& watchdog)
    : thread_([this, &watchdog] {
          const sigset_t set = termination_signals();
          int signal = 0;
          while (sigwait(&set, &signal) == 0 && !leaving_.load()) {
              watchdog.interrupt(signal);
          }
      }) {}

SignalListener::~SignalListener() {
    leaving_.store(true);
    // Only to wake it: the signal is blocked everywhere, and it waits for that.
    pthread_kill(thread_.native_handle(), SIGTERM); // NOLINT(bugprone-bad-signal-to-kill-thread)
    thread_.join();
}

void end_by_signal(int signal) {
    static_cast<void>(std::signal(signal, SIG_DFL));
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, signal);
    pthread_sigmask(SIG_UNBLOCK, &set, nullptr);
    static_cast<void>(std::raise(signal));
    std::_Exit(128 + signal);
}

} // namespace chatsweep

// SPDX-License-Identifier: Apache-2.0
#include "commands/signals.hpp"

#include <pthread.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>

namespace chatsweep {

namespace {

/// A shell that starts a job in the background tells it to ignore SIGINT, and means it.
bool is_ignored(int signal) {
    struct sigaction action {};
    return sigaction(signal, nullptr, &action) == 0 && action.sa_handler == SIG_IGN;
}

std::atomic<bool> reload_is_wanted{false};

sigset_t awaited_signals(HangUp hang_up) {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    if (!is_ignored(SIGINT)) {
        sigaddset(&set, SIGINT);
    }
    if (hang_up == HangUp::reloads && !is_ignored(SIGHUP)) {
        sigaddset(&set, SIGHUP);
    }
    return set;
}

} // namespace

void hold_back_signals(HangUp hang_up) {
    const sigset_t set = awaited_signals(hang_up);
    pthread_sigmask(SIG_BLOCK, &set, nullptr);
    static_cast<void>(std::signal(SIGPIPE, SIG_IGN));
    static_cast<void>(std::signal(SIGXFSZ, SIG_IGN));
}

SignalListener::SignalListener(Watchdog& watchdog, HangUp hang_up)
    : thread_([this, &watchdog, hang_up, had_terminal = isatty(STDERR_FILENO) == 1] {
          const sigset_t set = awaited_signals(hang_up);
          int signal = 0;
          while (sigwait(&set, &signal) == 0 && !leaving_.load()) {
              const bool terminal_is_gone = had_terminal && isatty(STDERR_FILENO) == 0;
              if (signal != SIGHUP || terminal_is_gone) {
                  watchdog.interrupt(signal);
              } else {
                  reload_is_wanted.store(true);
                  watchdog.wake();
              }
          }
      }) {}

SignalListener::~SignalListener() {
    leaving_.store(true);
    // Only to wake it: the signal is blocked everywhere, and it waits for that.
    pthread_kill(thread_.native_handle(), SIGTERM); // NOLINT(bugprone-bad-signal-to-kill-thread)
    thread_.join();
}

bool asked_to_reload() noexcept {
    return reload_is_wanted.exchange(false);
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

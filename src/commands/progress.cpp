// SPDX-License-Identifier: Apache-2.0
#include "commands/progress.hpp"

#include "commands/status_line.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <string_view>

namespace chatsweep {

namespace {

/// What is done by then needs no line.
constexpr std::chrono::seconds shown_after{1};
constexpr std::chrono::milliseconds between_looks{200};
constexpr int assumed_columns = 80;
constexpr Duration one_second = std::chrono::seconds{1};

int columns_of_stderr() {
    winsize size{};
    return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

/// In the second that has just begun there is no rate yet.
std::string rate_of(const PhaseProgress& progress) {
    if (progress.elapsed < one_second) {
        return {};
    }
    const std::int64_t rate = progress.sessions / (progress.elapsed / one_second);
    return ", " + std::to_string(rate) + " a second";
}

} // namespace

std::string line_of(const PhaseProgress& progress, int columns) {
    std::string line = "chatsweep: " + progress.phase;
    if (progress.sessions > 0) {
        line += ", " + std::to_string(progress.sessions) +
                (progress.of ? " of " + std::to_string(*progress.of) : "") + " sessions" +
                rate_of(progress);
    } else if (progress.elapsed >= one_second) {
        line += ", " + to_rough_text(std::chrono::floor<std::chrono::seconds>(progress.elapsed));
    }
    const int width = columns > 0 ? columns : assumed_columns;
    return line.substr(0, static_cast<std::size_t>(width - 1));
}

bool stderr_can_show_progress() {
    const char* terminal = std::getenv("TERM");
    return isatty(STDERR_FILENO) == 1 && terminal != nullptr && *terminal != '\0' &&
           std::string_view{terminal} != "dumb";
}

void Progress::begin(const std::string& phase, std::optional<std::int64_t> of) {
    if (!is_shown_) {
        return;
    }
    const std::scoped_lock lock{mutex_};
    phase_ = phase;
    of_ = of;
    since_ = Clock::now();
    sessions_.store(0, std::memory_order_relaxed);
    if (!thread_.joinable() && !is_finished_) {
        thread_ = std::thread{[this] { show_now_and_then(); }};
    }
}

void Progress::finish() {
    {
        const std::scoped_lock lock{mutex_};
        is_finished_ = true;
    }
    finished_.notify_all();
    if (thread_.joinable()) {
        thread_.join();
        const status_line::Aside erase;
    }
}

void Progress::show_now_and_then() {
    std::unique_lock lock{mutex_};
    const auto is_finished = [this] { return is_finished_; };
    finished_.wait_for(lock, shown_after, is_finished);
    while (!is_finished_) {
        const std::string line =
            line_of({.phase = phase_,
                     .sessions = sessions_.load(std::memory_order_relaxed),
                     .of = of_,
                     .elapsed = std::chrono::floor<Duration>(Clock::now() - since_)},
                    columns_of_stderr());
        // A terminal may be told to stop, and must hold up nobody but this thread.
        lock.unlock();
        status_line::show(line);
        lock.lock();
        finished_.wait_for(lock, between_looks, is_finished);
    }
}

} // namespace chatsweep

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/time.hpp"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

namespace chatsweep {

/// How far a phase has come.
struct PhaseProgress {
    std::string phase;                ///< Such as `loading`.
    std::int64_t sessions = 0;        ///< Done with.
    std::optional<std::int64_t> of{}; ///< Of so many, where that is known.
    Duration elapsed{};
};

/// That in one line that fits into a terminal of so many columns without touching the last one;
/// empty where nothing fits. Zero columns: it does not know its own width, and 80 are assumed.
[[nodiscard]] std::string line_of(const PhaseProgress& progress, int columns);

/// Whether stderr is a terminal that a line can be erased on.
[[nodiscard]] bool stderr_can_show_progress();

/// Shows on stderr how far a command has come, from one second on. A thread of its own looks now
/// and then, so that it costs the work nothing, and shows what the database lets it wait for.
class Progress {
public:
    /// Whether there is somebody to show it to; otherwise nothing here does anything.
    enum class Shown { no, yes };
    explicit Progress(Shown shown) : is_shown_(shown == Shown::yes) {}
    ~Progress() { finish(); }
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;

    /// Another phase begins, with so many sessions to do where that is known.
    void begin(const std::string& phase, std::optional<std::int64_t> of = std::nullopt);
    /// So many more sessions are done with. To be called by one thread only.
    void advance(std::int64_t sessions = 1) noexcept {
        if (is_shown_) {
            sessions_.store(sessions_.load(std::memory_order_relaxed) + sessions,
                            std::memory_order_relaxed);
        }
    }
    /// Nothing more is shown, and what was is erased.
    void finish();

private:
    using Clock = std::chrono::steady_clock;

    void show_now_and_then();

    const bool is_shown_;
    std::atomic<std::int64_t> sessions_{0};
    std::mutex mutex_;
    std::condition_variable finished_;
    bool is_finished_ = false;
    std::string phase_;
    std::optional<std::int64_t> of_;
    Clock::time_point since_;
    std::thread thread_;
};

} // namespace chatsweep

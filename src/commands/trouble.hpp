// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/time.hpp"

#include <chrono>
#include <functional>
#include <optional>
#include <random>
#include <string>

namespace chatsweep {

/// What goes wrong again and again, and what a loop is to say and do about it.
class Trouble {
public:
    /// Does the work. Errors that may pass are said and to be waited out: returns for how long,
    /// with full jitter, so that many loops do not come back all at once. The others are thrown,
    /// and so is Interrupted. Empty: it went well.
    [[nodiscard]] std::optional<Duration> pause_after_failure(const std::function<void()>& work);

    /// What went wrong the last time; empty: nothing.
    [[nodiscard]] const std::string& what() const noexcept { return what_; }

private:
    static constexpr Duration first_backoff = std::chrono::milliseconds{500};

    /// A failure of every few seconds is worth a line of every minute.
    void complain(const std::string& what, const std::string& hint);

    Duration backoff_ = first_backoff;
    std::mt19937_64 random_{std::random_device{}()};
    std::string what_;
    std::string said_;
    std::chrono::steady_clock::time_point said_at_{};
};

} // namespace chatsweep

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/judge.hpp"

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace chatsweep {

/// Where the bars of the histogram begin. Each ends where the next begins, the last one nowhere.
inline constexpr std::array<Duration, 16> silence_edges = [] {
    using std::chrono::hours;
    using std::chrono::minutes;
    return std::array<Duration, 16>{Duration{},    minutes{5},     minutes{15},    minutes{30},
                                    hours{1},      hours{2},       hours{4},       hours{8},
                                    hours{12},     hours{24},      hours{24} * 2,  hours{24} * 4,
                                    hours{24} * 7, hours{24} * 14, hours{24} * 30, hours{24} * 90};
}();

/// The open sessions that have been silent for so long.
struct SilenceBar {
    std::int64_t kept = 0;
    std::int64_t held = 0; ///< Due and held.
    std::int64_t due = 0;  ///< Due to end and not held.

    [[nodiscard]] std::int64_t total() const noexcept { return kept + held + due; }
};

/// How long the open sessions of one policy have been silent: since the customer's last message,
/// else since the start.
struct Silence {
    std::string policy; ///< Empty: no policy matches.
    std::array<SilenceBar, silence_edges.size()> bars{};
    /// After how much of the customer's silence today's policy ends a session, the shortest first.
    /// Empty where only other clocks do.
    std::vector<Duration> timeouts{};

    [[nodiscard]] std::int64_t sessions() const noexcept;
};

/// The bar that a silence belongs to, and how far into it: 3.5 is the middle of the fourth. Of the
/// last bar, which has no end, it is always the middle.
[[nodiscard]] double place_among_bars(Duration silence) noexcept;

/// Gathers the histograms one verdict at a time, in memory that grows with the policies only.
class Silences {
public:
    explicit Silences(Instant now) : now_(now) {}
    void add(const SessionFacts& session, const Verdict& verdict);
    /// In the order of the policies; no policy comes last. Only those that have a session.
    [[nodiscard]] std::vector<Silence> take_silences(const PolicySet& policies);

private:
    Instant now_;
    std::map<std::string, Silence, std::less<>> gathered_;
};

} // namespace chatsweep

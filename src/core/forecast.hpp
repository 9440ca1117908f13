// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/plan.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace chatsweep {

/// What one of the next sweeps would find, in sessions.
struct ForecastSweep {
    Instant at{};
    std::int64_t ending = 0; ///< It would end them.
    std::int64_t acting = 0; ///< It would do something else to them.
    std::int64_t held = 0;   ///< They are due by then for the first time, and held.
};

/// What becomes due if nobody writes any more, and nothing but sweeps at these instants changes a
/// session.
struct Forecast {
    std::vector<ForecastSweep> sweeps;
    std::int64_t beyond = 0; ///< Sessions that none of them would end, and that are not held.
};

/// Makes the forecast one session at a time, in memory that does not grow with them. It asks the
/// judge what it will say then, with what the sweeps before would have to remember.
class Forecasting {
public:
    /// The policies must outlive it. The first sweep is at `first`, the others follow at the
    /// interval, which is more than zero.
    Forecasting(const PolicySet& policies, Instant first, Duration interval, std::size_t sweeps);

    /// The verdict is that of an instant which is not after the first sweep.
    void add(const SessionFacts& session, const Verdict& verdict);
    [[nodiscard]] Forecast take_forecast();

private:
    [[nodiscard]] std::size_t first_at_or_after(Instant instant) const;

    const PolicySet& policies_;
    Forecast forecast_;
};

} // namespace chatsweep

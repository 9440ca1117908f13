// SPDX-License-Identifier: Apache-2.0
#include "core/guard.hpp"

#include <algorithm>
#include <cmath>

namespace chatsweep {
namespace {

/// A percentage in millionths: 33.3 is no binary fraction, and a guard set to it must not trip at
/// exactly 333 of 1000.
std::int64_t millionths(double percent) {
    return std::llround(percent * 1'000'000);
}

std::string percent_text(double percent) {
    const std::int64_t value = millionths(percent);
    std::string text = std::to_string(value / 1'000'000);
    std::string fraction = std::to_string(1'000'000 + value % 1'000'000);
    fraction.front() = '.';
    fraction.erase(fraction.find_last_not_of('0') + 1);
    return fraction == "." ? text : text + fraction;
}

std::string how_to_go_on(const std::string& once) {
    return "look at chatsweep report; then raise the guard, close the longest overdue first with "
           "--at-most, or pass " +
           once + " once.";
}

/// With `--at-most` more are due than this run would close.
std::string what_happens(const Counts& counts) {
    return counts.left_for_next > 0 ? "would be closed" : "are due";
}

/// Of those that are due to end: beyond `--at-most`.
std::int64_t left_open(const Plan& plan) {
    return std::count_if(plan.sessions.begin(), plan.sessions.end(), [](const PlannedSession& one) {
        return one.ends_session && one.outcome == SessionOutcome::left_for_next;
    });
}

std::optional<GuardTrip> check_max_close(std::int64_t closing, const Counts& counts,
                                         std::int64_t limit) {
    if (limit == 0 || closing <= limit) {
        return std::nullopt;
    }
    return GuardTrip{"max_close",
                     "max_close: " + std::to_string(closing) + " sessions " + what_happens(counts) +
                         ", more than the limit of " + std::to_string(limit),
                     how_to_go_on("--max-close 0")};
}

std::optional<GuardTrip> check_max_close_percent(std::int64_t closing, const Counts& counts,
                                                 double limit, std::int64_t floor) {
    constexpr std::int64_t whole = 100'000'000;
    if (closing <= floor || closing * whole <= counts.open * millionths(limit)) {
        return std::nullopt;
    }
    return GuardTrip{"max_close_percent",
                     "max_close_percent: " + std::to_string(closing) + " of " +
                         std::to_string(counts.open) + " open sessions " + what_happens(counts) +
                         ", more than the limit of " + percent_text(limit) + " percent",
                     how_to_go_on("--max-close-percent 100")};
}

std::optional<GuardTrip> check_quiet_inbound(Instant as_of, Duration limit,
                                             std::optional<Instant> newest_customer_message) {
    if (newest_customer_message && as_of - *newest_customer_message < limit) {
        return std::nullopt;
    }
    const std::string figure =
        newest_customer_message
            ? "no customer has written for " + to_rough_text(as_of - *newest_customer_message)
            : "no open session has a customer message";
    return GuardTrip{"quiet_inbound",
                     "quiet_inbound: " + figure + ", the limit is " + to_text(limit),
                     "look whether customers' messages still reach the database; if they do, raise "
                     "the guard."};
}

} // namespace

std::optional<GuardTrip> check_guards(const Plan& plan, const Guards& guards,
                                      std::optional<Instant> newest_customer_message) {
    const Counts& counts = plan.counts;
    const std::int64_t closing = counts.due - left_open(plan);
    if (closing == 0 && acts_due(counts) == 0) {
        return std::nullopt;
    }
    std::optional<GuardTrip> trip;
    if (guards.max_close) {
        trip = check_max_close(closing, counts, *guards.max_close);
    }
    if (!trip && guards.max_close_percent) {
        trip = check_max_close_percent(closing, counts, *guards.max_close_percent,
                                       guards.max_close_percent_floor);
    }
    if (!trip && guards.quiet_inbound) {
        trip = check_quiet_inbound(plan.as_of, *guards.quiet_inbound, newest_customer_message);
    }
    return trip;
}

} // namespace chatsweep

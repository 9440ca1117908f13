// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/judge.hpp"
#include "core/run.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace chatsweep {

/// The open sessions of one policy, tenant and channel. Idle times are whole seconds, rounded
/// down, never negative, and at most 2^32 - 1.
struct Group {
    std::string policy;                 ///< Empty: no policy matches.
    std::optional<std::string> tenant;  ///< Empty: the database has none.
    std::optional<std::string> channel; ///<
    std::int64_t open = 0;              ///< Sessions.
    std::int64_t due = 0;               ///< Due and not held.
    std::int64_t held = 0;              ///< Due and held.
    std::int64_t unanswered = 0;        ///< Of the open: the customer waits for an answer.
    Duration oldest_idle{};             ///< Since the customer's last message, else the start.
    Duration median_idle{};             ///< The lower median.
    ActionCounts due_actions{};         ///< What is due and does not end the session.
};

/// Gathers the groups one verdict at a time. Keeps four bytes per session for the medians.
class Grouping {
public:
    explicit Grouping(Instant now) : now_(now) {}
    void add(const SessionFacts& session, const Verdict& verdict);
    /// Ordered by policy in the order given, then tenant, then channel; no policy comes last.
    [[nodiscard]] std::vector<Group> take_groups(const PolicySet& policies);

private:
    struct Gathered {
        Group group;
        std::vector<std::uint32_t> idle_seconds;
    };
    using Key = std::tuple<std::string, std::optional<std::string>, std::optional<std::string>>;
    using KeyView = std::tuple<std::string_view, std::optional<std::string_view>,
                               std::optional<std::string_view>>;
    /// Of views alone: not every compiler compares tuples of different types.
    struct Before {
        using is_transparent = void;
        bool operator()(const KeyView& a, const KeyView& b) const { return a < b; }
    };
    Instant now_;
    std::map<Key, Gathered, Before> gathered_;
};

} // namespace chatsweep

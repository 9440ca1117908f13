// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "support/scenario.hpp"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace chatsweep::test {

/// What a sweep did to a session, in the words of a claim, and the timer that said so.
struct Deed {
    std::string session;
    std::string text;  ///< Such as `closed because timeout`.
    std::string timer; ///< A claim may add `by timer NAME`.
};

/// A session as it stands.
struct SessionView {
    std::string status;
    std::multiset<std::string> connected;     ///< Roles.
    std::map<std::string, std::string> facts; ///< By column, instants as the scenario writes them.
};

/// The words of a claim for what a timer did.
struct DeedWords {
    std::string action;
    std::string reason;
    std::string kind;
    std::string role;
    std::string message;
    std::string route;
};
[[nodiscard]] std::string to_claim(const DeedWords& words);

/// Something that a scenario can be played against.
class Player {
public:
    Player() = default;
    virtual ~Player() = default;
    Player(const Player&) = delete;
    Player& operator=(const Player&) = delete;

    /// Anything but a sweep or a report.
    virtual void play(const Step& step) = 0;
    /// What it did to the sessions, or would do, in no order.
    virtual std::vector<Deed> sweep(Instant at) = 0;
    virtual std::vector<Deed> report(Instant at) = 0;
    [[nodiscard]] virtual SessionView look_at(const std::string& session) = 0;
};

/// Plays one step. What is not as it claims is a failed test that names its line; so is anything
/// that a sweep did and that is not claimed.
void play(const Scenario& scenario, const Step& step, Player& player);

} // namespace chatsweep::test

// SPDX-License-Identifier: Apache-2.0
#include "support/scenario_player.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <optional>

namespace chatsweep::test {
namespace {

std::string place_of(const Scenario& scenario, int line) {
    return scenario.file + ":" + std::to_string(line);
}

std::string named(const std::string& session, const std::string& text) {
    return session.empty() ? text : session + ": " + text;
}

std::string listed(const std::multiset<std::string>& roles) {
    std::string text;
    for (const std::string& role : roles) {
        text += (text.empty() ? "" : " and ") + role;
    }
    return text.empty() ? "nobody" : text;
}

/// How a session stands, where the claim is about that and not about what was done.
std::optional<std::string> standing(const std::string& claim, const SessionView& view) {
    if (claim == "open") {
        return view.status == "closed" ? "closed" : "open";
    }
    if (claim.starts_with("status ")) {
        return "status " + view.status;
    }
    if (claim.starts_with("connected ")) {
        return "connected " + listed(view.connected);
    }
    return std::nullopt;
}

bool is_claimed(const Deed& deed, const Claim& claim) {
    return deed.session == claim.session &&
           (claim.text == deed.text || claim.text == deed.text + " by timer " + deed.timer);
}

/// Whether what was done in a step, and how things stand then, is what it claims.
void check_claims(const Scenario& scenario, const Step& step, const std::vector<Deed>& deeds,
                  Player& player) {
    std::vector<Deed> left = deeds;
    for (const Claim& claim : step.claims) {
        if (claim.text == "nothing") {
            continue;
        }
        const std::optional<std::string> stands =
            standing(claim.text, player.look_at(claim.session));
        if (stands) {
            EXPECT_EQ(*stands, claim.text) << place_of(scenario, claim.line);
            continue;
        }
        const auto found = std::find_if(left.begin(), left.end(),
                                        [&](const Deed& deed) { return is_claimed(deed, claim); });
        if (found == left.end()) {
            ADD_FAILURE() << place_of(scenario, claim.line)
                          << ": not so: " << named(claim.session, claim.text);
        } else {
            left.erase(found);
        }
    }
    for (const Deed& deed : left) {
        ADD_FAILURE() << place_of(scenario, step.line)
                      << ": not claimed: " << named(deed.session, deed.text) << " by timer "
                      << deed.timer;
    }
}

} // namespace

std::string to_claim(const DeedWords& words) {
    if (words.action == "close") {
        return "closed because " + words.reason;
    }
    if (words.action == "warn") {
        return "warned with " + words.message;
    }
    if (words.action == "inactivate") {
        return "inactivated";
    }
    if (words.action == "idle") {
        return words.role + " idle";
    }
    if (words.action == "disconnect") {
        return (words.route.empty() ? "disconnected" : "disconnected to " + words.route) +
               " because " + words.role + " silent";
    }
    if (words.action == "event") {
        return "event " + words.kind;
    }
    return words.action == "participant_returned" ? words.role + " returned" : words.action;
}

void play(const Scenario& scenario, const Step& step, Player& player) {
    if (step.happening == Happening::sweep) {
        check_claims(scenario, step, player.sweep(step.at), player);
    } else if (step.happening == Happening::report) {
        check_claims(scenario, step, player.report(step.at), player);
    } else {
        player.play(step);
    }
}

} // namespace chatsweep::test

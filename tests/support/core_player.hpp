// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/plan.hpp"
#include "support/chat_model.hpp"
#include "support/scenario_player.hpp"

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace chatsweep::test {

/// Plays a scenario against the pure core: sessions are models, and what a sweep would do to the
/// database is done to them.
class CorePlayer : public Player {
public:
    explicit CorePlayer(const Scenario& scenario);

    void play(const Step& step) override;
    std::vector<Deed> sweep(Instant at) override;
    std::vector<Deed> report(Instant at) override;
    [[nodiscard]] SessionView look_at(const std::string& session) override;

private:
    void take_policy(const std::string& yaml);
    [[nodiscard]] PolicySet policies() const;
    [[nodiscard]] std::string joined_under(Instant agent_joined_at) const;
    [[nodiscard]] Plan plan(const PolicySet& policies, Instant at);
    void look_again(const Plan& plan, const PolicySet& policies);
    void apply(const PlannedSession& planned, const PolicySet& policies, Instant now);
    void come_back(ModelSession& session) const;

    std::map<std::string, ModelSession> sessions_;
    std::map<std::string, PolicySet> versions_;           ///< By their canonical text.
    std::string version_;                                 ///< Today's.
    std::vector<std::pair<Instant, std::string>> ledger_; ///< Runs: when, and by which version.
    bool has_inactive_status_ = true;
};

} // namespace chatsweep::test

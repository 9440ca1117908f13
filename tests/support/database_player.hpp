// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "support/postgres.hpp"
#include "support/scenario_player.hpp"

#include <map>
#include <string>
#include <vector>

namespace chatsweep::test {

/// Plays a scenario against PostgreSQL with the real program. The database's clock is the only
/// clock, so time is moved by shifting the data: before each step every instant in the database is
/// shifted so that now() stands at the step's, and what a sweep recorded a moment later is put
/// where the scenario has it.
class DatabasePlayer : public Player {
public:
    explicit DatabasePlayer(const Scenario& scenario);

    void play(const Step& step) override;
    std::vector<Deed> sweep(Instant at) override;
    std::vector<Deed> report(Instant at) override;
    [[nodiscard]] SessionView look_at(const std::string& session) override;
    /// The messages in the database, of all sessions: a sweep writes none (A9).
    [[nodiscard]] long long messages() {
        return database_.count("select count(*) from chat.message");
    }

protected:
    [[nodiscard]] TestDatabase& database() noexcept { return database_; }

private:
    void take_policy(const std::string& yaml);
    void begin(const Step& step);
    void write(const Step& step);
    /// Runs SQL at that instant of the scenario.
    void run_at(Instant at, const std::string& sql);
    /// That instant of the scenario, as SQL.
    [[nodiscard]] std::string in_database(Instant at) const;
    [[nodiscard]] std::string name_of(const std::string& session_id) const;

    TestDatabase database_;
    std::string config_;
    std::map<std::string, std::string> ids_; ///< By the session's name.
    Duration ahead_{}; ///< Of the database's instants over those of the scenario.
};

} // namespace chatsweep::test

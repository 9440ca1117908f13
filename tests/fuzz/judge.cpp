// SPDX-License-Identifier: Apache-2.0
//
// Facts of a few sessions, drawn from the input so that they come close to what the policies of
// the repository turn on.
#include "fuzzing.hpp"
#include "judging.hpp"

#include <fuzzer/FuzzedDataProvider.h>

#include <algorithm>
#include <map>
#include <utility>

namespace chatsweep::fuzz {
namespace {

constexpr Instant noon =
    std::chrono::sys_days{std::chrono::year{2026} / std::chrono::November / 20} +
    std::chrono::hours{12};

/// Of each kind and name, in their order, as the store has them.
void leave_one_of_each(std::vector<Mark>& marks) {
    std::map<std::pair<MarkKind, std::string>, Mark> last;
    for (const Mark& mark : marks) {
        last[{mark.kind, mark.name}] = mark;
    }
    marks.clear();
    for (const auto& [key, mark] : last) {
        marks.push_back(mark);
    }
}

class Draw {
public:
    Draw(const std::uint8_t* data, std::size_t size)
        : input_(data, size), policies_(policy_sets()[below(policy_sets().size())]),
          now_(input_.ConsumeIntegral<std::uint8_t>() < 240 ? noon : anywhere()) {
        for (const Policy& policy : policies_) {
            for (const Timer& timer : policy.timers) {
                spans_.push_back(timer.before_close.value_or(timer.after));
                names_.push_back(timer.name);
            }
        }
        for (const Role role : all_roles) {
            names_.emplace_back(to_text(role));
        }
    }

    [[nodiscard]] const PolicySet& policies() const { return policies_; }
    [[nodiscard]] Instant now() const { return now_; }
    [[nodiscard]] bool at_end() { return input_.remaining_bytes() == 0; }

    SessionFacts session(std::string id) {
        SessionFacts facts;
        facts.session_id.value = std::move(id);
        facts.tenant = word(Attribute::tenant);
        facts.environment = word(Attribute::environment);
        facts.channel = word(Attribute::channel);
        facts.handler = word(Attribute::handler);
        facts.started_by = word(Attribute::started_by);
        facts.status = word(Attribute::status);
        while (const std::optional<std::string> label = word(Attribute::labels)) {
            facts.labels.push_back(*label);
        }
        for (auto* fact :
             {&facts.started_at, &facts.clock_floor_at, &facts.last_customer_message_at,
              &facts.first_reply_at, &facts.first_agent_reply_at, &facts.last_agent_message_at,
              &facts.last_bot_message_at, &facts.last_message_at, &facts.snoozed_until,
              &facts.opted_out_at, &facts.token_issued_at, &facts.token_expires_at,
              &facts.inactive_since, &facts.agent_joined_at, &facts.customer_joined_at,
              &facts.last_agent_message_since_join_at}) {
            *fact = instant();
        }
        facts.authenticated = input_.ConsumeBool();
        for (std::size_t count = below(4); count > 0; --count) {
            facts.marks.push_back(mark());
        }
        leave_one_of_each(facts.marks);
        return facts;
    }

    std::size_t below(std::size_t limit) {
        return input_.ConsumeIntegralInRange<std::size_t>(0, std::max<std::size_t>(limit, 1) - 1);
    }

private:
    Instant anywhere() { return clamped_instant(input_.ConsumeIntegral<long long>()); }

    /// One that a policy or the judge knows, another, or none.
    std::optional<std::string> word(Attribute attribute) {
        std::vector<std::string> known{"human", "bot", "inactive", "snoozed"};
        for (const Policy& policy : policies_) {
            for (const Condition& condition : policy.match) {
                if (condition.attribute == attribute) {
                    known.insert(known.begin(), condition.any_of.begin(), condition.any_of.end());
                }
            }
            if (attribute == Attribute::labels) {
                known.insert(known.begin(), policy.hold_labels.begin(), policy.hold_labels.end());
            }
        }
        const std::size_t choice = below(known.size() + 2);
        return choice < known.size() && !at_end() ? std::optional{known[choice]}
               : choice == known.size()           ? std::optional<std::string>{"another"}
                                                  : std::nullopt;
    }

    /// Near now, or as far back as a timer is long, or where another fact stands; or none.
    std::optional<Instant> instant() {
        const std::size_t choice = below(8);
        if (choice == 0 || at_end()) {
            return std::nullopt;
        }
        const Duration jitter{input_.ConsumeIntegralInRange(-1, 1)};
        Instant drawn = now_ + jitter;
        if (choice < 4) {
            drawn -= spans_[below(spans_.size())];
        } else if (choice < 6 && !drawn_.empty()) {
            drawn = drawn_[below(drawn_.size())] + jitter;
        } else if (choice == 6) {
            drawn -= std::chrono::seconds{input_.ConsumeIntegral<std::int16_t>()};
        } else if (choice == 7) {
            drawn = anywhere();
        }
        drawn_.push_back(clamped_instant(drawn.time_since_epoch().count()));
        return drawn_.back();
    }

    Mark mark() {
        constexpr MarkKind kinds[] = {MarkKind::warned, MarkKind::inactive, MarkKind::idle,
                                      MarkKind::recorded};
        Mark mark;
        mark.kind = kinds[below(std::size(kinds))];
        mark.name = mark.kind != MarkKind::inactive ? names_[below(names_.size())]
                    : input_.ConsumeBool()          ? std::string{of_the_databases_status}
                                                    : std::string{};
        mark.recorded_at = instant().value_or(now_);
        mark.clock_at = instant().value_or(now_);
        return mark;
    }

    FuzzedDataProvider input_;
    const PolicySet& policies_;
    Instant now_;
    std::vector<Duration> spans_;
    std::vector<std::string> names_;
    std::vector<Instant> drawn_;
};

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    Draw draw{data, size};
    std::vector<SessionFacts> sessions;
    for (std::size_t count = 1 + draw.below(4); count > 0; --count) {
        sessions.push_back(draw.session("session " + std::to_string(count)));
    }
    check_judging(sessions, draw.policies(), draw.now());
    return 0;
}

} // namespace chatsweep::fuzz

// SPDX-License-Identifier: Apache-2.0
#include "commands/explaining.hpp"

#include "commands/conclusion.hpp"
#include "commands/rhythm.hpp"
#include "config/wording.hpp"
#include "core/judge.hpp"

#include <algorithm>

namespace chatsweep {

namespace {

std::string any_of(const std::vector<std::string>& values) {
    std::string text;
    for (const std::string& value : values) {
        text += (text.empty() ? "" : " or ") + in_quotes(value);
    }
    return text;
}

std::string mismatch_text(const Condition& condition, const SessionFacts& facts) {
    if (condition.attribute == Attribute::opted_out) {
        return "the customer has not opted out";
    }
    if (condition.attribute == Attribute::labels) {
        return "the session bears none of the labels " + any_of(condition.any_of);
    }
    const std::optional<std::string>& value = value_of(facts, condition.attribute);
    return std::string{to_text(condition.attribute)} + " is " +
           (value ? in_quotes(*value) : "not known") + ", not " + any_of(condition.any_of);
}

std::vector<PolicyFinding> policy_findings(const SessionFacts& facts, const PolicySet& policies,
                                           const Policy* matched) {
    std::vector<PolicyFinding> findings;
    const std::string& version = matched != nullptr ? matched->of_version : std::string{};
    for (const Policy& policy : policies) {
        if (policy.of_version != version) {
            continue;
        }
        const Condition* mismatch = first_mismatch(policy, facts);
        PolicyFinding finding{.policy = policy.name, .matches = &policy == matched, .why = {}};
        if (mismatch != nullptr) {
            finding.why = mismatch_text(*mismatch, facts);
        } else if (!finding.matches) {
            finding.why = "an earlier policy matched first";
        }
        findings.push_back(std::move(finding));
    }
    return findings;
}

std::vector<TimerFinding> timer_findings(const SessionFacts& facts, const Verdict& verdict) {
    std::vector<TimerFinding> findings;
    for (const Timer& timer : verdict.policy->timers) {
        findings.push_back(
            {.timer = timer.name,
             .action = timer.action,
             .after = timer.after,
             .since = timer.on == On::contact_after_token ? Clock::token_expiry : timer.since,
             .state = state_of(timer, *verdict.policy, facts),
             .decides = &timer == verdict.timer,
             .role = timer.role,
             .before_close = timer.before_close,
             .enabled = timer.enabled});
    }
    return findings;
}

HoldFinding snooze_finding(const SessionFacts& facts, Instant now) {
    const bool without_end = facts.status == "snoozed" && !facts.snoozed_until;
    const bool snoozed = without_end || (facts.snoozed_until && *facts.snoozed_until > now);
    if (!snoozed) {
        return {.hold = "snoozed", .keeps = false, .why = "the session is not snoozed"};
    }
    return {.hold = "snoozed",
            .keeps = true,
            .why = without_end
                       ? "the session is snoozed without an end"
                       : "the session is snoozed until " + to_rfc3339(*facts.snoozed_until)};
}

HoldFinding label_finding(const SessionFacts& facts, const Policy& policy) {
    for (const std::string& label : policy.hold_labels) {
        if (std::find(facts.labels.begin(), facts.labels.end(), label) != facts.labels.end()) {
            return {.hold = "label",
                    .keeps = true,
                    .why = "the session bears the label " + in_quotes(label)};
        }
    }
    return {.hold = "label",
            .keeps = false,
            .why = policy.hold_labels.empty()
                       ? "the policy names no hold_labels"
                       : "the session bears none of the labels " + any_of(policy.hold_labels)};
}

HoldFinding unanswered_finding(const Policy& policy, bool unanswered) {
    const std::string fact = unanswered ? "the customer wrote last and waits for an answer"
                                        : "the customer does not wait for an answer";
    return {.hold = "unanswered",
            .keeps = unanswered && policy.hold_unanswered,
            .why = policy.hold_unanswered ? fact : fact + "; the policy does not hold for that"};
}

/// When the verdict alone would let it go; empty while nothing that time brings would do.
std::optional<Instant> free_at(const Verdict& verdict) {
    switch (verdict.reason) {
    case Reason::timeout:
    case Reason::opt_out:
    case Reason::token_expired:
    case Reason::returned:
    case Reason::not_due:
        return verdict.state->due_at;
    case Reason::snoozed:
        return verdict.held_until;
    case Reason::all_done:
    case Reason::awaits_contact:
    case Reason::no_policy:
    case Reason::clock_never_started:
    case Reason::future_dated:
    case Reason::label:
    case Reason::unanswered:
        break;
    }
    return std::nullopt;
}

} // namespace

void explain_open(ExplainDocument& document, const PolicySet& policies, Duration interval) {
    const SessionFacts& facts = document.facts.value();
    const Verdict verdict = judge(facts, policies, document.as_of);
    document.decision = verdict.decision;
    document.reason = verdict.reason;
    document.unanswered = verdict.unanswered;
    document.policies = policy_findings(facts, policies, verdict.policy);
    if (verdict.policy != nullptr) {
        document.policy = verdict.policy->name;
        if (!verdict.policy->of_version.empty()) {
            document.policy_version = verdict.policy->of_version;
        }
        document.timers = timer_findings(facts, verdict);
        document.holds = {snooze_finding(facts, document.as_of),
                          label_finding(facts, *verdict.policy),
                          unanswered_finding(*verdict.policy, verdict.unanswered)};
    }
    if (verdict.state) {
        document.due_at = verdict.state->due_at;
    }
    const std::optional<Instant> free = free_at(verdict);
    if (free && document.last_sweep_at) {
        document.goes_at = next_sweep(*document.last_sweep_at, interval, document.as_of, *free);
    }
    document.conclusion = conclusion_of(verdict, document.as_of);
}

} // namespace chatsweep

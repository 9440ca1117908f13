// SPDX-License-Identifier: Apache-2.0
#include "report/records.hpp"

#include "report/phrases.hpp"

namespace chatsweep {
namespace {

std::string counts_of(const Counts& counts) {
    std::vector<std::string> phrases;
    for (const NamedCount& count : named_counts()) {
        const std::int64_t number = counts.*count.member;
        if (number != 0 || count.member == &Counts::open || count.member == &Counts::closed) {
            phrases.push_back(std::to_string(number) + ' ' + in_words(count.name));
        }
    }
    if (const std::string acts = acts_of(counts, &ActionCount::done); !acts.empty()) {
        phrases.push_back(acts);
    }
    return join(phrases, ", ");
}

std::string version_of(const RunRecord& run) {
    const std::string version = run.policy_version.value_or("unknown");
    return run.limited_to.empty() ? version : version + ", only " + join(run.limited_to, ", ");
}

} // namespace

Json to_json(const RunRecord& run) {
    return {{"run_id", run.run_id.value},
            {"attempt", run.attempt},
            {"state", run.state},
            {"outcome", to_json(run.outcome)},
            {"started_at", to_json(run.started_at)},
            {"finished_at", to_json(run.finished_at)},
            {"duration_seconds",
             run.finished_at ? exact_seconds(*run.finished_at - run.started_at) : Json{}},
            {"host", run.host},
            {"tool_version", run.tool_version},
            {"policy_version", to_json(run.policy_version)},
            {"limited_to", run.limited_to},
            {"counts", run.counts ? to_json(*run.counts) : Json{}},
            {"wrote_after_close", run.wrote_after_close ? Json(*run.wrote_after_close) : Json{}},
            {"error", to_json(run.error)}};
}

Json to_json(const EventRecord& event) {
    Record record{20};
    record.add("event_id", event.event_id);
    record.add("run_id", event.run_id.value);
    record.add("attempt", event.attempt);
    record.add("session_id", event.session_id);
    record.add("action", event.action);
    record.add("kind", to_json(event.kind));
    record.add("role", to_json(event.role));
    record.add("message", to_json(event.message));
    record.add("route", to_json(event.route));
    record.add("policy", event.policy);
    record.add("policy_version", to_json(event.policy_version));
    record.add("timer", event.timer);
    record.add("reason", event.reason);
    record.add("last_customer_message_at", to_json(event.last_customer_message_at));
    record.add("clock", event.clock);
    record.add("clock_at", to_json(event.clock_at));
    record.add("due_at", to_json(event.due_at));
    record.add("unanswered", event.unanswered);
    record.add("status_before", to_json(event.status_before));
    record.add("recorded_at", to_json(event.recorded_at));
    return record.take();
}

std::string words_of(const EventRecord& event) {
    return event.role ? in_words(event.action) + ' ' + in_words(*event.role)
                      : in_words(event.action);
}

Cell outcome_of(const RunRecord& run) {
    if (run.state == "abandoned") {
        return {run.state, Tone::caution};
    }
    return {in_words(run.outcome.value_or(run.state)),
            run.state == "failed" ? Tone::bad : Tone::plain};
}

std::string took(const RunRecord& run) {
    return run.finished_at ? to_rough_text(*run.finished_at - run.started_at) : "";
}

std::vector<Field> fields_of(const RunRecord& run) {
    const Cell outcome = outcome_of(run);
    std::vector<Field> fields{
        {"run", run.run_id.value + ", attempt " + std::to_string(run.attempt)},
        {"outcome", run.state + (outcome.text == run.state ? "" : ", " + outcome.text)},
        {"started", to_second(run.started_at) + (run.finished_at ? ", took " + took(run) : "")},
        {"by", "chatsweep " + run.tool_version + " on " + run.host},
        {"policy version", version_of(run)},
    };
    if (run.counts) {
        fields.push_back({"sessions", counts_of(*run.counts)});
    }
    if (run.wrote_after_close) {
        fields.push_back({"afterwards",
                          count_of(*run.wrote_after_close, "customer") + " wrote after the close"});
    }
    if (run.error) {
        fields.push_back({"error", *run.error, Tone::bad});
    }
    return fields;
}

} // namespace chatsweep

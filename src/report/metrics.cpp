// SPDX-License-Identifier: Apache-2.0
#include "report/metrics.hpp"

#include "core/version.hpp"
#include "report/text.hpp"

#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>

#include <array>
#include <ostream>
#include <utility>

namespace chatsweep {

namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;

/// A dry run is told nobody.
constexpr std::array outcomes{Outcome::closed,      Outcome::acted,  Outcome::nothing_due,
                              Outcome::guard,       Outcome::busy,   Outcome::failed,
                              Outcome::interrupted, Outcome::unknown};

double unix_time(Instant instant) {
    return in_seconds(instant.time_since_epoch());
}

/// Metrics that bear the label of one sweep, in the order in which they are added.
class Exposition {
public:
    explicit Exposition(const std::string& sweep) : sweep_(clean(sweep)) {}

    using Labels = std::vector<ClientMetric::Label>;

    /// Begins a metric; `add` adds to it.
    void begin(const char* name, const char* help, MetricType type = MetricType::Gauge) {
        families_.push_back({name, help, type, {}});
    }
    ClientMetric& add(const Labels& labels = {}) {
        ClientMetric& metric = families_.back().metric.emplace_back();
        metric.label.push_back({"sweep", sweep_});
        for (const ClientMetric::Label& label : labels) {
            metric.label.push_back({label.name, clean(label.value)});
        }
        return metric;
    }
    void add(double value, const Labels& labels = {}) { add(labels).gauge.value = value; }
    void add(std::int64_t value, const Labels& labels = {}) {
        add(static_cast<double>(value), labels);
    }
    /// A metric of one value.
    template <typename Value>
    void say(const char* name, const char* help, Value value) {
        begin(name, help);
        add(value);
    }

    /// A metric of which nothing is known is left out.
    void write(std::ostream& stream) {
        std::erase_if(families_, [](const MetricFamily& family) { return family.metric.empty(); });
        prometheus::TextSerializer{}.Serialize(stream, families_);
    }

private:
    std::string sweep_;
    std::vector<MetricFamily> families_;
};

void add_run(Exposition& page, const RunMetrics& run) {
    page.begin("chatsweep_build_info", "The version of chatsweep that ran last.");
    page.add(1.0, {{"version", std::string{tool_version()}}});
    page.say("chatsweep_last_run_timestamp_seconds", "When the last run ended.",
             unix_time(run.ended_at));
    page.say("chatsweep_last_run_exit_code", "The exit code of the last run.",
             std::int64_t{run.exit_code});
    page.begin("chatsweep_last_run_outcome", "What became of the last run: 1 for that, else 0.");
    for (const Outcome outcome : outcomes) {
        page.add(outcome == run.outcome ? 1.0 : 0.0, {{"outcome", std::string{to_text(outcome)}}});
    }
    page.begin("chatsweep_last_run_duration_seconds",
               "How long each phase of the last run took, as far as it came.");
    for (const PhaseDuration& duration : run.durations) {
        page.add(duration.milliseconds / 1000, {{"phase", duration.phase}});
    }
}

void add_due(Exposition& page, const std::vector<Tally>& due) {
    page.begin("chatsweep_last_run_sessions",
               "What became of the sessions that were due in the last run.");
    for (const Tally& tally : due) {
        page.add(tally.sessions, {{"policy", tally.policy},
                                  {"action", std::string{to_text(tally.action)}},
                                  {"outcome", std::string{to_text(tally.outcome)}}});
    }
}

void add_open(Exposition& page, const SessionMetrics& sessions) {
    const Counts& counts = sessions.counts;
    page.say("chatsweep_open_sessions", "Sessions that were open when the last run looked.",
             counts.open);
    page.say("chatsweep_held_sessions", "Of them, those that were due and kept by a hold.",
             counts.held);
    page.say("chatsweep_unanswered_sessions",
             "Of the due and the held, those whose customer waited for an answer.",
             counts.unanswered);
    page.say("chatsweep_future_dated_sessions",
             "Of the open, those with an instant that is dated in the future.",
             counts.future_dated);
    page.say("chatsweep_oldest_overdue_seconds",
             "How long the longest overdue session has been due that the last run left as it was; "
             "0: there was none.",
             in_seconds(sessions.oldest_overdue));
}

void add_closing_lag(Exposition& page, const ClosingLag& lag) {
    page.begin("chatsweep_last_run_closing_lag_seconds",
               "From due to committed, of the sessions that the last run closed.",
               MetricType::Summary);
    ClientMetric::Summary& summary = page.add().summary;
    summary.sample_count = static_cast<std::uint64_t>(lag.closed);
    summary.sample_sum = lag.total_seconds;
    for (const ClosingLag::Quantile& quantile : lag.quantiles) {
        summary.quantile.push_back({quantile.share, in_seconds(quantile.lag)});
    }
}

void add_backlog(Exposition& page, const std::vector<Backlog>& backlog) {
    page.begin("chatsweep_undelivered_events",
               "Events that a receiver has not been told, waiting for their turn or parked.");
    for (const Backlog& left : backlog) {
        page.add(left.waiting, {{"receiver", left.receiver}, {"state", "waiting"}});
        page.add(left.parked, {{"receiver", left.receiver}, {"state", "parked"}});
    }
    page.begin("chatsweep_undelivered_since_timestamp_seconds",
               "When the oldest event was recorded that a receiver has not been told.");
    for (const Backlog& left : backlog) {
        if (left.since) {
            page.add(unix_time(*left.since), {{"receiver", left.receiver}});
        }
    }
}

} // namespace

void render(const RunMetrics& run, std::ostream& stream) {
    Exposition page{run.sweep};
    add_run(page, run);
    if (run.sessions) {
        add_due(page, run.sessions->due);
        add_open(page, *run.sessions);
        if (run.sessions->closing_lag) {
            add_closing_lag(page, *run.sessions->closing_lag);
        }
    }
    if (run.undelivered) {
        add_backlog(page, *run.undelivered);
    }
    page.write(stream);
}

void render(const SuccessMetrics& success, std::ostream& stream) {
    Exposition page{success.sweep};
    page.say("chatsweep_last_success_timestamp_seconds",
             "When the last run ended that succeeded and in which every policy acted.",
             unix_time(success.ended_at));
    page.say("chatsweep_interval_seconds", "How long after a successful run the next one is due.",
             in_seconds(success.interval));
    page.write(stream);
}

} // namespace chatsweep

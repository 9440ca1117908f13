// SPDX-License-Identifier: Apache-2.0
#include "store/outbox.hpp"

#include "store/connection.hpp"
#include "store/event_rows.hpp"
#include "store/instants.hpp"

#include <string_view>

namespace chatsweep {

namespace {

using OptionalText = std::optional<std::string>;

std::vector<std::string> words_of(const std::vector<Action>& actions) {
    std::vector<std::string> words;
    words.reserve(actions.size());
    for (const Action action : actions) {
        words.emplace_back(to_text(action));
    }
    return words;
}

std::optional<Duration> read_duration(const pqxx::field& microseconds) {
    return microseconds.is_null() ? std::nullopt
                                  : std::optional{Duration{microseconds.as<Duration::rep>()}};
}

std::string_view state_after(Ruling ruling) {
    switch (ruling) {
    case Ruling::delivered:
        return "delivered";
    case Ruling::parked:
        return "parked";
    case Ruling::again:
    case Ruling::disabled:
        return "waiting";
    }
    return "waiting";
}

} // namespace

std::vector<std::string> register_receivers(Transaction& tx,
                                            const std::vector<Receiver>& receivers) {
    std::vector<std::string> added;
    for (const Receiver& receiver : receivers) {
        const pqxx::result rows = tx.connection().run_file(
            "register_receiver",
            pqxx::params{receiver.name, words_of(receiver.actions), receiver.policies});
        if (rows.one_row()["is_new"].as<bool>()) {
            added.push_back(receiver.name);
        }
    }
    return added;
}

std::int64_t queue_events(Transaction& tx, const std::string& receiver) {
    return tx.connection()
        .run_file("queue_events", pqxx::params{receiver})
        .one_row()[0]
        .as<std::int64_t>();
}

std::optional<ReceiverState> receiver_state(Transaction& tx, const std::string& receiver) {
    const pqxx::result rows = tx.connection().run_file("receiver_state", pqxx::params{receiver});
    if (rows.empty()) {
        return std::nullopt;
    }
    const pqxx::row row = rows[0];
    return ReceiverState{.failures = row["failures"].as<int>(),
                         .problem = row["problem"].as<OptionalText>(),
                         .disabled = row["disabled"].as<bool>(),
                         .paused_for = read_duration(row["paused_us"]),
                         .is_due = row["is_due"].as<bool>(),
                         .next_attempt = read_duration(row["next_us"])};
}

std::vector<Delivery> take_deliveries(Transaction& tx, const std::string& receiver, int at_most) {
    tx.connection().run_file("without_jit");
    std::vector<Delivery> deliveries;
    for (const pqxx::row& row :
         tx.connection().run_file("take_deliveries", pqxx::params{receiver, at_most})) {
        deliveries.push_back({.event = read_event(row), .attempts = row["attempts"].as<int>()});
    }
    return deliveries;
}

void settle_deliveries(Transaction& tx, const std::string& receiver,
                       const std::vector<Settled>& settled) {
    std::vector<std::int64_t> event_ids;
    std::vector<std::string> states;
    std::vector<std::int64_t> pauses;
    std::vector<OptionalText> problems;
    for (const Settled& one : settled) {
        if (one.ruling == Ruling::disabled) {
            continue;
        }
        event_ids.push_back(one.event_id);
        states.emplace_back(state_after(one.ruling));
        pauses.push_back(one.pause.count());
        problems.push_back(one.problem.empty() ? std::nullopt : std::optional{one.problem});
    }
    if (event_ids.empty()) {
        return;
    }
    const auto written = tx.connection()
                             .run_file("settle_deliveries",
                                       pqxx::params{receiver, event_ids, states, pauses, problems})
                             .one_row()[0]
                             .as<std::size_t>();
    if (written != event_ids.size()) {
        throw DatabaseError{"deliveries to receiver '" + receiver +
                                "' have gone while they were "
                                "made",
                            "", "look for what deletes from table chatsweep.delivery."};
    }
}

void settle_receiver(Transaction& tx, const std::string& receiver, const ReceiverState& state) {
    const auto pause =
        state.paused_for ? std::optional{std::int64_t{state.paused_for->count()}} : std::nullopt;
    tx.connection().run_file("settle_receiver", pqxx::params{receiver, state.failures,
                                                             state.problem, pause, state.disabled});
}

std::vector<Backlog> delivery_backlog(Transaction& tx) {
    std::vector<Backlog> backlog;
    for (const pqxx::row& row : tx.connection().run_file("delivery_backlog")) {
        backlog.push_back({.receiver = row["receiver"].as<std::string>(),
                           .waiting = row["waiting"].as<std::int64_t>(),
                           .parked = row["parked"].as<std::int64_t>(),
                           .since = read_microseconds(row["since_us"]),
                           .problem = row["problem"].as<OptionalText>(),
                           .disabled_at = read_microseconds(row["disabled_us"]),
                           .paused_until = read_microseconds(row["paused_us"]),
                           .next_attempt_at = read_microseconds(row["next_us"])});
    }
    return backlog;
}

std::vector<Backlog> undelivered(Transaction& tx) {
    std::vector<Backlog> backlog = delivery_backlog(tx);
    std::erase_if(backlog,
                  [](const Backlog& left) { return left.undelivered() == 0 && !left.disabled_at; });
    return backlog;
}

Pending pending_deliveries(Transaction& tx, const Receiver& receiver,
                           std::optional<std::int64_t> limit) {
    Pending pending;
    for (const pqxx::row& row : tx.connection().run_file(
             "pending_deliveries",
             pqxx::params{receiver.name, words_of(receiver.actions), receiver.policies, limit})) {
        pending.total = row["total"].as<std::int64_t>();
        pending.events.push_back({.receiver = receiver.name,
                                  .url = shown_url(receiver),
                                  .event_id = row["event_id"].as<std::int64_t>(),
                                  .session_id = row["session_id"].as<std::string>(),
                                  .action = row["action"].as<std::string>(),
                                  .kind = row["kind"].as<OptionalText>(),
                                  .policy = row["policy"].as<std::string>(),
                                  .timer = row["timer"].as<std::string>(),
                                  .recorded_at = read_microseconds(row["recorded_us"]).value(),
                                  .attempts = row["attempts"].as<int>(),
                                  .next_attempt_at = read_microseconds(row["next_us"]),
                                  .problem = row["problem"].as<OptionalText>()});
    }
    return pending;
}

std::int64_t deliver_again(Transaction& tx, const std::string& receiver) {
    return tx.connection()
        .run_file("deliver_again", pqxx::params{receiver})
        .one_row()[0]
        .as<std::int64_t>();
}

std::optional<std::int64_t> forget_receiver(Transaction& tx, const std::string& receiver) {
    const pqxx::result rows = tx.connection().run_file("forget_receiver", pqxx::params{receiver});
    const pqxx::row row = rows.one_row();
    return row["known"].as<bool>() ? std::optional{row["undelivered"].as<std::int64_t>()}
                                   : std::nullopt;
}

void notify_listeners(Transaction& tx, const RunId& run_id) {
    tx.connection().run_file("notify", pqxx::params{run_id.value});
}

} // namespace chatsweep

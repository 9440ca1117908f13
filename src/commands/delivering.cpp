// SPDX-License-Identifier: Apache-2.0
#include "commands/delivering.hpp"

#include "commands/environment.hpp"
#include "commands/failures.hpp"
#include "commands/lane.hpp"
#include "commands/log.hpp"
#include "commands/monitoring.hpp"
#include "config/wording.hpp"
#include "report/phrases.hpp"
#include "store/schema.hpp"

#include <algorithm>
#include <exception>
#include <iterator>
#include <memory>

namespace chatsweep {

namespace {

/// How long a signal may have to wait for its turn.
constexpr Duration longest_wait = std::chrono::milliseconds{100};
/// What goes on in the same way is said so often.
constexpr Duration failure_said_again_after = std::chrono::hours{1};

void require_known(const Config& config, const std::vector<std::string>& names) {
    if (config.receivers.empty()) {
        throw ConfigurationMismatch{"no receivers are configured, so nobody is told anything",
                                    "name them under receivers: in the configuration."};
    }
    for (const std::string& name : names) {
        if (std::ranges::find(config.receivers, name, &Receiver::name) == config.receivers.end()) {
            throw ConfigurationMismatch{"--receiver: there is no receiver " + in_quotes(name),
                                        "name a receiver as the configuration does."};
        }
    }
}

void make_known(Context& context, const std::vector<Destination>& destinations) {
    std::vector<Receiver> receivers;
    receivers.reserve(destinations.size());
    for (const Destination& destination : destinations) {
        receivers.push_back(destination.receiver);
    }
    Database database{context.connection, context.watchdog};
    database.require_writable();
    Transaction tx{database, Access::read_write};
    require_schema(tx);
    const std::vector<std::string> added = register_receivers(tx, receivers);
    tx.commit();
    for (const std::string& name : added) {
        talk::notice("receiver " + in_quotes(name) +
                     " is new: it is told what sweeps do from now on");
    }
}

using Lanes = std::vector<std::unique_ptr<Lane>>;

/// When the first of them has something to do again.
std::optional<Lane::Clock::time_point> first_waking(const Lanes& lanes) {
    std::optional<Lane::Clock::time_point> first;
    for (const auto& lane : lanes) {
        const auto wakes_at = lane->wakes_at();
        if (wakes_at && (!first || *wakes_at < *first)) {
            first = wakes_at;
        }
    }
    return first;
}

/// Whether this lane may take something up, which is not the only thing that it does in its turn.
bool may_turn(const Lane& lane, const Effort& effort, Lane::Clock::time_point begin) {
    if (lane.has_batch()) {
        return true;
    }
    const bool in_time = !effort.longest || Lane::Clock::now() - begin < *effort.longest;
    const bool waits_too_long =
        lane.rests() && lane.wakes_at() && *lane.wakes_at() - begin > effort.patience;
    return in_time && !waits_too_long;
}

/// What the database does to one of them does not concern the others.
void turn(Lane& lane, std::exception_ptr& failure) {
    try {
        lane.turn();
    } catch (const Interrupted&) {
        throw;
    } catch (const StoreError&) {
        lane.close();
        if (!failure) {
            failure = std::current_exception();
        }
    }
}

/// Everything that can be done without waiting for longer than the patience lasts. Returns the
/// first failure of the database.
std::exception_ptr work(Context& context, Sender& sender, const Lanes& lanes,
                        const Effort& effort) {
    const auto begin = Lane::Clock::now();
    std::exception_ptr failure;
    for (;;) {
        context.watchdog.check();
        std::optional<Lane::Clock::time_point> next;
        for (const auto& lane : lanes) {
            if (may_turn(*lane, effort, begin)) {
                turn(*lane, failure);
            }
            if (may_turn(*lane, effort, begin) && lane->wakes_at()) {
                next = std::min(next.value_or(*lane->wakes_at()), *lane->wakes_at());
            }
        }
        if (sender.under_way() > 0) {
            for (const EndedRequest& ended : sender.wait(longest_wait)) {
                lanes[ended.destination]->end(ended.tag, ended.answer);
            }
        } else if (!next) {
            return failure;
        } else if (const auto pause = *next - Lane::Clock::now(); pause > Duration{0}) {
            context.watchdog.sleep(std::chrono::ceil<Duration>(pause));
        }
    }
}

/// A signal has asked for the end: what has been answered is written down all the same.
void give_up(Context& context, Sender& sender, const Lanes& lanes) {
    sender.abandon();
    const Watchdog::Reprieve reprieve{context.watchdog};
    for (const auto& lane : lanes) {
        try {
            lane->give_up();
        } catch (const StoreError& error) {
            talk::debug(error.what());
        }
    }
}

DeliveryResult conclude(Context& context, const Lanes& lanes) {
    DeliveryResult result;
    Database database{context.connection, context.watchdog};
    Transaction tx{database, Access::read_only};
    result.ended_at = tx.now();
    const std::vector<Backlog> backlog = delivery_backlog(tx);
    for (const auto& lane : lanes) {
        DeliveryTotals totals = lane->totals();
        totals.left.receiver = totals.receiver;
        const auto found = std::ranges::find(backlog, totals.receiver, &Backlog::receiver);
        if (found != backlog.end()) {
            totals.left = *found;
        }
        result.receivers.push_back(std::move(totals));
    }
    context.monitoring.tell_undelivered(backlog);
    if (const auto next = first_waking(lanes)) {
        const auto left = std::chrono::ceil<Duration>(*next - Lane::Clock::now());
        result.next_attempt = std::max(left, Duration{0});
    }
    return result;
}

std::string hint_for(const Backlog& left, Instant now) {
    if (left.disabled_at) {
        return "chatsweep deliver --again takes it up again.";
    }
    const std::optional<Instant> next =
        left.paused_until > left.next_attempt_at ? left.paused_until : left.next_attempt_at;
    if (left.waiting > 0) {
        return "the next attempt is due " +
               (next ? relative_to(now, std::max(*next, now)) : std::string{"now"}) +
               ": chatsweep deliver makes it.";
    }
    return "their last try has failed: chatsweep deliver --again sends them again.";
}

std::string what_is_left(const Backlog& left) {
    std::string what = count_of(left.undelivered(), "event") + " undelivered to receiver " +
                       in_quotes(left.receiver);
    if (left.since) {
        what += " since " + to_rfc3339(*left.since);
    }
    if (left.parked > 0 && left.waiting > 0) {
        what += ", " + std::to_string(left.parked) + " of them parked";
    }
    return what + (left.problem ? ": " + *left.problem : "");
}

} // namespace

std::vector<Receiver> chosen_receivers(const Config& config,
                                       const std::vector<std::string>& names) {
    require_known(config, names);
    std::vector<Receiver> chosen;
    std::ranges::copy_if(
        config.receivers, std::back_inserter(chosen), [&](const Receiver& receiver) {
            return names.empty() || std::ranges::find(names, receiver.name) != names.end();
        });
    return chosen;
}

std::vector<Destination> destinations(const Config& config, const std::vector<std::string>& names) {
    std::vector<Destination> chosen;
    for (const Receiver& receiver : chosen_receivers(config, names)) {
        chosen.push_back({receiver, read_secrets(receiver, variable)});
    }
    return chosen;
}

DeliveryResult deliver_events(Context& context, const std::vector<Destination>& destinations,
                              const Effort& effort) {
    make_known(context, destinations);
    Sender sender{destinations};
    Lanes lanes;
    for (const Destination& destination : destinations) {
        lanes.push_back(
            std::make_unique<Lane>(context, destination.receiver, lanes.size(), sender));
    }
    std::exception_ptr failure;
    try {
        failure = work(context, sender, lanes, effort);
    } catch (const Interrupted&) {
        give_up(context, sender, lanes);
        throw;
    }
    if (failure) {
        std::rethrow_exception(failure);
    }
    return conclude(context, lanes);
}

void UndeliveredTalk::say(const DeliveryResult& result) {
    for (const DeliveryTotals& totals : result.receivers) {
        const Backlog& left = totals.left;
        if (left.undelivered() == 0 && !left.disabled_at) {
            said_.erase(left.receiver);
            continue;
        }
        const Said now{left.problem, left.disabled_at.has_value(), left.parked > 0,
                       result.ended_at};
        const auto known = said_.find(left.receiver);
        if (known != said_.end() && now.is_as(known->second) &&
            now.at - known->second.at < failure_said_again_after) {
            continue;
        }
        said_.insert_or_assign(left.receiver, now);
        talk::warning(what_is_left(left), hint_for(left, result.ended_at));
    }
}

} // namespace chatsweep

// SPDX-License-Identifier: Apache-2.0
#include "commands/context.hpp"
#include "commands/delivering.hpp"
#include "commands/failures.hpp"
#include "commands/log.hpp"
#include "commands/output.hpp"
#include "config/wording.hpp"
#include "report/phrases.hpp"
#include "store/outbox.hpp"
#include "store/schema.hpp"

#include <algorithm>
#include <iterator>

namespace chatsweep {

namespace {

ExitCode show_pending(Context& context, const DeliverOptions& options,
                      const std::vector<Receiver>& chosen) {
    Database database{context.connection, context.watchdog};
    Transaction tx{database, Access::read_only};
    require_schema(tx);
    PendingDocument document{.now = tx.now()};
    if (context.global.format == Format::table) {
        document.limit = listed_for_people;
    }
    for (const Receiver& receiver : chosen) {
        Pending pending = pending_deliveries(tx, receiver, document.limit);
        document.total += pending.total;
        std::ranges::move(pending.events, std::back_inserter(document.events));
    }
    print(context.global, document);
    return options.detailed_exitcode && document.total > 0 ? ExitCode::something_is_due
                                                           : ExitCode::done;
}

void take_up_again(Context& context, const std::vector<Destination>& chosen) {
    Database database{context.connection, context.watchdog};
    database.require_writable();
    Transaction tx{database, Access::read_write};
    require_schema(tx);
    std::int64_t parked = 0;
    for (const Destination& destination : chosen) {
        parked += deliver_again(tx, destination.receiver.name);
    }
    tx.commit();
    talk::info(count_of(parked, "parked event") + " to be sent again");
}

ExitCode forget(Context& context, const std::string& receiver) {
    Database database{context.connection, context.watchdog};
    database.require_writable();
    Transaction tx{database, Access::read_write};
    require_schema(tx);
    const std::optional<std::int64_t> undelivered = forget_receiver(tx, receiver);
    if (!undelivered) {
        throw NotFound{"the database knows no receiver " + in_quotes(receiver),
                       "chatsweep check lists those that it knows."};
    }
    tx.commit();
    talk::notice("forgot receiver " + in_quotes(receiver) + ", and " +
                 count_of(*undelivered, "event") + " that it was not told");
    return ExitCode::done;
}

} // namespace

ExitCode deliver(Context& context, const DeliverOptions& options) {
    if (options.forget) {
        return forget(context, *options.forget);
    }
    if (options.dry_run) {
        return show_pending(context, options, chosen_receivers(context.config, options.receivers));
    }
    const std::vector<Destination> chosen = destinations(context.config, options.receivers);
    if (options.again) {
        take_up_again(context, chosen);
    }
    const DeliveryResult result =
        deliver_events(context, chosen, {.patience = options.wait.value_or(usual_patience)});
    if (context.global.verbosity >= 0 || context.global.format != Format::table ||
        context.global.output) {
        print(context.global, DeliveryDocument{.receivers = result.receivers});
    }
    UndeliveredTalk{}.say(result);
    return options.detailed_exitcode && !is_complete(result.receivers) ? ExitCode::something_is_due
                                                                       : ExitCode::done;
}

} // namespace chatsweep

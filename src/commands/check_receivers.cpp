// SPDX-License-Identifier: Apache-2.0
#include "commands/checking.hpp"
#include "commands/delivering.hpp"
#include "config/wording.hpp"
#include "report/phrases.hpp"
#include "store/outbox.hpp"

#include <algorithm>
#include <cstdlib>

namespace chatsweep {

namespace {

constexpr const char* check_name = "receivers";

/// systemd hands credentials to the service alone.
bool is_out_of_reach(const Receiver& receiver) {
    return std::getenv("CREDENTIALS_DIRECTORY") == nullptr &&
           std::ranges::any_of(receiver.secrets, [](const SecretSource& source) {
               return source.kind == SecretSource::Kind::credential;
           });
}

void check_secrets(const Config& config, CheckDocument& document) {
    for (const Receiver& receiver : config.receivers) {
        try {
            const auto found = destinations(config, {receiver.name});
            add(document, check_name, CheckStatus::ok,
                in_quotes(receiver.name) + " is told at " + shown_url(receiver) + ", signed with " +
                    count_of(std::ssize(found.front().secrets), "secret"));
        } catch (const SecretError& error) {
            add(document, check_name,
                is_out_of_reach(receiver) ? CheckStatus::warning : CheckStatus::failed,
                error.what(), error.hint());
        }
    }
}

} // namespace

void check_receivers(Transaction& tx, const Config& config, CheckDocument& document) {
    check_secrets(config, document);
    for (const Backlog& backlog : delivery_backlog(tx)) {
        const bool configured = std::ranges::find(config.receivers, backlog.receiver,
                                                  &Receiver::name) != config.receivers.end();
        if (!configured) {
            add(document, check_name, CheckStatus::warning,
                "the database knows receiver " + in_quotes(backlog.receiver) +
                    ", which the configuration does not name",
                "chatsweep deliver --forget gives it up, with what it was not told.");
        } else if (backlog.disabled_at) {
            add(document, check_name, CheckStatus::warning,
                in_quotes(backlog.receiver) + " answered at " + to_rfc3339(*backlog.disabled_at) +
                    " that it wants no more",
                "chatsweep deliver --again takes it up again.");
        } else if (backlog.parked > 0) {
            add(document, check_name, CheckStatus::warning,
                count_of(backlog.parked, "event") + " for " + in_quotes(backlog.receiver) + " " +
                    (backlog.parked == 1 ? "is" : "are") +
                    " parked: " + backlog.problem.value_or("their last try failed"),
                "chatsweep deliver --again sends them again.");
        }
    }
}

} // namespace chatsweep

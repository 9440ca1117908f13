// SPDX-License-Identifier: Apache-2.0
#include "cli/arguments.hpp"
#include "cli/subcommands.hpp"
#include "cli/usage_error.hpp"

namespace chatsweep {

namespace {

CommandOptions read_deliver(const CLI::App& app) {
    DeliverOptions options;
    options.receivers = texts_of(app, "--receiver");
    options.wait = patience_of(app, "--wait");
    options.again = is_given(app, "--again");
    options.dry_run = is_given(app, "--dry-run");
    options.detailed_exitcode = is_given(app, "--detailed-exitcode");
    options.forget = text_of(app, "--forget");
    if (options.dry_run && options.again) {
        throw UsageError{"--again does not go with --dry-run", "leave out one of them."};
    }
    if (options.dry_run && options.wait) {
        throw UsageError{"--wait does not go with --dry-run", "leave out one of them."};
    }
    if (options.forget && (options.dry_run || options.again || options.wait ||
                           options.detailed_exitcode || !options.receivers.empty())) {
        throw UsageError{"--forget goes with no other option of deliver",
                         "write chatsweep deliver --forget NAME."};
    }
    return options;
}

} // namespace

void add_deliver(CLI::App& root, Subcommands& subcommands) {
    CLI::App& app = add_subcommand(
        root, "deliver", "Tell the receivers what sweeps have done.",
        "Sends every event that is undelivered to the receivers of the configuration by HTTP, "
        "signed, at least once and in order per session. What fails is tried again, later and "
        "later; after the last try it is parked. It is silent when there was nothing to send, and "
        "says on stderr what is still undelivered.",
        "chatsweep deliver -c chatsweep.yaml --receiver desk");
    add_value(app, "--receiver", "NAME",
              "tell only this receiver; may stand several times (default: all)");
    add_value(app, "--wait", "DURATION",
              "wait so long for what is to be tried again; 0s: not at all (default: 30s)");
    add_flag(app, "--again",
             "send again what is parked, and take up receivers that are paused or disabled");
    add_flag(app, "--dry-run", "list what would be sent where, and send nothing");
    add_flag(app, "--detailed-exitcode", "end with 10 instead of 0 when something is undelivered");
    add_value(app, "--forget", "NAME",
              "give up a receiver and all that it was not told; needs the rights of the schema's "
              "owner");
    subcommands.push_back({&app, read_deliver});
}

} // namespace chatsweep

// SPDX-License-Identifier: Apache-2.0
#include "cli/arguments.hpp"
#include "cli/settings.hpp"
#include "cli/subcommands.hpp"

namespace chatsweep {

namespace {

CommandOptions read_check(const CLI::App& app) {
    return CheckOptions{is_given(app, "--offline")};
}

} // namespace

void add_check(CLI::App& root, Subcommands& subcommands) {
    CLI::App& app = add_subcommand(
        root, "check", "Verify the configuration, and that the database is ready for a sweep.",
        "Looks at the configuration, then at the connection, the rights, the schema, the adapter "
        "and the fence, and says of each what is wrong and what to do. It changes nothing.",
        "chatsweep check -c chatsweep.yaml --offline");
    add_flag(app, "--offline", "look at the configuration only, and connect to nothing");
    add_timeout(app);
    subcommands.push_back({&app, read_check});
}

} // namespace chatsweep

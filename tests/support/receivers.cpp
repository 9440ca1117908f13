// SPDX-License-Identifier: Apache-2.0
#include "support/receivers.hpp"

#include <filesystem>

namespace chatsweep::test {

namespace {

std::string secret_file() {
    std::string path = write_file("receiver.secret", a_secret + "\n");
    std::filesystem::permissions(path, std::filesystem::perms::owner_read |
                                           std::filesystem::perms::owner_write);
    return path;
}

} // namespace

Arguments telling(const TestDatabase& database, const std::vector<ConfiguredReceiver>& receivers) {
    const std::string secret = secret_file();
    std::string yaml = "version: 1\n"
                       "policies:\n"
                       "  - name: quiet\n"
                       "    match: {}\n"
                       "    timers:\n"
                       "      - warn: { after: 1h, since: last_customer_message, message: bye, "
                       "late_warning: skip }\n"
                       "      - close: { after: 2h, since: last_customer_message }\n";
    yaml += receivers.empty() ? "" : "receivers:\n";
    for (const ConfiguredReceiver& receiver : receivers) {
        yaml += "  - name: " + receiver.name + "\n    url: " + receiver.url +
                "\n    secret: { file: " + secret + " }\n    allow_local: true\n";
        for (const std::string& line : receiver.more) {
            yaml += "    " + line + "\n";
        }
    }
    return {"-c", write_file("receivers.yaml", yaml), "-d", database.dsn()};
}

Arguments with(Arguments arguments, const std::string& command, const Arguments& more) {
    arguments.insert(arguments.begin(), command);
    arguments.insert(arguments.end(), more.begin(), more.end());
    return arguments;
}

std::string add_committed_run(TestDatabase& database, const std::vector<std::string>& sessions,
                              const std::string& action) {
    std::string values;
    for (const std::string& session : sessions) {
        values += (values.empty() ? "('" : ", ('") + session + "')";
    }
    return database.value(
        "with new_run as (insert into chatsweep.run (run_id, attempt, state, outcome) values "
        "(gen_random_uuid(), 1, 'committed', 'closed') returning run_id), written as (insert into "
        "chatsweep.event (run_id, attempt, session_id, action, kind, policy, timer, reason, clock, "
        "clock_at, due_at, unanswered) select r.run_id, 1, s.id, '" +
        action + "', '" + action +
        "', 'quiet', 'warn', 'timeout', 'last_customer_message', now(), now(), false from new_run "
        "r, (values " +
        values + ") as s (id)) select run_id from new_run");
}

std::vector<std::string> all_webhook_ids(TestDatabase& database) {
    std::vector<std::string> ids;
    for (const pqxx::row& row :
         database.run("select 'evt_' || replace(run_id::text, '-', '') || '_' || event_id from "
                      "chatsweep.event order by event_id")) {
        ids.push_back(row[0].as<std::string>());
    }
    return ids;
}

std::vector<std::string> arrived(const HttpServer& server) {
    std::vector<std::string> ids;
    for (const Received& request : server.received()) {
        ids.push_back(request.headers.at("webhook-id"));
    }
    return ids;
}

} // namespace chatsweep::test

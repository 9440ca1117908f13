// SPDX-License-Identifier: Apache-2.0
#include "store/connecting.hpp"

#include "store/errors.hpp"
#include "store/password.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace chatsweep {

namespace {

/// The thread that connects may outlive the wait for it; whoever comes last closes what it got.
struct Attempt {
    std::mutex mutex;
    PGconn* connection = nullptr;
    bool given_up = false;
};

struct Keywords {
    std::vector<std::string> values;
    std::vector<const char*> names;

    void add(const char* name, const std::string& value) {
        names.push_back(name);
        values.push_back(value);
    }
};

/// libpq takes the last of several, so that the flags win over the conninfo, and the conninfo
/// over what chatsweep itself would choose.
Keywords keywords_for(const ConnectionSettings& settings) {
    Keywords keywords;
    if (std::getenv("PGCONNECT_TIMEOUT") == nullptr) {
        const auto seconds = std::chrono::ceil<std::chrono::seconds>(settings.connect_timeout);
        keywords.add("connect_timeout", std::to_string(std::max<long long>(seconds.count(), 2)));
    }
    keywords.add("fallback_application_name", "chatsweep");
    if (const auto password = password_from_credential()) {
        keywords.add("password", *password);
    }
    if (!settings.dsn.empty()) {
        keywords.add("dbname", settings.dsn);
    }
    if (settings.host) {
        keywords.add("host", *settings.host);
    }
    if (settings.port) {
        keywords.add("port", *settings.port);
    }
    if (settings.username) {
        keywords.add("user", *settings.username);
    }
    if (settings.writable) {
        keywords.add("target_session_attrs", "read-write");
    }
    keywords.add("client_encoding", "UTF8");
    return keywords;
}

PGconn* connect_now(const Keywords& keywords) {
    std::vector<const char*> names = keywords.names;
    std::vector<const char*> values;
    for (const std::string& value : keywords.values) {
        values.push_back(value.c_str());
    }
    names.push_back(nullptr);
    values.push_back(nullptr);
    return PQconnectdbParams(names.data(), values.data(), 1);
}

/// libpq tries the hosts and addresses one after the other, each for `connect_timeout`.
Duration deadline_for(const ConnectionSettings& settings) {
    const char* variable = std::getenv("PGHOST");
    const std::string hosts =
        settings.host.value_or("") + settings.dsn + (variable == nullptr ? "" : variable);
    return settings.connect_timeout * (2 + std::count(hosts.begin(), hosts.end(), ','));
}

std::string without_line_breaks(std::string text) {
    while (!text.empty() && text.back() == '\n') {
        text.pop_back();
    }
    std::replace(text.begin(), text.end(), '\n', ' ');
    std::erase(text, '\t');
    return text;
}

bool may_hold_a_password(std::string_view keyword, std::string_view value) {
    if (keyword == "host" || keyword == "hostaddr") {
        return value.find('@') != std::string_view::npos ||
               value.find("://") != std::string_view::npos;
    }
    const bool is_name =
        keyword == "dbname" || keyword == "user" || keyword == "port" || keyword == "service";
    return is_name && value.find(':') != std::string_view::npos;
}

using Options = std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)>;

/// A URI or `name:password` in a place where libpq expects something plain, such as PGDATABASE,
/// comes back in the server's answer or in libpq's own, whole or in parts. Returns the first such
/// place.
std::optional<std::string> place_of_a_password(const ConnectionSettings& settings,
                                               PGconn* connection) {
    // A service that is not found keeps libpq from taking over anything at all.
    const char* service = std::getenv("PGSERVICE");
    if (service != nullptr && may_hold_a_password("service", service)) {
        return "PGSERVICE";
    }
    const Options given{PQconninfoParse(settings.dsn.c_str(), nullptr), &PQconninfoFree};
    const Options taken_over{PQconninfo(connection), &PQconninfoFree};
    for (const Options* options : {&given, &taken_over}) {
        for (const PQconninfoOption* option = options->get();
             option != nullptr && option->keyword != nullptr; ++option) {
            if (option->val != nullptr && may_hold_a_password(option->keyword, option->val)) {
                return option->keyword;
            }
        }
    }
    return std::nullopt;
}

bool is_turned_away(const std::string& message) {
    constexpr std::array<std::string_view, 4> words = {
        "FATAL:  the database system is ", "too many clients already", "too many connections for ",
        "remaining connection slots are reserved"};
    return std::any_of(words.begin(), words.end(), [&](std::string_view part) {
        return message.find(part) != std::string::npos;
    });
}

[[noreturn]] void throw_cannot_connect(const std::string& reason) {
    const std::string what = "cannot connect to the database: " + reason;
    if (is_turned_away(reason)) {
        throw TurnedAway{what, "try again later, or look at max_connections and the limits of the "
                               "role and the database."};
    }
    throw CannotConnect{what, "look whether the server is up, and at -d, -h, -p, -U, the PG* "
                              "variables and the passfile."};
}

} // namespace

PGconn* connect(const ConnectionSettings& settings, Watchdog& watchdog) {
    watchdog.check();
    const auto attempt = std::make_shared<Attempt>();
    const Duration deadline = deadline_for(settings);
    const bool answered = watchdog.wait_for(
        [attempt, keywords = keywords_for(settings)] {
            PGconn* connection = connect_now(keywords);
            const std::lock_guard lock{attempt->mutex};
            if (attempt->given_up) {
                PQfinish(connection);
            } else {
                attempt->connection = connection;
            }
        },
        deadline);
    const std::lock_guard lock{attempt->mutex};
    attempt->given_up = true;
    std::unique_ptr<PGconn, decltype(&PQfinish)> connection{attempt->connection, &PQfinish};
    watchdog.check();
    if (!answered || !connection) {
        throw CannotConnect{"cannot connect to the database: no answer within " + to_text(deadline),
                            "look whether the server is up and can be reached from here."};
    }
    if (PQstatus(connection.get()) != CONNECTION_OK) {
        if (const auto place = place_of_a_password(settings, connection.get())) {
            throw CannotConnect{"cannot connect to the database, and why is not shown: " + *place +
                                    " may hold a password",
                                "keep it in a passfile, a service file or PGPASSWORD."};
        }
        throw_cannot_connect(without_line_breaks(PQerrorMessage(connection.get())));
    }
    return connection.release();
}

} // namespace chatsweep

// SPDX-License-Identifier: Apache-2.0
#include "config/settings.hpp"

#include "config/keys.hpp"
#include "config/section.hpp"

#include <limits>

namespace chatsweep {

namespace {

/// PostgreSQL counts its timeouts in milliseconds, in 31 bits.
constexpr Duration longest_timeout = std::chrono::hours{24} * 24;

} // namespace

DatabaseSettings read_database(const Source& source, const Node& node) {
    DatabaseSettings settings;
    const Section section{source, "database", node, keys::database};
    if (const Entry* dsn = section.find("dsn")) {
        settings.dsn = text_of(source, "dsn", dsn->value);
        reading_at(source, dsn->value.at, [&] { check_dsn("dsn", settings.dsn); });
    }
    settings.lock_key = section.whole_number("lock_key", std::numeric_limits<std::int64_t>::min());
    const auto read = [&](std::string_view key, Duration& setting) {
        setting = section.duration(key, longest_timeout).value_or(setting);
    };
    read("connect_timeout", settings.connect_timeout);
    read("statement_timeout", settings.statement_timeout);
    read("lock_timeout", settings.lock_timeout);
    read("idle_timeout", settings.idle_timeout);
    read("check_interval", settings.check_interval);
    read("commit_timeout", settings.commit_timeout);
    return settings;
}

Guards read_guards(const Source& source, const Node& node, std::vector<std::string>& warnings) {
    Guards guards;
    const Section section{source, "guards", node, keys::guards};
    guards.max_close = section.whole_number("max_close", 0);
    guards.max_close_percent = section.percent("max_close_percent");
    const auto floor = section.whole_number("max_close_percent_floor", 0);
    if (floor && !guards.max_close_percent) {
        warnings.emplace_back("max_close_percent_floor does nothing without max_close_percent");
    }
    guards.max_close_percent_floor = floor.value_or(guards.max_close_percent_floor);
    guards.quiet_inbound = section.duration("quiet_inbound");
    return guards;
}

} // namespace chatsweep

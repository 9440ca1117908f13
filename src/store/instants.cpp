// SPDX-License-Identifier: Apache-2.0
#include "store/instants.hpp"

#include "store/errors.hpp"

#include <string_view>

namespace chatsweep {

std::optional<std::string> as_parameter(const std::optional<Instant>& instant) {
    if (!instant) {
        return std::nullopt;
    }
    return to_rfc3339(*instant);
}

std::optional<Instant> read_instant(const pqxx::field& field) {
    if (field.is_null()) {
        return std::nullopt;
    }
    const std::string_view text = field.view();
    if (text == "-infinity" || text.ends_with(" BC")) {
        return earliest_instant;
    }
    // A year of five digits lies beyond 9999.
    if (text == "infinity" || text.find('-') > 4) {
        return latest_instant;
    }
    const std::optional<Instant> instant = parse_instant(std::string{text} + ":00");
    if (!instant) {
        throw DatabaseError{"the server sent a malformed instant", ""};
    }
    return instant;
}

std::optional<Instant> read_microseconds(const pqxx::field& field) {
    if (field.is_null()) {
        return std::nullopt;
    }
    return clamped_instant(field.as<long long>());
}

} // namespace chatsweep

// SPDX-License-Identifier: Apache-2.0
#include "store/sqlstate.hpp"

#include "store/errors.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace chatsweep {

namespace {

constexpr std::array<std::string_view, 7> transient_codes = {"40001", "40P01", "55P03", "57P01",
                                                             "57P02", "57P03", "53300"};

/// Undefined table, column, function, schema; a view that changed its shape; an ambiguous name.
constexpr std::array<std::string_view, 5> not_ready_codes = {"42P01", "42703", "42883", "3F000",
                                                             "42804"};

template <typename Codes>
bool has(const Codes& codes, std::string_view sqlstate) {
    return std::find(codes.begin(), codes.end(), sqlstate) != codes.end();
}

constexpr std::string_view position_mark = " at character ";

/// libpq's terse text is `ERROR:  what happened at character 15`, possibly over several lines. The
/// place is one in the program's own SQL, which nobody has before them.
std::string primary_message(std::string text) {
    const std::size_t severity = text.find(":  ");
    if (severity < 16) {
        text.erase(0, severity + 3);
    }
    text.erase(std::min(text.size(), text.find('\n')));
    if (error_position(text) > 0) {
        text.erase(text.rfind(position_mark));
    }
    return text;
}

} // namespace

bool is_lost_connection(std::string_view sqlstate) noexcept {
    return sqlstate.starts_with("08") || sqlstate == "57P01" || sqlstate == "57P02" ||
           sqlstate == "57P03";
}

bool is_transient(std::string_view sqlstate) noexcept {
    return sqlstate.starts_with("08") || has(transient_codes, sqlstate);
}

std::size_t error_position(std::string_view message) noexcept {
    message = message.substr(0, message.find('\n'));
    const std::size_t mark = message.rfind(position_mark);
    std::size_t position = 0;
    if (mark != std::string_view::npos) {
        std::from_chars(message.data() + mark + position_mark.size(),
                        message.data() + message.size(), position);
    }
    return position;
}

void throw_for(const std::string& sqlstate, const std::string& message) {
    if (is_transient(sqlstate)) {
        throw TransientError{message, sqlstate, "everything was rolled back; try again later."};
    }
    if (sqlstate == "42501") {
        const bool hidden = message.find("row-level security") != std::string::npos;
        throw InsufficientRights{
            message, hidden ? "rows hidden by row-level security could be sessions that are due; "
                              "let the owner of the adapter's view and functions see every row."
                            : "run chatsweep schema grant ROLE as the owner of the schema."};
    }
    if (sqlstate == "25006") {
        throw NotReady{message, "a sweep needs a database that can be written to."};
    }
    if (has(not_ready_codes, sqlstate)) {
        throw NotReady{message, "run chatsweep check to see what is missing or broken."};
    }
    throw DatabaseError{message + " (SQLSTATE " + sqlstate + ")", sqlstate,
                        "everything was rolled back."};
}

void throw_lost_connection() {
    throw TransientError{"the connection to the database was lost", "08006",
                         "everything was rolled back; try again later."};
}

void throw_translated(const pqxx::failure& error, bool still_open) {
    const auto* sql_error = dynamic_cast<const pqxx::sql_error*>(&error);
    if (dynamic_cast<const pqxx::insufficient_privilege*>(&error) != nullptr &&
        sql_error->sqlstate().empty()) {
        // libpqxx 7.10 drops the code of this one; the classes 0L and 0P keep theirs.
        throw_for("42501", primary_message(error.what()));
    }
    if (sql_error != nullptr && !sql_error->sqlstate().empty()) {
        throw_for(std::string{sql_error->sqlstate()}, primary_message(sql_error->what()));
    }
    if (!still_open || dynamic_cast<const pqxx::broken_connection*>(&error) != nullptr) {
        throw_lost_connection();
    }
    throw DatabaseError{primary_message(error.what()), "", "everything was rolled back."};
}

} // namespace chatsweep

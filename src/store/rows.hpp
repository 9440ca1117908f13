// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <libpq-fe.h>

#include <cstddef>
#include <memory>
#include <optional>
#include <string_view>

namespace chatsweep {

/// A value as the server sent it; empty: null.
using Value = std::optional<std::string_view>;

/// One row, read from left to right. Its values live as long as its Rows.
class Row {
public:
    Row(const PGresult* result, int row) : result_(result), row_(row) {}

    /// The value of the next column, which must exist.
    [[nodiscard]] Value next() {
        const int column = column_++;
        if (PQgetisnull(result_, row_, column) != 0) {
            return std::nullopt;
        }
        return std::string_view{PQgetvalue(result_, row_, column),
                                static_cast<std::size_t>(PQgetlength(result_, row_, column))};
    }

private:
    const PGresult* result_;
    int row_;
    int column_ = 0;
};

/// The rows of one answer, for where they come by the hundred thousand: a pqxx::field for each
/// value shares the ownership of the whole result, which costs more than reading it.
class Rows {
public:
    explicit Rows(PGresult* result) : result_(result, &PQclear) {}

    [[nodiscard]] int size() const noexcept { return PQntuples(result_.get()); }
    [[nodiscard]] Row operator[](int row) const { return {result_.get(), row}; }
    [[nodiscard]] const PGresult* get() const noexcept { return result_.get(); }

private:
    std::unique_ptr<PGresult, decltype(&PQclear)> result_;
};

} // namespace chatsweep

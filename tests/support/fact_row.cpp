// SPDX-License-Identifier: Apache-2.0
#include "support/fact_row.hpp"

#include <new>

namespace chatsweep::test {

Rows fact_row(const FactColumns& columns) {
    std::string name = "column";
    std::array<PGresAttDesc, fact_columns> descriptions{};
    for (PGresAttDesc& description : descriptions) {
        description.name = name.data();
        description.format = 1;
    }
    PGresult* result = PQmakeEmptyPGresult(nullptr, PGRES_TUPLES_OK);
    Rows rows{result};
    bool done =
        PQsetResultAttrs(result, static_cast<int>(columns.size()), descriptions.data()) != 0;
    for (std::size_t column = 0; done && column < columns.size(); ++column) {
        std::optional<std::string> value = columns[column];
        done = PQsetvalue(result, 0, static_cast<int>(column), value ? value->data() : nullptr,
                          value ? static_cast<int>(value->size()) : -1) != 0;
    }
    if (!done) {
        throw std::bad_alloc{};
    }
    return rows;
}

} // namespace chatsweep::test

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "report/json_fields.hpp"

#include <cstddef>
#include <functional>
#include <iosfwd>
#include <string_view>
#include <vector>

namespace chatsweep {

/// The one list of a document that may be long. Its records are made one at a time, when their
/// turn to be written comes.
struct Listing {
    std::string_view name; ///< The key of the array in JSON.
    std::size_t size = 0;
    std::function<Json(std::size_t)> record;
    /// The keys that make a line of CSV, and its header; `counts.open` is key `open` of the object
    /// `counts`, and its header is `open`.
    std::vector<std::string_view> columns;
};

/// One object: the head's fields, and the list last.
void write_json(const Json& head, const Listing& listing, std::ostream& out);

/// One line per record, then one line with the head.
void write_ndjson(const Json& head, const Listing& listing, std::ostream& out);

/// RFC 4180: a header line and one line per record, each ended by CR and LF. Null is an empty
/// cell, an empty text is `""`, a list is its texts with commas between them. Control characters
/// are escaped as in tables.
void write_csv(const Listing& listing, std::ostream& out);

} // namespace chatsweep

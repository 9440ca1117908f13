// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/guard.hpp"
#include "core/run.hpp"
#include "core/time.hpp"

#include <nlohmann/json.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace chatsweep {

/// Keeps its keys in the order in which they were given.
using Json = nlohmann::ordered_json;

inline constexpr int document_version = 1;

/// RFC 3339 in UTC with microseconds.
[[nodiscard]] Json to_json(Instant instant);
[[nodiscard]] Json to_json(const std::optional<Instant>& instant);
[[nodiscard]] Json to_json(const std::optional<std::string>& text);
[[nodiscard]] Json to_json(const Counts& counts);
[[nodiscard]] Json to_json(const ActionCounts& counts); ///< By action, without `close`.
[[nodiscard]] Json to_json(const std::optional<GuardTrip>& guard);
[[nodiscard]] Json to_json(const std::optional<Standby>& standby);

/// Milliseconds by phase, to the microsecond; a phase that comes twice is added up.
[[nodiscard]] Json to_json(const std::vector<PhaseDuration>& durations);

/// Makes an object field by field, several times faster than a braced list does: for the records
/// of which there are many. No key may come twice.
class Record {
public:
    explicit Record(std::size_t size) { fields_.reserve(size); }

    template <typename Value>
    void add(const char* key, Value&& value) {
        fields_.emplace_back(key, std::forward<Value>(value));
    }

    [[nodiscard]] Json take() { return std::move(fields_); }

private:
    Json::object_t fields_;
};

/// An array of what `record` makes of each element.
template <typename Element, typename Record>
[[nodiscard]] Json array_of(const std::vector<Element>& elements, Record record) {
    Json array = Json::array();
    for (const Element& element : elements) {
        array.push_back(record(element));
    }
    return array;
}

/// Null for an empty text.
[[nodiscard]] Json text_or_null(std::string_view text);

/// Whole seconds, rounded down, as a JSON integer.
[[nodiscard]] Json whole_seconds(Duration duration);

/// Seconds to the microsecond; a JSON integer where they are whole.
[[nodiscard]] Json exact_seconds(Duration duration);

/// One line without its end. Invalid UTF-8 becomes U+FFFD; where a text holds control characters,
/// everything beyond ASCII is escaped.
[[nodiscard]] std::string dump(const Json& json);

} // namespace chatsweep

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/time.hpp"

#include <pqxx/pqxx>

#include <cstdint>
#include <optional>
#include <string_view>

namespace chatsweep::binary {

/// Builds the binary form of a one-dimensional array, element by element.
class Array {
public:
    static Array of_text() { return Array{25}; }
    static Array of_instants() { return Array{1184}; }
    static Array of_booleans() { return Array{16}; }
    static Array of_integers() { return Array{23}; }

    void add(std::string_view text);
    void add(Instant instant);
    void add_boolean(bool value);
    void add_integer(std::int32_t value);
    void add_null();
    template <typename T>
    void add(const std::optional<T>& value) {
        if (value) {
            add(*value);
        } else {
            add_null();
        }
    }

    [[nodiscard]] pqxx::bytes take();

private:
    explicit Array(std::uint32_t element_type) : element_type_(element_type) {}
    void add_number(std::uint32_t number);

    std::uint32_t element_type_;
    std::uint32_t count_ = 0;
    bool has_null_ = false;
    pqxx::bytes elements_;
};

} // namespace chatsweep::binary

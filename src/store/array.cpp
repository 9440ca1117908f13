// SPDX-License-Identifier: Apache-2.0
#include "store/array.hpp"

#include "store/binary.hpp"

#include <array>
#include <concepts>
#include <cstddef>
#include <limits>

namespace chatsweep::binary {

namespace {

template <std::unsigned_integral Number>
void append_big_endian(pqxx::bytes& to, Number number) {
    std::array<std::byte, sizeof(Number)> bytes{};
    for (std::size_t i = sizeof(Number); i-- > 0; number >>= 8) {
        bytes[i] = static_cast<std::byte>(number & 0xff);
    }
    to.append(bytes.data(), bytes.size());
}

} // namespace

void Array::add_number(std::uint32_t number) {
    append_big_endian(elements_, number);
}

void Array::add(std::string_view text) {
    ++count_;
    add_number(static_cast<std::uint32_t>(text.size()));
    const auto* bytes = reinterpret_cast<const std::byte*>(text.data());
    elements_.append(bytes, text.size());
}

void Array::add(Instant instant) {
    ++count_;
    add_number(8);
    append_big_endian(elements_, static_cast<std::uint64_t>((instant - postgres_epoch).count()));
}

void Array::add_boolean(bool value) {
    ++count_;
    add_number(1);
    elements_.push_back(static_cast<std::byte>(value ? 1 : 0));
}

void Array::add_integer(std::int32_t value) {
    ++count_;
    add_number(4);
    add_number(static_cast<std::uint32_t>(value));
}

void Array::add_null() {
    ++count_;
    has_null_ = true;
    add_number(std::numeric_limits<std::uint32_t>::max());
}

pqxx::bytes Array::take() {
    pqxx::bytes array;
    array.reserve(elements_.size() + 20);
    append_big_endian(array, std::uint32_t{count_ == 0 ? 0U : 1U});
    append_big_endian(array, std::uint32_t{has_null_ ? 1U : 0U});
    append_big_endian(array, element_type_);
    if (count_ > 0) {
        append_big_endian(array, count_);
        append_big_endian(array, std::uint32_t{1});
    }
    array.append(elements_);
    elements_.clear();
    count_ = 0;
    return array;
}

} // namespace chatsweep::binary

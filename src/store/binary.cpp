// SPDX-License-Identifier: Apache-2.0
#include "store/binary.hpp"

#include "store/errors.hpp"

#include <array>
#include <concepts>
#include <cstddef>
#include <limits>

namespace chatsweep::binary {

namespace {

/// PostgreSQL counts from 2000-01-01, we from 1970-01-01.
constexpr Instant postgres_epoch =
    std::chrono::sys_days{std::chrono::year{2000} / std::chrono::January / 1};

std::uint64_t big_endian(std::string_view bytes) {
    std::uint64_t number = 0;
    for (const char byte : bytes) {
        number = number << 8 | static_cast<unsigned char>(byte);
    }
    return number;
}

template <std::unsigned_integral Number>
void append_big_endian(pqxx::bytes& to, Number number) {
    std::array<std::byte, sizeof(Number)> bytes;
    for (std::size_t i = sizeof(Number); i-- > 0; number >>= 8) {
        bytes[i] = static_cast<std::byte>(number & 0xff);
    }
    to.append(bytes.data(), bytes.size());
}

[[noreturn]] void malformed(const char* what) {
    throw DatabaseError{std::string{"the server sent a malformed "} + what, ""};
}

/// Takes `size` bytes off the front.
std::string_view take(std::string_view& rest, std::size_t size) {
    if (rest.size() < size) {
        malformed("array");
    }
    const std::string_view taken = rest.substr(0, size);
    rest.remove_prefix(size);
    return taken;
}

Instant instant_of(std::string_view bytes) {
    if (bytes.size() != 8) {
        malformed("instant");
    }
    const auto since_2000 = static_cast<std::int64_t>(big_endian(bytes));
    const std::int64_t offset = postgres_epoch.time_since_epoch().count();
    if (since_2000 > std::numeric_limits<std::int64_t>::max() - offset) {
        return latest_instant;
    }
    return clamped_instant(since_2000 + offset);
}

/// Hands on the bytes of each element that is not null.
template <typename Reader>
void read_elements(Value value, const Reader& reader) {
    if (!value) {
        return;
    }
    std::string_view rest = *value;
    const std::uint64_t dimensions = big_endian(take(rest, 4));
    take(rest, 8); // flags and element type
    if (dimensions == 0) {
        return;
    }
    if (dimensions != 1) {
        malformed("array");
    }
    const std::uint64_t count = big_endian(take(rest, 4));
    take(rest, 4); // lower bound
    for (std::uint64_t i = 0; i < count; ++i) {
        const auto size = static_cast<std::int32_t>(big_endian(take(rest, 4)));
        if (size >= 0) {
            reader(take(rest, static_cast<std::size_t>(size)));
        }
    }
}

} // namespace

std::optional<std::string> read_text(Value value) {
    if (!value) {
        return std::nullopt;
    }
    return std::string{*value};
}

std::optional<Instant> read_instant(Value value) {
    if (!value) {
        return std::nullopt;
    }
    return instant_of(*value);
}

std::optional<bool> read_boolean(Value value) {
    if (!value) {
        return std::nullopt;
    }
    if (value->size() != 1) {
        malformed("boolean");
    }
    return value->front() != 0;
}

std::vector<std::string> read_texts(Value value) {
    std::vector<std::string> texts;
    read_elements(value, [&](std::string_view bytes) { texts.emplace_back(bytes); });
    return texts;
}

std::vector<Instant> read_instants(Value value) {
    std::vector<Instant> instants;
    read_elements(value, [&](std::string_view bytes) { instants.push_back(instant_of(bytes)); });
    return instants;
}

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

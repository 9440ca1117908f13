// SPDX-License-Identifier: Apache-2.0
#include "store/binary.hpp"

#include "store/errors.hpp"

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

void append_big_endian(pqxx::bytes& to, std::uint64_t number, int size) {
    for (int shift = (size - 1) * 8; shift >= 0; shift -= 8) {
        to.push_back(static_cast<std::byte>(number >> shift & 0xff));
    }
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

} // namespace

std::optional<std::string> read_text(const pqxx::field& field) {
    if (field.is_null()) {
        return std::nullopt;
    }
    return std::string{field.view()};
}

std::optional<Instant> read_instant(const pqxx::field& field) {
    if (field.is_null()) {
        return std::nullopt;
    }
    if (field.size() != 8) {
        malformed("instant");
    }
    const auto since_2000 = static_cast<std::int64_t>(big_endian(field.view()));
    const std::int64_t offset = postgres_epoch.time_since_epoch().count();
    if (since_2000 > std::numeric_limits<std::int64_t>::max() - offset) {
        return latest_instant;
    }
    return clamped_instant(since_2000 + offset);
}

std::vector<std::string> read_texts(const pqxx::field& field) {
    std::vector<std::string> texts;
    if (field.is_null()) {
        return texts;
    }
    std::string_view rest = field.view();
    const std::uint64_t dimensions = big_endian(take(rest, 4));
    take(rest, 8); // flags and element type
    if (dimensions == 0) {
        return texts;
    }
    if (dimensions != 1) {
        malformed("array");
    }
    const std::uint64_t count = big_endian(take(rest, 4));
    take(rest, 4); // lower bound
    for (std::uint64_t i = 0; i < count; ++i) {
        const auto size = static_cast<std::int32_t>(big_endian(take(rest, 4)));
        if (size >= 0) {
            texts.emplace_back(take(rest, static_cast<std::size_t>(size)));
        }
    }
    return texts;
}

void Array::add_number(std::uint32_t number) {
    append_big_endian(elements_, number, 4);
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
    append_big_endian(elements_, static_cast<std::uint64_t>((instant - postgres_epoch).count()), 8);
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
    append_big_endian(array, count_ == 0 ? 0 : 1, 4);
    append_big_endian(array, has_null_ ? 1 : 0, 4);
    append_big_endian(array, element_type_, 4);
    if (count_ > 0) {
        append_big_endian(array, count_, 4);
        append_big_endian(array, 1, 4);
    }
    array.append(elements_);
    elements_.clear();
    count_ = 0;
    return array;
}

} // namespace chatsweep::binary

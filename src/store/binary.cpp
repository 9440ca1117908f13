// SPDX-License-Identifier: Apache-2.0
#include "store/binary.hpp"

#include "store/errors.hpp"

#include <cstddef>
#include <cstdint>
#include <limits>

namespace chatsweep::binary {

namespace {

std::uint64_t big_endian(std::string_view bytes) {
    std::uint64_t number = 0;
    for (const char byte : bytes) {
        number = number << 8 | static_cast<unsigned char>(byte);
    }
    return number;
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

} // namespace chatsweep::binary

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <pqxx/pqxx>

#include <string>
#include <string_view>

namespace chatsweep {

/// What the server reports when it ends the connection itself: class 08, 57P01 to 57P03.
[[nodiscard]] bool is_lost_connection(std::string_view sqlstate) noexcept;

/// Whether the whole transaction may succeed as a new attempt.
[[nodiscard]] bool is_transient(std::string_view sqlstate) noexcept;

/// Where in the SQL the server saw an error, in characters from 1, by libpq's terse message;
/// 0: it does not say.
[[nodiscard]] std::size_t error_position(std::string_view message) noexcept;

/// Throws the type of store/errors.hpp that an error with this code stands for.
[[noreturn]] void throw_for(const std::string& sqlstate, const std::string& message);

[[noreturn]] void throw_lost_connection();

/// The same for what libpqxx throws; `still_open` says whether the connection survived it.
[[noreturn]] void throw_translated(const pqxx::failure& error, bool still_open);

} // namespace chatsweep

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "commands/exit_code.hpp"

#include <exception>
#include <stdexcept>
#include <string>

namespace chatsweep {

/// A failure that a command finds by itself; `what()` and `hint()` as for every error.
class CommandError : public std::runtime_error {
public:
    CommandError(const std::string& what, std::string hint)
        : std::runtime_error(what), hint_(std::move(hint)) {}
    [[nodiscard]] const std::string& hint() const noexcept { return hint_; }

private:
    std::string hint_;
};

/// Another sweep holds the lock: exit 75.
class Busy : public CommandError {
public:
    using CommandError::CommandError;
};

/// There is no such session or run: exit 9.
class NotFound : public CommandError {
public:
    using CommandError::CommandError;
};

/// Nobody can tell whether the commit succeeded: exit 6.
class OutcomeUnknown : public CommandError {
public:
    using CommandError::CommandError;
};

/// The configuration needs what the adapter does not offer, or names what it does not have: 3.
class ConfigurationMismatch : public CommandError {
public:
    using CommandError::CommandError;
};

/// What is said of a failure, and what the process ends with.
struct Failure {
    ExitCode code = ExitCode::internal_error;
    std::string what;
    std::string hint;
};

/// Of any exception but Interrupted, which is thrown again.
[[nodiscard]] Failure failure_of(const std::exception_ptr& exception);

/// What a shell sees of a process that ends by it: 128+n by signal n.
[[nodiscard]] int exit_status_of(const std::exception_ptr& exception);

} // namespace chatsweep

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdexcept>
#include <string>

namespace chatsweep {

/// Whatever goes wrong between chatsweep and a database. `what()` is lower case without a full
/// stop and never holds a password, a conninfo or a server's DETAIL; `hint()` is a sentence, or
/// empty.
class StoreError : public std::runtime_error {
public:
    explicit StoreError(const std::string& what, std::string hint = {})
        : std::runtime_error(what), hint_(std::move(hint)) {}
    [[nodiscard]] const std::string& hint() const noexcept { return hint_; }

private:
    std::string hint_;
};

/// No connection, or no authentication. Worth another try only for who waits for a restart.
class CannotConnect : public StoreError {
public:
    using StoreError::StoreError;
};

/// The server is up and takes no connection for the moment: it starts, stops, recovers, or has too
/// many of them (57P03, 53300). Known by the server's English words, for libpq hands on no code.
class TurnedAway : public CannotConnect {
public:
    using CannotConnect::CannotConnect;
};

/// The role may not do what a command needs (42501).
class InsufficientRights : public StoreError {
public:
    using StoreError::StoreError;
};

/// The database answered with an error, and everything was rolled back.
class DatabaseError : public StoreError {
public:
    DatabaseError(const std::string& what, std::string sqlstate, std::string hint = {})
        : StoreError(what, std::move(hint)), sqlstate_(std::move(sqlstate)) {}
    /// Five characters, or empty where the server gave none.
    [[nodiscard]] const std::string& sqlstate() const noexcept { return sqlstate_; }

private:
    std::string sqlstate_;
};

/// An error after which the whole transaction may well succeed as a new attempt: serialization
/// failure, deadlock, lock timeout, a lost connection, a restarting or crowded server.
class TransientError : public DatabaseError {
public:
    using DatabaseError::DatabaseError;
};

/// The server did not answer within the client's own deadline.
class DeadlineExceeded : public DatabaseError {
public:
    using DatabaseError::DatabaseError;
};

/// Schema, adapter or fence missing or broken, a newer schema, a standby, a read-only database.
class NotReady : public StoreError {
public:
    using StoreError::StoreError;
};

/// The server takes no writes now; another one of the same cluster may, or this one later.
class NotWritable : public NotReady {
public:
    using NotReady::NotReady;
};

/// The connection was lost once the commit had been sent: it may have succeeded or not, until
/// somebody asks the ledger.
class CommitLost : public StoreError {
public:
    using StoreError::StoreError;
};

/// SIGINT or SIGTERM arrived before the commit was sent; the transaction is rolled back.
class Interrupted : public StoreError {
public:
    explicit Interrupted(int signal);
    [[nodiscard]] int signal() const noexcept { return signal_; }

private:
    int signal_;
};

} // namespace chatsweep

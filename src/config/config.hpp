// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/guard.hpp"
#include "core/policy.hpp"
#include "core/receiver.hpp"
#include "core/time.hpp"

#include <cstdint>
#include <exception>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace chatsweep {

/// How chatsweep talks to the database. Every duration here is at least 1 ms.
struct DatabaseSettings {
    std::string dsn; ///< A libpq conninfo without a password; empty: the PG* variables decide.
    std::optional<std::int64_t> lock_key; ///< Of the sweep lock; empty: one per database.
    Duration connect_timeout = std::chrono::seconds{15};
    Duration statement_timeout = std::chrono::minutes{10};
    Duration lock_timeout = std::chrono::seconds{10};
    Duration idle_timeout = std::chrono::minutes{1};    ///< idle_in_transaction_session_timeout
    Duration check_interval = std::chrono::seconds{10}; ///< client_connection_check_interval
    Duration commit_timeout = std::chrono::minutes{1};  ///< The client's own, for the commit alone.
};

/// Whether the built-in policy lets go whoever has opted out (S8).
enum class OptOut { close, keep };

/// The configuration: what the file says, with the defaults filled in.
struct Config {
    std::optional<std::string> file; ///< Where it was read from.
    Duration interval = std::chrono::hours{12};
    Duration lock_wait{}; ///< How long to wait for another sweep to end; zero: not at all.
    DatabaseSettings database;
    Guards guards;
    OptOut opt_out = OptOut::close;
    PolicySet policies;                ///< The built-in one first, where there are any.
    std::vector<Receiver> receivers;   ///< Whom the events are told, in the order of the file.
    std::vector<std::string> warnings; ///< What `check` says of a configuration that is valid.
};

/// A place in a configuration file; line and column (in characters) count from 1, 0 means that
/// there is none.
struct Place {
    std::string file; ///< Or the flag or variable; empty: nowhere.
    int line = 0;
    int column = 0;
};

/// An invalid configuration: exit 3. `what()` is `file:line:column: text`, or `source: text` for a
/// flag or variable, without the hint.
class ConfigError : public std::exception {
public:
    ConfigError(const Place& place, const std::string& text, std::string hint);
    [[nodiscard]] const char* what() const noexcept override { return what_.c_str(); }
    [[nodiscard]] const std::string& hint() const noexcept { return hint_; }

private:
    std::string what_;
    std::string hint_;
};

/// One setting from a flag or a variable; the source stands in errors as a file would.
struct Override {
    std::string source; ///< Such as `--timeout` or `CHATSWEEP_TIMEOUT`.
    std::string text;
};

/// What the flags and the CHATSWEEP_* variables say; a flag wins over its variable, and both over
/// the file.
struct Overrides {
    std::optional<Override> file;              ///< -c, CHATSWEEP_CONFIG
    std::optional<Override> dsn;               ///< -d, CHATSWEEP_DSN
    std::optional<Override> timeout;           ///< --timeout, CHATSWEEP_TIMEOUT: a duration
    std::optional<Override> interval;          ///< --interval, CHATSWEEP_INTERVAL: a duration
    std::optional<Override> max_close;         ///< --max-close, CHATSWEEP_MAX_CLOSE: sessions
    std::optional<Override> max_close_percent; ///< --max-close-percent, CHATSWEEP_MAX_CLOSE_PERCENT
    std::optional<Override> lock_wait;         ///< --lock-wait, CHATSWEEP_LOCK_WAIT: a duration
};

/// Whether a command can do without policies (`history`, `schema`) or not (`sweep`).
enum class Policies { required, optional };

/// Reads the file, if any, and applies the overrides. Throws ConfigError.
[[nodiscard]] Config load_config(const Overrides& overrides, Policies policies);

/// The same for a text instead of a file; `name` stands in errors as the file would.
[[nodiscard]] Config parse_config(const std::string& text, const std::string& name);

/// Today's policies as one line of canonical JSON: what a run's `policy_version` is made of. Two
/// files that mean the same give the same text. Those of earlier versions are left out.
[[nodiscard]] std::string canonical_policies(const PolicySet& policies);

/// The way back, for the policies of an earlier version; each bears its name in `of_version`. What
/// the text leaves out has its default. Throws ConfigError for a text that is not of this kind, or
/// that says more than this version of chatsweep understands.
[[nodiscard]] PolicySet read_canonical(std::string_view json, const std::string& of_version);

} // namespace chatsweep

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/policy.hpp"
#include "core/time.hpp"

#include <optional>
#include <string>
#include <vector>

namespace chatsweep {

/// Where a secret is kept; it never stands in the configuration itself.
struct SecretSource {
    enum class Kind {
        file,       ///< `name` is a path; whoever else could read it makes it an error.
        credential, ///< A file of that name in the folder that $CREDENTIALS_DIRECTORY names.
        variable,   ///< An environment variable.
    };
    Kind kind = Kind::file;
    std::string name;
    friend bool operator==(const SecretSource&, const SecretSource&);
};

/// One whom the events are told, by HTTP.
struct Receiver {
    std::string name;              ///< Unique; the database knows it by this name.
    std::string url;               ///< http or https, with a host and without a user or a fragment.
    std::vector<Action> actions{}; ///< Only events of these; empty: of all.
    std::vector<std::string> policies{};         ///< Only events of these; empty: of all.
    Duration timeout = std::chrono::seconds{10}; ///< Of one attempt, from connecting to the end.
    int retries = 16;                            ///< After the first attempt; 0 to 100.
    int concurrency = 8;                         ///< Requests under way at once; 1 to 100.
    std::vector<SecretSource> secrets{};         ///< One; two while it is being rotated.
    bool allow_local = false;             ///< Whether a loopback or link-local address will do.
    std::optional<std::string> proxy{};   ///< A URL; empty: none, whatever the environment says.
    std::optional<std::string> ca_file{}; ///< The authorities trusted instead of the system's.
};

/// How an attempt to tell one event ended.
struct Answer {
    int status = 0;      ///< HTTP's; 0: there was none.
    std::string problem; ///< Why it did not succeed, in words without a body; empty: it did.
    std::optional<Duration> retry_after; ///< What `Retry-After` asked for.
};

/// What follows from an answer.
enum class Ruling {
    delivered, ///< 2xx
    again,     ///< Anything else: later once more.
    parked,    ///< The same after the last try: it waits until somebody asks for it again.
    disabled,  ///< 410: the receiver wants no more of anything.
};

/// `attempts` counts this one: 1 for the first.
[[nodiscard]] Ruling rule(const Answer& answer, int attempts, const Receiver& receiver);

/// Whether a failure tells of the receiver as a whole, which is not there, overloaded or broken.
/// Any other may be the event's own.
[[nodiscard]] bool is_the_receivers(const Answer& answer) noexcept;

/// Where a receiver listens, for people: without its path, which may be as secret as its secret.
[[nodiscard]] std::string shown_url(const Receiver& receiver);

/// The longest pause after so many attempts that failed: 5 s after the first, twice that after each
/// one more, at most 6 h.
[[nodiscard]] Duration longest_pause(int attempts);

/// How long to wait after an attempt that failed: anything between half the longest pause and the
/// whole, by `chance` in [0, 1]; but no less than `Retry-After` asked for, up to one day.
/// With less, a try without patience would meet its own failures again.
[[nodiscard]] Duration pause_after(const Answer& answer, int attempts, double chance);

} // namespace chatsweep

// SPDX-License-Identifier: Apache-2.0
#include "commands/pinging.hpp"

#include "commands/environment.hpp"
#include "commands/log.hpp"
#include "config/url.hpp"
#include "config/values.hpp"
#include "delivery/ping.hpp"
#include "delivery/secret.hpp"

#include <array>
#include <string_view>

namespace chatsweep {

namespace {

/// A sweep waits for the first, and a process that has been told to end for the second.
constexpr Duration longest_begin = std::chrono::seconds{2};
constexpr Duration longest_end = std::chrono::seconds{3};
/// A loop may sweep every second, and a watcher takes only so much.
constexpr std::chrono::minutes begun_once_in{1};

constexpr std::array<std::string_view, 2> schemes{"http://", "https://"};
constexpr UrlRules rules{"the URL", schemes, "https://ping.example/0b5f"};

/// Throws SecretError.
std::string read_url(const SecretSource& source) {
    const std::string what = "ping URL: " + name_of(source);
    const std::string text = read_secret_text(source, what, variable);
    std::string url{without_line_end(text)};
    try {
        static_cast<void>(url_from(rules, url));
    } catch (const BadValue& bad) {
        throw SecretError{what + ": " + bad.text, bad.hint};
    }
    return url;
}

} // namespace

void Pinging::begin() {
    const Clock::time_point now = Clock::now();
    is_begun_ = source_ && (!begun_at_ || now - *begun_at_ >= begun_once_in);
    if (is_begun_) {
        begun_at_ = now;
        tell("start", longest_begin, [this] { return watchdog_.interrupted().has_value(); });
    }
}

void Pinging::end(int exit_status) {
    if (source_ && (is_begun_ || last_end_ != exit_status)) {
        is_begun_ = false;
        last_end_ = exit_status;
        tell(exit_status == 0 ? "" : std::to_string(exit_status), longest_end,
             [] { return false; });
    }
}

void Pinging::tell(const std::string& sign, Duration within, const std::function<bool()>& is_over) {
    try {
        const std::string problem = ping(ping_url(read_url(*source_), sign), within, is_over);
        if (problem.empty()) {
            is_warned_ = false;
        } else {
            warn("the ping was not heard: " + problem,
                 "the sweep does not depend on it; whoever watches for the ping may raise an "
                 "alarm.");
        }
    } catch (const SecretError& error) {
        warn(error.what(), error.hint());
    } catch (const std::exception& error) {
        warn(std::string{"the ping was not sent: "} + error.what(),
             "the sweep does not depend on it.");
    }
}

void Pinging::warn(const std::string& what, const std::string& hint) {
    if (!is_warned_) {
        talk::warning(what, hint);
        is_warned_ = true;
    }
}

} // namespace chatsweep

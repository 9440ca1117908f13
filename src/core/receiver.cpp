// SPDX-License-Identifier: Apache-2.0
#include "core/receiver.hpp"

#include <algorithm>
#include <string_view>

namespace chatsweep {

namespace {

constexpr Duration first_pause = std::chrono::seconds{5};
constexpr Duration most_pause = std::chrono::hours{6};
/// A receiver that asks for more than this is not taken at its word.
constexpr Duration most_retry_after = std::chrono::hours{24};
constexpr int gone = 410;

} // namespace

bool operator==(const SecretSource&, const SecretSource&) = default;

Ruling rule(const Answer& answer, int attempts, const Receiver& receiver) {
    if (answer.problem.empty()) {
        return Ruling::delivered;
    }
    if (answer.status == gone) {
        return Ruling::disabled;
    }
    return attempts > receiver.retries ? Ruling::parked : Ruling::again;
}

bool is_the_receivers(const Answer& answer) noexcept {
    constexpr int request_timeout = 408;
    constexpr int too_early = 425;
    constexpr int too_many_requests = 429;
    return answer.status < 400 || answer.status >= 500 || answer.status == request_timeout ||
           answer.status == too_early || answer.status == too_many_requests;
}

std::string shown_url(const Receiver& receiver) {
    const std::size_t host = receiver.url.find("://");
    const std::size_t path = receiver.url.find_first_of(
        "/?#", host == std::string::npos ? 0 : host + std::string_view{"://"}.size());
    return receiver.url.substr(0, path);
}

Duration longest_pause(int attempts) {
    Duration pause = first_pause;
    for (int attempt = 1; attempt < attempts && pause < most_pause; ++attempt) {
        pause *= 2;
    }
    return std::min(pause, most_pause);
}

Duration pause_after(const Answer& answer, int attempts, double chance) {
    const auto longest = static_cast<double>(longest_pause(attempts).count());
    const Duration jittered{static_cast<Duration::rep>(longest * (1 + chance) / 2)};
    const Duration asked = std::min(answer.retry_after.value_or(Duration{}), most_retry_after);
    return std::max(jittered, asked);
}

} // namespace chatsweep

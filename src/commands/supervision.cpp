// SPDX-License-Identifier: Apache-2.0
#include "commands/supervision.hpp"

#include "commands/environment.hpp"

#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstddef>
#include <cstring>
#include <string_view>

namespace chatsweep {

namespace {

std::optional<long long> number_in(const char* name) {
    const std::string text = variable(name).value_or("");
    long long number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool is_number = error == std::errc{} && end == text.data() + text.size() && number > 0;
    return is_number ? std::optional{number} : std::nullopt;
}

/// How often signs of life are asked for, if they are, and of this process.
std::optional<Duration> watchdog_period() {
    const std::optional<long long> process = number_in("WATCHDOG_PID");
    const std::optional<long long> microseconds = number_in("WATCHDOG_USEC");
    if (!microseconds || (process && *process != getpid())) {
        return std::nullopt;
    }
    return std::min(Duration{*microseconds}, longest_duration);
}

std::string monotonic_microseconds() {
    const auto now = std::chrono::steady_clock::now().time_since_epoch();
    return std::to_string(std::chrono::duration_cast<std::chrono::microseconds>(now).count());
}

} // namespace

Supervision::Supervision(const Watchdog& watchdog)
    : socket_(variable("NOTIFY_SOCKET").value_or("")) {
    const std::optional<Duration> period = watchdog_period();
    if (!socket_.empty() && period) {
        thread_ = std::thread{
            [this, &watchdog, every = *period / 2] { give_signs_of_life(watchdog, every); }};
    }
}

Supervision::~Supervision() {
    {
        const std::lock_guard lock{mutex_};
        leaving_ = true;
    }
    leaving_changed_.notify_all();
    if (thread_.joinable()) {
        thread_.join();
    }
}

void Supervision::ready() {
    send("READY=1");
}

void Supervision::status(const std::string& line) {
    if (line != said_) {
        send("STATUS=" + line);
        said_ = line;
    }
}

void Supervision::reloading() {
    send("RELOADING=1\nMONOTONIC_USEC=" + monotonic_microseconds());
}

void Supervision::stopping() {
    send("STOPPING=1");
}

void Supervision::send(const std::string& message) const {
    sockaddr_un address{};
    if (socket_.empty() || socket_.size() >= sizeof address.sun_path) {
        return;
    }
    const int descriptor = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (descriptor < 0) {
        return;
    }
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, socket_.data(), socket_.size());
    if (socket_.front() == '@') {
        address.sun_path[0] = '\0'; // a name that is no file
    }
    const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + socket_.size());
    // A supervisor that reads no more must not keep the loop from its work.
    const timeval patience{.tv_sec = 1, .tv_usec = 0};
    ::setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    static_cast<void>(::sendto(descriptor, message.data(), message.size(), MSG_NOSIGNAL,
                               reinterpret_cast<const sockaddr*>(&address), size));
    ::close(descriptor);
}

void Supervision::give_signs_of_life(const Watchdog& watchdog, Duration every) {
    std::unique_lock lock{mutex_};
    while (!leaving_) {
        if (!watchdog.is_stuck()) {
            send("WATCHDOG=1");
        }
        leaving_changed_.wait_for(lock, every, [this] { return leaving_; });
    }
}

} // namespace chatsweep

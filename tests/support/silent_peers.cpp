// SPDX-License-Identifier: Apache-2.0
#include "support/silent_peers.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <stdexcept>
#include <string_view>
#include <tuple>
#include <utility>

namespace chatsweep::test {

namespace {

constexpr int tick_ms = 20;
/// Longer than a connection to this very machine takes.
constexpr int dropped_after_ms = 300;

constexpr int postgres_port = 5432;
/// Little enough for a server to notice soon that nobody reads what it sends.
constexpr int small_window = 4096;

sockaddr_in address_of(const std::string& host, int port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    inet_pton(AF_INET, host.c_str(), &address.sin_addr);
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    return address;
}

/// The listener, and its port.
std::pair<int, int> listen_with(int backlog) {
    const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address = address_of(NeverAnswering::host(), 0);
    socklen_t size = sizeof address;
    auto* any = reinterpret_cast<sockaddr*>(&address);
    if (bind(listener, any, size) != 0 || listen(listener, backlog) != 0 ||
        getsockname(listener, any, &size) != 0) {
        throw std::runtime_error{"cannot listen on 127.0.0.1"};
    }
    return {listener, ntohs(address.sin_port)};
}

/// A connection that is under way, or there.
int begin_to_connect(const std::string& host, int port) {
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    setsockopt(socket, SOL_SOCKET, SO_RCVBUF, &small_window, sizeof small_window);
    const sockaddr_in address = address_of(host, port);
    connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address);
    return socket;
}

bool is_ready(int socket, short events, int wait_ms) {
    pollfd one{.fd = socket, .events = events, .revents = 0};
    return poll(&one, 1, wait_ms) > 0;
}

bool pass_on(int to, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t sent = send(to, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0 && !is_ready(to, POLLOUT, tick_ms)) {
            return false;
        }
        bytes.remove_prefix(sent > 0 ? static_cast<std::size_t>(sent) : 0);
    }
    return true;
}

} // namespace

NeverAnswering::NeverAnswering() : NeverAnswering(64) {}

NeverAnswering::NeverAnswering(int backlog) {
    std::tie(listener_, port_) = listen_with(backlog);
}

NeverAnswering::~NeverAnswering() {
    close(listener_);
}

BlackHole::BlackHole() : NeverAnswering(0) {
    do {
        in_the_way_.push_back(begin_to_connect(host(), std::stoi(port())));
    } while (is_ready(in_the_way_.back(), POLLOUT, dropped_after_ms));
}

BlackHole::~BlackHole() {
    for (const int socket : in_the_way_) {
        close(socket);
    }
}

StallingProxy::StallingProxy(std::string server, std::string after_words, std::size_t after_bytes)
    : server_(std::move(server)), after_words_(std::move(after_words)), after_bytes_(after_bytes) {
    std::tie(listener_, port_) = listen_with(64);
    acceptor_ = std::thread{[this] { accept_all(); }};
}

StallingProxy::~StallingProxy() {
    leaving_.store(true);
    acceptor_.join();
    for (std::thread& link : links_) {
        link.join();
    }
    close(listener_);
}

void StallingProxy::accept_all() {
    while (!leaving_.load()) {
        if (is_ready(listener_, POLLIN, tick_ms)) {
            const int client = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
            links_.emplace_back([this, client] { hand_on(client); });
        }
    }
}

void StallingProxy::hand_on(int client) {
    const int server = begin_to_connect(server_, postgres_port);
    bool open = is_ready(server, POLLOUT, dropped_after_ms * 100);
    bool heard = false;
    std::size_t bytes_since = 0;
    std::array<char, 8192> bytes{};
    while (open && !leaving_.load()) {
        std::array<pollfd, 2> both{{{.fd = client, .events = POLLIN, .revents = 0},
                                    {.fd = server, .events = POLLIN, .revents = 0}}};
        poll(both.data(), both.size(), tick_ms);
        for (const auto& [from, to] : {std::pair{0, server}, std::pair{1, client}}) {
            if (!open || both[from].revents == 0) {
                continue;
            }
            const ssize_t length = recv(both[from].fd, bytes.data(), bytes.size(), 0);
            const std::string_view text{bytes.data(),
                                        static_cast<std::size_t>(std::max<ssize_t>(length, 0))};
            heard = heard || (from == 0 && text.find(after_words_) != std::string_view::npos);
            bytes_since += heard && from == 1 ? text.size() : 0;
            open = length > 0 && pass_on(to, text);
        }
        if (heard && bytes_since >= after_bytes_) {
            stalled_.store(true);
            while (!leaving_.load()) {
                poll(nullptr, 0, tick_ms);
            }
        }
    }
    close(client);
    close(server);
}

} // namespace chatsweep::test

// SPDX-License-Identifier: Apache-2.0
#include "support/proxy.hpp"

#include "support/sockets.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <string_view>
#include <utility>

namespace chatsweep::test {

namespace {

constexpr int tick_ms = 20;
/// More than the catalog queries before a sweep's rows, less than the rows of a test's sessions.
constexpr std::size_t many_rows_bytes = 200'000;

/// The message of the simple protocol: Q, its length, the text and its end.
bool is_commit(const std::string& bytes) {
    using namespace std::string_view_literals;
    return bytes.find("Q\0\0\0\x0b"
                      "commit\0"sv) != std::string::npos;
}

} // namespace

Proxy::Proxy() {
    const Listener listener = listen_locally();
    listener_ = listener.socket;
    port_ = listener.port;
    acceptor_ = std::thread{[this] { accept_all(); }};
}

Proxy::~Proxy() {
    leaving_.store(true);
    acceptor_.join();
    for (std::thread& link : links_) {
        link.join();
    }
    close(listener_);
}

void Proxy::accept_all() {
    while (!leaving_.load()) {
        if (!readable(listener_, tick_ms)) {
            continue;
        }
        const int client = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
        if (client < 0) {
            continue;
        }
        links_.emplace_back([this, client] { hand_on({.client = client}); });
    }
}

void Proxy::hand_on(Link link) {
    link.deaf = fault() == Fault::silence;
    link.server = connect_to(cluster_address());
    bool open = link.server >= 0;
    while (open && !leaving_.load() && (link.deaf || fault() != Fault::refuse)) {
        std::array<pollfd, 2> both{{{.fd = link.client, .events = POLLIN, .revents = 0},
                                    {.fd = link.server, .events = POLLIN, .revents = 0}}};
        poll(both.data(), both.size(), tick_ms);
        open = (both[0].revents == 0 || from_client(link)) &&
               (both[1].revents == 0 || from_server(link));
    }
    for (const int socket : {link.client, link.server}) {
        if (socket >= 0) {
            close(socket);
        }
    }
}

void Proxy::replace(std::string that, std::string by) {
    if (that.size() != by.size()) {
        throw std::runtime_error{"a replacement must be as long as what it replaces"};
    }
    replaced_ = std::move(that);
    by_ = std::move(by);
}

void Proxy::put_in_its_place(std::string& bytes) {
    const std::size_t at = replaced_.empty() ? std::string::npos : bytes.find(replaced_);
    if (at != std::string::npos) {
        bytes.replace(at, by_.size(), by_);
        ++replacements_;
    }
}

bool Proxy::from_client(Link& link) {
    std::string bytes = receive(link.client);
    put_in_its_place(bytes);
    if (bytes.empty() && link.deaf) {
        // Nobody tells the server that its client is gone.
        close(link.client);
        link.client = -1;
        return true;
    }
    if (bytes.empty() || link.deaf) {
        return !bytes.empty();
    }
    return is_commit(bytes) ? hand_on_commit(link, bytes) : send_all(link.server, bytes);
}

bool Proxy::from_server(Link& link) {
    const std::string bytes = receive(link.server);
    link.rows_bytes += bytes.size();
    if (link.rows_bytes > many_rows_bytes) {
        if (once(Fault::black_hole_in_rows)) {
            link.deaf = true;
        } else if (once(Fault::lose_client_in_rows)) {
            link.deaf = true;
            close(link.client);
            link.client = -1;
        }
    }
    if (bytes.empty() && link.deaf) {
        // Nor the client that its server is.
        close(link.server);
        link.server = -1;
        return true;
    }
    return !bytes.empty() && (link.deaf || send_all(link.client, bytes));
}

bool Proxy::hand_on_commit(Link& link, const std::string& bytes) {
    ++commits_;
    if (!wait_while_held(link) || once(Fault::cut_before_commit)) {
        return false;
    }
    if (!send_all(link.server, bytes)) {
        return false;
    }
    const Fault now = fault();
    if (now != Fault::cut_after_commit && now != Fault::lost_after_commit) {
        return true;
    }
    receive(link.server);
    set(now == Fault::cut_after_commit ? Fault::none : Fault::refuse);
    return false;
}

/// False when the client went away meanwhile.
bool Proxy::wait_while_held(const Link& link) const {
    while (fault() == Fault::hold_commit && !leaving_.load()) {
        pollfd gone{.fd = link.client, .events = POLLRDHUP, .revents = 0};
        if (poll(&gone, 1, tick_ms) > 0) {
            return false;
        }
    }
    return true;
}

bool Proxy::once(Fault fault) {
    return fault_.compare_exchange_strong(fault, Fault::none);
}

} // namespace chatsweep::test

// SPDX-License-Identifier: Apache-2.0
#include "support/sockets.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <stdexcept>

namespace chatsweep::test {

namespace {

std::string environment(const char* name) {
    const char* value = std::getenv(name);
    if (value == nullptr) {
        throw std::runtime_error{std::string{name} + " is not set"};
    }
    return value;
}

} // namespace

Listener listen_locally() {
    const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address;
    if (bind(listener, reinterpret_cast<sockaddr*>(&address), length) != 0 ||
        listen(listener, 64) != 0 ||
        getsockname(listener, reinterpret_cast<sockaddr*>(&address), &length) != 0) {
        throw std::runtime_error{"cannot listen on 127.0.0.1"};
    }
    return {.socket = listener, .port = ntohs(address.sin_port)};
}

ServerAddress cluster_address() {
    return {.folder = environment("PGHOST"), .port = environment("PGPORT")};
}

int connect_to(const ServerAddress& server) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    const std::string path = server.folder + "/.s.PGSQL." + server.port;
    path.copy(address.sun_path, sizeof address.sun_path - 1);
    const int socket = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (connect(socket, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
        close(socket);
        return -1;
    }
    return socket;
}

bool readable(int socket, int wait_ms) {
    pollfd one{.fd = socket, .events = POLLIN, .revents = 0};
    return poll(&one, 1, wait_ms) > 0;
}

std::string receive(int socket) {
    std::array<char, 65536> bytes{};
    const ssize_t length = recv(socket, bytes.data(), bytes.size(), 0);
    return {bytes.data(), length > 0 ? static_cast<std::size_t>(length) : 0};
}

bool send_all(int socket, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t sent = send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0) {
            return false;
        }
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
}

} // namespace chatsweep::test

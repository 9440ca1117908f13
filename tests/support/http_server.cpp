// SPDX-License-Identifier: Apache-2.0
#include "support/http_server.hpp"

#include "support/sockets.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cerrno>
#include <cstdlib>
#include <stdexcept>
#include <string_view>

namespace chatsweep::test {

namespace {

constexpr std::chrono::minutes time_that_no_machine_needs{2};
constexpr std::size_t longest_head = 1 << 20;

std::string in_lower_case(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char byte) { return static_cast<char>(std::tolower(byte)); });
    return text;
}

/// Of a connection: what it has sent, request by request.
class Reader {
public:
    explicit Reader(int socket) : socket_(socket) {}

    /// Nothing at the end of the stream, and of what is no request.
    std::optional<Received> next() {
        std::size_t end = 0;
        while ((end = bytes_.find("\r\n\r\n")) == std::string::npos) {
            if (bytes_.size() > longest_head || !more()) {
                return std::nullopt;
            }
        }
        Received request = head(std::string_view{bytes_}.substr(0, end + 2));
        const auto announced = request.headers.find("content-length");
        const std::size_t length = announced == request.headers.end()
                                       ? 0
                                       : std::strtoul(announced->second.c_str(), nullptr, 10);
        const std::size_t body = end + 4;
        while (bytes_.size() < body + length) {
            if (!more()) {
                return std::nullopt;
            }
        }
        request.body = bytes_.substr(body, length);
        bytes_.erase(0, body + length);
        return request;
    }

private:
    bool more() {
        std::array<char, 65536> bytes; // NOLINT: recv fills it
        const ssize_t length = recv(socket_, bytes.data(), bytes.size(), 0);
        bytes_.append(bytes.data(), length > 0 ? static_cast<std::size_t>(length) : 0);
        return length > 0;
    }

    static Received head(std::string_view text) {
        Received request;
        std::string_view line = take_line(text);
        const std::size_t method = line.find(' ');
        const std::size_t target = line.rfind(' ');
        if (method < target) {
            request.method = line.substr(0, method);
            request.target = line.substr(method + 1, target - method - 1);
        }
        while (!text.empty()) {
            line = take_line(text);
            const std::size_t colon = std::min(line.find(':'), line.size());
            const std::size_t value = std::min(line.find_first_not_of(": ", colon), line.size());
            request.headers[in_lower_case(std::string{line.substr(0, colon)})] = line.substr(value);
        }
        return request;
    }

    static std::string_view take_line(std::string_view& text) {
        const std::size_t end = text.find("\r\n");
        const std::string_view line = text.substr(0, end);
        text.remove_prefix(end + 2);
        return line;
    }

    int socket_;
    std::string bytes_;
};

std::string head_of(const Reply& reply) {
    std::string head = "HTTP/1.1 " + std::to_string(reply.status) + " so\r\n";
    for (const auto& [name, value] : reply.headers) {
        head.append(name).append(": ").append(value).append("\r\n");
    }
    if (reply.status != 204 && reply.status != 304) {
        head += "Content-Length: " + std::to_string(reply.body.size()) + "\r\n";
    }
    return head + "\r\n";
}

void wait_for_end(int socket) {
    char byte = 0;
    while (recv(socket, &byte, 1, 0) > 0) {}
}

/// Returns whether the connection goes on.
bool answer(int socket, const Reply& reply) {
    switch (reply.manner) {
    case Manner::whole: {
        const bool bodiless = reply.status == 204 || reply.status == 304;
        return send_all(socket, head_of(reply) + (bodiless ? "" : reply.body));
    }
    case Manner::half:
        send_all(socket, head_of(reply) + reply.body.substr(0, reply.body.size() / 2));
        return false;
    case Manner::garbage:
        send_all(socket, "\x16\x03 what is this?\r\n\r\n");
        return false;
    case Manner::reset: {
        const linger at_once{.l_onoff = 1, .l_linger = 0};
        setsockopt(socket, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
        return false;
    }
    case Manner::close:
        return false;
    case Manner::never:
        wait_for_end(socket);
        return false;
    }
    return false;
}

/// Returns the port.
template <typename Address>
int listen_at(int socket, Address address, in_port_t Address::*port) {
    const int yes = 1;
    setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    socklen_t length = sizeof address;
    if (bind(socket, reinterpret_cast<sockaddr*>(&address), length) != 0 ||
        listen(socket, SOMAXCONN) != 0 ||
        getsockname(socket, reinterpret_cast<sockaddr*>(&address), &length) != 0) {
        throw std::runtime_error{"cannot listen on this machine's own address"};
    }
    return ntohs(address.*port);
}

} // namespace

HttpServer::HttpServer(Script script, Memory memory, Family family, int port)
    : script_(std::move(script)), memory_(memory), family_(family) {
    const auto wanted = htons(static_cast<in_port_t>(port));
    if (family == Family::ipv4) {
        listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = wanted;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        port_ = listen_at(listener_, address, &sockaddr_in::sin_port);
    } else {
        listener_ = ::socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in6 address{};
        address.sin6_family = AF_INET6;
        address.sin6_port = wanted;
        address.sin6_addr = in6addr_loopback;
        port_ = listen_at(listener_, address, &sockaddr_in6::sin6_port);
    }
    acceptor_ = std::thread{[this] { accept_all(); }};
}

HttpServer::~HttpServer() {
    {
        const std::lock_guard lock{mutex_};
        leaving_ = true;
        shutdown(listener_, SHUT_RDWR);
        for (const int socket : open_) {
            shutdown(socket, SHUT_RDWR);
        }
        changed_.notify_all();
    }
    acceptor_.join();
    close(listener_);
    std::unique_lock lock{mutex_};
    changed_.wait(lock, [this] { return open_.empty(); });
}

std::string HttpServer::url(const std::string& path) const {
    const std::string host = family_ == Family::ipv4 ? "127.0.0.1" : "[::1]";
    return "http://" + host + ':' + std::to_string(port_) + path;
}

void HttpServer::set(Script script) {
    const std::lock_guard lock{mutex_};
    script_ = std::move(script);
}

std::vector<Received> HttpServer::received() const {
    const std::lock_guard lock{mutex_};
    return received_;
}

std::size_t HttpServer::count() const {
    const std::lock_guard lock{mutex_};
    return count_;
}

std::size_t HttpServer::connections() const {
    const std::lock_guard lock{mutex_};
    return connections_;
}

void HttpServer::wait_for(std::size_t requests) const {
    std::unique_lock lock{mutex_};
    if (!changed_.wait_for(lock, time_that_no_machine_needs,
                           [this, requests] { return count_ >= requests; })) {
        throw std::runtime_error{"waited in vain for " + std::to_string(requests) + " requests"};
    }
}

void HttpServer::accept_all() {
    for (;;) {
        const int socket = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
        const int error = errno;
        const std::lock_guard lock{mutex_};
        if (leaving_ || (socket < 0 && error != ECONNABORTED && error != EINTR)) {
            if (socket >= 0) {
                close(socket);
            }
            return;
        }
        if (socket >= 0) {
            const int yes = 1;
            setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
            open_.insert(socket);
            std::thread{[this, socket, number = connections_++] {
                serve(socket, number);
            }}.detach();
        }
    }
}

void HttpServer::serve(int socket, std::size_t connection) {
    Reader reader{socket};
    while (std::optional<Received> request = reader.next()) {
        request->connection = connection;
        const Reply reply = decide(std::move(*request));
        if (!pause(reply.delay) || !answer(socket, reply)) {
            break;
        }
    }
    const std::lock_guard lock{mutex_};
    close(socket);
    open_.erase(socket);
    changed_.notify_all(); // under the lock: nothing of this may be touched after it
}

Reply HttpServer::decide(Received request) {
    const std::lock_guard lock{mutex_};
    request.number = count_++;
    Reply reply = script_(request);
    if (memory_ == Memory::everything) {
        received_.push_back(std::move(request));
    }
    changed_.notify_all();
    return reply;
}

bool HttpServer::pause(std::chrono::milliseconds length) {
    if (length.count() <= 0) {
        return true;
    }
    std::unique_lock lock{mutex_};
    return !changed_.wait_for(lock, length, [this] { return leaving_; });
}

} // namespace chatsweep::test

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace chatsweep::test {

/// A request that an HttpServer has read to its end.
struct Received {
    std::size_t number = 0;     ///< In the order of arrival, from 0.
    std::size_t connection = 0; ///< The one it came by, from 0.
    std::string method;
    std::string target;
    std::map<std::string, std::string> headers; ///< Their names in lower case.
    std::string body;
};

/// How an answer is given. All but `whole` and `never` end the connection.
enum class Manner {
    whole,
    half,    ///< All the headers, and half of the body that they announce.
    garbage, ///< What is not HTTP.
    reset,   ///< Nothing, and the connection is reset.
    close,   ///< Nothing, and the connection is closed.
    never,   ///< Nothing, until the client gives up.
};

/// What is answered to a request.
struct Reply {
    int status = 200;
    std::vector<std::pair<std::string, std::string>> headers{};
    std::string body = "{}";
    Manner manner = Manner::whole;
    std::chrono::milliseconds delay{}; ///< Before anything is sent.
};

/// Decides about a reply. It is never called by two threads at once, and does not call the server.
using Script = std::function<Reply(const Received&)>;

enum class Family { ipv4, ipv6 };

/// Whether the server remembers what it received.
enum class Memory { everything, nothing };

/// An HTTP/1.1 server on 127.0.0.1 or ::1 with a thread for each connection, which stay open until
/// the client or a reply ends them. Answers 200 to everything unless a script says otherwise.
class HttpServer {
public:
    explicit HttpServer(
        Script script = [](const Received&) { return Reply{}; }, Memory memory = Memory::everything,
        Family family = Family::ipv4, int port = 0);
    /// Ends all connections, whatever they wait for.
    ~HttpServer();
    HttpServer(const HttpServer&) = delete;
    HttpServer& operator=(const HttpServer&) = delete;

    [[nodiscard]] int port() const { return port_; }
    [[nodiscard]] std::string url(const std::string& path = "/") const;

    /// From the next request on.
    void set(Script script);

    /// In the order of arrival.
    [[nodiscard]] std::vector<Received> received() const;
    [[nodiscard]] std::size_t count() const;
    [[nodiscard]] std::size_t connections() const;
    /// Returns once so many requests have arrived. Throws after a time that no machine needs.
    void wait_for(std::size_t requests) const;

private:
    void accept_all();
    void serve(int socket, std::size_t connection);
    Reply decide(Received request);
    /// False when the server is leaving.
    bool pause(std::chrono::milliseconds length);

    mutable std::mutex mutex_;
    mutable std::condition_variable changed_;
    Script script_;
    Memory memory_;
    Family family_;
    int listener_ = -1;
    int port_ = 0;
    bool leaving_ = false;
    std::vector<Received> received_;
    std::size_t count_ = 0;
    std::size_t connections_ = 0;
    std::set<int> open_; ///< Sockets; each has a thread.
    std::thread acceptor_;
};

} // namespace chatsweep::test

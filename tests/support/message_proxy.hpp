// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "support/sockets.hpp"

#include <atomic>
#include <cstddef>
#include <functional>
#include <iosfwd>
#include <limits>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace chatsweep::test {

enum class Way { to_server, to_client };

/// A message of PostgreSQL's protocol, as one that stands between client and server sees it.
struct Message {
    int connection = 1; ///< In the order in which they were made, from 1.
    Way way = Way::to_server;
    int number = 1;         ///< In this connection and this way, from 1.
    char type = '\0';       ///< None for what begins a connection.
    std::size_t length = 0; ///< In bytes, all of it.
    std::string text;       ///< All of it.
};

/// A place in a conversation: in a message, after so many of its bytes; 0 is right before it.
struct Place {
    static constexpr std::size_t end = std::numeric_limits<std::size_t>::max();

    int connection = 1;
    Way way = Way::to_server;
    int number = 1;
    std::size_t byte = 0;
};
std::ostream& operator<<(std::ostream& out, const Place& place);

enum class Then { go_on, cut };

/// A listener on 127.0.0.1 that hands on whole messages between clients and a server, counts them,
/// and does what a test wants done at a place: to the connection, to the server or to the client.
class MessageProxy {
public:
    using Deed = std::function<Then()>;

    explicit MessageProxy(ServerAddress server = cluster_address());
    ~MessageProxy();
    MessageProxy(const MessageProxy&) = delete;
    MessageProxy& operator=(const MessageProxy&) = delete;

    [[nodiscard]] std::string host() const { return "127.0.0.1"; }
    [[nodiscard]] std::string port() const { return std::to_string(listener_.port); }
    /// Where connections lead that are made from now on.
    void lead_to(ServerAddress server);

    /// From now on connections are counted anew, and no place means anything any more.
    void begin_anew();
    /// Once, when a conversation comes to this place. What has been handed on until then has left;
    /// the connection waits until the deed is done, the others do not.
    void at(Place place, Deed deed);
    /// Whether a conversation came there.
    [[nodiscard]] bool came_to(const Place& place) const;
    /// What was handed on since the last beginning, in its order.
    [[nodiscard]] std::vector<Message> messages() const;

private:
    struct Conversation;
    struct Link;

    void accept_all();
    void hand_on(Link& link);

    Listener listener_;
    mutable std::mutex mutex_;
    ServerAddress server_;
    std::shared_ptr<Conversation> conversation_;
    std::atomic<bool> leaving_{false};
    std::list<Link> links_;
    std::thread acceptor_;
};

} // namespace chatsweep::test

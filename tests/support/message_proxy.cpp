// SPDX-License-Identifier: Apache-2.0
#include "support/message_proxy.hpp"

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <ostream>
#include <string_view>

namespace chatsweep::test {

namespace {

constexpr int tick_ms = 20;
constexpr int ssl_request = 80877103;
constexpr int gss_request = 80877104;

int number_at(std::string_view bytes, std::size_t place) {
    int number = 0;
    for (std::size_t i = place; i < place + 4; ++i) {
        number = number << 8 | static_cast<unsigned char>(bytes[i]);
    }
    return number;
}

bool same_message(const Place& place, const Message& message) {
    return place.connection == message.connection && place.way == message.way &&
           place.number == message.number;
}

Then do_it(const MessageProxy::Deed& deed) {
    try {
        return deed();
    } catch (const std::exception& error) {
        ADD_FAILURE() << error.what();
        return Then::cut;
    }
}

/// What flows one way: bytes that are not a whole message yet.
struct Stream {
    int from = -1;
    int to = -1;
    Way way = Way::to_server;
    int messages = 0;
    std::string bytes{};
};

} // namespace

std::ostream& operator<<(std::ostream& out, const Place& place) {
    out << "connection " << place.connection << ", message " << place.number
        << (place.way == Way::to_server ? " to the server, " : " to the client, ");
    if (place.byte == Place::end) {
        return out << "after it";
    }
    return out << "byte " << place.byte;
}

struct MessageProxy::Conversation {
    struct Planned {
        Place place;
        Deed deed;
        bool done = false;
    };

    std::mutex mutex;
    int connections = 0;
    std::list<Planned> plan;
    std::vector<Message> messages;

    /// The next thing to be done in this message, if any.
    Planned* planned_in(const Message& message) {
        const std::lock_guard lock{mutex};
        const auto next = std::find_if(plan.begin(), plan.end(), [&](const Planned& each) {
            return !each.done && same_message(each.place, message);
        });
        if (next == plan.end()) {
            return nullptr;
        }
        next->done = true;
        return &*next;
    }
};

struct MessageProxy::Link {
    int client = -1;
    int server = -1;
    int connection = 0;
    std::shared_ptr<Conversation> conversation;
    bool begun = false;         ///< The client's messages have types now.
    bool awaits_letter = false; ///< The server's next message is one letter.
    std::atomic<bool> ended{false};
    std::thread thread;

    /// The length of the message that `bytes` begins with, once it is known.
    [[nodiscard]] std::optional<std::size_t> length(const Stream& stream) const {
        if (stream.way == Way::to_client && awaits_letter) {
            return 1;
        }
        const std::size_t type = stream.way == Way::to_client || begun ? 1 : 0;
        if (stream.bytes.size() < type + 4) {
            return std::nullopt;
        }
        return type + static_cast<std::size_t>(number_at(stream.bytes, type));
    }

    Message take_message(Stream& stream, std::size_t length) {
        const bool has_type = stream.way == Way::to_client ? !awaits_letter : begun;
        Message message{.connection = connection,
                        .way = stream.way,
                        .number = ++stream.messages,
                        .type = has_type ? stream.bytes[0] : '\0',
                        .length = length,
                        .text = stream.bytes.substr(0, length)};
        stream.bytes.erase(0, length);
        if (stream.way == Way::to_client) {
            awaits_letter = false;
        } else if (!begun) {
            const int code = number_at(message.text, 4);
            awaits_letter = code == ssl_request || code == gss_request;
            begun = !awaits_letter;
        }
        return message;
    }

    /// False at the end of the connection.
    bool hand_on(Stream& stream) {
        const std::string received = receive(stream.from);
        stream.bytes += received;
        std::string ready;
        while (true) {
            const std::optional<std::size_t> wanted = length(stream);
            if (!wanted || stream.bytes.size() < *wanted) {
                break;
            }
            const Message message = take_message(stream, *wanted);
            std::size_t handed_on = 0;
            while (const auto* planned = conversation->planned_in(message)) {
                const std::size_t until = std::min(planned->place.byte, message.length);
                ready += message.text.substr(handed_on, until - handed_on);
                handed_on = until;
                if (!send_all(stream.to, ready) || do_it(planned->deed) == Then::cut) {
                    return false;
                }
                ready.clear();
            }
            ready += message.text.substr(handed_on);
            const std::lock_guard lock{conversation->mutex};
            conversation->messages.push_back(message);
        }
        return send_all(stream.to, ready) && !received.empty();
    }
};

MessageProxy::MessageProxy(ServerAddress server)
    : listener_(listen_locally()), server_(std::move(server)),
      conversation_(std::make_shared<Conversation>()), acceptor_([this] { accept_all(); }) {}

MessageProxy::~MessageProxy() {
    leaving_.store(true);
    acceptor_.join();
    for (Link& link : links_) {
        link.thread.join();
    }
    close(listener_.socket);
}

void MessageProxy::lead_to(ServerAddress server) {
    const std::lock_guard lock{mutex_};
    server_ = std::move(server);
}

void MessageProxy::begin_anew() {
    const std::lock_guard lock{mutex_};
    conversation_ = std::make_shared<Conversation>();
}

void MessageProxy::at(Place place, Deed deed) {
    const std::lock_guard lock{mutex_};
    const std::lock_guard plan_lock{conversation_->mutex};
    conversation_->plan.push_back({.place = place, .deed = std::move(deed)});
}

bool MessageProxy::came_to(const Place& place) const {
    const std::lock_guard lock{mutex_};
    const std::lock_guard plan_lock{conversation_->mutex};
    const auto& plan = conversation_->plan;
    return std::any_of(plan.begin(), plan.end(), [&](const auto& each) {
        return each.done && each.place.connection == place.connection &&
               each.place.way == place.way && each.place.number == place.number &&
               each.place.byte == place.byte;
    });
}

std::vector<Message> MessageProxy::messages() const {
    const std::lock_guard lock{mutex_};
    const std::lock_guard plan_lock{conversation_->mutex};
    return conversation_->messages;
}

void MessageProxy::accept_all() {
    while (!leaving_.load()) {
        if (!readable(listener_.socket, tick_ms)) {
            continue;
        }
        const int client = accept4(listener_.socket, nullptr, nullptr, SOCK_CLOEXEC);
        if (client < 0) {
            continue;
        }
        const int yes = 1;
        setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
        for (Link& link : links_) {
            if (link.ended.load() && link.thread.joinable()) {
                link.thread.join();
            }
        }
        links_.remove_if([](const Link& link) { return !link.thread.joinable(); });
        Link& link = links_.emplace_back();
        link.client = client;
        const std::lock_guard lock{mutex_};
        link.server = connect_to(server_);
        link.conversation = conversation_;
        const std::lock_guard plan_lock{conversation_->mutex};
        link.connection = ++conversation_->connections;
        link.thread = std::thread{[this, &link] { hand_on(link); }};
    }
}

void MessageProxy::hand_on(Link& link) {
    Stream to_server{.from = link.client, .to = link.server, .way = Way::to_server};
    Stream to_client{.from = link.server, .to = link.client, .way = Way::to_client};
    bool open = link.server >= 0;
    while (open && !leaving_.load()) {
        std::array<pollfd, 2> both{{{.fd = link.client, .events = POLLIN, .revents = 0},
                                    {.fd = link.server, .events = POLLIN, .revents = 0}}};
        poll(both.data(), both.size(), tick_ms);
        open = (both[0].revents == 0 || link.hand_on(to_server)) &&
               (both[1].revents == 0 || link.hand_on(to_client));
    }
    for (const int socket : {link.client, link.server}) {
        if (socket >= 0) {
            close(socket);
        }
    }
    link.ended.store(true);
}

} // namespace chatsweep::test

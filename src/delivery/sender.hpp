// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/receiver.hpp"
#include "delivery/secret.hpp"

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

namespace chatsweep {

/// A receiver, with what its requests are signed with; without secrets they are not.
struct Destination {
    Receiver receiver;
    std::vector<Secret> secrets;
};

/// One request to make.
struct Request {
    std::size_t destination = 0; ///< Index into the sender's destinations.
    std::size_t tag = 0;         ///< The caller's own, to know it by.
    std::string id;              ///< Of the event: `webhook-id`.
    std::string body;            ///< JSON.
};

/// One request that has ended.
struct EndedRequest {
    std::size_t destination = 0;
    std::size_t tag = 0;
    Answer answer;
};

/// Makes signed HTTP requests, many at a time, in the thread that calls it. TLS is verified,
/// redirects are not followed, only http and https are spoken, and no proxy is used but the
/// configured one. A receiver that does not allow it is not reached at a loopback, link-local or
/// unspecified address, whatever its name resolves to at that moment.
class Sender {
public:
    explicit Sender(std::vector<Destination> destinations);
    ~Sender();
    Sender(const Sender&) = delete;
    Sender& operator=(const Sender&) = delete;

    /// Begins a request, signed as of now.
    void send(Request request);

    /// Works on the requests for at most so long, or until at least one has ended, and returns
    /// those that have. Returns at once when none is under way.
    [[nodiscard]] std::vector<EndedRequest> wait(Duration longest);

    /// Gives up all that are under way; nobody learns what became of them.
    void abandon();

    [[nodiscard]] std::size_t under_way() const noexcept;

private:
    class Engine;
    std::unique_ptr<Engine> engine_;
};

} // namespace chatsweep

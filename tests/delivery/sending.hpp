// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "delivery/sender.hpp"
#include "support/http_server.hpp"

#include <chrono>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace chatsweep::test {

using namespace std::chrono_literals;

inline const Secret a_secret{std::string(32, 's')};

/// A receiver on this machine, which allows that.
inline Receiver a_receiver(const std::string& url) {
    Receiver receiver;
    receiver.name = "desk";
    receiver.url = url;
    receiver.timeout = 2min;
    receiver.allow_local = true;
    return receiver;
}

inline Receiver a_receiver(const HttpServer& server) {
    return a_receiver(server.url("/hook"));
}

/// Returns all that end until none is under way.
inline std::vector<EndedRequest> wait_for_all(Sender& sender) {
    std::vector<EndedRequest> all;
    while (sender.under_way() > 0) {
        for (EndedRequest& ended : sender.wait(1s)) {
            all.push_back(std::move(ended));
        }
    }
    return all;
}

inline Answer send_one(Sender& sender, const std::string& id = "evt_1",
                       const std::string& body = "{}") {
    sender.send({.destination = 0, .tag = 0, .id = id, .body = body});
    return wait_for_all(sender).at(0).answer;
}

/// Sends one request to the only receiver of a sender of its own.
inline Answer answer_of(const Receiver& receiver) {
    Sender sender{{{receiver, {a_secret}}}};
    return send_one(sender);
}

inline std::string problem_with(const Receiver& receiver) {
    return answer_of(receiver).problem;
}

inline Script always(Reply reply) {
    return [reply = std::move(reply)](const Received&) { return reply; };
}

} // namespace chatsweep::test

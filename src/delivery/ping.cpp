// SPDX-License-Identifier: Apache-2.0
#include "delivery/ping.hpp"

#include "delivery/sender.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

namespace chatsweep {

namespace {

constexpr Duration one_look = std::chrono::milliseconds{100};

} // namespace

std::string ping_url(const std::string& url, const std::string& sign) {
    if (sign.empty()) {
        return url;
    }
    const std::size_t end_of_path = std::min(url.find('?'), url.size());
    std::string path = url.substr(0, end_of_path);
    if (!path.ends_with('/')) {
        path += '/';
    }
    return path + sign + url.substr(end_of_path);
}

std::string ping(const std::string& url, Duration within, const std::function<bool()>& is_over) {
    Receiver watcher{.name = "ping", .url = url, .timeout = within, .concurrency = 1};
    watcher.allow_local = true;
    Sender sender{{Destination{std::move(watcher), {}}}};
    sender.send({});
    while (!is_over()) {
        for (const EndedRequest& ended : sender.wait(one_look)) {
            return ended.answer.problem;
        }
    }
    return {};
}

} // namespace chatsweep
